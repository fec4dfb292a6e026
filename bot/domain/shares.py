"""Shares that can be published: in bands, with people rounded, and with an honest interval.

What is published of a group never fixes how many of it answered so: the lowest band reaches
above nobody and the highest below everybody, in every group of at least five.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

_Z = 1.959964  # of a 95 % interval
_EDGES = ((10, (0, 50, 100)), (20, (0, 25, 50, 100)), (100, (0, 10, 25, 50, 100)))
"""(below so many people, the bands' edges in percent); from 100 people on, steps of five."""
_FINE = tuple(range(0, 101, 5))


@dataclass(frozen=True, slots=True)
class Share:
    """A share in percent as it is published: ``low`` ≤ share < ``high``, which may be 100.

    ``n`` is rounded to five; ``interval`` is the 95 % interval of all that the band allows.
    """

    n: int
    low: int
    high: int
    interval: tuple[int, int]


def rounded(people: int) -> int:
    """A number of people to the nearest five."""
    return 5 * ((people + 2) // 5)


def share(count: int, people: int) -> Share:
    """The published form of ``count`` among ``people``; ValueError when there are none."""
    if not 0 <= count <= people or people == 0:
        raise ValueError("a share needs people, and no more of them than there are")
    low, high = _band(count, people)
    shown = rounded(people)
    return Share(shown, low, high, (_wilson(low, shown)[0], _wilson(high, shown)[1]))


def counts_in(published: Share, people: int) -> tuple[int, int]:
    """The lowest and the highest count that a published share of so many people allows."""
    lowest = math.ceil(published.low * people / 100)
    highest = people if published.high == 100 else math.ceil(published.high * people / 100) - 1
    return lowest, highest


def fixes_a_part(parts: Sequence[tuple[int, int]], whole: tuple[int, int]) -> bool:
    """Whether knowing the range of a sum leaves one of its parts no choice any more.

    ``parts`` are the ranges of the numbers that are added, ``whole`` is the range of their sum.
    """
    least, most = sum(low for low, _ in parts), sum(high for _, high in parts)
    for low, high in parts:
        lowest = max(low, whole[0] - (most - high))
        highest = min(high, whole[1] - (least - low))
        if lowest >= highest:
            return True
    return False


def _band(count: int, people: int) -> tuple[int, int]:
    edges = next((edges for below, edges in _EDGES if people < below), _FINE)
    place = min(bisect_right(edges, 100 * count / people), len(edges) - 1)
    return edges[place - 1], edges[place]


def _wilson(percent: float, people: int) -> tuple[int, int]:
    """Wilson's 95 % interval of a share, in whole percent, outwards.

    Source: Wilson 1927, J Am Stat Assoc 22:209.
    """
    p, n = percent / 100, max(people, 1)
    middle = p + _Z * _Z / (2 * n)
    reach = _Z * math.sqrt(p * (1 - p) / n + _Z * _Z / (4 * n * n))
    scale = 1 + _Z * _Z / n
    low, high = (middle - reach) / scale, (middle + reach) / scale
    return max(0, math.floor(100 * low + 1e-9)), min(100, math.ceil(100 * high - 1e-9))

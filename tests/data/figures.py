"""What the word lists find in labelled messages, as the figures that `make test` prints."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from bot.content.screening import load_screener
from bot.domain.screening import Risk, Screener
from data.labelled import HELD_BACK, Labelled, read

LISTS = Path(__file__).parents[2] / "lessons" / "screening"
ENOUGH = 600
"""Messages that figures need to mean something."""

ALARMS = frozenset({Risk.CRISIS, Risk.VIOLENCE, Risk.HARM, Risk.THIRD, Risk.MEDICAL})


@dataclass(frozen=True, slots=True)
class Figures:
    """What was found in each message: its label, and the risk that the lists say."""

    found: tuple[tuple[Labelled, Risk], ...] = field(repr=False)  # what is reported stays unread

    def recall(self, risk: Risk, *, explicit: bool = False) -> float:
        """The share of a class that is found; amber finds an implicit message, no explicit one."""
        asked = [one for one in self.found if one[0].risk is risk]
        asked = [one for one in asked if one[0].is_explicit or not explicit]
        return sum(_finds(*one) for one in asked) / len(asked)

    def exact(self, risk: Risk) -> float:
        """The share of a class that is found as exactly that class."""
        asked = [found for label, found in self.found if label.risk is risk]
        return sum(found is risk for found in asked) / len(asked)

    def among_harmless(self, risks: Iterable[Risk]) -> float:
        """The share of the harmless messages that are taken for one of these risks."""
        risks = frozenset(risks)
        harmless = [found for label, found in self.found if label.risk is Risk.NONE]
        return sum(found in risks for found in harmless) / len(harmless)

    def lines(self) -> Iterator[str]:
        """The figures as a table."""
        sizes = Counter(label.risk for label, _ in self.found)
        if len(self.found) < ENOUGH:
            yield f"{len(self.found)} messages are held back; figures need {ENOUGH}"
            return
        yield f"{'clase':14}{'mensajes':>9}{'hallados':>10}{'explícitos':>12}{'exactos':>9}"
        for risk in Risk:
            if risk is Risk.NONE:
                continue
            has_explicit = any(one.is_explicit and one.risk is risk for one, _ in self.found)
            explicit = f"{self.recall(risk, explicit=True):.1%}" if has_explicit else "–"
            yield (
                f"{risk.value:14}{sizes[risk]:9}{self.recall(risk):10.1%}"
                f"{explicit:>12}{self.exact(risk):9.1%}"
            )
        yield (
            f"de {sizes[Risk.NONE]} inofensivos: {self.among_harmless(ALARMS):.1%} falsas alarmas, "
            f"{self.among_harmless([Risk.AMBER]):.1%} preguntas, "
            f"{self.among_harmless([Risk.GRIEF]):.1%} duelo"
        )


def _finds(label: Labelled, found: Risk) -> bool:
    if found is label.risk:
        return True
    if label.risk in {Risk.AMBER, Risk.GRIEF}:
        return found is not Risk.NONE
    # Another alarm is an alarm: what must not happen is that nobody answers.
    return found in ALARMS or (found is Risk.AMBER and not label.is_explicit)


def figures_of(messages: Iterable[Labelled], screener: Screener) -> Figures:
    """The figures of some messages."""
    return Figures(tuple((one, screener.screen(one.text).risk) for one in messages))


def reported() -> Figures:
    """The figures of the messages that are held back, by the shipped lists."""
    return figures_of(read(HELD_BACK), load_screener(LISTS))

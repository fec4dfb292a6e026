"""T1: the reply file is the same byte for byte, whatever the order in which answers came."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest
from storage.databases import OpenStore, file_of

from bot.storage import replies
from bot.storage.engine import Store
from privacy.designs import at_once
from privacy.world import WEEKS, Said, a_week, close_as_they_came, close_ours

Close = Callable[[Store, Store, Path, Mapping[str, Sequence[Said]], random.Random], None]


def digest_of(
    open_sqlite: OpenStore,
    folder: Path,
    weeks: Mapping[str, Sequence[Said]],
    seed: int,
    close: Close = close_ours,
) -> str:
    """The file of a reply store after three rounds; its log and journal are empty or not there."""
    deliveries, store = open_sqlite("delivery"), open_sqlite("replies")
    close(deliveries, store, folder, weeks, random.Random(seed))  # noqa: S311 - dice
    store.dispose()
    deliveries.dispose()
    path = file_of(store)
    for ending in ("-wal", "-journal"):
        beside = Path(f"{path}{ending}")
        assert not beside.exists() or beside.stat().st_size == 0
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize("seed", range(8))
def test_permuted_arrivals_leave_the_same_file(
    open_sqlite: OpenStore, tmp_path: Path, seed: int
) -> None:
    dice = random.Random(seed)  # noqa: S311 - dice, not secrets
    weeks = {name: a_week(dice) for name in WEEKS}
    permuted = {name: dice.sample(said, len(said)) for name, said in weeks.items()}
    assert weeks != permuted
    one = digest_of(open_sqlite, tmp_path / "one", weeks, seed)
    assert one == digest_of(open_sqlite, tmp_path / "other", permuted, seed)


def test_another_answer_leaves_another_file(open_sqlite: OpenStore, tmp_path: Path) -> None:
    dice = random.Random(1)  # noqa: S311 - dice, not secrets
    weeks = {name: a_week(dice) for name in WEEKS}
    one = digest_of(open_sqlite, tmp_path / "one", weeks, 1)
    first = weeks[WEEKS[0]][0]
    weeks[WEEKS[0]][0] = Said(first.chat_id, first.unit, 10 - first.score)
    assert one != digest_of(open_sqlite, tmp_path / "other", weeks, 1)


@pytest.mark.parametrize("design", ["autoincrement", "hidden_rowid", "at_once"])
def test_the_same_cannot_be_said_of_answers_written_as_they_come(
    tmp_path: Path, design: str
) -> None:
    said = a_week(random.Random(1))  # noqa: S311 - dice, not secrets
    digests = set()
    for number, order in enumerate((said, said[::-1])):
        path = tmp_path / f"{number}.sqlite"
        with at_once(path, design, WEEKS[0], order):
            pass
        digests.add(hashlib.sha256(path.read_bytes()).hexdigest())
    assert len(digests) == 2


def test_without_its_canonical_order_and_its_shuffle_the_batch_would_tell(
    open_sqlite: OpenStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    weeks = {name: a_week(random.Random(name)) for name in WEEKS}  # noqa: S311 - dice
    turned = {name: said[::-1] for name, said in weeks.items()}
    close = close_as_they_came
    same = [digest_of(open_sqlite, tmp_path, told, 1, close) for told in (weeks, turned)]
    monkeypatch.setattr(replies, "sorted", lambda rows, key=None: list(rows), raising=False)  # noqa: ARG005
    monkeypatch.setattr(random.Random, "shuffle", lambda _dice, _rows: None)
    differ = [digest_of(open_sqlite, tmp_path, told, 1, close) for told in (weeks, turned)]
    assert (len(set(same)), len(set(differ))) == (1, 2)

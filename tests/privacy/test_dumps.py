"""T3: a copy of the reply store every hour tells no more than one at the end."""

from __future__ import annotations

import hashlib
import random
from datetime import datetime, timedelta
from pathlib import Path

from service.programme import make_rounds, wall
from storage.databases import OpenStore, file_of

from bot.storage.spool import Spool
from privacy.attackers import by_appearance, by_sql, score_answers
from privacy.designs import at_once
from privacy.world import WEEKS, K, a_week, cells_of

BEGIN = wall("2026-11-23 03:30")
"""The week W48 is open until Monday the 30th, 03:00."""
HOURS = 24 * 7 + 3


def test_hourly_copies_find_answers_written_at_once_and_not_ours(
    open_sqlite: OpenStore, tmp_path: Path
) -> None:
    week = WEEKS[2]
    right = expected = best = 0.0
    for seed in range(4):
        dice = random.Random(seed)  # noqa: S311 - dice, not secrets
        said = a_week(dice)
        store = open_sqlite("replies")
        spool = Spool(tmp_path / f"spool-{seed}")
        rounds = make_rounds(open_sqlite("delivery"), store, spool, dice, K)
        path = file_of(store)
        seen_at: dict[bytes, int] = {}
        changed_at: list[datetime] = []
        before = b""
        for hour in range(HOURS):
            now = BEGIN + timedelta(hours=hour)
            if hour % 4 == 0 and hour // 4 < len(said):
                one = said[hour // 4]
                spool.put(week, one.chat_id, one.unit, "nrs", str(one.score))
            rounds.close_ended(now)
            digest = hashlib.sha256(path.read_bytes()).digest()
            if digest != before:
                changed_at.append(now)
                for row in by_sql(path):
                    seen_at.setdefault(row.key, hour)
            before = digest
        store.dispose()
        assert changed_at == [BEGIN, wall("2026-11-30 03:30")]
        rows = by_sql(path)
        for _ in range(300):  # what the copies do not tell, the attacker throws dice for
            score = score_answers(by_appearance(rows, seen_at, dice), said, week)
            right, expected, best = (
                right + score.right,
                expected + score.expected,
                best + score.best,
            )
    assert abs((right - expected) / (best - expected)) < 0.03

    said = a_week(random.Random(1))  # noqa: S311 - dice, not secrets
    naive = tmp_path / "naive.sqlite"
    appeared: dict[bytes, int] = {}
    for hour in range(1, len(said) + 1):
        naive.unlink(missing_ok=True)
        with at_once(naive, "at_once", week, said, stop_after=hour):
            pass
        for row in by_sql(naive):
            appeared.setdefault(row.key, hour)
    ranked = by_appearance(by_sql(naive), appeared, random.Random(1))  # noqa: S311 - dice
    assert score_answers(ranked, said, week).advantage > 0.95
    assert len(set(cells_of(said).values())) > 1

"""Clocks that jump, and a bot that was away for a week: no storm, nothing twice."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from conftest import OpenStage
from officers import enrol
from subscribers import enter_due
from waiting import until

from bot.demo.stage import Stage
from bot.storage.delivery import delivery

TUESDAY_9 = datetime(2026, 11, 24, 13, 0, 5, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def sent(stage: Stage) -> Counter[tuple[int, str, str]]:
    """How often each chat was sent each kind in each slot, unless it was dropped."""
    with stage.respiro.stores.deliveries.begin() as connection:
        rows = connection.execute(
            sa.select(delivery.c.chat_id, delivery.c.kind, delivery.c.slot).where(
                delivery.c.state == "sent"
            )
        )
        return Counter(tuple(row) for row in rows)


def is_idle(stage: Stage) -> bool:
    """Whether nothing waits to be sent."""
    with stage.respiro.stores.deliveries.begin() as connection:
        open_states = delivery.c.state.in_(["leased", "inflight"])
        return not connection.scalar(sa.select(sa.func.count()).where(open_states))


async def test_a_clock_that_jumps_a_day_forward_and_an_hour_back_sends_nothing_twice(
    open_stage: OpenStage,
) -> None:
    async with open_stage(TELEGRAM__RATE_PER_SECOND="60") as stage:
        people = [stage.simulator.officer(f"O{n}", started=True) for n in range(90)]
        enter_due(stage.respiro.stores.deliveries, [one.id for one in people], TUESDAY_9)
        stage.clock.set(TUESDAY_9)
        await until(lambda: sum(len(one.screen) for one in people) > 20)
        stage.clock.set(TUESDAY_9 + DAY)
        await until(lambda: all(one.screen for one in people), 15)
        await until(lambda: is_idle(stage))
        before = sent(stage)
        screens = [len(one.screen) for one in people]
        stage.clock.set(TUESDAY_9 + DAY - HOUR)
        await asyncio.sleep(1)
        stage.clock.set(TUESDAY_9 + DAY)
        await asyncio.sleep(1)
        assert [len(one.screen) for one in people] == screens
        assert sent(stage) == before
    assert max(before.values()) == 1
    assert {slot for _, _, slot in before} == {"2026-11-24", "2026-11-25"}
    assert max(screens) <= 2


async def test_after_a_week_without_the_bot_nobody_gets_more_than_one_of_a_kind(
    open_stage: OpenStage,
) -> None:
    async with open_stage() as stage:
        people = [await enrol(stage, name) for name in ("Ana", "Beto", "Carla")]
        ids = [one.id for one in people]
    stage.simulator.clock.set(datetime(2026, 12, 2, 16, 31, tzinfo=UTC))  # Wednesday, 12:31
    before = [len(one.screen) for one in people]
    async with open_stage(simulator=stage.simulator) as again:
        await asyncio.sleep(2.5)
        kinds = Counter((chat, kind) for chat, kind, slot in sent(again) if slot > "2026-12")
    assert set(kinds.values()) == {1}
    assert {chat for chat, _ in kinds} == set(ids)
    assert {kind for _, kind in kinds} == {"checkin", "lesson"}
    grown = [len(one.screen) - seen for one, seen in zip(people, before, strict=True)]
    assert grown == [2, 2, 2]

"""A lesson written later, behind the last number: it reaches everybody, and once."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from conftest import OpenStage
from officers import enrol

from bot.arranging import ROOT
from bot.content.lessons import load_lessons
from bot.demo.stage import Stage
from bot.domain.model import Subscriber
from bot.rehearsal.rehearsing import order_for
from bot.storage.delivery import change_subscriber, find_subscriber
from simulator.officer import Officer

SHIPPED = load_lessons(ROOT / "lessons" / "es")
LAST = SHIPPED[-1].number
NEW = replace(SHIPPED[19], number=LAST + 1, title="Un mate con calma", boosters=(), quiz=None)
LIBRARY = (*SHIPPED, NEW)
TUESDAY_9 = datetime(2026, 11, 24, 13, 0, 5, tzinfo=UTC)


def place(stage: Stage, ana: Officer, **changes: object) -> Subscriber:
    """What is stored of an officer, after these changes."""
    with stage.respiro.stores.deliveries.begin() as connection:
        known = find_subscriber(connection, ana.id)
        assert known is not None
        changed = replace(known, **changes)  # type: ignore[arg-type]
        if changes:
            change_subscriber(connection, changed)
        return changed


async def morning(stage: Stage, at: datetime) -> None:
    """The clock at a lesson's hour, and one beat of the speaker."""
    stage.clock.set(at)
    await stage.respiro.speaker.beat()


def times_shown(ana: Officer) -> int:
    """In how many messages the new lesson stands."""
    return sum(NEW.title in one.text for one in ana.screen)


@pytest.mark.parametrize("leads", [False, True])
async def test_whoever_finished_the_course_gets_the_lesson_appended_to_it_once(
    open_stage: OpenStage, leads: bool
) -> None:
    async with open_stage(library=LIBRARY) as stage:
        ana = await enrol(stage)
        place(stage, ana, next_lesson=61, next_track=69 if leads else 65, leads=leads)
        await morning(stage, TUESDAY_9)
        await ana.see(NEW.title)
        for day in range(1, 4):
            await morning(stage, TUESDAY_9 + timedelta(days=day))
        assert times_shown(ana) == 1
        known = place(stage, ana)
        assert (known.next_lesson, known.next_track) == (NEW.number + 1, 69 if leads else 65)


async def test_the_supervisors_way_is_not_moved_by_a_lesson_with_a_higher_number(
    open_stage: OpenStage,
) -> None:
    async with open_stage(library=LIBRARY) as stage:
        ana = await enrol(stage)
        place(stage, ana, next_lesson=NEW.number, next_track=66, leads=True)
        await morning(stage, TUESDAY_9)
        await ana.see(SHIPPED[65].title)
        await morning(stage, TUESDAY_9 + timedelta(minutes=5))
        assert place(stage, ana).next_track == 67
        assert place(stage, ana).next_lesson == NEW.number


async def test_the_last_lesson_by_number_ends_the_course(open_stage: OpenStage) -> None:
    async with open_stage(library=LIBRARY) as stage:
        ana = await enrol(stage)
        await ana.tap_data(f"l1|{NEW.number}|4")
        await ana.tap("👍")
        assert "¡Felicitaciones!" in ana.last.text


@pytest.mark.parametrize("leads", [False, True])
async def test_a_rehearsal_ends_with_the_lesson_appended(
    open_stage: OpenStage, leads: bool
) -> None:
    async with open_stage(library=LIBRARY) as stage:
        ana = await enrol(stage)
        officer = place(stage, ana, leads=leads)
    order = order_for(replace(officer, next_lesson=1), {one.number: one for one in LIBRARY})
    assert order[-1] == NEW.number
    assert len(order) == 61 + 4 * leads

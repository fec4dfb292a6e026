"""The speaker: each prompt once, whatever happens to it; the pacer's even rate."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import fields
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from conftest import OpenStage
from lines import calling
from officers import enrol
from subscribers import enter_due
from waiting import until

from bot.chat import speaker as speaker_module
from bot.chat.pacer import Pacer
from bot.chat.sender import Sender
from bot.chat.speaker import Speaker
from bot.demo.stage import Stage
from bot.storage.delivery import delivery
from simulator.faults import Error, Garbage, Hang, Kind, Latency, ResetAfter, TooMany
from simulator.officer import Officer

MONDAY_9 = datetime(2026, 11, 23, 13, 0, 5, tzinfo=UTC)
TUESDAY_9 = datetime(2026, 11, 24, 13, 0, 5, tzinfo=UTC)


@pytest.fixture
async def quiet_stage(open_stage: OpenStage) -> AsyncIterator[Stage]:
    """The bot, speaking only when a test beats it, as fast as it can."""
    async with open_stage(speaks=False, TELEGRAM__RATE_PER_SECOND="1000") as stage:
        yield stage


def states(stage: Stage) -> Counter[str]:
    """How many deliveries stand where."""
    with stage.respiro.stores.deliveries.begin() as connection:
        return Counter(connection.scalars(sa.select(delivery.c.state)))


def crowd(stage: Stage, size: int, due_at: datetime = TUESDAY_9) -> list[Officer]:
    """Officers with a lesson due."""
    people = [stage.simulator.officer(f"O{number}", started=True) for number in range(size)]
    enter_due(stage.respiro.stores.deliveries, [one.id for one in people], due_at)
    return people


async def beat(stage: Stage, now: datetime = TUESDAY_9, speaker: Speaker | None = None) -> int:
    """One beat at a moment, to which the clock is set."""
    stage.clock.set(now)
    return await (speaker or stage.respiro.speaker).beat()


def another(mine: Speaker, **changes: object) -> Speaker:
    """A speaker built like this one, with some parts changed and nothing under way."""
    parts = {part.name: getattr(mine, part.name) for part in fields(Speaker)}
    public = {name: part for name, part in parts.items() if not name.startswith("_")}
    return Speaker(**public | {"pacer": Pacer(1000)} | changes)


@asynccontextmanager
async def hasty(stage: Stage) -> AsyncIterator[Speaker]:
    """The stage's speaker with a line that gives up after a third of a second."""
    mine = stage.respiro.speaker
    async with calling(stage.simulator, patience=0.3) as bot:
        sender = Sender(bot, bot.request, mine.sender.shelf)
        yield another(mine, sender=sender)


# Once


async def test_a_due_lesson_arrives_once(quiet_stage: Stage) -> None:
    ana = await enrol(quiet_stage, hour="09:00")
    seen = len(ana.screen)
    moments = (MONDAY_9, TUESDAY_9, TUESDAY_9 + timedelta(minutes=1))
    assert [await beat(quiet_stage, moment) for moment in moments] == [0, 1, 0]
    assert len(ana.screen) == seen + 1


async def test_two_beats_at_once_send_nothing_twice(quiet_stage: Stage) -> None:
    people = crowd(quiet_stage, 45)
    speaker = quiet_stage.respiro.speaker
    left = await asyncio.gather(*(beat(quiet_stage, speaker=speaker) for _ in range(3)))
    assert sum(left) == 45
    assert [len(one.screen) for one in people] == [1] * 45


async def test_the_jobs_beat_by_themselves(open_stage: OpenStage) -> None:
    async with open_stage() as stage:
        ana = await enrol(stage, hour="09:00")
        seen = len(ana.screen)
        stage.clock.set(TUESDAY_9)
        await until(lambda: len(ana.screen) > seen)
        await asyncio.sleep(0.5)
    assert len(ana.screen) == seen + 1


@pytest.mark.parametrize("kind", [Hang(), ResetAfter(), Garbage(), Garbage("[]"), Error(502)])
async def test_what_may_have_arrived_is_never_sent_again(quiet_stage: Stage, kind: Kind) -> None:
    (ana,) = crowd(quiet_stage, 1)
    quiet_stage.simulator.faults.add("sendMessage", ana.id, kind=kind)
    async with hasty(quiet_stage) as speaker:
        for minutes in range(3):
            await beat(quiet_stage, TUESDAY_9 + timedelta(minutes=minutes), speaker)
    assert states(quiet_stage) == {"unknown": 1}
    assert len(quiet_stage.simulator.calls_of("sendMessage", ana.id)) == 1


async def test_a_result_that_makes_no_sense_may_have_arrived_too(quiet_stage: Stage) -> None:
    crowd(quiet_stage, 1)
    quiet_stage.simulator.faults.add("sendMessage", kind=Garbage('{"ok": true, "result": {}}'))
    await beat(quiet_stage)
    assert states(quiet_stage) == {"unknown": 1}


async def test_too_many_requests_are_sent_later_and_exactly_once(quiet_stage: Stage) -> None:
    (ana,) = crowd(quiet_stage, 1)
    quiet_stage.simulator.faults.add("sendMessage", ana.id, kind=TooMany(5))
    seen = []
    for seconds in (0, 3, 7, 9):
        await beat(quiet_stage, TUESDAY_9 + timedelta(seconds=seconds))
        seen.append(len(ana.screen))
    assert seen == [0, 0, 1, 1]


async def test_an_outage_is_waited_for_and_then_everybody_has_one(quiet_stage: Stage) -> None:
    people = crowd(quiet_stage, 25)
    pacer = Pacer(1000, clock=lambda: quiet_stage.clock.now().timestamp())
    speaker = another(quiet_stage.respiro.speaker, pacer=pacer)
    port = int(quiet_stage.simulator.base_url.rpartition(":")[2])
    await quiet_stage.simulator.stop()
    await beat(quiet_stage, speaker=speaker)
    assert states(quiet_stage) == {"leased": 25}
    await quiet_stage.simulator.start(port=port)
    for minutes in (1, 2):
        await beat(quiet_stage, TUESDAY_9 + timedelta(minutes=minutes), speaker)
    assert [len(one.screen) for one in people] == [1] * 25


# Gone and back


async def test_who_blocked_the_bot_gets_nothing_more_until_start_brings_him_back(
    quiet_stage: Stage,
) -> None:
    ana = await enrol(quiet_stage, hour="09:00")
    await beat(quiet_stage, MONDAY_9)
    ana.chat.blocked = True  # and the news of it was lost
    await beat(quiet_stage)
    officer = quiet_stage.respiro.enrolment.find(ana.id)
    assert officer is not None
    assert not officer.active
    ana.chat.blocked = False
    await ana.send("/start")
    assert await beat(quiet_stage, TUESDAY_9 + timedelta(days=1)) == 1


# One for all, none against all


async def test_a_prompt_that_cannot_be_worded_does_not_stop_the_next(quiet_stage: Stage) -> None:
    strange, ana = (quiet_stage.simulator.officer(name, started=True) for name in ("X", "Ana"))
    store = quiet_stage.respiro.stores.deliveries
    enter_due(store, [strange.id], TUESDAY_9 - timedelta(minutes=1), language="tlh")
    enter_due(store, [ana.id], TUESDAY_9)
    await beat(quiet_stage)
    assert (len(strange.screen), len(ana.screen)) == (0, 1)
    assert states(quiet_stage) == {"failed": 1, "sent": 1}


async def test_one_slow_officer_in_a_group_does_not_lose_the_others(quiet_stage: Stage) -> None:
    people = crowd(quiet_stage, 10)
    quiet_stage.simulator.faults.add("sendMessage", people[0].id, kind=Hang())
    async with hasty(quiet_stage) as speaker:
        await beat(quiet_stage, speaker=speaker)
    assert states(quiet_stage) == {"unknown": 1, "sent": 9}


async def test_resting_settles_what_is_in_flight_and_leaves_the_rest(quiet_stage: Stage) -> None:
    people = crowd(quiet_stage, 200)
    quiet_stage.simulator.faults.add("sendMessage", times=None, kind=Latency(0.2))
    speaking = asyncio.create_task(beat(quiet_stage))
    await until(lambda: any(one.screen for one in people))
    await quiet_stage.respiro.speaker.rest()
    await speaking
    arrived = sum(len(one.screen) for one in people)
    assert 0 < arrived < 200
    assert states(quiet_stage) == {"sent": arrived, "leased": 200 - arrived}


async def test_the_rest_is_sent_after_a_restart_and_nothing_twice(open_stage: OpenStage) -> None:
    async with open_stage(speaks=False) as stage:
        people = crowd(stage, 30)
        speaking = asyncio.create_task(beat(stage))
        await until(lambda: states(stage)["inflight"] > 0)
        await stage.respiro.speaker.rest()
        await speaking
    async with open_stage(simulator=stage.simulator, speaks=False) as again:
        assert again.respiro.delivering.recover(again.respiro.desk.clock()) == 0
        await beat(again, TUESDAY_9 + timedelta(minutes=1))
    assert [len(one.screen) for one in people] == [1] * 30


async def test_a_long_beat_keeps_the_quiet_hours_that_begin_under_way(quiet_stage: Stage) -> None:
    just_before_nine = datetime(2026, 11, 25, 0, 55, tzinfo=UTC)  # 20:55 in La Paz
    people = crowd(quiet_stage, 30, just_before_nine)
    clock = clock_that_jumps(people, 10, just_before_nine, timedelta(minutes=10))
    slow = another(quiet_stage.respiro.speaker, pacer=Pacer(20), clock=clock)
    assert 10 <= await beat(quiet_stage, just_before_nine, slow) < 25


async def test_what_was_taken_at_2059_does_not_leave_at_2100(quiet_stage: Stage) -> None:
    last_second = datetime(2026, 11, 25, 0, 59, 59, tzinfo=UTC)  # 20:59:59 in La Paz
    (ana,) = crowd(quiet_stage, 1, last_second - timedelta(minutes=1))
    seen = []

    def clock() -> datetime:
        seen.append(states(quiet_stage)["inflight"] > 0)
        return last_second + timedelta(seconds=any(seen))

    speaker = another(quiet_stage.respiro.speaker, clock=clock)
    assert await beat(quiet_stage, last_second, speaker) == 1  # it ended, and did not leave
    assert any(seen)
    assert (ana.screen, states(quiet_stage)) == ([], {"leased": 1})
    assert await beat(quiet_stage, last_second + timedelta(hours=9)) == 0


async def test_what_comes_due_during_a_long_beat_is_sent_in_it(
    quiet_stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(speaker_module, "_LOOK_AGAIN", 0.1)
    people = crowd(quiet_stage, 20)
    crowd(quiet_stage, 1, TUESDAY_9 + timedelta(minutes=10))
    clock = clock_that_jumps(people, 5, TUESDAY_9, timedelta(minutes=10))
    slow = another(quiet_stage.respiro.speaker, pacer=Pacer(20), clock=clock)
    assert await beat(quiet_stage, TUESDAY_9, slow) == 21


def clock_that_jumps(
    people: list[Officer], arrived: int, begin: datetime, by: timedelta
) -> Callable[[], datetime]:
    """A clock that stands still until so many officers have their prompt, and then jumps."""
    return lambda: begin + by * (sum(len(one.screen) for one in people) >= arrived)

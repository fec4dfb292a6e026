"""The speaker: each prompt once, whatever happens to it; the pacer's even rate."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
import sqlalchemy as sa
from conftest import OpenStage
from hypothesis import given
from hypothesis import strategies as st
from lines import calling
from officers import enrol
from subscribers import enter_due
from waiting import until

from bot.chat.sender import Sender
from bot.chat.speaker import Pacer, Speaker
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
    return await (speaker or stage.respiro.speaker).beat(now)


@asynccontextmanager
async def hasty(stage: Stage) -> AsyncIterator[Speaker]:
    """The stage's speaker with a line that gives up after a third of a second."""
    mine = stage.respiro.speaker
    async with calling(stage.simulator, patience=0.3) as bot:
        sender = Sender(bot, mine.sender.uploads, mine.sender.animations)
        yield Speaker(
            mine.delivering, sender, Pacer(1000), mine.calendar, mine.course, mine.catalogues
        )


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
    port = int(quiet_stage.simulator.base_url.rpartition(":")[2])
    await quiet_stage.simulator.stop()
    await beat(quiet_stage)
    assert states(quiet_stage) == {"leased": 25}
    await quiet_stage.simulator.start(port=port)
    for minutes in (1, 2):
        await beat(quiet_stage, TUESDAY_9 + timedelta(minutes=minutes))
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
    crowd(quiet_stage, 30)
    quiet_stage.simulator.faults.add("sendMessage", times=None, kind=Latency(0.2))
    speaking = asyncio.create_task(beat(quiet_stage))
    await until(lambda: states(quiet_stage)["inflight"] > 0)
    await quiet_stage.respiro.speaker.rest()
    assert states(quiet_stage) == {"sent": 20, "leased": 10}
    assert await speaking == 20


async def test_the_rest_is_sent_after_a_restart_and_nothing_twice(open_stage: OpenStage) -> None:
    async with open_stage(speaks=False) as stage:
        people = crowd(stage, 30)
        speaking = asyncio.create_task(beat(stage))
        await until(lambda: states(stage)["inflight"] > 0)
        await stage.respiro.speaker.rest()
        await speaking
    async with open_stage(simulator=stage.simulator, speaks=False) as again:
        assert again.respiro.delivering.recover() == 0
        await beat(again)
    assert [len(one.screen) for one in people] == [1] * 30


async def test_a_long_beat_keeps_the_quiet_hours_that_begin_under_way(quiet_stage: Stage) -> None:
    just_before_nine = datetime(2026, 11, 25, 0, 55, tzinfo=UTC)  # 20:55 in La Paz
    crowd(quiet_stage, 30, just_before_nine)
    minutes = iter(range(10_000))
    pacer = Pacer(1000, clock=lambda: 60.0 * next(minutes))
    mine = quiet_stage.respiro.speaker
    slow = Speaker(mine.delivering, mine.sender, pacer, mine.calendar, mine.course, mine.catalogues)
    assert await beat(quiet_stage, just_before_nine, slow) == 20


async def test_what_comes_due_during_a_long_beat_is_sent_in_it(quiet_stage: Stage) -> None:
    crowd(quiet_stage, 20)
    crowd(quiet_stage, 1, TUESDAY_9 + timedelta(minutes=10))
    minutes = iter(range(10_000))
    pacer = Pacer(1000, clock=lambda: 60.0 * next(minutes))
    mine = quiet_stage.respiro.speaker
    slow = Speaker(mine.delivering, mine.sender, pacer, mine.calendar, mine.course, mine.catalogues)
    assert await beat(quiet_stage, TUESDAY_9, slow) == 21


# Pace


def pacer_at(seconds: list[float], per_second: float) -> Pacer:
    """A pacer whose clock shows the last of these seconds."""
    return Pacer(per_second, clock=lambda: seconds[-1])


def test_prompts_to_many_leave_at_an_even_rate() -> None:
    pacer = pacer_at([100.0], 25)
    assert [pacer.delay(chat) for chat in range(4)] == pytest.approx([0, 0.04, 0.08, 0.12])


def test_one_chat_is_left_a_second_between_prompts() -> None:
    pacer = pacer_at([100.0], 25)
    assert [pacer.delay(7) for _ in range(3)] == pytest.approx([0, 1, 2])


def test_one_waiting_chat_does_not_slow_the_others() -> None:
    pacer = pacer_at([100.0], 10)
    assert [pacer.delay(chat) for chat in (7, 7, 8, 9)] == pytest.approx([0, 1, 0.2, 0.3])


def test_time_unused_is_not_made_up_for_in_a_burst() -> None:
    seconds = [100.0]
    pacer = pacer_at(seconds, 10)
    pacer.delay(1)
    seconds.append(160.0)
    assert [pacer.delay(chat) for chat in (2, 3)] == pytest.approx([0, 0.1])


@given(
    st.lists(st.tuples(st.integers(1, 5), st.floats(0, 2)), max_size=60),
    st.sampled_from([0.5, 3.0, 25.0]),
)
def test_no_chat_is_ever_written_to_twice_within_a_second(
    asked: list[tuple[int, float]], per_second: float
) -> None:
    seconds = [0.0]
    pacer = pacer_at(seconds, per_second)
    last: dict[int, float] = {}
    for chat, pause in asked:
        seconds.append(seconds[-1] + pause)
        start = seconds[-1] + pacer.delay(chat)
        assert start - last.get(chat, -9.0) >= 1 - 1e-9
        last[chat] = start


@given(st.lists(st.floats(0, 0.2), min_size=2, max_size=80))
def test_different_chats_never_leave_faster_than_the_rate(pauses: list[float]) -> None:
    seconds = [0.0]
    pacer = pacer_at(seconds, 25)
    starts = []
    for chat, pause in enumerate(pauses):
        seconds.append(seconds[-1] + pause)
        starts.append(seconds[-1] + pacer.delay(chat))
    gaps = [later - earlier for earlier, later in pairwise(starts)]
    assert min(gaps) >= 0.04 - 1e-9

"""What the speaker heeds: 429s, refusals, the switch, priorities, whose turn it is."""

from __future__ import annotations

import asyncio
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from conftest import OpenStage
from officers import enrol
from subscribers import enter_due
from waiting import until

from bot.demo.stage import Stage
from bot.domain.model import Appointment, Consent, Halt, PromptKind
from bot.service.holding import hold, resume
from bot.storage import appointments
from bot.storage.delivery import delivery
from bot.storage.turn import turn_of
from simulator.faults import Error, TooMany
from simulator.officer import Officer

TUESDAY_9 = datetime(2026, 11, 24, 13, 0, 5, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
async def quiet_stage(open_stage: OpenStage) -> AsyncIterator[Stage]:
    """The bot, speaking only when a test beats it, as fast as it can."""
    async with open_stage(speaks=False, TELEGRAM__RATE_PER_SECOND="1000") as stage:
        yield stage


def crowd(stage: Stage, size: int, consent: Consent = Consent.LESSONS) -> list[Officer]:
    """Officers with a lesson due."""
    people = [stage.simulator.officer(f"O{number}", started=True) for number in range(size)]
    ids = [one.id for one in people]
    enter_due(stage.respiro.stores.deliveries, ids, TUESDAY_9, consent=consent)
    return people


async def beat(stage: Stage, now: datetime = TUESDAY_9) -> int:
    """One beat at a moment, to which the clock is set."""
    stage.clock.set(now)
    return await stage.respiro.speaker.beat()


def states(stage: Stage) -> Counter[str]:
    """How many deliveries stand where."""
    with stage.respiro.stores.deliveries.begin() as connection:
        return Counter(connection.scalars(sa.select(delivery.c.state)))


def arrived(people: list[Officer]) -> list[int]:
    """How many messages each has."""
    return [len(one.screen) for one in people]


# 429


async def test_two_chats_within_a_second_pause_all_and_a_new_start_remembers(
    open_stage: OpenStage,
) -> None:
    async with open_stage(speaks=False, TELEGRAM__RATE_PER_SECOND="20") as stage:
        people = crowd(stage, 40)
        stage.simulator.faults.add("sendMessage", times=2, kind=TooMany(300))
        await beat(stage)
        assert sum(arrived(people)) < 20
        assert stage.respiro.delivering.halt(TUESDAY_9 + 4 * MINUTE) is Halt.PAUSE
    stage.simulator.faults.clear()
    async with open_stage(simulator=stage.simulator, speaks=False) as again:
        assert await beat(again, TUESDAY_9 + 4 * MINUTE) == 0
        await beat(again, TUESDAY_9 + 6 * MINUTE)
    assert arrived(people) == [1] * 40


async def test_one_chat_pauses_itself_alone(quiet_stage: Stage) -> None:
    people = crowd(quiet_stage, 30)
    quiet_stage.respiro.speaker.pacer.clock = lambda: quiet_stage.clock.now().timestamp()
    quiet_stage.simulator.faults.add("sendMessage", people[3].id, kind=TooMany(60))
    await beat(quiet_stage)
    assert arrived(people) == [1] * 3 + [0] + [1] * 26
    await beat(quiet_stage, TUESDAY_9 + 2 * MINUTE)
    assert arrived(people) == [1] * 30


# Refusals


async def test_three_refusals_keep_a_text_back_and_raise_an_alarm(
    open_stage: OpenStage, caplog: pytest.LogCaptureFixture
) -> None:
    refusal = Error(400, "Bad Request: can't parse entities")
    async with open_stage(speaks=False, TELEGRAM__RATE_PER_SECOND="10") as stage:
        people = crowd(stage, 30)
        stage.simulator.faults.add("sendMessage", times=None, kind=refusal)
        await beat(stage)
        refused = states(stage)["failed"]
        assert 3 <= refused <= 3 + 8  # those under way when the third came back
        assert states(stage) == {"failed": refused, "leased": 30 - refused}
        assert any(line.startswith("ALARM: lesson 2 (es)") for line in caplog.messages)
    stage.simulator.faults.clear()
    async with open_stage(simulator=stage.simulator, speaks=False) as again:
        await beat(again, TUESDAY_9 + 15 * MINUTE)
    assert sum(arrived(people)) == 30 - refused


# The switch


async def test_hold_holds_prompts_and_not_replies_and_resume_follows_the_late_policy(
    open_stage: OpenStage,
) -> None:
    async with open_stage(speaks=False) as stage:
        people = crowd(stage, 3)
        hold(stage.respiro.stores.deliveries)
        assert await beat(stage) == 0
        ana = await enrol(stage, "Ana", days="Solo los lunes")
        await ana.send("/ayuda")
        await ana.see("110")
    async with open_stage(simulator=stage.simulator, speaks=False) as again:
        assert await beat(again, TUESDAY_9 + 60 * MINUTE) == 0
        assert resume(again.respiro.stores.deliveries)
        assert await beat(again, TUESDAY_9 + 61 * MINUTE) == 3
        hold(again.respiro.stores.deliveries)
        tomorrow = TUESDAY_9 + timedelta(days=1)
        await beat(again, tomorrow)
        resume(again.respiro.stores.deliveries)
        await beat(again, tomorrow + timedelta(hours=11))
    assert arrived(people) == [1, 1, 1]


# Order, money


async def test_checkins_leave_before_lessons(quiet_stage: Stage) -> None:
    people = crowd(quiet_stage, 60, Consent.ALL)
    with quiet_stage.respiro.stores.deliveries.begin() as connection:
        for one in people[30:]:
            appointments.drop_appointment(connection, one.id, PromptKind.LESSON)
            standing = Appointment(one.id, PromptKind.CHECKIN, TUESDAY_9)
            appointments.set_appointment(connection, standing)
    await asyncio.to_thread(quiet_stage.respiro.delivering.tick, TUESDAY_9)
    await beat(quiet_stage)
    order = [call.params["chat_id"] for call in quiet_stage.simulator.calls_of("sendMessage")]
    checkins = {one.id for one in people[30:]}
    early = [chat for chat in order[:30] if int(str(chat)) in checkins]
    assert len(early) >= 24  # on their way neighbours may overtake one another


@pytest.mark.parametrize("pays", [True, False])
async def test_only_prompts_are_paid_for_and_only_when_told(
    open_stage: OpenStage, pays: bool
) -> None:
    async with open_stage(speaks=False, TELEGRAM__PAID_BROADCAST=str(pays).lower()) as stage:
        (ana,) = crowd(stage, 1)
        await beat(stage)
        await ana.send("/ayuda")
        paid = [
            call.params.get("allow_paid_broadcast", False)
            for call in stage.simulator.calls_of("sendMessage")
        ]
    assert paid == [pays, False]


# Whose turn


async def test_a_second_speaker_stands_by_until_the_first_gives_up(quiet_stage: Stage) -> None:
    people = crowd(quiet_stage, 3)
    other = turn_of(quiet_stage.respiro.stores.deliveries)
    assert other.hold()
    assert await beat(quiet_stage) == 0
    assert not quiet_stage.respiro.speaker.has_turn
    other.give_up()
    assert await beat(quiet_stage) == 3
    assert not other.hold()
    await quiet_stage.respiro.speaker.rest()
    assert other.hold()
    other.give_up()
    assert arrived(people) == [1, 1, 1]


# A store that answers nobody


async def test_a_commit_whose_end_nobody_knows_loses_and_doubles_nothing(
    quiet_stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = crowd(quiet_stage, 20)
    mine = type(quiet_stage.respiro.delivering)
    honest = mine.exchange
    answers = iter([False, True, False, True])

    def exchange(self: object, *arguments: object) -> object:
        taken = honest(self, *arguments)  # type: ignore[arg-type]
        if not next(answers, True):
            raise ConnectionError
        return taken

    monkeypatch.setattr(mine, "exchange", exchange)
    await beat(quiet_stage)
    assert arrived(people) == [1] * 20
    assert states(quiet_stage) == {"sent": 20}


async def test_reading_does_not_wait_for_somebody_who_writes(quiet_stage: Stage) -> None:
    ana = await enrol(quiet_stage, "Ana")
    path = str(quiet_stage.respiro.stores.deliveries.url.database)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        await ana.send("/ayuda", wait=False)
        await until(lambda: any("110" in one.text for one in ana.screen[-2:]), 2)


# A large slot


async def test_a_slot_of_more_than_a_minute_is_spread_over_the_window_and_none_is_early(
    open_stage: OpenStage,
) -> None:
    async with open_stage(speaks=False, TELEGRAM__RATE_PER_SECOND="5") as stage:
        crowd(stage, 600)
        await asyncio.to_thread(stage.respiro.delivering.tick, TUESDAY_9)
        with stage.respiro.stores.deliveries.begin() as connection:
            starts = sorted(connection.scalars(sa.select(delivery.c.not_before)))
    begin = TUESDAY_9.timestamp()
    tenths = Counter(int((start - begin) / 180) for start in starts)
    assert len(starts) == 600
    assert min(starts) >= begin
    assert max(starts) <= begin + 1801
    assert all(35 <= tenths[tenth] <= 90 for tenth in range(10))


async def test_a_small_slot_leaves_at_once(quiet_stage: Stage) -> None:
    people = crowd(quiet_stage, 100)
    await beat(quiet_stage)
    assert arrived(people) == [1] * 100

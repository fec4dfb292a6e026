"""The ledger against a model of it: in whatever order things happen, nothing twice, none lost."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from datetime import UTC, date, time, timedelta
from pathlib import Path

import sqlalchemy as sa
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)
from storage.people import officer

from bot.domain.model import (
    Consent,
    Delivery,
    Gone,
    Later,
    Outcome,
    PromptKind,
    Rejected,
    Sent,
    Subscriber,
    Unknown,
)
from bot.domain.timetable import appointments_for, is_paused, is_quiet, local
from bot.service.delivering import Delivering
from bot.service.holding import hold, resume
from bot.service.lessons import Lessons
from bot.storage import appointments
from bot.storage.delivery import (
    add_subscriber,
    change_subscriber,
    deactivate,
    delivery,
    erase,
    find_subscriber,
)
from bot.storage.engine import open_engine
from bot.storage.schema import migrate
from bot.storage.spool import Spool
from service.programme import COURSE, calendar, wall

BEGIN = wall("2026-11-23 08:55")
CHATS = st.integers(1, 4)
OUTCOMES = st.sampled_from([Sent(), Unknown(), Gone(), Rejected("a bug"), Later(30), Later(7200)])
SETTLED = {"sent", "unknown", "failed"}

Key = tuple[int, str, str]


def key(prompt: Delivery) -> Key:
    """What makes a prompt the same."""
    return (prompt.chat_id, prompt.kind.value, prompt.slot)


class LedgerModel(RuleBasedStateMachine):
    """Officers, a clock, a speaker that may crash, and a Telegram that may say anything."""

    @initialize()
    def begin(self) -> None:
        """A store with two officers in it."""
        self.folder = tempfile.TemporaryDirectory()
        self.store = open_engine(f"sqlite:///{self.folder.name}/delivery.sqlite")
        migrate(self.store, "delivery")
        self.calendar = calendar()
        self.delivering = Delivering(self.store, self.calendar, COURSE)
        spool = Spool(Path(self.folder.name) / "spool")
        self.lessons = Lessons(self.store, spool, self.calendar, COURSE)
        self.now = BEGIN
        self.flying: list[Delivery] = []
        self.left: set[Key] = set()  # may have reached its officer, and must never leave again
        self.settled: dict[Key, str] = {}
        self.paused_until = BEGIN
        for chat in (1, 2):
            self.enrol(chat, Consent.ALL)

    @rule(chat=CHATS, consent=st.sampled_from(Consent))
    def enrol(self, chat: int, consent: Consent) -> None:
        """Somebody comes."""
        new = replace(officer(chat), consent=consent, days=(1, 2, 3, 4, 5), hour=time(9))
        with self.store.begin() as connection:
            if add_subscriber(connection, new):
                standing = appointments_for(new, self.now, self.calendar)
                appointments.replace_appointments(connection, chat, standing)

    @rule(minutes=st.sampled_from([1, 20, 60, 300, 1440, -60]))
    def time_passes(self, minutes: int) -> None:
        """Mostly forward."""
        self.now += timedelta(minutes=minutes)

    @rule()
    def tick(self) -> None:
        """Claim what is due."""
        self.delivering.tick(self.now)

    @rule(hour=st.sampled_from([9, 10, 13]), limit=st.integers(1, 5))
    def the_next_morning_comes(self, hour: int, limit: int) -> None:
        """A day of the course, in which much is due and some of it late."""
        tomorrow = local(self.now, self.calendar) + timedelta(days=1)
        self.now = tomorrow.replace(hour=hour, minute=1).astimezone(UTC)
        for _ in range(2):  # what is a day late finds its next day, and is due again
            self.delivering.tick(self.now)
        self.take(limit)

    @rule(limit=st.integers(1, 5))
    def take(self, limit: int) -> None:
        """Take a few to send."""
        for prompt, person in self.delivering.exchange([], self.now, limit):
            self.check_may_leave(prompt, person)
            self.flying.append(prompt)

    def check_may_leave(self, prompt: Delivery, person: Subscriber) -> None:
        """A prompt that is handed out is new, due, wanted, and not held back."""
        assert key(prompt) not in self.left
        assert prompt not in self.flying
        assert prompt.due_at <= self.now
        assert self.now - prompt.due_at <= self.calendar.late[prompt.kind]
        assert not is_quiet(self.now, self.calendar)
        assert self.now >= self.paused_until
        assert person.active
        assert not is_paused(person, self.now, self.calendar)

    @precondition(lambda self: self.flying)
    @rule(outcome=OUTCOMES, data=st.data())
    def ends(self, outcome: Outcome, data: st.DataObject) -> None:
        """Telegram says something of one in flight."""
        prompt = self.flying.pop(data.draw(st.integers(0, len(self.flying) - 1)))
        if not isinstance(outcome, Later):
            self.left.add(key(prompt))
        self.delivering.exchange([(prompt, outcome)], self.now, 0)

    @rule()
    def crash(self) -> None:
        """The process dies and another begins."""
        self.left |= {key(prompt) for prompt in self.flying}
        self.flying.clear()
        self.delivering.recover(self.now)
        assert "inflight" not in self.states().values()
        self.take(5)

    @rule()
    def lose_an_answer_of_the_store(self) -> None:
        """Something was taken, and the speaker never heard of it: it has not left."""
        self.delivering.exchange([], self.now, 2)
        self.delivering.restore(self.flying, self.now)

    @rule(limit=st.integers(1, 5))
    def the_operator_holds_prompts_for_a_moment(self, limit: int) -> None:
        """Nothing leaves while they are held."""
        hold(self.store)
        self.delivering.tick(self.now)
        assert self.delivering.exchange([], self.now, limit) == []
        assert resume(self.store)

    @rule(minutes=st.integers(1, 30))
    def pause(self, minutes: int) -> None:
        """Telegram wants silence."""
        until = self.now + timedelta(minutes=minutes)
        self.delivering.pause(until)
        self.paused_until = max(self.paused_until, until)

    @rule(chat=CHATS, days=st.integers(0, 1))
    def officer_pauses(self, chat: int, days: int) -> None:
        """An officer wants silence, or no longer."""
        until: date | None = local(self.now, self.calendar).date() + timedelta(days=days)
        with self.store.begin() as connection:
            known = find_subscriber(connection, chat)
            if known is not None:
                changed = replace(known, paused_until=until if days else None)
                change_subscriber(connection, changed)

    @rule(chat=CHATS)
    def officer_blocks(self, chat: int) -> None:
        """An officer is gone."""
        with self.store.begin() as connection:
            deactivate(connection, chat)

    @rule(chat=CHATS)
    def officer_asks(self, chat: int) -> None:
        """An officer asks for today's lesson."""
        slot = local(self.now, self.calendar).date().isoformat()
        was = self.states().get((chat, PromptKind.LESSON.value, slot))
        if self.lessons.today(chat, self.now) is not None and was != "inflight":
            self.left.add((chat, PromptKind.LESSON.value, slot))

    @rule(chat=CHATS)
    def officer_is_erased(self, chat: int) -> None:
        """/borrar: whoever comes back later is somebody new."""
        with self.store.begin() as connection:
            erase(connection, chat)
        self.left = {one for one in self.left if one[0] != chat}
        self.settled = {one: state for one, state in self.settled.items() if one[0] != chat}
        self.flying = [one for one in self.flying if one.chat_id != chat]

    def states(self) -> dict[Key, str]:
        """Every row of the ledger."""
        with self.store.begin() as connection:
            rows = connection.execute(
                sa.select(delivery.c.chat_id, delivery.c.kind, delivery.c.slot, delivery.c.state)
            )
            return {(chat, kind, slot): state for chat, kind, slot, state in rows}

    @invariant()
    def what_is_settled_stays_so(self) -> None:
        """Only the officer's own asking makes a prompt that failed one that was shown."""
        now = self.states()
        for one, state in self.settled.items():
            assert now[one] == state or (state, now[one]) == ("failed", "sent")
        self.settled = {one: state for one, state in now.items() if state in SETTLED}

    @invariant()
    def in_flight_is_what_the_speaker_has(self) -> None:
        """No row is in flight that nobody sends."""
        flying = {one for one, state in self.states().items() if state == "inflight"}
        assert flying == {key(prompt) for prompt in self.flying}

    def teardown(self) -> None:
        """Leave nothing behind."""
        self.store.dispose()
        self.folder.cleanup()


LedgerModel.TestCase.settings = settings(
    max_examples=80,
    stateful_step_count=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
TestLedgerModel = LedgerModel.TestCase

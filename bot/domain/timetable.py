"""When: due times, late policies, and what becomes of an appointment that has come due."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.domain.cadence import next_survey_day, rhythm_after, survey_after
from bot.domain.lesson_days import next_lesson_due
from bot.domain.model import Appointment, Consent, Delivery, PromptKind, Step, Subscriber
from bot.domain.rounds import round_ends, round_of, round_starts
from bot.domain.wall import (
    Calendar,
    Override,
    at_wall,
    awake_from,
    calendar_of,
    is_free,
    is_quiet,
    local,
    quiet_ends,
)

__all__ = [
    "BY_HAND",
    "Calendar",
    "Override",
    "Verdict",
    "appointments_for",
    "at_wall",
    "awake_from",
    "by_hand_due",
    "calendar_of",
    "coming_again",
    "following",
    "is_paused",
    "is_quiet",
    "judge",
    "local",
    "next_checkin_due",
    "next_due",
    "next_lesson_due",
    "pause_ends",
    "pause_of",
    "place_in_window",
    "quiet_ends",
    "round_ends",
    "round_of",
    "round_starts",
    "slot_of",
    "snoozed_until",
]

BY_HAND = 1
"""The item of a lesson's appointment that the officer made by saying that his duty begins."""

_SEARCH_WEEKS = 57
_HALF_AN_HOUR = timedelta(minutes=30)
_LONG_SLOT = {PromptKind.REMINDER: 16}  # characters: the hour too
_KEEPS_HOLIDAYS = {PromptKind.LESSON, PromptKind.CHECKIN, PromptKind.BOOSTER, PromptKind.SURVEY}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of a due appointment: send it or not, and when it is due again.

    ``next_item`` is its item from then on.
    """

    send: bool
    slot: str
    next_due: datetime | None
    next_item: int = 0


def next_checkin_due(
    after: datetime, calendar: Calendar, officer: Subscriber | None = None
) -> datetime:
    """The first check-in hour behind ``after``; on a holiday it moves to the next free day.

    Without an officer it is that of whoever has chosen nothing else.

    A round has one check-in at most: where the next free day lies in the next round, which has
    a check-in of its own, this one falls out. ValueError when a year of them falls out.
    """
    here = calendar if officer is None else calendar_of(officer, calendar)
    today = local(after, here).date()
    monday = today - timedelta(days=today.isoweekday() - 1)
    for week in range(-1, _SEARCH_WEEKS):
        day = monday + timedelta(days=7 * week + here.checkin_day - 1)
        ends = round_ends(at_wall(day, here.checkin_hour, here), calendar)
        while not is_free(day, officer, here):
            day += timedelta(days=1)
        due = awake_from(at_wall(day, here.checkin_hour, here), here)
        if after < due < ends:
            return due
    raise ValueError("the holidays leave no day for a check-in")


def next_due(
    kind: PromptKind, officer: Subscriber, after: datetime, calendar: Calendar
) -> datetime | None:
    """When a lesson or a check-in is due next; the other kinds do not follow from the clock."""
    if kind is PromptKind.LESSON:
        return next_lesson_due(officer, after, calendar)
    if kind is PromptKind.CHECKIN:
        return next_checkin_due(after, calendar, officer)
    return None


def slot_of(kind: PromptKind, due_at: datetime, calendar: Calendar, item: int = 0) -> str:
    """The key under which a prompt is sent at most once: its local date.

    A reminder's has its hour too, a lesson after an event its number.
    """
    moment = local(due_at, calendar)
    slot = moment.isoformat(timespec="minutes")[: _LONG_SLOT.get(kind, 10)]
    return f"{slot}#{item}" if kind is PromptKind.EVENT else slot


def judge(
    appointment: Appointment,
    officer: Subscriber,
    now: datetime,
    calendar: Calendar,
    late: timedelta | None = None,
) -> Verdict:
    """Send a due prompt, wait for the end of the quiet hours, or let it go by.

    Late policy: within ``late``, or else its kind's hours, a late prompt is still sent, later it
    moves to its next regular slot, which may itself have come meanwhile and not be too late. So an
    outage, however long, ends in at most one prompt of a kind. A date that has become a holiday
    since lets it go by; a lesson that has another hour on its date since waits for it. One after an
    event waits for the end of a pause. What is sent takes the slot of the date on which it is, so
    nothing comes twice on a date.
    """
    here = calendar_of(officer, calendar)
    kind, due_at = appointment.kind, appointment.due_at
    allowed = calendar.late[kind] if late is None else late
    slot = slot_of(kind, due_at, here, appointment.item)

    def let_go(after: datetime) -> Verdict:
        return _verdict(False, slot, following(appointment, officer, after, calendar, sent=False))

    silent = is_paused(officer, now, here) and kind is not PromptKind.EVENT
    if not officer.active or silent or _is_spared(appointment, officer, here):
        return let_go(now)
    if now - due_at > allowed:
        return let_go(now - allowed)
    if is_quiet(now, here) and quiet_ends(now, here) - due_at > allowed:
        return let_go(now)
    until = _waits_until(appointment, officer, now, here)
    if until is not None:
        return Verdict(False, slot, until, appointment.item)
    leaves = due_at if kind is PromptKind.REMINDER else max(now, due_at)
    slot = slot_of(kind, leaves, here, appointment.item)
    return _verdict(True, slot, following(appointment, officer, now, calendar, sent=True))


def _waits_until(
    appointment: Appointment, officer: Subscriber, now: datetime, here: Calendar
) -> datetime | None:
    """Until when a prompt that is wanted is held back; None when it may leave."""
    if is_paused(officer, now, here):
        return pause_ends(officer, here)
    if is_quiet(now, here):
        return quiet_ends(now, here)
    changed = _changed_hour(appointment, here)
    return changed if changed is not None and changed > now else None


def _verdict(send: bool, slot: str, then: Appointment | None) -> Verdict:
    return (
        Verdict(send, slot, None) if then is None else Verdict(send, slot, then.due_at, then.item)
    )


def following(
    appointment: Appointment,
    officer: Subscriber,
    after: datetime,
    calendar: Calendar,
    *,
    sent: bool,
) -> Appointment | None:
    """The appointment that takes a due one's place; None ends its row."""
    if appointment.kind is PromptKind.SURVEY:
        return survey_after(appointment, officer, after, calendar, sent=sent)
    if appointment.kind is PromptKind.RHYTHM:
        return rhythm_after(appointment, officer, after, calendar)
    due_at = next_due(appointment.kind, officer, after, calendar)
    return None if due_at is None else Appointment(officer.chat_id, appointment.kind, due_at)


def coming_again(
    prompt: Delivery, officer: Subscriber, now: datetime, calendar: Calendar
) -> Appointment | None:
    """The appointment that takes the place of a prompt that came due and did not leave.

    A survey is asked on the next survey day, since no later one asks the same. None for every
    other prompt: a lesson comes again by itself, and the rest is not worth it.
    """
    if prompt.kind is not PromptKind.SURVEY or prompt.item is None:
        return None
    if not officer.active or officer.consent is not Consent.ALL:
        return None
    due_at = next_survey_day(officer, now, calendar)
    return Appointment(prompt.chat_id, prompt.kind, due_at, prompt.item)


def _is_spared(appointment: Appointment, officer: Subscriber, here: Calendar) -> bool:
    """Whether the date of an appointment has become one without prompts."""
    is_by_hand = appointment.kind is PromptKind.LESSON and appointment.item == BY_HAND
    if appointment.kind not in _KEEPS_HOLIDAYS or is_by_hand:
        return False
    return not is_free(local(appointment.due_at, here).date(), officer, here)


def _changed_hour(appointment: Appointment, here: Calendar) -> datetime | None:
    """When the lesson of an appointment's date is due by an override that gives it an hour."""
    day = local(appointment.due_at, here).date()
    override = here.overrides.get(day)
    if appointment.kind is not PromptKind.LESSON or appointment.item == BY_HAND:
        return None
    if override is None or override.hour is None:
        return None
    return awake_from(at_wall(day, override.hour, here), here)


def place_in_window(chat_id: int, slot: str) -> float:
    """Where in a delivery window an officer's prompt of a slot lies, 0 to 1; evenly spread.

    It is another place in each slot, so that nobody is always the last.
    """
    return zlib.crc32(f"{chat_id} {slot}".encode()) / 2**32


def is_paused(officer: Subscriber, now: datetime, calendar: Calendar) -> bool:
    """Whether the officer asked for silence until a later day."""
    until = officer.paused_until
    return until is not None and local(now, calendar_of(officer, calendar)).date() < until


def pause_ends(officer: Subscriber, calendar: Calendar) -> datetime:
    """When prompts go on after an officer's pause; ValueError for whoever has none."""
    if officer.paused_until is None:
        raise ValueError("no pause")
    here = calendar_of(officer, calendar)
    return awake_from(at_wall(officer.paused_until, officer.hour, here), here)


def pause_of(officer: Subscriber, now: datetime, calendar: Calendar) -> date | None:
    """The day on which prompts go on; None for no pause, or one that is over."""
    return officer.paused_until if is_paused(officer, now, calendar) else None


def snoozed_until(now: datetime, calendar: Calendar) -> datetime | None:
    """Two hours from now on the full minute, or None when that is quiet or another day."""
    later = (now + timedelta(hours=2)).replace(second=0, microsecond=0)
    same_day = local(later, calendar).date() == local(now, calendar).date()
    return later if same_day and not is_quiet(later, calendar) else None


def by_hand_due(officer: Subscriber, now: datetime, calendar: Calendar) -> datetime:
    """When the lesson of a duty that begins now comes: half an hour later, never while quiet."""
    later = (now + _HALF_AN_HOUR).replace(second=0, microsecond=0)
    return awake_from(later, calendar_of(officer, calendar))


def appointments_for(
    officer: Subscriber, now: datetime, calendar: Calendar
) -> tuple[Appointment, ...]:
    """The standing appointments that follow from what an officer chose."""
    if not officer.active or officer.step is not Step.DONE:
        return ()
    kinds = [PromptKind.LESSON]
    if officer.consent is Consent.ALL:
        kinds.append(PromptKind.CHECKIN)
    dues = ((kind, next_due(kind, officer, now, calendar)) for kind in kinds)
    return tuple(Appointment(officer.chat_id, kind, due) for kind, due in dues if due is not None)

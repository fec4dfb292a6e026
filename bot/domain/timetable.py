"""When: due times, quiet hours, late policies, and the round that a moment belongs to.

Everything here is UTC inside and local wall time only at the rim; nothing asks the clock.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.model import Appointment, Consent, PromptKind, Step, Subscriber

_SEARCH_DAYS = 400  # a year of holidays cannot hide every week day


@dataclass(frozen=True, slots=True)
class Calendar:
    """The programme's clockwork; week days are ISO (1 = Monday), times are local."""

    zone: ZoneInfo
    holidays: frozenset[date]
    quiet_start: time
    quiet_end: time
    checkin_day: int
    checkin_hour: time
    close_day: int
    close_hour: time
    late: Mapping[PromptKind, timedelta]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of a due appointment: send it or not, and when it is due again."""

    send: bool
    slot: str
    next_due: datetime | None


def local(moment: datetime, calendar: Calendar) -> datetime:
    """The wall clock at ``moment``."""
    return moment.astimezone(calendar.zone)


def at_wall(day: date, hour: time, calendar: Calendar) -> datetime:
    """The UTC moment at which the wall clock shows ``hour`` on ``day``.

    An hour that a clock change skips falls just behind the gap, one that comes twice is its
    first coming.
    """
    return datetime.combine(day, hour, tzinfo=calendar.zone).astimezone(UTC)


def is_quiet(moment: datetime, calendar: Calendar) -> bool:
    """Whether prompts are held back at ``moment``."""
    now, start, end = local(moment, calendar).time(), calendar.quiet_start, calendar.quiet_end
    return start <= now < end if start <= end else now >= start or now < end


def next_lesson_due(
    days: tuple[int, ...], hour: time, after: datetime, calendar: Calendar
) -> datetime | None:
    """The first lesson hour behind ``after`` on one of the officer's days, holidays left out."""
    today = local(after, calendar).date()
    for ahead in range(_SEARCH_DAYS):
        day = today + timedelta(days=ahead)
        due = at_wall(day, hour, calendar)
        if day.isoweekday() in days and day not in calendar.holidays and due > after:
            return due
    return None


def next_checkin_due(after: datetime, calendar: Calendar) -> datetime:
    """The first check-in hour behind ``after``; on a holiday it moves to the next free day.

    A round has one check-in at most: where the next free day lies in the next round, which has
    a check-in of its own, this one falls out. ValueError when a year of them falls out.
    """
    today = local(after, calendar).date()
    monday = today - timedelta(days=today.isoweekday() - 1)
    for week in range(-1, _SEARCH_DAYS // 7):
        day = monday + timedelta(days=7 * week + calendar.checkin_day - 1)
        ends = round_ends(at_wall(day, calendar.checkin_hour, calendar), calendar)
        while day in calendar.holidays:
            day += timedelta(days=1)
        due = at_wall(day, calendar.checkin_hour, calendar)
        if after < due < ends:
            return due
    raise ValueError("the holidays leave no day for a check-in")


def next_due(
    kind: PromptKind, subscriber: Subscriber, after: datetime, calendar: Calendar
) -> datetime | None:
    """When a prompt of this kind is due next; a reminder never repeats."""
    if kind is PromptKind.LESSON:
        return next_lesson_due(subscriber.days, subscriber.hour, after, calendar)
    if kind is PromptKind.CHECKIN:
        return next_checkin_due(after, calendar)
    return None


def slot_of(kind: PromptKind, due_at: datetime, calendar: Calendar) -> str:
    """The key under which a prompt is sent at most once: its local date, a reminder's hour too."""
    moment = local(due_at, calendar)
    return moment.isoformat(timespec="minutes")[: 16 if kind is PromptKind.REMINDER else 10]


def judge(
    appointment: Appointment, subscriber: Subscriber, now: datetime, calendar: Calendar
) -> Verdict:
    """Send a due prompt, wait for the end of the quiet hours, or let it go by.

    Late policy: within its kind's hours a late prompt is still sent, later it moves to its next
    regular slot, which may itself have come meanwhile and not be too late. So an outage, however
    long, ends in at most one prompt of a kind.
    """
    kind = appointment.kind
    slot = slot_of(kind, appointment.due_at, calendar)
    following = next_due(kind, subscriber, now, calendar)
    if not subscriber.active or is_paused(subscriber, now, calendar):
        return Verdict(False, slot, following)
    if now - appointment.due_at > calendar.late[kind]:
        latest = now - calendar.late[kind]
        return Verdict(False, slot, next_due(kind, subscriber, latest, calendar))
    if is_quiet(now, calendar):
        morning = quiet_ends(now, calendar)
        if morning - appointment.due_at > calendar.late[kind]:
            return Verdict(False, slot, following)
        return Verdict(False, slot, morning)
    return Verdict(True, slot, following)


def place_in_window(chat_id: int, slot: str) -> float:
    """Where in a delivery window an officer's prompt of a slot lies, 0 to 1; evenly spread.

    It is another place in each slot, so that nobody is always the last.
    """
    return zlib.crc32(f"{chat_id} {slot}".encode()) / 2**32


def is_paused(subscriber: Subscriber, now: datetime, calendar: Calendar) -> bool:
    """Whether the officer asked for silence until a later day."""
    until = subscriber.paused_until
    return until is not None and local(now, calendar).date() < until


def pause_of(subscriber: Subscriber, now: datetime, calendar: Calendar) -> date | None:
    """The day on which prompts go on; None for no pause, or one that is over."""
    return subscriber.paused_until if is_paused(subscriber, now, calendar) else None


def quiet_ends(now: datetime, calendar: Calendar) -> datetime:
    """The next end of the quiet hours behind ``now``."""
    day = local(now, calendar).date()
    ends = at_wall(day, calendar.quiet_end, calendar)
    return ends if ends > now else at_wall(day + timedelta(days=1), calendar.quiet_end, calendar)


def snoozed_until(now: datetime, calendar: Calendar) -> datetime | None:
    """Two hours from now on the full minute, or None when that is quiet or another day."""
    later = (now + timedelta(hours=2)).replace(second=0, microsecond=0)
    same_day = local(later, calendar).date() == local(now, calendar).date()
    return later if same_day and not is_quiet(later, calendar) else None


def round_starts(now: datetime, calendar: Calendar) -> datetime:
    """When the round that is open at ``now`` began: the last closing moment."""
    return at_wall(_round_day(now, calendar), calendar.close_hour, calendar)


def round_of(now: datetime, calendar: Calendar) -> str:
    """The open round as ``2026-W48``: the ISO week in which most of its days lie."""
    # Days, not hours, are counted to the middle: a clock change must not give two rounds one name.
    ahead = 4 if calendar.close_hour >= time(12) else 3
    year, week, _ = (_round_day(now, calendar) + timedelta(days=ahead)).isocalendar()
    return f"{year}-W{week:02d}"


def round_ends(now: datetime, calendar: Calendar) -> datetime:
    """When the round that is open at ``now`` closes."""
    following = _round_day(now, calendar) + timedelta(days=7)
    return at_wall(following, calendar.close_hour, calendar)


def _round_day(now: datetime, calendar: Calendar) -> date:
    """The closing day on which the round that is open at ``now`` began."""
    day = local(now, calendar).date()
    day -= timedelta(days=(day.isoweekday() - calendar.close_day) % 7)
    has_begun = at_wall(day, calendar.close_hour, calendar) <= now
    return day if has_begun else day - timedelta(days=7)


def appointments_for(
    subscriber: Subscriber, now: datetime, calendar: Calendar
) -> tuple[Appointment, ...]:
    """The standing appointments that follow from what an officer chose."""
    if not subscriber.active or subscriber.step is not Step.DONE:
        return ()
    kinds = [PromptKind.LESSON]
    if subscriber.consent is Consent.ALL:
        kinds.append(PromptKind.CHECKIN)
    dues = ((kind, next_due(kind, subscriber, now, calendar)) for kind in kinds)
    return tuple(
        Appointment(subscriber.chat_id, kind, due) for kind, due in dues if due is not None
    )

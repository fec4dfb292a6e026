"""The words of the program as frozen data; nothing in here does anything."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

from bot.domain.practice import Practice


class Consent(StrEnum):
    """What an officer agreed to."""

    ALL = "all"
    LESSONS = "lessons"


class Step(StrEnum):
    """How far an enrolment has come; it goes on from here after a break."""

    REGION = "region"
    DAYS = "days"
    HOUR = "hour"
    DONE = "done"


class PromptKind(StrEnum):
    """What the bot sends by itself."""

    CHECKIN = "checkin"
    LESSON = "lesson"
    REMINDER = "reminder"
    BOOSTER = "booster"
    SURVEY = "survey"
    RHYTHM = "rhythm"
    EVENT = "event"


class DeliveryState(StrEnum):
    """Where one prompt stands on its way to the officer."""

    LEASED = "leased"
    INFLIGHT = "inflight"
    SENT = "sent"
    UNKNOWN = "unknown"
    FAILED = "failed"


class Halt(StrEnum):
    """What holds prompts back: the operator's switch, or a pause that Telegram asked for."""

    HOLD = "hold"
    PAUSE = "pause"


class Band(StrEnum):
    """The level a check-in falls into."""

    GREEN = "green"
    YELLOW = "yellow"
    ORANGE = "orange"
    RED = "red"


@dataclass(frozen=True, slots=True)
class Unit:
    """The place an officer belongs to; ``altitude_m`` is in metres above sea level."""

    id: str
    name: str
    region: str
    department: str
    altitude_m: int


@dataclass(frozen=True, slots=True)
class Subscriber:
    """An officer who agreed; ``days`` are ISO week days (1 = Monday), ``hour`` is local.

    ``discreet`` officers get help as a pop-up and never as a card that others could see. ``zone``
    is an IANA name, None the programme's. ``shift`` is the id of a pattern of duties that began on
    ``shift_from``; "" leaves the week days, of which a pattern takes no more than the number.
    ``holidays`` means lessons on holidays too; ``leads`` that people are in the officer's charge,
    who then also gets the lessons from ``next_track`` on.
    """

    chat_id: int
    consent: Consent
    consent_version: int
    step: Step
    language: str
    unit: str | None
    days: tuple[int, ...]
    hour: time
    next_lesson: int
    paused_until: date | None
    active: bool
    caution_shown: bool
    discreet: bool = False
    zone: str | None = None
    shift: str = ""
    shift_from: date | None = None
    holidays: bool = False
    leads: bool = False
    next_track: int = 65


@dataclass(frozen=True, slots=True)
class Appointment:
    """The standing due time of one kind of prompt for one subscriber.

    ``item`` tells apart those of one kind: the lesson of a reminder or an event, lesson * 100 +
    days of a booster, the week of a survey; 0 where there is one only.
    """

    chat_id: int
    kind: PromptKind
    due_at: datetime
    item: int = 0


@dataclass(frozen=True, slots=True)
class Delivery:
    """One appointment come due; ``slot`` is its local date (a reminder's has the time too)."""

    chat_id: int
    kind: PromptKind
    slot: str
    item: int | None
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Kept:
    """Everything this installation can find of a chat."""

    subscriber: Subscriber
    appointments: list[Appointment]
    deliveries: list[Delivery]
    has_open_answers: bool


BOOSTER_DAYS = (7, 21)
"""How many days after its lesson a skill is recalled; a lesson's boosters are in this order."""


class CardRole(StrEnum):
    """The four screens of a lesson, in order."""

    SCENE = "scene"
    IDEA = "idea"
    EXERCISE = "exercise"
    PLAN = "plan"


@dataclass(frozen=True, slots=True)
class Card:
    """One screen of a lesson: Telegram HTML, and how many seconds its exercise takes."""

    role: CardRole
    html: str
    seconds: int | None = None


@dataclass(frozen=True, slots=True)
class Lesson:
    """One micro-lesson as it lies in ``lessons/``.

    ``late_hours`` is how late it may still be sent, None what the configuration says;
    ``boosters`` are two short texts in Telegram HTML, one for each of ``BOOSTER_DAYS``, or none.
    A ``quiz`` or a ``case`` stands before the last card.
    """

    number: int
    title: str
    area: int
    technique: str
    evidence: tuple[str, ...]
    source: str
    audience: str
    minutes: int
    reviewer: str
    reviewed_on: date | None
    opens: str | None
    cards: tuple[Card, ...]
    late_hours: int | None = None
    boosters: tuple[str, ...] = ()
    quiz: Practice | None = None
    case: Practice | None = None
    picture: str | None = None
    alt: str | None = None

    @property
    def screens(self) -> tuple[Card | Practice, ...]:
        """What the officer walks through, in order."""
        practices = (practice for practice in (self.quiz, self.case) if practice is not None)
        return (*self.cards[:-1], *practices, *self.cards[-1:])


@dataclass(frozen=True, slots=True)
class Button:
    """A key under a message and the payload it carries, 64 bytes at most.

    One with ``copies`` carries none: it puts that text, 256 characters at most, on the clipboard.
    """

    text: str
    payload: str
    copies: str = ""


@dataclass(frozen=True, slots=True)
class Animation:
    """A picture that moves: ``name`` is its file in ``assets/breathing``."""

    name: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """A drawing of a lesson or an exercise: ``name`` is its file in ``assets/drawings``."""

    name: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture drawn for one message."""

    png: bytes


@dataclass(frozen=True, slots=True)
class ContactKey:
    """A lasting key that shares the officer's own telephone number instead of its text."""

    text: str


@dataclass(frozen=True, slots=True)
class Message:
    """What one bubble shows: Telegram HTML, rows of buttons, perhaps the lasting keyboard."""

    html: str
    buttons: tuple[tuple[Button, ...], ...] = ()
    keyboard: tuple[tuple[str | ContactKey, ...], ...] | None = None
    animation: Animation | None = None
    picture: Picture | None = None
    drawing: Drawing | None = None


@dataclass(frozen=True, slots=True)
class Contact:
    """A counselling or emergency service; ``departments`` empty means the whole country.

    ``hours`` and ``on_holidays`` are text in the formats of :mod:`bot.domain.contacts`;
    ``verified_on`` is the day somebody called and heard that it answers.
    """

    id: str
    name: str
    channel: str
    number: str
    hours: str
    cost: str
    languages: tuple[str, ...]
    departments: tuple[str, ...]
    topic: str
    note: str
    source: str
    source_date: date | None
    verified_on: date | None
    verified_by: str
    on_holidays: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """One call to a contact: on which day, by whom as they gave it, and whether it answered.

    ``number`` is the number or address that was tried; for another one the call says nothing.
    """

    on: date
    by: str
    answered: bool
    number: str


@dataclass(frozen=True, slots=True)
class Entry:
    """What one unnamed person answered in a round: instrument → value; the last answer wins."""

    unit: str | None
    answers: dict[str, str]


@dataclass(frozen=True, slots=True)
class Reply:
    """An anonymised answer: nothing about who or when."""

    cell: str
    instrument: str
    band: str


@dataclass(frozen=True, slots=True)
class Total:
    """An exact scale total of somebody in the whole country; never beside a cell."""

    instrument: str
    score: int


@dataclass(frozen=True, slots=True)
class Tally:
    """How many people of a cell gave one answer to a question."""

    cell: str
    question: str
    answer: str
    n: int


@dataclass(frozen=True, slots=True)
class Batch:
    """All that is kept of a closed round."""

    replies: list[Reply]
    totals: list[Total]
    tallies: list[Tally]


@dataclass(frozen=True, slots=True)
class Sent:
    """Telegram has taken the message."""


@dataclass(frozen=True, slots=True)
class Gone:
    """The officer blocked the bot or deleted the chat: final for this subscriber."""


class Cause(StrEnum):
    """Why a message has certainly not been sent."""

    TOO_MANY = "too_many"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True, slots=True)
class Later:
    """Certainly not sent; may be tried again after so many seconds."""

    seconds: float
    cause: Cause = Cause.TOO_MANY


@dataclass(frozen=True, slots=True)
class Unknown:
    """The request left and nobody knows what became of it: never sent again."""


@dataclass(frozen=True, slots=True)
class Rejected:
    """Telegram refuses the message itself: a bug of ours."""

    reason: str


Outcome = Sent | Gone | Later | Unknown | Rejected

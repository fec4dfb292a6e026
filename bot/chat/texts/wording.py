"""What several subjects word alike: keys, days, dates, the lasting keyboard."""

from __future__ import annotations

from datetime import date, datetime, time
from gettext import NullTranslations
from html import escape

from babel import Locale
from babel.dates import format_date, format_skeleton, format_time, get_day_names

from bot.domain.callbacks import Verb, encode
from bot.domain.model import Button

Say = NullTranslations
Rows = tuple[tuple[Button, ...], ...]

_HOME_LOCALES = {"es": "es_BO"}


def button(text: str, verb: Verb, *args: str) -> Button:
    """A key that comes back to the bot."""
    return Button(text, encode(verb, *args))


def named(text: str) -> str:
    """A name from outside, harmless inside HTML."""
    return escape(text, quote=False)


def language_of(say: Say) -> str:
    """The language that a catalogue is written in."""
    return say.info().get("language", "es")


def own_name(language: str) -> str:
    """What a language calls itself."""
    return str(Locale.parse(language).get_language_name(language)).capitalize()


def locale_of(say: Say) -> str:
    """How that language writes days and hours here."""
    language = language_of(say)
    return _HOME_LOCALES.get(language, language)


def clock(hour: time) -> str:
    """08:05."""
    return hour.isoformat(timespec="minutes")


def long_day(say: Say, day: date) -> str:
    """miércoles 25 de noviembre."""
    _ = say.gettext
    # Translators: how a day is written, in the pattern letters of the Unicode CLDR.
    pattern = _("EEEE d 'de' MMMM")
    return format_date(day, pattern, locale=locale_of(say))


def short_day(say: Say, day: date) -> str:
    """25/11/2026."""
    return format_skeleton("yMd", day, locale=locale_of(say))


def at_hour(say: Say, moment: datetime) -> str:
    """14:05, of a moment that is local already."""
    return format_time(moment.time(), "HH:mm", locale=locale_of(say))


def day_name(say: Say, day: int, width: str = "wide") -> str:
    """The name of an ISO week day."""
    names = get_day_names("wide" if width == "wide" else "abbreviated", locale=locale_of(say))
    return str(names[day - 1])


def days_in_words(say: Say, days: tuple[int, ...]) -> str:
    """Lesson days in words, with names for the usual choices."""
    _ = say.gettext
    if days == (1, 2, 3, 4, 5, 6, 7):
        return _("todos los días")
    if days == (1, 2, 3, 4, 5):
        return _("de lunes a viernes")
    return ", ".join(day_name(say, day) for day in days)


def main_keyboard(say: Say) -> tuple[tuple[str, ...], ...]:
    """The four lasting keys."""
    return ((breathe_key(say), lesson_key(say)), (checkin_key(say), help_key(say)))


def drawing_in_words(say: Say, alt: str) -> str:
    """What a drawing shows, for those who have it read to them."""
    # Translators: what a drawing shows, for screen readers.
    told = say.gettext("Dibujo: {alt}.").format(alt=named(alt.rstrip(".")))
    return f"<i>{told}</i>"


def breathe_key(say: Say) -> str:
    """The key for a breathing exercise."""
    return say.gettext("🌬 Respirar")


def exercise_key(say: Say) -> str:
    """The key that begins a guided exercise."""
    return say.gettext("🧭 Hacerlo paso a paso")


def lesson_key(say: Say) -> str:
    """The key for today's lesson."""
    return say.gettext("📘 Lección")


def checkin_key(say: Say) -> str:
    """The key for a check-in."""
    return say.gettext("🌡 ¿Cómo estoy?")


def help_key(say: Say) -> str:
    """The key for the contacts."""
    return say.gettext("☎ Ayuda")


def in_rows(buttons: list[Button], width: int) -> Rows:
    """Keys laid out in rows of so many."""
    return tuple(tuple(buttons[i : i + width]) for i in range(0, len(buttons), width))

"""Words around a lesson; the lessons themselves lie in ``lessons/``."""

from __future__ import annotations

from datetime import datetime

from bot.chat.texts import practice
from bot.chat.texts.wording import (
    Say,
    at_hour,
    breathe_key,
    button,
    checkin_key,
    drawing_in_words,
    exercise_key,
    help_key,
    language_of,
    named,
)
from bot.domain.callbacks import Verb
from bot.domain.model import BOOSTER_DAYS, Button, CardRole, Drawing, Lesson, Message
from bot.domain.practice import Moment, Practice

LESSON_LANGUAGE = "es"


def card(say: Say, lesson: Lesson, step: int, *, is_prompt: bool = False) -> Message:
    """One card of a lesson; ``step`` counts from 1. Only a prompt's first card can be put off."""
    _ = say.gettext
    last, here = len(lesson.screens), lesson.screens[step - 1]
    if isinstance(here, Practice):
        return practice.moment(say, lesson, step, Moment(here, "", here.opening, None))
    if here.role is CardRole.PLAN:
        body = _("<b>Mi plan</b>\n\n{card}\n\n{question}").format(
            card=here.html, question=_vote_question(say, lesson)
        )
    elif here.role is CardRole.EXERCISE:
        body = _("<b>Hágalo ahora</b> · {seconds} segundos\n\n{card}").format(
            seconds=here.seconds, card=here.html
        )
    else:
        body = here.html
    if language_of(say) != LESSON_LANGUAGE and step == 1:
        body += "\n\n" + _("Por ahora las lecciones están solo en español.")
    if step == 1 and lesson.alt is not None:
        body += "\n\n" + drawing_in_words(say, lesson.alt)
    rows: list[tuple[Button, ...]] = []
    if here.role is CardRole.EXERCISE and lesson.opens is not None:
        rows.append((_opener(say, lesson.opens),))
    number = str(lesson.number)
    if step < last:
        rows.append(_steps(say, number, step, is_prompt=is_prompt))
    else:
        rows.append((button("👍", Verb.VOTE, number, "u"), button("👎", Verb.VOTE, number, "d")))
        rows.append((button(_("◂ Atrás"), Verb.CARD, number, str(step - 1)),))
    text = f"{practice.head(lesson, step)}\n\n{body}"
    return Message(text, tuple(rows), drawing=_drawing(lesson))


def _vote_question(say: Say, lesson: Lesson) -> str:
    """What the two thumbs answer: the same thing, asked in other words from day to day."""
    _ = say.gettext
    ways = (
        _("¿Le sirvió?"),
        _("¿Le resulta útil?"),
        _("¿Lo usaría usted?"),
        _("¿Le ayuda en algo?"),
        _("¿Le sirve para sus días?"),
    )
    return ways[(lesson.number - 1) % len(ways)]


def _drawing(lesson: Lesson) -> Drawing | None:
    return None if lesson.picture is None else Drawing(lesson.picture)


def _steps(say: Say, number: str, step: int, *, is_prompt: bool) -> tuple[Button, ...]:
    _ = say.gettext
    following = button(_("Siguiente ▸"), Verb.CARD, number, str(step + 1))
    if step > 1:
        return (button(_("◂ Atrás"), Verb.CARD, number, str(step - 1)), following)
    if is_prompt:
        return (button(_("Más tarde"), Verb.LATER, number), following)
    return (following,)


def _opener(say: Say, opens: str) -> Button:
    """The key of an exercise card that leads to another part of the bot."""
    what, _, protocol = opens.partition(" ")
    if what == "contactos":
        return button(help_key(say), Verb.CONTACTS)
    if what == "como_estoy":
        return button(checkin_key(say), Verb.CHECKIN)
    if what == "evaluacion":
        return button(say.gettext("📋 Mi bienestar"), Verb.SURVEY_OPEN)
    if what == "ejercicio":
        return button(exercise_key(say), Verb.EXERCISE, protocol)
    return button(breathe_key(say), *((Verb.PROTOCOL, protocol) if protocol else (Verb.BREATHE,)))


def voted(say: Say, lesson: Lesson, *, is_last: bool) -> Message:
    """What stays of a lesson after the vote; it does not show which way the vote went."""
    _ = say.gettext
    lines = [
        f"📘 <b>{named(lesson.title)}</b>  ✓",
        lesson.cards[-1].html,
        _("Gracias. Para verla otra vez toque el botón."),
    ]
    if is_last:
        lines.append(_("Con esta lección terminó el curso que hay por ahora. ¡Felicitaciones!"))
    again = button(_("Ver de nuevo"), Verb.CARD, str(lesson.number), "1")
    return Message("\n\n".join(lines), ((again,),))


def booster(say: Say, lesson: Lesson, days: int) -> Message:
    """A skill once more, so many ``BOOSTER_DAYS`` after its lesson, or IndexError without any.

    With the lesson's drawing, which is there for the cards if they are opened from it.
    """
    _ = say.gettext
    text = lesson.boosters[BOOSTER_DAYS.index(days)]
    if lesson.alt is not None:
        text += "\n\n" + drawing_in_words(say, lesson.alt)
    head = _("🔁 <b>Para refrescar: {title}</b>").format(title=named(lesson.title))
    again = button(_("Abrir la lección"), Verb.CARD, str(lesson.number), "1")
    return Message(f"{head}\n\n{text}", ((again,),), drawing=_drawing(lesson))


def put_off(say: Say, lesson: Lesson, local: datetime) -> Message:
    """The lesson comes again in two hours."""
    _ = say.gettext
    return Message(
        _("⏰ <b>{title}</b>\n\nSe la traigo otra vez a las {hour}.").format(
            title=named(lesson.title), hour=at_hour(say, local)
        ),
        ((button(_("Verla ahora"), Verb.NOW, str(lesson.number)),),),
    )


def cannot_put_off(say: Say) -> str:
    """A pop-up: in two hours it would be quiet time."""
    return say.gettext("En dos horas ya es tiempo de descanso. La encuentra en 📘 Lección.")


def course_over(say: Say) -> Message:
    """All lessons have been read; the last one follows once more."""
    return Message(say.gettext("Ya leyó todas las lecciones que hay. Aquí está la última."))

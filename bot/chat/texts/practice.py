"""Words around the question and the case of a lesson, which themselves lie in ``lessons/``."""

from __future__ import annotations

from bot.chat.texts.wording import Rows, Say, button, named
from bot.domain.callbacks import Verb
from bot.domain.model import Button, Lesson, Message
from bot.domain.practice import Moment, PracticeKind, back, choices, onward


def head(lesson: Lesson, step: int) -> str:
    """The title of a lesson and how far one has come; ``step`` counts from 1."""
    return f"📘 <b>{named(lesson.title)}</b>  {step}/{len(lesson.screens)}"


def moment(say: Say, lesson: Lesson, step: int, here: Moment) -> Message:
    """One moment of the practice on a lesson's screen ``step``, in place of the one before."""
    if here.turn is None:
        body = _phrase(say, here.practice.phrase or "")
    elif here.chosen is not None:
        label = named(here.chosen.label)
        body = f"{here.turn.html}\n\n▸ <b>{label}</b>\n\n{here.chosen.feedback}"
    else:
        body = _question(say, here)
    return Message(f"{head(lesson, step)}\n\n{body}", _keys(say, lesson, step, here))


def _question(say: Say, here: Moment) -> str:
    _ = say.gettext
    told = "" if here.turn is None else here.turn.html
    if here.practice.kind is PracticeKind.QUIZ:
        return _(
            "❓ <b>Para hacer memoria</b>\n\n{question}\n\n<i>Aquí no hay notas, y lo que toque no "
            "se guarda.</i>"
        ).format(question=told)
    if here.trail:
        return _("🎭 <b>Sigue el caso</b>\n\n{scene}\n\n¿Qué haría usted ahora?").format(scene=told)
    return _(
        "🎭 <b>Un caso para ensayar</b>\n\n{scene}\n\n¿Qué haría usted? <i>Lo que toque no se "
        "guarda.</i>"
    ).format(scene=told)


def _phrase(say: Say, phrase: str) -> str:
    _ = say.gettext
    return _(
        "💬 <b>Frase para llevar</b>\n\n{phrase}\n\n¿Cómo la diría usted, con sus palabras? Dígala "
        "en voz baja: aquí no hace falta escribirla."
    ).format(phrase=phrase)


def _keys(say: Say, lesson: Lesson, step: int, here: Moment) -> Rows:
    answers = tuple((_to(option.label, lesson, step, trail),) for option, trail in choices(here))
    return (*answers, _steps(say, lesson, step, here))


def _steps(say: Say, lesson: Lesson, step: int, here: Moment) -> tuple[Button, ...]:
    _ = say.gettext
    number, before, after = str(lesson.number), back(here), onward(here)
    if before is None:
        earlier = button(_("◂ Atrás"), Verb.CARD, number, str(step - 1))
    else:
        label = _("◂ Atrás") if here.chosen is None else _("◂ Probar otra")
        earlier = _to(label, lesson, step, before)
    if after is None:
        return (earlier, button(_("Siguiente ▸"), Verb.CARD, number, str(step + 1)))
    return (earlier, _to(_("Siguiente ▸"), lesson, step, after))


def _to(label: str, lesson: Lesson, step: int, trail: str) -> Button:
    return button(label, Verb.PRACTICE, str(lesson.number), str(step), trail)

"""Words of a sitting with several instruments; their items lie in ``lessons/instruments``."""

from __future__ import annotations

from bot.chat.texts.lesson import LESSON_LANGUAGE
from bot.chat.texts.wording import Say, button, language_of, named
from bot.domain.callbacks import Verb
from bot.domain.model import Message
from bot.domain.surveys import BY_HAND, Question, Survey


def opening(say: Say, survey: Survey, asked_in: str) -> Message:
    """What comes first: what it is, how long it takes, and that nobody has to."""
    _ = say.gettext
    if survey.week == BY_HAND:
        told = _(
            "📋 <b>¿Cómo anda su bienestar?</b>\n\n"
            "{count} preguntas sobre las últimas dos semanas, cerca de {minutes} min. Es para "
            "usted: no se guarda nada. No es un diagnóstico."
        )
    elif survey.week in {"04", "08"}:
        told = _(
            "📋 <b>Su bienestar, en {count} preguntas</b>\n\n"
            "Cerca de {minutes} min. Es voluntario. Sus respuestas solo se guardan si llega al "
            "final, sin nada que las una a usted. No es un diagnóstico."
        )
    else:
        told = _(
            "📋 <b>Una mirada más completa</b>\n\n"
            "{count} preguntas sobre ánimo, tensión y trabajo, cerca de {minutes} min. Puede "
            "parar y seguir después en este mismo mensaje. Es voluntario. Sus respuestas solo se "
            "guardan si llega al final, sin nada que las una a usted. No es un diagnóstico."
        )
    told = told.format(count=survey.size, minutes=survey.minutes)
    if language_of(say) != LESSON_LANGUAGE:
        told += "\n\n" + _("Por ahora las preguntas están solo en español.")
    begin = button(_("Empezar ▸"), Verb.SURVEY, survey.week, asked_in, survey.tag, "")
    return Message(told, ((begin,), (button(_("Ahora no"), Verb.SURVEY_SKIP),)))


def question(say: Say, survey: Survey, asked_in: str, digits: str, asked: Question) -> Message:
    """One item with its options, a row each; the payload carries the answers before it."""
    _ = say.gettext
    scale = asked.scale
    stem = f"{scale.recall}, {scale.question}"
    told = f"📋 {asked.number}/{survey.size}\n\n{named(stem)}\n<b>{named(asked.item)}</b>"

    def step(so_far: str) -> tuple[str, ...]:
        return (survey.week, asked_in, survey.tag, so_far)

    rows = [
        (button(option[:1].upper() + option[1:], Verb.SURVEY, *step(f"{digits}{place}")),)
        for place, option in enumerate(scale.options, start=1)
    ]
    leave = button(_("Prefiero no responder"), Verb.SURVEY_SKIP)
    if digits:
        return Message(
            told, (*rows, (button(_("◂ Atrás"), Verb.SURVEY, *step(digits[:-1])), leave))
        )
    return Message(told, (*rows, (leave,)))


def recorded(say: Say) -> Message:
    """The same for every result."""
    return Message(say.gettext("📋 Registrado. Gracias por tomarse este tiempo."))


def not_kept(say: Say) -> Message:
    """The same for every result, of a sitting that is not kept."""
    return Message(say.gettext("📋 Gracias por tomarse este tiempo. No se guardó nada."))


def round_closed(say: Say) -> Message:
    """The last tap came after the week had ended."""
    return Message(
        say.gettext("📋 Gracias por llegar al final. Esa semana ya cerró y no se guardó nada.")
    )


def skipped(say: Say) -> Message:
    """No answer, no pressure, no trace."""
    return Message(
        say.gettext("📋 Sin problema, no se guardó nada. Para usted, cuando quiera: /evaluacion")
    )

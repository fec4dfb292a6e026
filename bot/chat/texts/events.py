"""Words of /acompanar: a lesson after a hard event, for a whole unit."""

from __future__ import annotations

from collections.abc import Sequence

from bot.chat.texts.wording import Say, button, in_rows, named
from bot.domain.callbacks import Verb
from bot.domain.model import Button, Lesson, Message, Unit


def which_unit(say: Say, units: Sequence[Unit]) -> Message:
    """No unit was named, or one that nobody knows: how to write it, and all there are."""
    names = ", ".join(named(unit.name) for unit in units)
    told = say.gettext("Escriba el puesto así: /acompanar {example}. Puestos: {names}.")
    example = next((named(unit.id) for unit in units), "")
    return Message(told.format(example=example, names=names))


def which_lesson(say: Say, unit: Unit, lessons: Sequence[Lesson]) -> Message:
    """The lessons after an event, a key each."""
    _ = say.gettext
    keys = [
        button(lesson.title, Verb.EVENT_LESSON, unit.id, str(lesson.number)) for lesson in lessons
    ]
    return Message(
        _("🤝 <b>Acompañar a {unit}</b>\n\n¿Qué lección necesita el equipo?").format(
            unit=named(unit.name)
        ),
        (*in_rows(keys, 1), (_leave(say),)),
    )


def confirm(say: Say, unit: Unit, lesson: Lesson) -> Message:
    """What will be sent, to whom and when, before it is."""
    _ = say.gettext
    told = _(
        "🤝 <b>¿Enviar «{title}» a {unit}?</b>\n\n"
        "Llega a todas las personas de ese puesto que participan, nunca a una sola: a cada una "
        "fuera de sus horas de descanso y, si está en pausa, cuando la pausa termine. Empieza "
        "así:\n\n<blockquote>{card}</blockquote>"
    ).format(title=named(lesson.title), unit=named(unit.name), card=lesson.cards[0].html)
    send = button(_("Sí, enviar"), Verb.EVENT_SEND, unit.id, str(lesson.number))
    return Message(told, ((send,), (_leave(say),)))


def sent(say: Say, unit: Unit, lesson: Lesson) -> Message:
    """It is on its way."""
    return Message(
        say.gettext("🤝 Listo. «{title}» va en camino a {unit}.").format(
            title=named(lesson.title), unit=named(unit.name)
        )
    )


def too_few(say: Say, unit: Unit, k: int) -> Message:
    """The unit is smaller than a group that anything is told of."""
    return Message(
        say.gettext(
            "No envío nada a {unit}: participan menos de {k} personas, y una lección así es para "
            "un equipo, nunca para alguien en particular."
        ).format(unit=named(unit.name), k=k)
    )


def had_it(say: Say, unit: Unit, lesson: Lesson, days: int) -> Message:
    """The same lesson was sent lately."""
    told = say.gettext("{unit} ya recibió «{title}» en los últimos {days} días. No la repito.")
    return Message(told.format(unit=named(unit.name), title=named(lesson.title), days=days))


def had_another_today(say: Say, unit: Unit) -> Message:
    """One a day is enough."""
    return Message(
        say.gettext("{unit} ya recibió una lección así hoy. Mañana puede enviar otra.").format(
            unit=named(unit.name)
        )
    )


def left(say: Say) -> Message:
    """Nothing was sent."""
    return Message(say.gettext("Está bien, no envié nada."))


def _leave(say: Say) -> Button:
    return button(say.gettext("No enviar"), Verb.EVENT_LEAVE)

"""Words of /pausa, /idioma, /misdatos and /borrar."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.chat.texts.wording import (
    Say,
    at_hour,
    button,
    clock,
    days_in_words,
    in_rows,
    long_day,
    named,
    own_name,
    short_day,
)
from bot.domain.callbacks import Verb
from bot.domain.model import Button, Consent, Kept, Message, PromptKind, Subscriber, Unit


def pause_menu(say: Say, *, is_paused: bool) -> Message:
    """For how long."""
    _ = say.gettext
    keys: list[tuple[Button, ...]] = [
        (button(_("Dos días"), Verb.PAUSE, "2"), button(_("Una semana"), Verb.PAUSE, "7")),
        (button(_("Dos semanas"), Verb.PAUSE, "14"), button(_("Un mes"), Verb.PAUSE, "30")),
    ]
    if is_paused:
        keys.append((button(_("Seguir ya"), Verb.PAUSE, "0"),))
    return Message(
        _("¿Por cuánto tiempo quiere silencio? Los botones de abajo siguen funcionando."),
        tuple(keys),
    )


def bad_day(say: Say) -> Message:
    """/pausa with something that is no day to come."""
    return Message(
        say.gettext("No entendí el día. Escríbalo así, hasta un año adelante: /pausa 15/12")
    )


def paused(say: Say, until: date | None) -> Message:
    """The pause is noted, or over."""
    _ = say.gettext
    if until is None:
        return Message(_("Seguimos. Le escribo el próximo día de lección."))
    return Message(
        _("En pausa. Vuelvo a escribirle desde el {day}. Para volver antes: /pausa").format(
            day=long_day(say, until)
        )
    )


def discretion(say: Say, *, discreet: bool) -> Message:
    """How help comes after a check-in from now on."""
    _ = say.gettext
    if discreet:
        return Message(
            _(
                "Modo discreto activado: después de la pregunta semanal, la ayuda aparece en una "
                "ventana que se cierra y no queda en el chat. Para volver: /discreto"
            )
        )
    return Message(
        _(
            "Modo discreto desactivado: si su estrés es alto, le dejo los contactos en el chat. "
            "Puede borrar ese mensaje con un toque."
        )
    )


def language_menu(say: Say, languages: Sequence[str]) -> Message:
    """/idioma; each language names itself."""
    keys = [button(own_name(one), Verb.LANGUAGE, one) for one in languages]
    return Message(say.gettext("¿En qué idioma?"), in_rows(keys, 2))


def nothing_kept(say: Say) -> Message:
    """/misdatos or /borrar of somebody who is not enrolled."""
    return Message(say.gettext("No guardo nada de usted."))


def my_data(say: Say, kept: Kept, unit: Unit | None, zone: ZoneInfo) -> Message:
    """Exactly what is kept, field by field; times as the wall clock of ``zone`` shows them."""
    _ = say.gettext
    person = kept.subscriber
    agreed = _("todo") if person.consent is Consent.ALL else _("solo lecciones")
    until = person.paused_until
    lines = [
        _("<b>Esto es todo lo que guardo de usted</b>"),
        _("Número de chat: {number}").format(number=person.chat_id),
        _("Aceptó: {what} (texto {version})").format(what=agreed, version=person.consent_version),
        _("Puesto: {unit}").format(unit=named(unit.name) if unit is not None else _("no lo dijo")),
        _("Días y hora: {days}, {hour}").format(
            days=days_in_words(say, person.days), hour=clock(person.hour)
        ),
        _("Turno: {shift}").format(shift=_shift(say, person)),
        _("Zona horaria: {zone}").format(zone=person.zone or _("la del programa")),
        _("También en feriados: {answer}").format(answer=_yes(say, person.holidays)),
        _("Tiene personal a cargo: {answer}").format(answer=_yes(say, person.leads)),
        _("Próxima lección del curso: {number}").format(number=person.next_lesson),
        _("Próxima lección para quien dirige: {number}").format(number=person.next_track),
        _("Idioma: {language}").format(language=own_name(person.language)),
        _("Modo discreto: {answer}").format(answer=_yes(say, person.discreet)),
        _("En pausa hasta: {day}").format(day=short_day(say, until) if until else _("no")),
        _("Ya vio las precauciones para respirar: {answer}").format(
            answer=_yes(say, person.caution_shown)
        ),
    ]
    kinds = _kinds(say)
    lines += [
        _("Próximo aviso: {kind}, {due}").format(
            kind=kinds[one.kind], due=_moment(say, one.due_at.astimezone(zone))
        )
        for one in kept.appointments
    ]
    lines += [
        _("Aviso ya enviado: {kind}, {slot}").format(kind=kinds[one.kind], slot=one.slot)
        for one in kept.deliveries
    ]
    lines.append(
        _("Ronda abierta: hay una respuesta suya en memoria, sin su número.")
        if kept.has_open_answers
        else _("Ronda abierta: no hay ninguna respuesta suya.")
    )
    lines.append(
        _(
            "Sus respuestas de rondas cerradas no llevan nada que las una a usted: ya no puedo "
            "encontrarlas. Para borrar lo demás: /borrar"
        )
    )
    return Message("\n".join(lines))


def _moment(say: Say, local: datetime) -> str:
    return f"{short_day(say, local.date())} {at_hour(say, local)}"


def _yes(say: Say, answer: bool) -> str:
    return say.gettext("sí") if answer else say.gettext("no")


def _shift(say: Say, person: Subscriber) -> str:
    _ = say.gettext
    if not person.shift:
        return _("no")
    begun = _("sin fecha") if person.shift_from is None else person.shift_from.isoformat()
    return _("{shift}, desde {day}").format(shift=person.shift, day=begun)


def _kinds(say: Say) -> dict[PromptKind, str]:
    _ = say.gettext
    return {
        PromptKind.LESSON: _("lección"),
        PromptKind.CHECKIN: _("pregunta semanal"),
        PromptKind.REMINDER: _("lección para más tarde"),
        PromptKind.BOOSTER: _("repaso de una lección"),
        PromptKind.SURVEY: _("cuestionario"),
        PromptKind.RHYTHM: _("oferta de otro ritmo"),
        PromptKind.EVENT: _("lección después de un hecho difícil"),
    }


def confirm_erasing(say: Say) -> Message:
    """/borrar asks once."""
    _ = say.gettext
    return Message(
        _(
            "¿Borro todo lo que guardo de usted? Se borran su número, sus ajustes, sus avisos y su "
            "respuesta de la ronda abierta. Lo de las rondas cerradas ya no se puede encontrar."
        ),
        ((button(_("Sí, borrar"), Verb.ERASE, "y"), button(_("No"), Verb.ERASE, "n")),),
    )


def erased(say: Say, weeks: int) -> Message:
    """It is done; for so many weeks a mark remains that repeats it on an older backup."""
    _ = say.gettext
    return Message(
        _(
            "Borrado. Por {weeks} semanas queda una marca sin su número, para que ninguna copia de "
            "seguridad lo traiga de vuelta; después, nada. Las respuestas de rondas cerradas "
            "siguen contadas en su grupo y nadie puede encontrarlas. Los mensajes de este chat "
            "los borra usted en Telegram. Si quiere volver: /start"
        ).format(weeks=weeks)
    )


def not_erased(say: Say) -> Message:
    """The officer thought better of it."""
    return Message(say.gettext("Está bien, todo sigue como estaba."))

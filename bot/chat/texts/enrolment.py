"""Words of the taps after the consent, and of the settings that change them later."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time

from bot.chat.texts.consent import Programme
from bot.chat.texts.wording import (
    Say,
    button,
    clock,
    day_name,
    days_in_words,
    in_rows,
    main_keyboard,
    named,
    short_day,
)
from bot.domain.callbacks import Verb
from bot.domain.duties import Shift
from bot.domain.model import Consent, Message, Subscriber, Unit

_BOLIVIA = "America/La_Paz"
DAY_CHOICES = ((1, 2, 3, 4, 5), (1, 3, 5), (1,), (1, 2, 3, 4, 5, 6, 7))


def regions_menu(say: Say, regions: Sequence[str]) -> Message:
    """First half of the unit: the region."""
    _ = say.gettext
    keys = [button(name, Verb.REGION, str(index)) for index, name in enumerate(regions)]
    nowhere = button(_("Prefiero no decir"), Verb.UNIT, "")
    return Message(
        _(
            "¿En qué regional trabaja? Sirve para mostrarle los contactos de su departamento y "
            "para contar las respuestas por grupos."
        ),
        (*in_rows(keys, 2), (nowhere,)),
    )


def units_menu(say: Say, units: Sequence[Unit]) -> Message:
    """Second half: the unit."""
    _ = say.gettext
    keys = [button(unit.name, Verb.UNIT, unit.id) for unit in units]
    last = (
        button(_("◂ Otra regional"), Verb.REGIONS),
        button(_("Prefiero no decir"), Verb.UNIT, ""),
    )
    return Message(_("¿Cuál es su puesto?"), (*in_rows(keys, 1), last))


def days_menu(say: Say, *, has_shift: bool = False, enrols: bool = False) -> Message:
    """Which days lessons come; with a pattern of duties, how many a week."""
    _ = say.gettext
    labels = (
        _("De lunes a viernes"),
        _("Lunes, miércoles y viernes"),
        _("Solo los lunes"),
        _("Todos los días"),
    )
    if has_shift:
        labels = (
            _("Hasta 5 por semana"),
            _("3 por semana"),
            _("1 por semana"),
            _("Todos los turnos"),
        )
    keys = [
        button(label, Verb.DAYS, "".join(map(str, days)))
        for label, days in zip(labels, DAY_CHOICES, strict=True)
    ]
    if enrols:
        keys.append(button(_("Trabajo por turnos"), Verb.CHANGE, "s"))
    return Message(_("¿Qué días quiere su lección? Dura dos minutos."), in_rows(keys, 1))


def hour_menu(say: Say, hours: Sequence[time], zone: str) -> Message:
    """At which hour lessons come, on the clock of a zone (IANA name)."""
    _ = say.gettext
    keys = [button(clock(hour), Verb.HOUR, hour.strftime("%H%M")) for hour in hours]
    asked = _("¿A qué hora (hora boliviana)? Para otra hora escriba, por ejemplo, /horario 08:05")
    if zone != _BOLIVIA:
        asked = _(
            "¿A qué hora (hora de {city})? Para otra hora escriba, por ejemplo, /horario 08:05"
        ).format(city=city_of(zone))
    return Message(asked, in_rows(keys, 4))


def city_of(zone: str) -> str:
    """How a zone is called in a sentence: by its city."""
    return zone.rpartition("/")[2].replace("_", " ")


def chosen(say: Say, *, asks_for_charge: bool = False) -> Message:
    """What stays of a menu when the last choice is made; at the enrolment's end, one key."""
    _ = say.gettext
    if not asks_for_charge:
        return Message(_("✓ Listo."))
    key = button(_("Tengo personal a cargo"), Verb.LEADS, "y")
    return Message(_("✓ Listo."), ((key,),))


def welcome_back(say: Say) -> Message:
    """/start of somebody who is enrolled: the lasting keys, before the settings."""
    return Message(say.gettext("Qué bueno verle."), keyboard=main_keyboard(say))


def summary(say: Say, programme: Programme, officer: Subscriber, unit: Unit | None) -> Message:
    """The end of the enrolment."""
    _ = say.gettext
    lines = [_("<b>Todo listo.</b>"), *_choices(say, programme, officer, unit)]
    lines.append(_("Puede cambiarlo con /horario. Los cuatro botones de abajo están siempre."))
    return Message("\n".join(lines), keyboard=main_keyboard(say))


def settings(
    say: Say,
    programme: Programme,
    officer: Subscriber,
    unit: Unit | None,
    until: date | None,
    shift: Shift | None = None,
) -> Message:
    """What an officer has chosen, with a key to change each; ``until`` ends a pause under way."""
    _ = say.gettext
    lines = [_("<b>Sus ajustes</b>"), *_choices(say, programme, officer, unit)]
    if shift is not None:
        lines.append(_("Turno: {shift}").format(shift=named(shift.name)))
    if officer.zone is not None:
        lines.append(_("Hora de {city}").format(city=city_of(officer.zone)))
    if officer.holidays:
        lines.append(_("También en feriados"))
    if officer.leads:
        lines.append(_("Con lecciones para quien tiene personal a cargo"))
    if until is not None:
        lines.append(_("En pausa hasta el {day}").format(day=short_day(say, until)))
    return Message(
        "\n".join(lines),
        (
            (
                button(_("Días"), Verb.CHANGE, "d"),
                button(_("Hora"), Verb.CHANGE, "h"),
                button(_("Puesto"), Verb.CHANGE, "u"),
            ),
            (
                button(_("Turnos"), Verb.CHANGE, "s"),
                button(_("Zona"), Verb.CHANGE, "z"),
                button(_("Feriados"), Verb.CHANGE, "f"),
            ),
            (
                button(_("Personal a cargo"), Verb.CHANGE, "j"),
                button(_("Entro de turno"), Verb.DUTY),
            ),
            (
                button(_("Qué acepto"), Verb.CHANGE, "c"),
                button(_("Pausa"), Verb.CHANGE, "p"),
            ),
        ),
    )


def _choices(say: Say, programme: Programme, officer: Subscriber, unit: Unit | None) -> list[str]:
    _ = say.gettext
    lines = [
        _("Puesto: {unit}").format(
            unit=named(unit.name) if unit is not None else _("prefiere no decirlo")
        ),
        _("Lecciones: {days}, {hour}").format(
            days=days_in_words(say, officer.days), hour=clock(officer.hour)
        )
        if not officer.shift
        else _("Lecciones: en sus turnos, hasta {count} por semana, {hour}").format(
            count=len(officer.days), hour=clock(officer.hour)
        ),
    ]
    if officer.consent is Consent.ALL:
        lines.append(
            _("¿Cómo estoy?: {day}, {hour}").format(
                day=day_name(say, programme.checkin_day), hour=clock(programme.checkin_hour)
            )
        )
    else:
        lines.append(_("Solo lecciones, sin la pregunta semanal"))
    return lines


def bad_hour(say: Say, quiet_start: time, quiet_end: time) -> Message:
    """/horario with something that is no hour, or a quiet one."""
    _ = say.gettext
    return Message(
        _(
            "No entendí la hora. Escríbala así: /horario 08:05. Entre las {start} y las {end} "
            "no envío nada."
        ).format(start=clock(quiet_start), end=clock(quiet_end))
    )

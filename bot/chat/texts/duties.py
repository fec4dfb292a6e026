"""Words of how an officer works: patterns of duty, zones, holidays, people in charge."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from babel.dates import format_date

from bot.chat.texts.wording import Say, at_hour, button, day_name, in_rows, locale_of
from bot.domain.callbacks import Verb
from bot.domain.duties import Shift
from bot.domain.model import Message

ZONES = (
    ("La Paz", "America/La_Paz"),
    ("Santiago", "America/Santiago"),
    ("Buenos Aires", "America/Argentina/Buenos_Aires"),
    ("São Paulo", "America/Sao_Paulo"),
    ("Lima", "America/Lima"),
)
"""What the keys offer: where a Bolivian officer may be posted or stay."""


def shift_menu(say: Say, shifts: Iterable[Shift]) -> Message:
    """Week days, or a pattern of duties."""
    _ = say.gettext
    keys = [button(shift.name, Verb.SHIFT, shift.id, "") for shift in shifts]
    return Message(
        _("¿Cómo son sus turnos? Las lecciones llegan los días de turno."),
        (*in_rows(keys, 2), (button(_("Días de la semana"), Verb.SHIFT, "", ""),)),
    )


def begins_menu(say: Say, shift: Shift, days: Sequence[date], today: date) -> Message:
    """Which day the pattern is counted from."""
    _ = say.gettext
    keys = [
        button(_day(say, shift, day, today), Verb.SHIFT, shift.id, day.strftime("%Y%m%d"))
        for day in days
    ]
    asked = (
        _("¿Cuándo empieza (o empezó) su semana de día?")
        if shift.is_in_weeks
        else _("¿Cuándo es su próximo turno?")
    )
    return Message(asked, in_rows(keys, 2))


def _day(say: Say, shift: Shift, day: date, today: date) -> str:
    _ = say.gettext
    if shift.is_in_weeks:
        return _("Lunes {day}").format(day=format_date(day, "d/M", locale=locale_of(say)))
    near = (_("Hoy"), _("Mañana"), _("Pasado mañana"))
    ahead = (day - today).days
    return near[ahead] if ahead < len(near) else day_name(say, day.isoweekday()).capitalize()


def zone_menu(say: Say) -> Message:
    """Which clock counts."""
    _ = say.gettext
    keys = [button(name, Verb.ZONE, str(place)) for place, (name, _zone) in enumerate(ZONES)]
    told = say.gettext(
        "¿En qué zona horaria está? Para otra escriba, por ejemplo, /horario America/Bogota"
    )
    return Message(told, in_rows(keys, 2))


def holidays_menu(say: Say) -> Message:
    """Whether lessons come on holidays."""
    _ = say.gettext
    keys = (
        button(_("Sí, también"), Verb.HOLIDAYS, "y"),
        button(_("No, descansar"), Verb.HOLIDAYS, "n"),
    )
    return Message(_("¿Quiere lecciones también en feriados?"), (keys,))


def leads_menu(say: Say) -> Message:
    """Whether people are in the officer's charge."""
    _ = say.gettext
    keys = (button(_("Sí"), Verb.LEADS, "y"), button(_("No"), Verb.LEADS, "n"))
    return Message(
        _("¿Tiene personal a cargo? Entonces llegan cuatro lecciones más, sobre cuidar al equipo."),
        (keys,),
    )


def begun(say: Say, when: datetime | None) -> Message:
    """A duty begins; ``when`` its lesson comes, local, None when it has come already."""
    _ = say.gettext
    if when is None:
        return Message(_("Buen turno. La lección de ese día ya le llegó: está en 📘 Lección."))
    return Message(_("Buen turno. Su lección llega a las {hour}.").format(hour=at_hour(say, when)))


def bad_zone(say: Say) -> Message:
    """/horario with a zone that nobody knows."""
    return Message(say.gettext("No conozco esa zona. Escríbala así: /horario America/Santiago"))

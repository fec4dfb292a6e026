"""Words of an invitation's poster."""

from __future__ import annotations

from datetime import date

from bot.chat.texts.wording import (
    Say,
    breathe_key,
    checkin_key,
    help_key,
    language_of,
    lesson_key,
    long_day,
)
from bot.domain.model import Unit
from bot.poster import Icon, PosterKey, PosterWords


def poster(
    say: Say, programme: str, organisation: str, unit: Unit, last_day: date, k: int
) -> PosterWords:
    """Everything that hangs on the wall."""
    _ = say.gettext

    def key(icon: Icon, label: str, explanation: str) -> PosterKey:
        return PosterKey(icon, label.partition(" ")[2], explanation)

    return PosterWords(
        language=language_of(say),
        title=_("{name}\nDos minutos para usted").format(name=programme),
        organisation=organisation,
        unit_name=unit.name,
        invitation=_(
            "Apunte la cámara de su teléfono\nSe abre Telegram: toque INICIAR.\nSon cinco toques."
        ),
        keys=(
            key(Icon.BREATHE, breathe_key(say), _("Un minuto para bajar la tensión.")),
            key(Icon.LESSON, lesson_key(say), _("Una idea y un ejercicio, en dos minutos.")),
            key(Icon.FEELING, checkin_key(say), _("Su termómetro de la semana, sin nombres.")),
            key(Icon.HELP, help_key(say), _("Con quién hablar, ahora mismo.")),
        ),
        promise=(
            _("Su respuesta no lleva su nombre."),
            _("Es voluntario y a nadie se le dice quién participa."),
            _("Las respuestas se guardan mezcladas, solo en grupos de {k} personas o más.").format(
                k=k
            ),
            _("Puede borrar sus datos cuando quiera: /borrar."),
        ),
        footer=_(
            "Invitación válida hasta el {day}. Es un programa automático, no un servicio de "
            "emergencia."
        ).format(day=long_day(say, last_day)),
    )

"""Words of the offer of a lighter rhythm, the same for everybody every fourth week."""

from __future__ import annotations

from bot.chat.texts.wording import Say, button
from bot.domain.callbacks import Verb
from bot.domain.model import Message

FIVE_DAYS = "12345"
THREE_DAYS = "135"
ONE_DAY = "1"
AS_NOW = "0"
PAUSE = "p"


def offer(say: Say) -> Message:
    """Fewer lessons, a pause, or all as it is."""
    _ = say.gettext
    return Message(
        _(
            "🍃 <b>¿Cómo le queda este ritmo?</b>\n\n"
            "Cada cuatro semanas pregunto lo mismo a todas las personas. Aquí puede seguir como "
            "está o ir más despacio; las dos cosas están bien."
        ),
        (
            (button(_("Seguir como ahora"), Verb.RHYTHM, AS_NOW),),
            (
                button(_("5 por semana"), Verb.RHYTHM, FIVE_DAYS),
                button(_("3 por semana"), Verb.RHYTHM, THREE_DAYS),
                button(_("1 por semana"), Verb.RHYTHM, ONE_DAY),
            ),
            (button(_("Pausa de dos semanas"), Verb.RHYTHM, PAUSE),),
        ),
    )


def as_now(say: Say) -> Message:
    """Nothing changes."""
    return Message(say.gettext("🍃 Seguimos como ahora. Para cambiarlo cuando quiera: /horario"))


def fewer(say: Say, lessons: int) -> Message:
    """So many lessons a week from now on."""
    _ = say.gettext
    told = say.ngettext(
        "🍃 Desde ahora, {count} lección por semana. Para cambiarlo: /horario",
        "🍃 Desde ahora, {count} lecciones por semana. Para cambiarlo: /horario",
        lessons,
    )
    return Message(told.format(count=lessons))

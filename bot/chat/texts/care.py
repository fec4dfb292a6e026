"""Words of care: the contact card, help, and what is said where nothing was understood."""

from __future__ import annotations

from bot.chat.texts.commands import commands
from bot.chat.texts.telephone import reach
from bot.chat.texts.wording import Rows, Say, breathe_key, button, day_name, help_key, named
from bot.domain.callbacks import Verb
from bot.domain.care import Support
from bot.domain.contacts import Listed, short_list
from bot.domain.model import Button, Message

_DAYS = {"mon": 1, "tue": 2, "wed": 3, "thu": 4, "fri": 5, "sat": 6, "sun": 7}
_SHOWN = 5


def high_stress(say: Say, support: Support) -> Message:
    """The contact card of a check-in; the same words in orange and red."""
    _ = say.gettext
    return _card(
        say,
        _(
            "Su respuesta muestra un nivel de estrés alto esta semana. No es un diagnóstico; "
            "es una señal para cuidarse. Hablar con alguien ayuda."
        ),
        support,
    )


def hard_time(say: Say, support: Support) -> Message:
    """The contact card of a longer sitting; the same words in orange and red."""
    _ = say.gettext
    return _card(
        say,
        _(
            "Sus respuestas hablan de un tiempo pesado. No es un diagnóstico; es una señal para "
            "cuidarse. Hablar con alguien ayuda."
        ),
        support,
    )


def unheard(say: Say) -> Message:
    """Voice, photo, sticker, video, place: the bot cannot take them in."""
    _ = say.gettext
    return Message(
        _(
            "No puedo escuchar audios ni ver imágenes, y nadie los recibe. Si está pasando un "
            "momento difícil, toque ☎ Ayuda: hay contactos para usted."
        ),
        ((button(help_key(say), Verb.CONTACTS),),),
    )


def unread(say: Say) -> Message:
    """Free text: not kept, not passed on."""
    _ = say.gettext
    return Message(
        _(
            "Lo que escribe aquí no se guarda y ninguna persona lo lee; yo entiendo los botones. "
            "Si está pasando un momento difícil, toque ☎ Ayuda: hay contactos para usted."
        ),
        ((button(help_key(say), Verb.CONTACTS), button(breathe_key(say), Verb.BREATHE)),),
    )


def dismissed(say: Say) -> Message:
    """What stays of a message that is too old to be deleted."""
    return Message(say.gettext("Mensaje retirado."))


def unknown_command(say: Say) -> Message:
    """A command that does not exist."""
    known = ", ".join(f"/{name}" for name, _ in commands(say))
    return Message(say.gettext("No conozco esa orden. Estas sí: {commands}").format(commands=known))


def stale_button(say: Say) -> str:
    """A pop-up for a key that means nothing (any more)."""
    return say.gettext("Ese botón ya no sirve. Use los botones de abajo o escriba /start.")


def failed(say: Say, support: Support) -> Message:
    """Something of ours broke; the contacts are there all the same."""
    _ = say.gettext
    return _card(
        say,
        _(
            "Algo falló de nuestro lado y no pude hacer lo que pidió. Intente de nuevo en unos "
            "minutos. Si necesita hablar con alguien:"
        ),
        support,
    )


def with_contacts(say: Say, opening: str, support: Support) -> Message:
    """Any words that the contacts have to stand below."""
    return _card(say, opening, support)


def help_near(say: Say) -> str:
    """The reminder below whatever makes somebody wait."""
    return say.gettext("Si no puede esperar: ☎ Ayuda, o la emergencia más cercana.")


def _card(say: Say, opening: str, support: Support) -> Message:
    """An opening, the contacts, and the way out that is always there."""
    _ = say.gettext
    lines = [contact_line(say, one) for one in short_list(support.contacts, _SHOWN)]
    lines.append(nearest_emergency(say))
    return Message(opening + "\n\n" + "\n".join(lines), care_keys(say, support))


def nearest_emergency(say: Say) -> str:
    """The line that stands below the contacts, and in their place where there are none."""
    return say.gettext("• Si no puede esperar, acuda a la <b>emergencia más cercana</b>.")


def care_keys(say: Say, support: Support) -> Rows:
    """Below a card of contacts."""
    return (*calling(say, support), (rescue(say), dismiss(say)))


def calling(say: Say, support: Support) -> Rows:
    """The row of that key while somebody can get in touch; else none."""
    return (call_me(say),) if support.can_be_called else ()


def call_me(say: Say) -> tuple[Button]:
    """The key for who wants a person of the programme to get in touch."""
    return (button(say.gettext("Quiero que me contacten"), Verb.CALL_ME),)


def rescue(say: Say) -> Button:
    """The key for one minute of breathing, which leaves its card where it is."""
    return button(say.gettext("🌬 Respirar 1 min"), Verb.RESCUE)


def dismiss(say: Say) -> Button:
    """The key that deletes its message."""
    return button(say.gettext("Borrar este mensaje"), Verb.DISMISS)


def contact_line(say: Say, listed: Listed) -> str:
    """One contact: name, number, when it answers, and whether nobody has verified it lately."""
    _ = say.gettext
    contact = listed.contact
    place = reach(contact)
    if contact.channel == "whatsapp" and "whatsapp" not in contact.name.lower():
        place = _("WhatsApp {number}").format(number=place)
    facts = [_openness(say, listed), hours_in_words(say, contact.hours), named(contact.cost)]
    lines = [f"• <b>{named(contact.name)}</b>: {place}", " · ".join(filter(None, facts))]
    if not listed.is_verified:  # on a line of its own: a phone would break it in two
        lines.append(f"<i>{_('sin verificar')}</i>")
    return "\n   ".join(lines)


def short_line(say: Say, listed: Listed) -> str:
    """One contact on one line: name, number, whether it answers now and nobody verified it."""
    facts = [_openness(say, listed), "" if listed.is_verified else say.gettext("sin verificar")]
    told = " · ".join(fact for fact in facts if fact)
    return f"• <b>{named(listed.contact.name)}</b>: {reach(listed.contact)} · {told}"


def _openness(say: Say, listed: Listed) -> str:
    _ = say.gettext
    if listed.is_open is None:
        return _("horario por confirmar")
    return _("abierto ahora") if listed.is_open else _("cerrado ahora")


def hours_in_words(say: Say, hours: str) -> str:
    """Opening hours as officers read them; "" where nobody knows."""
    _ = say.gettext
    if hours == "24h":
        return _("24 horas")
    for code, number in _DAYS.items():
        hours = hours.replace(code, day_name(say, number, "abbreviated"))
    return named(hours)

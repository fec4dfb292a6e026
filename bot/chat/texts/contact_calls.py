"""/verificar_contactos: what an administrator reads while calling the contacts."""

from __future__ import annotations

from collections.abc import Sequence

from babel.dates import format_date

from bot.chat.texts.care import hours_in_words
from bot.chat.texts.directory import languages_in_words
from bot.chat.texts.telephone import reach
from bot.chat.texts.wording import Rows, Say, button, locale_of, named
from bot.domain.callbacks import Verb
from bot.domain.contact_calls import Stamp, Written
from bot.domain.model import Button, Contact, Message

_NAMED = 8  # contacts in a reminder
_KEYS = ("number", "hours", "on_holidays", "cost")
_URGENT = {"emergency", "medical"}


def checker(say: Say) -> str:
    """Who called, as it is kept: a role, because a chat number names a person."""
    # Translators: at most 60 characters; stands behind "verified by" in `contacts list`.
    return say.gettext("administración, por Telegram")


def card(say: Say, contact: Contact, stamp: Stamp, left: int) -> Message:
    """One contact to call: what is known of it, and what to ask."""
    _ = say.gettext
    told = (
        _("☎ <b>Verificar contactos</b> · {left} por llamar").format(left=left),
        "\n".join(_facts(say, contact)),
        "\n".join(_questions(say, contact)),
        _("Toque «Contestaron» solo si usted lo comprobó hoy."),
    )
    rows: Rows = (
        (_key(_("Contestaron: es correcto"), contact, "y", stamp),),
        (_key(_("No contestan"), contact, "n", stamp),),
        (_key(_("Dato equivocado"), contact, "w", stamp),),
        (
            _key(_("Saltar"), contact, "s", stamp),
            _key(_("Terminar"), contact, "e", stamp),
        ),
    )
    return Message("\n\n".join(told), rows)


def correction(say: Say, contact: Contact, written: Written, stamp: Stamp) -> Message:
    """Which line of the configuration to change; nothing has been recorded."""
    _ = say.gettext
    lines = [_("<b>{name}</b>: no anoté nada.").format(name=named(contact.name))]
    place = f"<code>{named(written.place)}</code>"
    if written.is_example:
        lines.append(
            _(
                "El contacto viene del ejemplo. Copie todos sus [[contact]] a config.toml y "
                "corrija el suyo; en {place} está así:"
            ).format(place=place)
        )
    elif written.lines:
        lines.append(_("Corrija en {place}:").format(place=place))
    else:
        lines.append(_("Corrija en {place} el contacto de este id:").format(place=place))
    lines += [_line(say, contact, written, key) for key in ("id", *_KEYS)]
    lines.append(
        _(
            "Si el servicio ya no existe, quite el [[contact]] entero. Luego reinicie el bot y "
            "llame de nuevo con /verificar_contactos."
        )
    )
    rows: Rows = (
        (_key(_("◂ Volver"), contact, "v", stamp),),
        (_key(_("Siguiente ▸"), contact, "s", stamp), _key(_("Terminar"), contact, "e", stamp)),
    )
    return Message("\n".join(lines), rows)


def recorded(say: Say) -> str:
    """A pop-up: the call was recorded."""
    return say.gettext("Anotado: verificado hoy, vale 90 días.")


def silent(say: Say) -> str:
    """A pop-up: nobody answered."""
    return say.gettext("No anoté nada. Llame de nuevo otro día, a otra hora.")


def outdated(say: Say) -> str:
    """A pop-up: a card of another day, or of a contact that has changed since."""
    return say.gettext(
        "Esa tarjeta es de otro día o el contacto cambió: no anoté nada. Aquí está como es hoy."
    )


def finished(say: Say, contacts: int, to_call: Sequence[Contact]) -> Message:
    """How the directory stands now."""
    _ = say.gettext
    if not contacts:
        return Message(_("No hay ningún contacto: escriba al menos un [[contact]] en config.toml."))
    if not to_call:
        return Message(_("Todos los contactos están verificados. Gracias por llamar."))
    text = _("Verificados: {done} de {all}. Quedan por llamar: {names}.")
    told = text.format(done=contacts - len(to_call), all=contacts, names=_names(say, to_call))
    return Message(told, ((_begin(say),),))


def reminder(say: Say, contacts: int, to_call: Sequence[Contact]) -> Message:
    """Once a week, while a contact wants a call."""
    _ = say.gettext
    told = _(
        "☎ <b>Contactos por llamar</b>\n{count} de {all} se muestran como «sin verificar», porque "
        "nadie anotó una llamada en 90 días: {names}.\n\nAviso una vez por semana mientras quede "
        "alguno."
    ).format(count=len(to_call), all=contacts, names=_names(say, to_call))
    return Message(told, ((_begin(say),),))


def _begin(say: Say) -> Button:
    return button(say.gettext("Verificar ahora"), Verb.CONTACT_CALLS)


def _names(say: Say, to_call: Sequence[Contact]) -> str:
    _ = say.gettext
    told = ", ".join(named(one.name) for one in to_call[:_NAMED])
    more = len(to_call) - _NAMED
    return told if more <= 0 else _("{names} y {more} más").format(names=told, more=more)


def _key(label: str, contact: Contact, action: str, stamp: Stamp) -> Button:
    return button(label, Verb.CONTACT_CALL, contact.id, action, stamp.day, stamp.content)


def _facts(say: Say, contact: Contact) -> list[str]:
    _ = say.gettext
    unknown = _("no se sabe")
    places = ", ".join(contact.departments) or _("todo el país")
    return [
        f"<b>{named(contact.name)}</b>: {reach(contact)}",
        _("Horario: {hours}").format(hours=hours_in_words(say, contact.hours) or unknown),
        _("Feriados: {hours}").format(hours=_on_holidays(say, contact) or unknown),
        _("Costo: {cost}").format(cost=named(contact.cost) or unknown),
        _("Idiomas: {languages}").format(languages=languages_in_words(say, contact) or unknown),
        _("Atiende en: {places}").format(places=named(places)),
        _("Fuente: {source}").format(source=_source(say, contact) or unknown),
        _("Última verificación: {when}").format(when=_verified(say, contact)),
    ]


def _questions(say: Say, contact: Contact) -> list[str]:
    _ = say.gettext
    if contact.channel == "address":
        opening = _("Vaya, o averigüe con alguien de ahí:")
    elif contact.channel == "whatsapp":
        opening = _("Escriba un mensaje y espere a que respondan. Pregunte:")
    else:
        opening = _("Llame y pregunte:")
    asked = [
        _("• ¿Es el servicio que dice la tarjeta?"),
        _("• ¿En qué horario atienden? ¿También en feriados?"),
        _("• ¿Tiene costo? ¿En qué idiomas atienden?"),
        _("• ¿Puede llamar cualquier persona, de los lugares que dice la tarjeta?"),
    ]
    if contact.topic in _URGENT:
        asked.insert(0, _("• Diga primero que no es una emergencia y que solo verifica el número."))
    return [opening, *asked]


def _on_holidays(say: Say, contact: Contact) -> str:
    _ = say.gettext
    if contact.hours == "24h":
        return _("24 horas")
    told = {"same": _("el mismo horario"), "closed": _("cerrado")}
    return told.get(contact.on_holidays) or hours_in_words(say, contact.on_holidays)


def _source(say: Say, contact: Contact) -> str:
    if contact.source_date is None:
        return named(contact.source)
    when = format_date(contact.source_date, "medium", locale=locale_of(say))
    return f"{named(contact.source)} ({when})"


def _verified(say: Say, contact: Contact) -> str:
    _ = say.gettext
    if contact.verified_on is None:
        return _("nunca")
    when = format_date(contact.verified_on, "medium", locale=locale_of(say))
    return _("{day}, {name}").format(day=when, name=named(contact.verified_by) or "?")


def _line(say: Say, contact: Contact, written: Written, key: str) -> str:
    """A key as it stands in the file, behind its line where that is known."""
    value = named(f'{key} = "{getattr(contact, key)}"')
    line = written.lines.get(key)
    if line is None:
        return f"• <code>{value}</code>"
    return say.gettext("• línea {line}: {value}").format(line=line, value=f"<code>{value}</code>")

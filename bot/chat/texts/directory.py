"""/ayuda: the contacts of a department, all of them, and how to help a colleague."""

from __future__ import annotations

from collections.abc import Sequence

from babel import Locale

from bot.chat.texts.care import calling, contact_line, dismiss, nearest_emergency
from bot.chat.texts.wording import Rows, Say, button, help_key, in_rows, locale_of, named
from bot.domain.callbacks import Verb
from bot.domain.care import Support
from bot.domain.contacts import Listed, short_list
from bot.domain.model import Button, Contact, Message

_FIRST = 5  # contacts of the first card
_OF_A_COLLEAGUE = 3
_OF_A_PAGE = 6
_HOME_LANGUAGES = {("es",), ()}


def help_card(say: Say, support: Support, department: str | None) -> Message:
    """/ayuda: with whom to talk now; without a department each contact tells where it serves."""
    _ = say.gettext
    opening = _("<b>No tiene que pasarlo a solas.</b> Aquí hay con quién hablar:")
    lines = [
        _with_coverage(say, one) if department is None else contact_line(say, one)
        for one in short_list(support.contacts, _FIRST)
    ]
    lines.append(nearest_emergency(say))
    others = _("Otros departamentos") if department else _("Elegir mi departamento")
    rows: Rows = (
        (button(_("📝 Mi plan de seguridad"), Verb.SAFETY_PLAN, "opening", "0" * 8),),
        (button(_("🤝 Ayudar a un colega"), Verb.COLLEAGUE),),
        (button(others, Verb.DEPARTMENTS),),
        (button(_("🌬 Respirar 1 min"), Verb.RESCUE), dismiss(say)),
    )
    if support.contacts:
        all_of_them = button(_("Todos los contactos"), Verb.DEPARTMENT, "", "1")
        rows = (*rows[:2], (all_of_them,), *rows[2:])
    return Message(opening + "\n\n" + "\n".join(lines), (*calling(say, support), *rows))


def departments_menu(say: Say, departments: Sequence[str]) -> Message:
    """Which department's contacts to see."""
    _ = say.gettext
    keys = [
        button(name, Verb.DEPARTMENT, str(place), "1") for place, name in enumerate(departments)
    ]
    text = _("☎ <b>¿De qué departamento?</b>\nLo que elija no se guarda.")
    return Message(text, (*in_rows(keys, 2), (back_to_help(say),)))


def department_card(
    say: Say, support: Support, department: str | None, place: str, page: int
) -> Message:
    """One page of all contacts of a department, with what each says of itself.

    ``place`` names the department in the buttons; a page beyond the last one is the last one.
    """
    _ = say.gettext
    contacts = support.contacts
    pages = max(1, -(-len(contacts) // _OF_A_PAGE))
    page = min(page, pages)
    shown = contacts[(page - 1) * _OF_A_PAGE : page * _OF_A_PAGE]
    title = _("☎ <b>Contactos</b>")
    if department is not None:
        title = _("☎ <b>Contactos · {department}</b>").format(department=named(department))
    if pages > 1:
        title = f"{title}  {page}/{pages}"
    lines = [_in_full(say, one, is_local=department is not None) for one in shown]
    steps = []
    if page > 1:
        steps.append(button(_("◂ Anteriores"), Verb.DEPARTMENT, place, str(page - 1)))
    if page < pages:
        steps.append(button(_("Más ▸"), Verb.DEPARTMENT, place, str(page + 1)))
    rows: Rows = (
        *calling(say, support),
        *((tuple(steps),) if steps else ()),
        (button(_("Otros departamentos"), Verb.DEPARTMENTS),),
        (back_to_help(say), dismiss(say)),
    )
    return Message("\n\n".join((title, *lines, nearest_emergency(say))), rows)


def colleague_card(say: Say, support: Support) -> Message:
    """How to help somebody else: listen, ask, stay, call."""
    _ = say.gettext
    steps = (
        _("🤝 <b>Ayudar a un colega</b>\nNo le toca resolverlo: le toca acompañar y conectar."),
        _(
            "1. <b>Escuche</b> en privado y sin apuro. Sin sermones ni consejos rápidos. Diga «me "
            "importa lo que le pasa»."
        ),
        _(
            "2. <b>Pregunte directo</b>: «¿Ha pensado en quitarse la vida?». Preguntarlo no da la "
            "idea; abre la puerta para hablar."
        ),
        _(
            "3. Si dice que sí o duda, <b>no le deje a solas</b>, ni prometa guardar el secreto. "
            "Ponga lejos lo que pudiera hacerle daño, o pida que otra persona lo haga."
        ),
        _("4. <b>Llame</b>, mejor junto a esa persona:"),
        "\n".join(
            (
                *(contact_line(say, one) for one in _closest(support)),
                nearest_emergency(say),
            )
        ),
        _("5. <b>Vuelva a preguntar</b> mañana. Y cuente a alguien cómo está usted."),
    )
    keys: Rows = (*calling(say, support), (back_to_help(say), dismiss(say)))
    return Message("\n\n".join(steps), keys)


def back_to_help(say: Say) -> Button:
    """The key that changes its message into /ayuda."""
    # Translators: {help} is the key for the contacts.
    return button(say.gettext("◂ {help}").format(help=help_key(say)), Verb.HELP)


def languages_in_words(say: Say, contact: Contact) -> str:
    """The languages in which a contact answers; "" where nobody knows."""
    names = Locale.parse(locale_of(say)).languages
    return named(", ".join(names.get(code, code) for code in contact.languages))


def _closest(support: Support) -> tuple[Listed, ...]:
    return short_list(support.contacts, _OF_A_COLLEAGUE)


def _with_coverage(say: Say, listed: Listed) -> str:
    return "\n   ".join((contact_line(say, listed), *_coverage(say, listed)))


def _in_full(say: Say, listed: Listed, *, is_local: bool) -> str:
    """A contact with its languages, its note and, for who told no department, its coverage."""
    contact = listed.contact
    told = [contact_line(say, listed)]
    if not is_local:
        told += _coverage(say, listed)
    if contact.languages not in _HOME_LANGUAGES:
        told.append(languages_in_words(say, contact))
    if contact.note:
        told.append(f"<i>{named(contact.note)}</i>")
    return "\n   ".join(told)


def _coverage(say: Say, listed: Listed) -> list[str]:
    if not listed.contact.departments:
        return []
    places = named(", ".join(listed.contact.departments))
    return [say.gettext("Solo en: {departments}").format(departments=places)]

"""Words of the personal safety plan, which is put together by taps and kept nowhere."""

from __future__ import annotations

from collections.abc import Callable

from bot.chat.texts.care import calling, contact_line, dismiss, nearest_emergency
from bot.chat.texts.directory import back_to_help
from bot.chat.texts.wording import Rows, Say, button
from bot.domain.callbacks import Verb
from bot.domain.care import Support
from bot.domain.contacts import short_list
from bot.domain.model import Button, Message
from bot.domain.safety_plan import CHOICES, PARTS, SCREENS, Part, Plan, Screen

_CONTACTS = 3
_FIRST = 2  # contacts on the opening, so that its keys are in sight
_WITH_CONTACTS = {Screen.OPENING, Screen.SERVICES}


def screen(say: Say, shown: Screen, plan: Plan, support: Support) -> Message:
    """One screen, in place of the one before."""
    if shown is Screen.SUMMARY:
        return _summary(say, plan, support)
    _ = say.gettext
    title = _("📝 <b>Mi plan de seguridad</b>")
    if shown is not Screen.OPENING:
        title = f"{title}  {SCREENS.index(shown)}/{len(SCREENS) - 2}"
    part = PARTS.get(shown)
    keys: Rows = ()
    if shown in _WITH_CONTACTS:
        keys = calling(say, support)
    if part is not None:
        keys = tuple(
            (_choice(say, shown, plan, part, number),) for number in range(len(choices(say, part)))
        )
    return Message(f"{title}\n\n{_told(say, shown, support)}", (*keys, *_steps(say, shown, plan)))


def choices(say: Say, part: Part) -> tuple[str, ...]:
    """What a part offers; each fits a key of a phone."""
    _ = say.gettext
    offered = {
        Part.SIGNS: (
            _("Duermo mal o no duermo"),
            _("Me encierro, no contesto"),
            _("Todo me irrita"),
            _("Pienso que nada va a mejorar"),
            _("Tomo más alcohol"),
            _("Tengo el cuerpo tenso"),
        ),
        Part.CALM: (
            _("Respirar despacio"),
            _("Caminar o salir al aire"),
            _("Escuchar música"),
            _("Rezar o meditar"),
            _("Agua fría en la cara"),
            _("Una bebida caliente"),
        ),
        Part.PEOPLE: (
            _("Alguien de mi familia"),
            _("Mi pareja"),
            _("Una amistad"),
            _("Alguien de mi equipo"),
            _("Alguien de mi fe o comunidad"),
            _("Quien me atiende en salud"),
        ),
        Part.PLACE: (
            _("Mi casa, con compañía"),
            _("La casa de un familiar"),
            _("Donde una amistad"),
            _("Un lugar con gente"),
            _("Mi puesto, con alguien"),
            _("Un centro de salud"),
        ),
    }[part]
    if len(offered) != CHOICES:
        raise ValueError(f"{part} offers {len(offered)} choices, and a plan holds {CHOICES}")
    return offered


def _told(say: Say, shown: Screen, support: Support) -> str:
    _ = say.gettext
    told: dict[Screen, Callable[[], str]] = {
        Screen.OPENING: lambda: _(
            "Es una lista corta para los momentos más duros: qué noto, qué me calma, con quién "
            "hablo y dónde estoy a salvo. Se hace en calma, en dos minutos.\n\n"
            "Nada se guarda: lo que marque va en los botones de este mensaje. Si lo borra, se "
            "pierde.\n\n"
            "Si está en peligro ahora, no empiece por aquí:\n{contacts}"
        ).format(contacts=_contacts(say, support, _FIRST)),
        Screen.SIGNS: lambda: _(
            "<b>Mis señales</b>\n¿Qué nota cuando se acerca un momento duro? Marque las que "
            "conozca; las suyas puede pensarlas o escribirlas en papel."
        ),
        Screen.CALM: lambda: _(
            "<b>Lo que me calma</b>\n¿Qué puede hacer a solas para sentir un poco de calma?"
        ),
        Screen.PEOPLE: lambda: _(
            "<b>Mi gente</b>\n¿Con quién puede hablar o estar? Piense en un nombre para cada uno; "
            "aquí no lo escriba."
        ),
        Screen.SERVICES: lambda: _(
            "<b>Quién contesta</b>\nSi con su gente no alcanza, llame. Guarde estos números en su "
            "celular:\n{contacts}"
        ).format(contacts=_contacts(say, support)),
        Screen.PLACE: lambda: _(
            "<b>Un lugar seguro</b>\n¿Adónde puede ir? Y si en su casa o en su trabajo hay algo "
            "con lo que pudiera hacerse daño, pida a alguien de confianza que lo tenga lejos de "
            "usted."
        ),
    }
    return told[shown]()


def _summary(say: Say, plan: Plan, support: Support) -> Message:
    _ = say.gettext
    opened = {
        Part.SIGNS: _("<b>Cuando note:</b>"),
        Part.CALM: _("<b>Primero:</b>"),
        Part.PEOPLE: _("<b>Hablo con:</b>"),
        Part.PLACE: _("<b>Voy a:</b>"),
    }
    blocks = {part: _block(say, opened[part], part, plan) for part in Part}
    numbers = _("<b>Llamo a:</b>") + "\n" + _contacts(say, support)
    text = "\n\n".join(
        (
            _("📝 <b>Mi plan de seguridad</b>"),
            blocks[Part.SIGNS],
            blocks[Part.CALM],
            blocks[Part.PEOPLE],
            numbers,
            blocks[Part.PLACE],
            _("Lo que pudiera hacerme daño lo tiene lejos alguien de confianza."),
            _(
                "<i>Cópielo en papel con sus propios nombres, o reenvíelo a sus Mensajes "
                "guardados. El bot no lo guarda.</i>"
            ),
        )
    )
    change = button(_("◂ Cambiar"), Verb.SAFETY_PLAN, Screen.SIGNS, plan.written())
    return Message(text, (*calling(say, support), (change,), (back_to_help(say), dismiss(say))))


def _block(say: Say, opening: str, part: Part, plan: Plan) -> str:
    _ = say.gettext
    offered = choices(say, part)
    chosen = [offered[number] for number in plan.chosen(part)]
    return "\n".join((opening, *(f"• {one}" for one in chosen or [_("(lo pienso después)")])))


def _contacts(say: Say, support: Support, most: int = _CONTACTS) -> str:
    lines = [contact_line(say, one) for one in short_list(support.contacts, most)]
    return "\n".join((*lines, nearest_emergency(say)))


def _choice(say: Say, shown: Screen, plan: Plan, part: Part, number: int) -> Button:
    label = choices(say, part)[number]
    if number in plan.chosen(part):
        label = f"✓ {label}"
    return button(label, Verb.SAFETY_PLAN, shown, plan.toggled(part, number).written())


def _steps(say: Say, shown: Screen, plan: Plan) -> Rows:
    _ = say.gettext
    place, written = SCREENS.index(shown), plan.written()
    if shown is Screen.OPENING:
        begin = button(_("Empezar ▸"), Verb.SAFETY_PLAN, SCREENS[1], written)
        return ((begin,), (back_to_help(say), dismiss(say)))
    back = button(_("◂ Atrás"), Verb.SAFETY_PLAN, SCREENS[place - 1], written)
    further = _("Ver mi plan ▸") if SCREENS[place + 1] is Screen.SUMMARY else _("Siguiente ▸")
    return ((back, button(further, Verb.SAFETY_PLAN, SCREENS[place + 1], written)),)

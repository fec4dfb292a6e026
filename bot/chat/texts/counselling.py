"""Words of "Quiero que me contacten": what the officer reads before and after handing over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.chat.texts.care import help_near, with_contacts
from bot.chat.texts.wording import Rows, Say, at_hour, button, long_day, main_keyboard, named
from bot.domain.callbacks import Verb
from bot.domain.care import Support
from bot.domain.hand_over import LONGEST_TEXT, Draft, Refusal, Request
from bot.domain.model import ContactKey, Message


def when(say: Say, moment: datetime, now: datetime) -> str:
    """A moment to come as the wall clock shows it; both are local already."""
    _ = say.gettext
    hour = at_hour(say, moment)
    if moment.date() == now.date():
        return _("hoy a las {hour}").format(hour=hour)
    if moment.date() == (now + timedelta(days=1)).date():
        return _("mañana a las {hour}").format(hour=hour)
    return _("el {day} a las {hour}").format(day=long_day(say, moment.date()), hour=hour)


def offer(say: Say, names: Sequence[str], answer_by: str) -> Message:
    """Who will read it, until when an answer can be expected, and the two ways to be found."""
    _ = say.gettext
    parts = [
        _("<b>Que una persona le contacte</b>"),
        _("Está de guardia y lo leerá: <b>{name}</b>.").format(name=named(names[0]))
        + _in_reserve(say, names),
        _("Puede esperar respuesta hasta <b>{when}</b>.").format(when=answer_by),
        _(
            "Así usted deja el anonimato ante esa persona, y solo ante ella. Recibe solo "
            "lo que usted envíe: Telegram no le da su nombre ni su número. Pasa por Telegram y por "
            "este servidor, que no lo guarda. Nadie más se entera, tampoco su jefatura ni quien "
            "administra el programa."
        ),
        _("¿Cómo prefiere que le encuentren? Antes de enviar, verá todo."),
    ]
    return Message("\n\n".join(parts), _ways(say))


def _in_reserve(say: Say, names: Sequence[str]) -> str:
    _ = say.gettext
    if len(names) < 2:
        return ""
    others = ", ".join(f"<b>{named(name)}</b>" for name in names[1:])
    return " " + _("Si no se le puede entregar, lo leerá: {names}.").format(names=others)


def _ways(say: Say) -> Rows:
    _ = say.gettext
    return (
        (button(_("📱 Dar mi teléfono"), Verb.CALL_PHONE),),
        (button(_("✍️ Escribir un mensaje"), Verb.CALL_TEXT),),
        (button(_("No, gracias"), Verb.CALL_STOP),),
    )


def refused(say: Say, why: Refusal, begins: str | None, support: Support) -> Message:
    """Nothing is taken now: why, when it will be, and the contacts."""
    _ = say.gettext
    if why is Refusal.ENOUGH:
        told = _(
            "Ya hay varios pedidos suyos que esperan respuesta, así que no tomo otro. Si no puede "
            "esperar, aquí hay con quién hablar:"
        )
    elif why is Refusal.FULL:
        told = _(
            "Ahora no puedo tomar más pedidos, y no guardé nada del suyo. Aquí hay con quién "
            "hablar:"
        )
    elif begins is None:
        told = _(
            "Ahora <b>nadie está de guardia</b> y no sé cuándo empieza la próxima, así que no tomo "
            "su pedido. Aquí hay con quién hablar:"
        )
    else:
        told = _(
            "Ahora <b>nadie está de guardia</b>, así que no tomo su pedido: nadie lo leería. La "
            "próxima guardia empieza <b>{when}</b>. Mientras tanto, aquí hay con quién hablar:"
        ).format(when=begins)
    return with_contacts(say, told, Support(support.contacts))


def ask_phone(say: Say) -> Message:
    """The key that shares the telephone takes the place of the usual keys."""
    _ = say.gettext
    return Message(
        _(
            "Toque <b>Compartir mi teléfono</b>, abajo, y Telegram me lo dará. Todavía no se envía "
            "nada: primero verá qué se envía. Si no ve la tecla, escriba aquí su número."
        ),
        keyboard=((ContactKey(_("📱 Compartir mi teléfono")),), (stop_key(say),)),
    )


def ask_text(say: Say) -> Message:
    """What to write."""
    _ = say.gettext
    return Message(
        _(
            "Escriba ahora su mensaje, en uno solo, y cómo encontrarle: un teléfono, un correo, un "
            "lugar y una hora. Quien lo lea no puede contestar por este chat. Todavía no se "
            "envía nada: primero verá qué se envía. Tiene diez minutos."
        ),
        ((button(stop_key(say), Verb.CALL_STOP),),),
    )


def stop_key(say: Say) -> str:
    """The key that breaks it off."""
    return say.gettext("No enviar nada")


def not_yours(say: Say) -> Message:
    """A contact from the address book."""
    _ = say.gettext
    return Message(
        _("Ese no es su teléfono, y no lo envío. Toque la tecla de abajo para compartir el suyo.")
    )


def too_long(say: Say) -> Message:
    """A text that is longer than what can be handed over."""
    _ = say.gettext
    return Message(
        _(
            "Su mensaje es demasiado largo para enviarlo: caben {number} letras. Escríbalo otra "
            "vez, más corto."
        ).format(number=LONGEST_TEXT)
    )


def received(say: Say) -> Message:
    """The usual keys come back."""
    return Message(say.gettext("Recibido; todavía no se envió."), keyboard=main_keyboard(say))


def preview(say: Say, draft: Draft, department: str | None) -> Message:
    """Exactly what the counsellor will get, before it is sent."""
    _ = say.gettext
    parts = [
        _("<b>Esto se enviará a {name}</b>").format(name=named(draft.to[0])),
        content(say, draft.phone, draft.text, department if draft.tells_department else None),
    ]
    if len(draft.to) > 1:
        others = ", ".join(named(name) for name in draft.to[1:])
        parts.append(_("Si no se le puede entregar, a: {names}.").format(names=others))
    parts.append(_("Todavía no se envió nada."))
    rows: Rows = (
        (button(_("Enviar"), Verb.CALL_SEND, draft.id),),
        (
            button(_("Cambiar"), Verb.CALL_CHANGE, draft.id),
            button(_("No enviar"), Verb.CALL_STOP),
        ),
    )
    if department is not None and draft.tells_department:
        rows += ((button(_("Quitar mi departamento"), Verb.CALL_PLACE, draft.id, "n"),),)
    elif department is not None:
        rows += ((button(_("Añadir mi departamento"), Verb.CALL_PLACE, draft.id, "y"),),)
    return Message("\n\n".join(parts), rows)


def content(say: Say, phone: str, text: str, department: str | None) -> str:
    """What an officer sends, as both sides read it."""
    _ = say.gettext
    told = _("Teléfono: {phone}").format(phone=named(phone)) if phone else named(text)
    lines = [f"<blockquote>{told}</blockquote>"]
    if department:
        lines.append(_("Departamento: {department}").format(department=named(department)))
    return "\n".join(lines)


def sent(say: Say, name: str, answer_by: str) -> Message:
    """A counsellor has it."""
    _ = say.gettext
    return Message(
        _(
            "Enviado a <b>{name}</b>. Puede esperar respuesta hasta <b>{when}</b>. Le aviso aquí "
            "cuando lo tome. Yo ya no tengo lo que envió; en este chat lo puede borrar usted."
        ).format(name=named(name), when=answer_by)
        + "\n\n"
        + help_near(say)
    )


def still_trying(say: Say, until: str) -> Message:
    """It has not left yet."""
    _ = say.gettext
    return Message(
        _(
            "Todavía no pude entregarlo. Sigo intentando hasta <b>{when}</b> y le cuento aquí cómo "
            "termina. Si a esa hora no le confirmé que llegó, no espere respuesta."
        ).format(when=until)
        + "\n\n"
        + help_near(say)
    )


def failed(say: Say, support: Support) -> Message:
    """It could not be handed over."""
    _ = say.gettext
    return with_contacts(
        say,
        _(
            "<b>No pude entregar su pedido</b>, y ya no lo tengo. No espere esa respuesta: aquí "
            "hay con quién hablar ahora."
        ),
        support,
    )


def unsure(say: Say, name: str, support: Support) -> Message:
    """Nobody knows whether it arrived."""
    _ = say.gettext
    return with_contacts(
        say,
        _(
            "No sé si su pedido le llegó a <b>{name}</b>, y ya no lo tengo. No espere esa "
            "respuesta: aquí hay con quién hablar ahora."
        ).format(name=named(name)),
        support,
    )


def taken(say: Say, name: str) -> Message:
    """The counsellor has tapped "Tomado"."""
    _ = say.gettext
    return Message(
        _("<b>{name}</b> ya tomó su pedido y se comunicará con usted.").format(name=named(name))
        + "\n\n"
        + help_near(say)
    )


def overdue(say: Say, name: str, support: Support) -> Message:
    """The promised time is over and nobody has taken it."""
    _ = say.gettext
    return with_contacts(
        say,
        _(
            "Hasta ahora <b>{name}</b> no confirmó que tomó su pedido. Lo siento. No espere más "
            "por esa respuesta: aquí hay con quién hablar ahora."
        ).format(name=named(name)),
        support,
    )


def stopped(say: Say) -> Message:
    """The officer thought better of it."""
    return Message(
        say.gettext("Está bien. No se envió nada y no guardé nada."), keyboard=main_keyboard(say)
    )


def expired(say: Say) -> Message:
    """Ten minutes went by before it was sent."""
    _ = say.gettext
    return Message(
        _(
            "Pasaron diez minutos y <b>no se envió nada</b>: ya no tengo lo que preparó. Si "
            "todavía quiere que le contacten, toque ☎ Ayuda."
        ),
        keyboard=main_keyboard(say),
    )


def gone(say: Say) -> Message:
    """A key of something that is no longer in memory."""
    _ = say.gettext
    return Message(
        _(
            "Eso ya no lo tengo: pasó el tiempo, usted lo cambió o el programa se reinició. Con "
            "ese botón no se envió nada. Si quiere que le contacten, toque ☎ Ayuda."
        )
    )


def in_memory(say: Say, draft: Draft | None, requests: Sequence[Request]) -> Message | None:
    """What /misdatos tells of it; None where there is nothing."""
    _ = say.gettext
    lines = []
    if draft is not None:
        lines.append(_("• algo que usted prepara y todavía no envió"))
    for one in requests:
        name = named(one.to[0])
        lines.append(
            _("• que {name} tiene un pedido suyo, para avisarle cuando lo tome").format(name=name)
            if one.is_handed
            else _("• un pedido suyo que estoy entregando")
        )
    if not lines:
        return None
    return Message(_("Solo en memoria, y por unas horas:") + "\n" + "\n".join(lines))

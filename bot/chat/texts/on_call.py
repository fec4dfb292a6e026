"""Words for counsellors: a request that reaches them, and their duty."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.chat.texts.counselling import content, when
from bot.chat.texts.wording import Rows, Say, button, named
from bot.domain.callbacks import Verb
from bot.domain.hand_over import Request
from bot.domain.model import Message


def request(say: Say, asked: Request, answer_by: str) -> Message:
    """What an officer has sent, and the key that tells them it is taken."""
    _ = say.gettext
    parts = [
        _("<b>Una persona pide que la contacte</b>"),
        content(say, asked.phone, asked.text, asked.department),
        _(
            "Se le dijo que puede esperar respuesta hasta <b>{when}</b>. Toque Tomado y se lo "
            "aviso. No puede contestar por este chat, y yo no guardo nada de esto. Borre este "
            "mensaje cuando no lo necesite."
        ).format(when=answer_by),
    ]
    return Message("\n\n".join(parts), ((button(_("Tomado"), Verb.TAKEN, asked.id),),))


def told(say: Say) -> str:
    """A pop-up: the officer knows."""
    return say.gettext("Gracias. Ya se lo avisé a la persona.")


def not_told(say: Say, *, is_gone: bool) -> str:
    """A pop-up: the officer could not be told, not now or not at all."""
    _ = say.gettext
    if is_gone:
        return _("Anotado, pero no pude avisarle: la persona me bloqueó. Comuníquese igual.")
    return _("Anotado. Telegram no responde bien: se lo aviso a la persona en cuanto se pueda.")


def unknown(say: Say) -> str:
    """A pop-up: the request is not in memory."""
    return say.gettext(
        "Ya no conozco este pedido: se tomó antes, venció o el programa se reinició. Si usted no "
        "lo había tomado, no pude avisarle a la persona. Comuníquese igual."
    )


@dataclass(frozen=True, slots=True)
class Standing:
    """How a counsellor's duty stands; moments are local, and None where nobody knows.

    ``ends`` is the end of this time on duty, ``begins`` the beginning of the next one, ``back``
    when the hours begin again.
    """

    is_on: bool
    is_by_hand: bool
    ends: datetime | None
    begins: datetime | None
    back: datetime | None


def duty(say: Say, name: str, standing: Standing, now: datetime) -> Message:
    """/guardia: how it stands, and what can be changed."""
    _ = say.gettext
    lines = [f"<b>{named(name)}</b>", _stands(say, standing, now)]
    if standing.is_by_hand:
        lines.append(_("Lo dijo usted; después vale otra vez su horario."))
    return Message("\n".join(lines), _keys(say, standing, now))


def _stands(say: Say, standing: Standing, now: datetime) -> str:
    _ = say.gettext
    if standing.is_on and standing.ends is None:
        return _("Está <b>de guardia</b>: le llegan los pedidos.")
    if standing.is_on and standing.ends is not None:
        ends = when(say, standing.ends, now)
        return _("Está <b>de guardia</b> hasta {when}: le llegan los pedidos.").format(when=ends)
    if standing.begins is None:
        return _("<b>No está de guardia</b>: no le llega ningún pedido.")
    begins = when(say, standing.begins, now)
    return _("<b>No está de guardia</b>. Su próxima guardia empieza {when}.").format(when=begins)


def _keys(say: Say, standing: Standing, now: datetime) -> Rows:
    _ = say.gettext
    rows: Rows = ()
    if standing.is_on and standing.back is not None:
        off = _("Salir; vuelvo {when}").format(when=when(say, standing.back, now))
        rows += ((button(off, Verb.ON_CALL, "0"),),)
    if standing.is_on:
        rows += ((button(_("Salir hasta que yo avise"), Verb.ON_CALL, "x"),),)
    else:
        two = button(_("Entrar por 2 horas"), Verb.ON_CALL, "2")
        rows += ((two, button(_("Entrar por 8 horas"), Verb.ON_CALL, "8")),)
    if standing.is_by_hand:
        rows += ((button(_("Seguir mi horario"), Verb.ON_CALL, "n"),),)
    return rows

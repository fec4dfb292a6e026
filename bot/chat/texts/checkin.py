"""Words of the check-in. What stays in the chat never shows the score."""

from __future__ import annotations

from bot.chat.texts.wording import Rows, Say, button, in_rows
from bot.domain.callbacks import Verb
from bot.domain.instruments import TRIGGERS, calls_for_contacts
from bot.domain.model import Band, Message


def question(say: Say, asked_in: str, *, keeps: bool) -> Message:
    """The 0–10 stress item; ``keeps`` is False for whoever agreed to lessons only."""
    _ = say.gettext
    lines = [
        _("🌡 <b>¿Cómo está?</b>"),
        _(
            "En los últimos 7 días, ¿cuánto estrés ha sentido?\n"
            "0 = nada · 10 = lo máximo que puede imaginar"
        ),
    ]
    if not keeps:
        lines.append(_("Usted eligió solo lecciones: esta respuesta no se guarda."))
    skip = button(_("Prefiero no responder"), Verb.SKIP, asked_in)
    return Message("\n\n".join(lines), (*scale(Verb.STRESS, asked_in), (skip,)))


def scale(verb: Verb, *args: str) -> Rows:
    """Eleven keys in two rows, thumb-sized on a phone."""
    keys = [button(str(score), verb, *args, str(score)) for score in range(11)]
    return (tuple(keys[:6]), tuple(keys[6:]))


def recorded(say: Say, asked_in: str) -> Message:
    """The same for every score: the answer is in, one optional question more."""
    _ = say.gettext
    keys = [button(trigger_name(say, one), Verb.TRIGGER, asked_in, one) for one in TRIGGERS]
    keys.append(button(_("Terminar"), Verb.FINISH, asked_in))
    return Message(
        _("🌡 Respuesta registrada. Si quiere, ¿qué pesó más esta semana?"), in_rows(keys, 2)
    )


def trigger_name(say: Say, trigger: str) -> str:
    """What weighs on somebody, in a word or two."""
    _ = say.gettext
    return {
        "carga": _("Carga de trabajo"),
        "publico": _("Público"),
        "jefatura": _("Jefatura"),
        "turno": _("Turno y sueño"),
        "seguridad": _("Seguridad"),
        "familia": _("Familia"),
        "otro": _("Otro"),
    }[trigger]


def not_kept(say: Say) -> Message:
    """The same for every score, of somebody whose answers are not kept."""
    return Message(say.gettext("🌡 Gracias por darse un momento. No se guardó nada."))


def round_closed(say: Say) -> Message:
    """A tap on a question of a past week."""
    return Message(
        say.gettext(
            "🌡 Esa ronda ya cerró y la respuesta no se guardó. Para la de esta semana toque "
            "🌡 ¿Cómo estoy?"
        )
    )


def skipped(say: Say) -> Message:
    """No answer, no pressure."""
    return Message(say.gettext("🌡 Sin problema. Seguimos cuando quiera."))


def finished(say: Say) -> Message:
    """After the trigger."""
    return Message(say.gettext("🌡 Registrado. Gracias por responder."))


def popup(say: Say, band: Band, *, discreet: bool = False) -> str:
    """A pop-up that no chat keeps; at most 200 characters. A discreet one names the way to help."""
    _ = say.gettext
    if discreet and calls_for_contacts(band):
        return _(
            "Gracias por su sinceridad. Hablar con alguien ayuda: la tecla ☎ Ayuda le da contactos "
            "cuando usted quiera. En una emergencia, pida ayuda a quien esté cerca."
        )
    if band is Band.GREEN:
        return _("Gracias. Siga con lo que le está ayudando.")
    if band is Band.YELLOW:
        return _("Semana con tensión. Un minuto de 🌬 Respirar puede aliviar ahora mismo.")
    return _("Gracias por responder con sinceridad. Le dejo contactos de ayuda aquí mismo.")

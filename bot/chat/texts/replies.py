"""What is said to a text that sounds like danger or grief: eight lines at most, no blame, no means.

No sentence promises anything, and each sequence tells that a program is speaking.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.chat.texts.care import calling, dismiss, rescue, short_line
from bot.chat.texts.wording import Rows, Say, button, help_key, long_day
from bot.domain.asking import Answer
from bot.domain.callbacks import Verb
from bot.domain.care import Support
from bot.domain.model import Button, Message

GROUNDING = "anclaje"
"""The exercise that the key for grounding begins."""


def crisis(say: Say, support: Support) -> Message:
    """To whoever writes of ending their life or hurting themselves; no question comes first."""
    _ = say.gettext
    lines = (
        _("Gracias por decírmelo. Lo que siente importa y no tiene que pasarlo a solas."),
        _("Soy un programa automático: no puedo acompañarle como una persona ni llamar por usted."),
        _("Si está en peligro ahora, llame o acuda a la <b>emergencia más cercana</b>:"),
        *_contacts(say, support, ("emergency", "listening", "medical")),
        _(
            "¿Puede quedarse con alguien de confianza, y lejos de lo que pudiera usar para "
            "hacerse daño?"
        ),
    )
    keys: Rows = (
        *calling(say, support),
        (_numbers(say),),
        (_trusted(say),),
        (rescue(say), _grounding(say)),
        (_safe(say), dismiss(say)),
    )
    return Message("\n".join(lines), keys)


def violence(say: Say, support: Support) -> Message:
    """To whoever writes of being threatened or beaten."""
    _ = say.gettext
    lines = (
        _("Lo que cuenta es grave y no es culpa suya."),
        _("Si hay peligro ahora, vaya a un lugar seguro, con otras personas, y llame:"),
        *_contacts(say, support, ("emergency", "violence", "listening")),
        _(
            "Soy un programa automático: no puedo llamar por usted. ¿Puede avisar a alguien de "
            "confianza?"
        ),
    )
    keys: Rows = (
        *calling(say, support),
        (_numbers(say),),
        (_trusted(say),),
        (_safe(say), dismiss(say)),
    )
    return Message("\n".join(lines), keys)


def harm(say: Say, support: Support) -> Message:
    """To whoever writes of hurting somebody else."""
    _ = say.gettext
    lines = (
        _("Gracias por decirlo. La rabia puede ser muy fuerte, y también baja."),
        _("Ahora tome distancia de esa persona y de lo que pudiera hacer daño."),
        _("Suelte el aire despacio, varias veces. No hay nada que decidir en este momento."),
        _("Soy un programa automático; hable ahora con una persona:"),
        *_contacts(say, support, ("emergency", "listening")),
    )
    keys: Rows = (
        *calling(say, support),
        (_numbers(say),),
        (_trusted(say),),
        (rescue(say), _grounding(say)),
        (_safe(say), dismiss(say)),
    )
    return Message("\n".join(lines), keys)


def third_person(say: Say, support: Support) -> Message:
    """To whoever worries about somebody else."""
    _ = say.gettext
    lines = (
        _("Gracias por preocuparse por esa persona. Yo soy un programa; usted puede estar cerca."),
        _(
            "• Escuche sin juzgar y pregunte con claridad: «¿Ha pensado en quitarse la vida?». "
            "Preguntar no da la idea."
        ),
        _("• No le deje a solas, y aleje lo que pudiera usar para hacerse daño."),
        _("• Llamen ahora, mejor las dos personas juntas, o acudan a la emergencia:"),
        *_contacts(say, support, ("emergency", "listening", "medical")),
    )
    return Message("\n".join(lines), (*calling(say, support), (_numbers(say), dismiss(say))))


def medical(say: Say, support: Support) -> Message:
    """To whoever writes of chest pain or not getting air: no breathing exercise."""
    _ = say.gettext
    lines = (
        _("Eso puede ser una emergencia médica. Pida ayuda ahora a quien esté cerca."),
        _("Llame o acuda a la <b>emergencia más cercana</b>; no espere a que pase y no maneje:"),
        *_contacts(say, support, ("medical", "emergency")),
        _("Soy un programa automático: no puedo llamar por usted."),
    )
    return Message("\n".join(lines), (*calling(say, support), (_numbers(say), dismiss(say))))


def grief(say: Say, support: Support, lesson: int | None) -> Message:
    """To whoever writes of a death; ``lesson`` is the number of the one about grief, if any."""
    _ = say.gettext
    lines = (
        _("Lamento mucho su pérdida."),
        _("La pena no tiene horario ni forma correcta, y no tiene que llevarla a solas."),
        _("Soy un programa automático; si quiere hablar con una persona, aquí hay con quién:"),
        *_contacts(say, support, ("listening", "emergency"), 2),
        _("Si también ha pensado en morir, no espere: llame ahora o toque ☎ Ayuda."),
    )
    rows: Rows = (*calling(say, support), (button(help_key(say), Verb.CONTACTS),))
    if lesson is not None:
        rows += ((button(_("Leer sobre el duelo, 2 min"), Verb.CARD, str(lesson), "1"),),)
    return Message("\n".join(lines), (*rows, (dismiss(say),)))


def question(say: Say) -> Message:
    """The one question to a text that may or may not tell of danger."""
    _ = say.gettext
    lines = (
        _("Gracias por escribirlo."),
        _("<b>Cuando dice eso, ¿ha pensado en hacerse daño o en quitarse la vida?</b>"),
        _("Soy un programa y nadie lee su respuesta. Para hablar ya con una persona: /ayuda"),
    )
    keys: Rows = (
        (_answer(_("Sí"), Answer.YES), _answer(_("No"), Answer.NO)),
        (_answer(_("Prefiero no decir"), Answer.UNSAID),),
    )
    return Message("\n".join(lines), keys)


def answered(say: Say) -> Message:
    """What stays of the question once it is answered; it does not tell how."""
    return Message(say.gettext("Gracias por responder. /ayuda siempre está, a cualquier hora."))


def unanswered(say: Say, support: Support) -> Message:
    """A quarter of an hour without an answer: the contacts, once, and no pressure."""
    _ = say.gettext
    lines = (
        _("Hace un rato le hice una pregunta; no hace falta que la responda."),
        _("Soy un programa automático. Si le sirve, aquí hay personas con quienes hablar:"),
        *_contacts(say, support, ("emergency", "listening")),
    )
    keys: Rows = (
        *calling(say, support),
        (_numbers(say),),
        (rescue(say), dismiss(say)),
    )
    return Message("\n".join(lines), keys)


def heavy(say: Say) -> Message:
    """In place of a question that was asked already."""
    _ = say.gettext
    return Message(
        _(
            "Gracias por escribirlo. Suena a un momento pesado y no tiene que llevarlo a solas.\n"
            "Soy un programa automático; si quiere hablar con una persona, toque ☎ Ayuda."
        ),
        ((button(help_key(say), Verb.CONTACTS), rescue(say)),),
    )


def trusted(say: Say) -> Message:
    """A sentence that the officer can send to somebody; the bot sends and keeps nothing."""
    _ = say.gettext
    sentence = _(
        "Hola. Estoy pasando un momento muy difícil y me haría bien no estar a solas. "
        "¿Podemos hablar ahora, por llamada o en persona?"
    )
    told = _(
        "Copie esta frase y envíela a alguien de confianza. Yo no envío nada ni sé a quién escribe."
    )
    keys: Rows = ((Button(_("Copiar la frase"), "", sentence),), (dismiss(say),))
    return Message(f"{told}\n\n<code>{sentence}</code>", keys)


def safe(say: Say, resumes_on: date | None) -> Message:
    """Estoy a salvo; ``resumes_on`` is the day on which a pause of the course ends."""
    _ = say.gettext
    lines = [
        _("Gracias por decírmelo. Qué bueno que esté a salvo."),
        _("Si algo cambia, a cualquier hora: /ayuda o ☎ Ayuda."),
    ]
    if resumes_on is not None:
        lines.append(
            _("Las lecciones descansan y siguen el {day}; para volver antes: /pausa").format(
                day=long_day(say, resumes_on)
            )
        )
    return Message("\n".join(lines), ((button(help_key(say), Verb.CONTACTS),),))


def _contacts(say: Say, support: Support, topics: Sequence[str], most: int = 3) -> tuple[str, ...]:
    """A line for each of a few contacts, an emergency number always among them."""
    _ = say.gettext
    few = support.few(topics, most)
    lines = [short_line(say, one) for one in few]
    if not any(one.contact.topic == "emergency" for one in few):
        lines = [*lines[: most - 1], _("• <b>Policía</b>: <code>110</code> · sin verificar")]
    return tuple(lines)


def _answer(label: str, answer: Answer) -> Button:
    return button(label, Verb.ASKED, answer)


def _numbers(say: Say) -> Button:
    return button(say.gettext("☎ Ver todos los números"), Verb.CONTACTS)


def _trusted(say: Say) -> Button:
    return button(say.gettext("Avisar a alguien de confianza"), Verb.TRUSTED)


def _grounding(say: Say) -> Button:
    return button(say.gettext("🧭 Anclaje"), Verb.EXERCISE, GROUNDING)


def _safe(say: Say) -> Button:
    return button(say.gettext("Estoy a salvo"), Verb.SAFE)

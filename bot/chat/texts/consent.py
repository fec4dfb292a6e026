"""Words of the consent, and of what is kept and what is not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time

from bot.chat.texts.wording import (
    Rows,
    Say,
    button,
    clock,
    day_name,
    in_rows,
    language_of,
    main_keyboard,
    named,
    own_name,
)
from bot.domain.callbacks import Verb
from bot.domain.model import Button, Message, Unit


@dataclass(frozen=True, slots=True)
class Programme:
    """The names and numbers of this installation that officers are told."""

    name: str
    organisation: str
    responsible: str
    contact: str
    k: int
    reply_months: int
    backup_weeks: int
    source_url: str
    languages: tuple[str, ...]
    checkin_day: int
    checkin_hour: time
    close_day: int
    close_hour: time
    lesson_hours: tuple[time, ...]
    has_counsellors: bool = False


def consent_card(say: Say, programme: Programme, token: str, unit: Unit | None) -> Message:
    """Who the bot is, what it keeps, and the three answers."""
    _ = say.gettext
    lines = [
        _(
            "<b>Hola. Soy {name}</b>, el programa de manejo del estrés de {organisation}. Soy "
            "un programa automático: no soy psicólogo ni servicio de emergencia."
        ).format(name=named(programme.name), organisation=named(programme.organisation)),
        _(
            "• Le envío lecciones de dos minutos y, una vez por semana, le pregunto cómo está.\n"
            "• Es voluntario. Su jefatura no ve sus respuestas.\n"
            "• Guardo su número de chat, su puesto y su horario. No guardo su nombre, su "
            "teléfono ni lo que escriba.\n"
            "• Sus respuestas se guardan sin nada que las una a usted, en grupos de {k} "
            "personas o más.\n"
            "• Cuando usted toca un botón, Telegram y este servidor sí ven la respuesta."
        ).format(k=programme.k),
    ]
    if unit is not None:
        lines.append(_("Su invitación es para <b>{unit}</b>.").format(unit=named(unit.name)))
    lines.append(_("¿Desea participar?"))
    more = button(_("Leer todo ▾"), Verb.CONSENT_TEXT, language_of(say), token)
    return Message("\n\n".join(lines), _consent_keys(say, programme.languages, token, more))


def consent_text(say: Say, programme: Programme, token: str) -> Message:
    """The whole text, unfolded in place of the short one."""
    less = button(say.gettext("Leer menos ▴"), Verb.CONSENT_CARD, language_of(say), token)
    return Message(
        privacy_text(say, programme), _consent_keys(say, programme.languages, token, less)
    )


def changed_card(say: Say, programme: Programme) -> Message:
    """To whoever agreed to an older text: what is new comes first, and the same three answers."""
    _ = say.gettext
    card = consent_card(say, programme, "", None)
    told = _(
        "<b>El texto de privacidad cambió.</b> Por favor, léalo y elija otra vez. Hasta entonces "
        "no le pregunto cómo está ni guardo respuestas; sus lecciones siguen."
    )
    return Message(f"{told}\n\n{card.html}", card.buttons)


def _consent_keys(say: Say, languages: Sequence[str], token: str, unfold: Button) -> Rows:
    _ = say.gettext
    here = language_of(say)
    others = [other for other in languages if other != here]
    return (
        (
            button(_("Acepto"), Verb.CONSENT_GIVE, "A", here, token),
            button(_("Solo lecciones"), Verb.CONSENT_GIVE, "L", here, token),
        ),
        (button(_("No, gracias"), Verb.CONSENT_GIVE, "N", here, token), unfold),
        *in_rows([button(own_name(one), Verb.CONSENT_CARD, one, token) for one in others], 2),
    )


def privacy_text(say: Say, programme: Programme) -> str:
    """What is kept and what is not, in full; the promise is never more than what holds."""
    _ = say.gettext
    parts = [
        _("<b>Su privacidad, en palabras claras</b>"),
        _(
            "<b>Quién responde.</b> {organisation} pone el servidor. Responsable de los datos: "
            "{responsible}. Contacto: {contact}."
        ).format(
            organisation=named(programme.organisation),
            responsible=named(programme.responsible or _("todavía sin nombrar")),
            contact=named(programme.contact or _("su área de bienestar")),
        ),
        _(
            "<b>Para qué.</b> Para que usted se cuide, y para que la institución conozca el "
            "estrés de los grupos, nunca de una persona. No es una evaluación ni un "
            "diagnóstico."
        ),
        _(
            "<b>Es voluntario.</b> Las lecciones funcionan sin la pregunta semanal. A nadie se le "
            "dice quién participa o quién responde."
        ),
        _(
            "<b>Qué guardo de usted.</b> Su número de chat, su puesto si lo dice, sus días y "
            "su hora, su lugar en el curso y los avisos de esta semana. No guardo nombre, "
            "usuario, teléfono ni lo que escriba."
        ),
        _(
            "<b>Sus respuestas.</b> Hasta que cierra la ronda ({day}, {hour}) están en la "
            "memoria del servidor, separadas de su número. Después se guardan anonimizadas: "
            "mezcladas, sin fecha ni hora, y solo en grupos de {k} personas o más. Por lugar "
            "queda solo el color (verde, amarillo, naranja o rojo); el número exacto queda una "
            "vez más para todo el país, sin lugar. Desde entonces nadie puede encontrarlas ni "
            "borrarlas, tampoco usted. Se eliminan a los {months} meses."
        ).format(
            day=day_name(say, programme.close_day),
            hour=clock(programme.close_hour),
            k=programme.k,
            months=programme.reply_months,
        ),
        _(
            "<b>Cuestionarios.</b> Unas pocas veces llega uno más largo (bienestar, ánimo, "
            "trabajo), también voluntario. Nada se guarda antes de la última pregunta; después "
            "queda solo el resultado, para todo el país y sin lugar."
        ),
        _(
            "<b>Informes.</b> Cada semana sale uno, una sola vez, con porcentajes entre dos "
            "límites y grupos de {k} o más. No dice quién respondió ni compara puestos entre sí."
        ).format(k=programme.k),
        _(
            "<b>Copias de seguridad.</b> Tienen lo mismo que el servidor, nunca la ronda abierta. "
            "Si se usa una, lo que usted borró se borra de nuevo: para eso queda, por {weeks} "
            "semanas, una marca sin su número que solo sirve para repetir el borrado."
        ).format(weeks=programme.backup_weeks),
        _(
            "<b>Lo que no podemos prometer.</b> En el momento en que usted toca un botón, "
            "Telegram y el programa en el servidor ven esa respuesta. Los chats con bots no "
            "están cifrados de extremo a extremo. Quien administra el servidor podría cambiar el "
            "programa; tal como está escrito, no queda registro que una su respuesta con usted."
        ),
        _(
            "<b>Nadie recibe un aviso</b> si su resultado es alto. Le muestro contactos a "
            "usted, en el momento, y ☎ Ayuda los tiene siempre. En una emergencia, llame o acuda "
            "a la sala de emergencias más cercana."
        ),
        _(
            "<b>Sus derechos</b> (CPE, art. 130). /misdatos muestra lo que guardo; /borrar lo "
            "elimina; /pausa me calla. Consejo: use un teléfono propio con bloqueo y limpie "
            "este chat cuando quiera."
        ),
    ]
    if programme.has_counsellors:
        parts.insert(
            -1,
            _(
                "<b>Si pide que le contacten</b>, lo que usted vea y envíe llega a una persona de "
                "guardia, y a nadie más; ante ella deja el anonimato. Hasta entonces está en la "
                "memoria del servidor, diez minutos a lo sumo sin enviar; después solo queda allí, "
                "por unas horas, que su chat espera respuesta."
            ),
        )
    if programme.source_url:
        parts.append(
            _("<b>Sin secretos.</b> El programa y sus pruebas se pueden leer en {address}").format(
                address=named(programme.source_url)
            )
        )
    return "\n\n".join(parts)


def privacy_card(say: Say, programme: Programme) -> Message:
    """/privacidad."""
    return Message(privacy_text(say, programme))


def declined(say: Say) -> Message:
    """After "No": nothing was stored, and help is there all the same."""
    _ = say.gettext
    return Message(
        _(
            "Está bien, no guardo nada. La respiración y los contactos de ayuda siguen aquí "
            "para usted. Si cambia de idea, escriba /start."
        ),
        keyboard=main_keyboard(say),
    )


def needs_invitation(say: Say) -> Message:
    """The one neutral sentence for everybody without a valid invitation."""
    _ = say.gettext
    return Message(
        _(
            "Este programa se abre con la invitación de su puesto. La respiración y los "
            "contactos de ayuda están aquí para usted, con o sin ella."
        ),
        keyboard=main_keyboard(say),
    )


def not_enrolled(say: Say) -> Message:
    """Somebody taps what only officers who agreed have."""
    _ = say.gettext
    return Message(
        _("Para eso hace falta empezar: escriba /start. Son cinco toques."),
        keyboard=main_keyboard(say),
    )

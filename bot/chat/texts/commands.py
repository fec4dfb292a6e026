"""What Telegram shows of the bot before a word is said: its commands and its description."""

from __future__ import annotations

from bot.chat.texts.wording import Say


def commands(say: Say) -> tuple[tuple[str, str], ...]:
    """Every command with its description, in the order of the menu."""
    _ = say.gettext
    return (
        ("leccion", _("La lección de hoy")),
        ("respirar", _("Un ejercicio de respiración")),
        ("ejercicios", _("Anclaje, relajación y otros, paso a paso")),
        ("como_estoy", _("¿Cómo estoy? De 0 a 10")),
        ("evaluacion", _("Su bienestar, en cinco preguntas")),
        ("ayuda", _("Con quién hablar, ahora")),
        ("horario", _("Sus días, su hora y su puesto")),
        ("turno", _("Entro de turno: la lección llega en media hora")),
        ("discreto", _("Ayuda en una ventana, sin dejar huella en el chat")),
        ("pausa", _("Silencio por unos días")),
        ("privacidad", _("Qué se guarda y qué no")),
        ("misdatos", _("Ver todo lo que guardo de usted")),
        ("borrar", _("Borrar todo lo que guardo de usted")),
        ("idioma", _("Español o inglés")),
    )


def description(say: Say) -> str:
    """The text of an empty chat, 512 characters at most."""
    return say.gettext(
        "Manejo del estrés para el personal de aduana: lecciones de dos minutos, respiración "
        "guiada, un termómetro semanal sin nombres y contactos de ayuda. Es un programa "
        "automático, no un servicio de emergencia. Toque INICIAR."
    )


def short_description(say: Say) -> str:
    """The text of the bot's profile, 120 characters at most."""
    return say.gettext("Lecciones cortas, respiración y contactos de ayuda para el personal.")

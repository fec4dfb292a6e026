"""Words of the breathing exercises."""

from __future__ import annotations

from bot.chat.texts.checkin import scale
from bot.chat.texts.wording import Say, button, in_rows, language_of
from bot.domain.breathing import Protocol, cycles, minutes_offered, offered, total_seconds
from bot.domain.callbacks import Verb
from bot.domain.model import Animation, Message

DRAWN_LANGUAGES = ("es", "en")


def _names(say: Say) -> dict[str, str]:
    _ = say.gettext
    return {
        "coherente": _("Coherente 5-5"),
        "suspiro": _("Suspiro cíclico"),
        "abdominal": _("Con el abdomen 4-6"),
        "cuadrada": _("Cuadrada 4-4-4-4"),
        "478": _("4-7-8, para dormir"),
    }


def _guidance(say: Say) -> dict[str, str]:
    _ = say.gettext
    return {
        "coherente": _("Tome aire por la nariz 5 segundos y suéltelo 5 segundos, sin forzar."),
        "suspiro": _("Tome aire por la nariz, un poquito más, y suéltelo largo por la boca."),
        "abdominal": _(
            "Una mano en el abdomen. Sienta cómo sube al tomar aire (4) y baja al soltarlo (6)."
        ),
        "cuadrada": _("Tome aire (4), sostenga (4), suelte (4), espere (4). Sin forzar."),
        "478": _(
            "En un asiento o en la cama: tome aire (4), sostenga (7), suelte (8). Cuatro "
            "veces y nada más."
        ),
    }


def menu(say: Say, altitude_m: int | None) -> Message:
    """The five protocols, the best for this altitude first."""
    _ = say.gettext
    names = _names(say)
    keys = [button(names[one.key], Verb.PROTOCOL, one.key) for one in offered(altitude_m)]
    keys.append(button(_("🧭 Otros ejercicios"), Verb.EXERCISES))
    lines = [_("🌬 <b>Respirar</b>\n¿Cuál prefiere? Si duda, la primera.")]
    if altitude_m is not None and altitude_m > 3500:
        lines.append(_("En altura, mejor sin retener el aire: por eso esas van al final."))
    return Message("\n\n".join(lines), in_rows(keys, 1))


def length(say: Say, protocol: Protocol) -> Message:
    """One minute or five."""
    _ = say.gettext
    labels = {1: _("1 minuto"), 5: _("5 minutos")}
    keys = [
        button(labels[minutes], Verb.START, protocol.key, str(minutes))
        for minutes in minutes_offered(protocol)
    ]
    back = button(_("◂ Otra"), Verb.BREATHE)
    return Message(
        _("🌬 <b>{name}</b>\n¿Cuánto tiempo tiene?").format(name=_names(say)[protocol.key]),
        (tuple(keys), (back,)),
    )


def exercise(say: Say, protocol: Protocol, minutes: int, *, with_caution: bool) -> Message:
    """The animation with its guidance; the caution is shown the first time."""
    _ = say.gettext
    breaths, seconds = cycles(protocol, minutes), round(total_seconds(protocol, minutes))
    lines = [
        f"🌬 <b>{_names(say)[protocol.key]}</b>",
        _guidance(say)[protocol.key],
        _("Siga el círculo: {breaths} respiraciones, {minutes}:{seconds:02d} min.").format(
            breaths=breaths, minutes=seconds // 60, seconds=seconds % 60
        ),
    ]
    if with_caution:
        lines.append(caution(say))
    done = button(_("Terminé"), Verb.FINISHED, protocol.key, str(minutes))
    return Message(
        "\n\n".join(lines),
        ((done,),),
        animation=Animation(f"{protocol.key}.{_drawn_in(say)}.mp4"),
    )


def _drawn_in(say: Say) -> str:
    """The language of an animation: the officer's, or Spanish where nobody has drawn it."""
    language = language_of(say)
    return language if language in DRAWN_LANGUAGES else DRAWN_LANGUAGES[0]


def caution(say: Say) -> str:
    """Shown once, before the first exercise."""
    return say.gettext(
        "<b>Antes de la primera vez.</b> Hágalo con el cuerpo apoyado; nunca mientras maneja, "
        "opera un montacargas o está en el agua. Pare si siente mareo, hormigueo o dolor de "
        "pecho. Consulte antes si está embarazada o tiene asma, enfermedad del corazón o del "
        "pulmón, presión alta sin control, epilepsia o cirugía reciente. Con soroche, busque "
        "atención médica."
    )


def ask_before(say: Say, protocol: Protocol) -> Message:
    """After the exercise: how it was before, if the officer wants to look."""
    _ = say.gettext
    no = button(_("No, gracias"), Verb.DONE)
    return Message(
        _("Bien hecho. Si quiere comparar: ¿cuánto estrés tenía <b>antes</b>, de 0 a 10?"),
        (*scale(Verb.BEFORE, protocol.key), (no,)),
    )


def ask_after(say: Say, protocol: Protocol, before: int) -> Message:
    """And how it is now."""
    return Message(
        say.gettext("¿Y <b>ahora</b>, de 0 a 10?"),
        scale(Verb.AFTER, protocol.key, str(before)),
    )


def done(say: Say) -> Message:
    """The end of an exercise; it shows no number."""
    _ = say.gettext
    again = button(_("Otra vez"), Verb.BREATHE)
    return Message(_("🌬 Listo. Vuelva cuando quiera."), ((again,),))


def change(say: Say, before: int, after: int) -> str:
    """A pop-up that no chat keeps."""
    _ = say.gettext
    if after < before:
        n = before - after
        down = say.ngettext("Bajó {n} punto. ¡Qué bien!", "Bajó {n} puntos. ¡Qué bien!", n)
        return down.format(n=n)
    if after == before:
        return _("Igual que antes, y está bien: con la práctica suele notarse más.")
    return _("A veces sube al prestarle atención. Pruebe otra forma, o toque ☎ Ayuda.")

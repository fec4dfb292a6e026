"""Words around a guided exercise; the exercises themselves lie in ``lessons/exercises``."""

from __future__ import annotations

from collections.abc import Iterable

from bot.chat.texts.wording import (
    Rows,
    Say,
    breathe_key,
    button,
    drawing_in_words,
    help_key,
    in_rows,
    language_of,
    named,
)
from bot.domain.callbacks import Verb
from bot.domain.exercises import Change, Exercise, Place, Scale, back, begin, onward
from bot.domain.model import Button, Drawing, Message

_LANGUAGE = "es"
_IN_A_ROW = 6  # keys of a scale


def menu(say: Say, exercises: Iterable[Exercise]) -> Message:
    """Every exercise with its minutes."""
    _ = say.gettext
    keys = [
        button(
            # Translators: an exercise and how many minutes it takes.
            _("{title} · {minutes} min").format(title=one.title, minutes=one.minutes),
            Verb.EXERCISE,
            one.key,
        )
        for one in exercises
    ]
    text = _(
        "🧭 <b>Ejercicios paso a paso</b>\nUsted avanza con los botones, a su ritmo. Lo que "
        "piense o toque en ellos no se guarda."
    )
    return Message(text, (*in_rows(keys, 1), (button(breathe_key(say), Verb.BREATHE),)))


def step(say: Say, place: Place) -> Message:
    """One step, in place of the one before."""
    exercise, here = place.exercise, place.step
    last = len(exercise.steps)
    lines = [f"🧭 <b>{named(exercise.title)}</b>  {place.number}/{last}"]
    if place.number == 1:
        lines.append(f"⚠ {named(exercise.caution)}")
    lines.append(f"<b>{here.title}</b>")
    if here.seconds:
        lines.append(_timing(say, here.seconds))
    lines.append(here.html)
    if place.number == 1 and language_of(say) != _LANGUAGE:
        lines.append(say.gettext("Por ahora los ejercicios paso a paso están solo en español."))
    if place.number == 1 and exercise.alt is not None:
        lines.append(drawing_in_words(say, exercise.alt))
    picture = None if exercise.picture is None else Drawing(exercise.picture)
    return Message("\n\n".join(lines), _keys(say, place), drawing=picture)


def moved(say: Say, changes: Iterable[Change]) -> str:
    """A pop-up that no chat keeps: the scales that were answered twice."""
    _ = say.gettext
    lines = []
    for change in changes:
        if change.scale is Scale.HUNDRED:
            told = _("Le creía al {before} %; ahora, al {after} %.")
        else:
            told = _("De 0 a 10: antes {before}, ahora {after}.")
        lines.append(told.format(before=change.before, after=change.after))
    if lines and not any(change.after < change.before for change in changes):
        lines.append(_("Si no bajó, no lo hizo mal: con la práctica suele notarse más."))
    return "\n".join(lines)


def _timing(say: Say, seconds: tuple[int, ...]) -> str:
    _ = say.gettext
    if len(seconds) == 1:
        return _("⏱ {seconds} segundos").format(seconds=seconds[0])
    tense, release = seconds
    return _("⏱ Apriete {tense} segundos · suelte {release}").format(tense=tense, release=release)


def _keys(say: Say, place: Place) -> Rows:
    _ = say.gettext
    if place.is_last:
        again = _to(_("Otra vez"), begin(place.exercise))
        others = button(_("Otros ejercicios"), Verb.EXERCISES)
        return ((again, others), (button(help_key(say), Verb.CONTACTS),))
    further = _("Sin responder ▸") if place.step.options else _("Siguiente ▸")
    steps = [_to(further, onward(place))]
    if place.number > 1:
        steps.insert(0, _to(_("◂ Atrás"), back(place)))
    return (*_answers(place), tuple(steps))


def _answers(place: Place) -> Rows:
    here = place.step
    if here.scale is not None:
        times = 10 if here.scale is Scale.HUNDRED else 1
        labels = [str(number * times) for number in range(here.options)]
        width = _IN_A_ROW
    else:
        labels, width = list(here.choices), 1
    keys = [_to(label, onward(place, answer)) for answer, label in enumerate(labels)]
    return in_rows(keys, width)


def _to(label: str, place: Place) -> Button:
    return button(label, Verb.EXERCISE_STEP, place.exercise.key, str(place.number), place.trail)

"""The question and the case of a lesson: a text, and a list of three answers with their reasons."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from bot.content.cards import check_length, word_count
from bot.content.markdown import Block, Section, plain_text
from bot.content.problems import Report
from bot.domain.practice import OPTIONS, Effect, Option, Practice, PracticeKind, Turn

QUIZ = "Pregunta"
CASE = "Caso"
SECOND = "Segundo turno"
PHRASE = "Frase para llevar"
HEADINGS = (QUIZ, CASE, SECOND, *(f"{SECOND} (si {effect})" for effect in Effect), PHRASE)
"""In the order in which they stand in a file."""

MAX_SCENE_WORDS = 40
MAX_PHRASE_WORDS = 40
MAX_FEEDBACK_WORDS = 45
MAX_LABEL = 36

EFFECT = re.compile(rf"\(({'|'.join(Effect)})\)\s*")
_EFFECTS = ", ".join(f"({effect})" for effect in Effect)


def read_quiz(sections: Mapping[str, Section], report: Report) -> Practice | None:
    """The one question of a lesson, if it has one."""
    section = sections.get(QUIZ)
    if section is None:
        return None
    return Practice(PracticeKind.QUIZ, _turn(section, {}, report, has_effects=False))


def read_case(sections: Mapping[str, Section], report: Report) -> Practice | None:
    """The case of a lesson, if it has one, with the second turn that each choice leads to."""
    opening, phrase = sections.get(CASE), sections.get(PHRASE)
    seconds = {name: section for name, section in sections.items() if name.startswith(SECOND)}
    if opening is None:
        for section in (*seconds.values(), *([phrase] if phrase else [])):
            report(section.line, f"«## {section.heading}» va debajo de un «## {CASE}»; escríbalo")
        return None
    if phrase is None:
        report(opening.line, f"al caso le falta «## {PHRASE}»; escriba lo que se puede decir")
    else:
        check_length(phrase, report, MAX_PHRASE_WORDS)
    following = _second_turns(seconds, report)
    turn = _turn(opening, following, report, has_effects=True)
    return Practice(PracticeKind.CASE, turn, phrase.html if phrase else None)


def _second_turns(seconds: Mapping[str, Section], report: Report) -> dict[Effect, Turn]:
    """For each effect its own second turn, or the one for all."""
    read = {name: _turn(section, {}, report, has_effects=True) for name, section in seconds.items()}
    own = {effect: read.get(f"{SECOND} (si {effect})", read.get(SECOND)) for effect in Effect}
    if read and None in own.values():
        line = next(iter(seconds.values())).line
        report(line, f"falta «## {SECOND}» para las demás respuestas; escríbalo")
    return {effect: turn for effect, turn in own.items() if turn is not None}


def _turn(
    section: Section, following: Mapping[Effect, Turn], report: Report, *, has_effects: bool
) -> Turn:
    """A scene and its answers; the list of answers stands last."""
    *told, answers = section.blocks or (Block(section.line, ""),)
    scene = Section(section.heading, section.line, tuple(told))
    check_length(scene, report, MAX_SCENE_WORDS)
    if len(answers.items) != OPTIONS:
        report(
            answers.line,
            f"«## {section.heading}» termina en una lista de {OPTIONS} respuestas, cada una con su "
            "«- »; escríbala",
        )
    options = tuple(
        _option(item, following, report, has_effects=has_effects) for item in answers.items
    )
    if has_effects and len(options) == OPTIONS and {one.effect for one in options} != set(Effect):
        report(answers.line, f"las tres respuestas llevan {_EFFECTS}, cada una la suya; corríjalas")
    _check_labels(answers, options, report)
    return Turn(scene.html, options)


def _option(
    item: Block, following: Mapping[Effect, Turn], report: Report, *, has_effects: bool
) -> Option:
    label, arrow, why = (part.strip() for part in item.html.partition("→"))
    if not arrow or not why:
        report(
            item.line, "a esta respuesta le falta su porqué; escriba debajo «  → …», con sangría"
        )
    match = EFFECT.match(why)
    if has_effects and match is None and arrow:
        report(
            item.line, f"no dice qué hace esta respuesta; escriba «→» y uno de estos: {_EFFECTS}"
        )
    if not has_effects and match is not None:
        report(item.line, f"una pregunta no lleva «{match[0].strip()}»; bórrelo")
    if word_count(plain_text(why)) > MAX_FEEDBACK_WORDS:
        count = word_count(plain_text(why))
        report(item.line, f"el porqué tiene {count} palabras; acórtelo a {MAX_FEEDBACK_WORDS}")
    effect = Effect(match[1]) if match else None
    feedback = why.removeprefix(match[0]) if match else why
    return Option(plain_text(label), feedback, effect, following.get(effect) if effect else None)


def _check_labels(answers: Block, options: Sequence[Option], report: Report) -> None:
    for item, option in zip(answers.items, options, strict=True):
        if not 0 < len(option.label) <= MAX_LABEL:
            report(
                item.line,
                f"la respuesta «{option.label}» tiene {len(option.label)} letras y va en un botón; "
                f"acórtela a {MAX_LABEL}",
            )
    if len({option.label for option in options}) < len(options):
        report(answers.line, "dos respuestas dicen lo mismo; cambie una")

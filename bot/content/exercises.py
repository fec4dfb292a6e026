"""The guided exercises: a Markdown file each in ``lessons/exercises``, a section for a step."""

from __future__ import annotations

import html
import re
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

from bot.content.exercise_heads import Head, read_head
from bot.content.front_matter import split_front_matter
from bot.content.lessons import load_codes, read_text, reporter
from bot.content.markdown import Section, plain_text, render_sections
from bot.content.problems import ContentError, Problem, Report
from bot.domain.exercises import Exercise, ExerciseStep, Scale

STEPS = range(3, 19)
MAX_CHARACTERS = 500
MAX_TITLE = 40
MAX_CHOICE = 28
MAX_QUESTIONS = 8
_CHOICES = range(2, 9)
_SECONDS = range(2, 121)

_FILE_NAME = re.compile(r"[a-z]{2,12}(-[a-z]{2,12}){0,2}\.md")
HEADING = re.compile(r"(?P<title>.*?)\s*(?:\((?P<what>[^()]*)\))?")
_TIMING = re.compile(r"(\d+) s(?: \+ (\d+) s)?")
_SCALES = {"0 a 10": Scale.TEN, "0 a 100": Scale.HUNDRED}
BUTTONS = "Botones:"


def load_exercises(folder: Path) -> dict[str, Exercise]:
    """Every guided exercise by its key, in the order of the menu.

    Raises ContentError with all the problems of all the files, not only the first.
    """
    problems: list[Problem] = []
    codes = load_codes(folder.parent / "evidence.yaml", problems)
    paths = sorted(path for path in folder.glob("*.md") if not path.name.startswith("."))
    if not paths:
        text = "no hay ningún ejercicio; ponga aquí archivos como anclaje.md"
        problems.append(Problem(folder.as_posix(), 0, text))
    read = [
        exercise
        for path in paths
        if (exercise := load_exercise(path, codes, reporter(path, problems)))
    ]
    for earlier, later in _same_order(read):
        text = f"«order» {later.order} ya es de {earlier.key}.md; ponga otro número"
        problems.append(Problem((folder / f"{later.key}.md").as_posix(), 1, text))
    if problems:
        raise ContentError(problems)
    return {exercise.key: exercise for exercise in sorted(read, key=lambda one: one.order)}


def _same_order(read: list[Exercise]) -> list[tuple[Exercise, Exercise]]:
    first: dict[int, Exercise] = {}
    return [(first[one.order], one) for one in read if first.setdefault(one.order, one) is not one]


def load_exercise(path: Path, codes: Collection[str] | None, report: Report) -> Exercise | None:
    """One file; None when it cannot be made sense of. What is reported makes the rest useless."""
    if not _FILE_NAME.fullmatch(path.name):
        report(1, "el nombre no sirve; escriba minúsculas sin tildes, como dos-circulos.md")
    text = read_text(path, report)
    if text is None:
        return None
    source, body = split_front_matter(text, report)
    head = read_head(source, codes, report) if source else None
    sections = render_sections(body, report) if body else ()
    steps = tuple(_step(section, report) for section in sections)
    _check_steps(steps, sections, report)
    return None if head is None else _built(path.stem, head, steps)


def _built(key: str, head: Head, steps: tuple[ExerciseStep, ...]) -> Exercise:
    return Exercise(
        key=key,
        title=head.title,
        order=head.order,
        technique=head.technique,
        evidence=head.evidence,
        source=head.source,
        minutes=head.minutes,
        caution=head.caution,
        reviewer=head.reviewer,
        reviewed_on=head.reviewed_on,
        picture=head.picture,
        alt=head.alt,
        steps=steps,
    )


def _step(section: Section, report: Report) -> ExerciseStep:
    match = HEADING.fullmatch(section.heading)
    title, what = (match["title"], match["what"]) if match else (section.heading, None)
    if not title or len(title) > MAX_TITLE:
        report(section.line, f"el título del paso va de 1 a {MAX_TITLE} letras; cámbielo")
    told, choices = _part_choices(section, report)
    if not plain_text(told).strip():
        report(section.line, f"el paso «{title}» está vacío; escriba qué se hace")
    if len(plain_text(told)) > MAX_CHARACTERS:
        report(
            section.line,
            f"el paso «{title}» tiene {len(plain_text(told))} caracteres; acórtelo a "
            f"{MAX_CHARACTERS} o pártalo en dos",
        )
    step = ExerciseStep(html.escape(title, quote=False), told, choices=choices)
    if what is None:
        return step
    if what in _SCALES:
        if choices:
            report(section.line, f"el paso «{title}» pregunta dos veces; deje la escala o botones")
        return replace(step, scale=_SCALES[what])
    return replace(step, seconds=_seconds(what, section, report))


def _seconds(what: str, section: Section, report: Report) -> tuple[int, ...]:
    match = _TIMING.fullmatch(what)
    if match is None:
        report(
            section.line,
            f"«({what})» no se entiende; escriba (0 a 10), (0 a 100), (30 s) o (5 s + 15 s)",
        )
        return ()
    seconds = tuple(int(number) for number in match.groups() if number)
    if any(one not in _SECONDS for one in seconds):
        low, high = _SECONDS[0], _SECONDS[-1]
        report(section.line, f"esos segundos no sirven; escriba de {low} a {high}")
    return seconds


def _part_choices(section: Section, report: Report) -> tuple[str, tuple[str, ...]]:
    """The words of a step and its keys, which stand in its last paragraph."""
    *words, last = section.html.split("\n\n")
    if not last.startswith(BUTTONS):
        return section.html, ()
    labels = plain_text(last.removeprefix(BUTTONS)).split("|")
    choices = tuple(" ".join(label.split()) for label in labels)
    if len(choices) not in _CHOICES:
        low, high = _CHOICES[0], _CHOICES[-1]
        report(section.line, f"los botones son de {low} a {high}, separados con |; cámbielos")
    for choice in choices:
        if not 0 < len(choice) <= MAX_CHOICE:
            report(section.line, f"el botón «{choice}» va de 1 a {MAX_CHOICE} letras; cámbielo")
    return "\n\n".join(words), choices


def _check_steps(
    steps: tuple[ExerciseStep, ...], sections: tuple[Section, ...], report: Report
) -> None:
    last_line = sections[-1].line if sections else 1
    if len(steps) not in STEPS:
        low, high = STEPS[0], STEPS[-1]
        report(last_line, f"hay {len(steps)} pasos («## …»); un ejercicio lleva de {low} a {high}")
    if sum(step.options > 0 for step in steps) > MAX_QUESTIONS:
        report(last_line, f"hay demasiadas preguntas; deje {MAX_QUESTIONS} como máximo")
    if steps and steps[-1].options:
        report(last_line, "el último paso no puede preguntar; agregue uno que cierre")

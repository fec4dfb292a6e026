"""The lessons: one Markdown file each, in the order of their file names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence
from pathlib import Path

from bot.content.fields import read_fields
from bot.content.front_matter import read_front_matter, split_front_matter
from bot.content.lesson_body import read_body
from bot.content.problems import ContentError, Problem, Report
from bot.domain.model import Lesson

__all__ = ["ContentError", "load_lessons"]

_FILE_NAME = re.compile(r"(\d{2})-[a-z0-9]+(-[a-z0-9]+)*\.md")


def load_lessons(folder: Path) -> tuple[Lesson, ...]:
    """Every lesson of a folder, in order; its evidence codes come from the folder above.

    Raises ContentError with all the problems of all the files, not only the first.
    """
    if not folder.is_dir():
        text = "no existe esta carpeta; créela o corrija su nombre en la configuración"
        raise ContentError([Problem(folder.as_posix(), 0, text)])
    problems: list[Problem] = []
    codes = load_codes(folder.parent / "evidence.yaml", problems)
    paths = sorted(path for path in folder.glob("*.md") if not path.name.startswith("."))
    if not paths:
        text = "no hay ninguna lección; ponga aquí archivos como 01-que-es-el-estres.md"
        problems.append(Problem(folder.as_posix(), 0, text))
    numbers = _number(paths, problems)
    lessons = [
        lesson
        for path in paths
        if (lesson := load_lesson(path, numbers.get(path, 0), codes, problems))
    ]
    if problems:
        raise ContentError(problems)
    return tuple(lessons)


def reporter(path: Path, problems: list[Problem]) -> Report:
    """What tells the problems of one file."""
    return lambda line, text: problems.append(Problem(path.as_posix(), line, text))


def read_text(path: Path, report: Report) -> str | None:
    """The text of a file in UTF-8; None when it cannot be read."""
    try:
        data = path.read_bytes()
    except OSError:
        report(1, "no se puede abrir este archivo; revise que exista y que tenga permiso")
        return None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        report(line, "las tildes no se leen; guarde el archivo con codificación UTF-8")
        return None
    # A Mac may part a letter from its accent, and then «Qué» is not «Qué».
    return unicodedata.normalize("NFC", text)


def load_codes(path: Path, problems: list[Problem]) -> Collection[str] | None:
    """The codes of evidence, each with its source; None when the list cannot be read."""
    report = reporter(path, problems)
    text = read_text(path, report)
    fields = None if text is None else read_fields(text, report)
    if fields is None:
        return None
    for code, field in fields.items():
        if not isinstance(field.value, str) or not field.value.strip():
            report(field.line, f"«{code}» no tiene fuente; escriba la cita después de los :")
    return fields.keys()


def _number(paths: Sequence[Path], problems: list[Problem]) -> dict[Path, int]:
    numbers: dict[Path, int] = {}
    last = 0
    for path in paths:
        report = reporter(path, problems)
        match = _FILE_NAME.fullmatch(path.name)
        if match is None or match[1] == "00":
            report(
                1,
                "el nombre del archivo no sirve; escriba dos cifras y palabras en minúsculas "
                "sin tildes, como 04-senales-del-cuerpo.md",
            )
            continue
        number = numbers[path] = int(match[1])
        if number == last:
            report(1, f"hay dos lecciones con el número {number:02}; cambie el de una")
        elif number > last + 1:
            report(1, f"falta la lección {last + 1:02}; créela o cambie el número de esta")
        last = number
    return numbers


def load_lesson(
    path: Path, number: int, codes: Collection[str] | None, problems: list[Problem]
) -> Lesson | None:
    """One file; None when it cannot be made sense of, and then ``problems`` says why."""
    before = len(problems)
    report = reporter(path, problems)
    text = read_text(path, report)
    if text is None:
        return None
    source, body = split_front_matter(text, report)
    head = read_front_matter(source, codes, report) if source else None
    parts = read_body(body, report)
    if head is None or len(problems) > before:
        return None
    return Lesson(
        number=number,
        title=head.title,
        area=head.area,
        technique=head.technique,
        evidence=head.evidence,
        source=head.source,
        audience=head.audience,
        minutes=head.minutes,
        reviewer=head.reviewer,
        reviewed_on=head.reviewed_on,
        opens=head.opens,
        cards=parts.cards,
        late_hours=head.late_hours,
        boosters=parts.boosters,
        quiz=parts.quiz,
        case=parts.case,
        picture=head.picture,
        alt=head.alt,
    )

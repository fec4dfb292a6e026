"""What a change of content or schedule changes for officers: two rehearsals side by side."""

from __future__ import annotations

import io
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot.domain.model import Lesson, Subscriber
from bot.rehearsal.rehearsing import Rehearsal, RehearsalError
from bot.rehearsal.telling import sign

_SAYS = "Escriba una versión de git (como HEAD~1) o el archivo de otra configuración."
_SHOWN = 8  # days of the first officer that are told one by one


@contextmanager
def lessons_at(root: Path, revision: str) -> Iterator[Path]:
    """The folder of lessons as it was at a revision of git; RehearsalError when there is none."""
    command = ["git", "-C", str(root), "archive", "--end-of-options", revision, "lessons", "assets"]
    try:
        made = subprocess.run(command, capture_output=True, check=True)  # noqa: S603
    except (OSError, subprocess.CalledProcessError) as error:
        raise RehearsalError(f"No encuentro la versión «{revision}». {_SAYS}") from error
    with tempfile.TemporaryDirectory(prefix="respiro-") as folder:
        with tarfile.open(fileobj=io.BytesIO(made.stdout)) as archive:
            archive.extractall(folder, filter="data")
        yield Path(folder) / "lessons" / "es"


@dataclass(frozen=True, slots=True)
class Difference:
    """What is not the same in two rehearsals of the same officers."""

    added: tuple[int, ...]
    removed: tuple[int, ...]
    changed: tuple[int, ...]
    officers: int
    days: tuple[tuple[date, str, str], ...]


def compare(before: Rehearsal, after: Rehearsal) -> Difference:
    """The lessons that differ, how many officers notice, and the first officer's days."""
    old, new = before.lessons, after.lessons
    return Difference(
        added=tuple(sorted(new.keys() - old.keys())),
        removed=tuple(sorted(old.keys() - new.keys())),
        changed=tuple(sorted(n for n in old.keys() & new.keys() if _read(old[n]) != _read(new[n]))),
        officers=sum(
            _days(before, officer, titles=True) != _days(after, officer, titles=True)
            for officer in after.officers
        ),
        days=_first(before, after),
    )


def _read(lesson: Lesson) -> tuple[object, ...]:
    """What an officer notices of a lesson."""
    return (lesson.title, lesson.cards, lesson.opens)


def _days(rehearsal: Rehearsal, officer: Subscriber, *, titles: bool) -> dict[str, str]:
    """What an officer gets, by local minute; with ``titles`` a lesson is its text."""
    got: dict[str, str] = {}
    for one in rehearsal.of(officer):
        at = rehearsal.wall(officer, one.at).isoformat(timespec="minutes")[:16]
        lesson = rehearsal.lessons.get(one.item or 0)
        text = repr(_read(lesson)) if titles and lesson is not None else ""
        got[at] = got.get(at, "") + sign(one) + text
    return got


def _first(before: Rehearsal, after: Rehearsal) -> tuple[tuple[date, str, str], ...]:
    officer = after.officers[0]
    old, new = _by_day(before, officer), _by_day(after, officer)
    days = sorted(old.keys() | new.keys())
    return tuple(
        (day, old.get(day, "nada"), new.get(day, "nada"))
        for day in days
        if old.get(day) != new.get(day)
    )


def _by_day(rehearsal: Rehearsal, officer: Subscriber) -> dict[date, str]:
    got: dict[date, str] = {}
    for one in rehearsal.of(officer):
        at = rehearsal.wall(officer, one.at)
        told = f"{at:%H:%M} {sign(one)}{_title(rehearsal.lessons, one.item)}"
        got[at.date()] = ", ".join(filter(None, [got.get(at.date(), ""), told]))
    return got


def _title(lessons: Mapping[int, Lesson], item: int | None) -> str:
    lesson = lessons.get(item or 0)
    return f" «{lesson.title}»" if lesson is not None else ""


def tell_difference(difference: Difference, before: Rehearsal, after: Rehearsal) -> str:
    """The difference as text."""
    lines = ["", "Qué cambia:"]
    for words, numbers in (
        ("Lecciones nuevas", difference.added),
        ("Lecciones que ya no están", difference.removed),
        ("Lecciones con otro texto", difference.changed),
    ):
        if numbers:
            lines.append(f"  {words}: {', '.join(f'{n:02}' for n in numbers)}")
    total = after.summary.officers
    lines.append(f"  Reciben algo distinto: {difference.officers} de {total} personas.")
    lines.append(
        f"  Avisos en total: antes {before.summary.prompts}, ahora {after.summary.prompts}."
    )
    if difference.days:
        lines.append(f"  En el calendario de arriba cambian {len(difference.days)} días:")
    lines += [
        f"    {day:%d/%m/%Y}: antes {old}; ahora {new}"
        for day, old, new in difference.days[:_SHOWN]
    ]
    if len(difference.days) > _SHOWN:
        lines.append(f"    … y {len(difference.days) - _SHOWN} días más")
    return "\n".join([*lines, ""])

"""The instruments of ``lessons/instruments``: one YAML file each, checked before it is used."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot.content.fields import Field, read_fields
from bot.content.problems import ContentError, Problem, Report
from bot.domain.scales import Condition, Scale, Total

_TEXTS = ("name", "recall", "question", "licence", "source", "wording")
_NEEDED = (*_TEXTS, "version", "options", "values", "items", "reversed", "total", "times")
_KNOWN = {*_NEEDED, "needs_permission", "parts", "red", "orange", "orange_with_stress_from"}
_CONDITION = re.compile(r"([a-z0-9]+) (<=|>=) ([0-9]+)")


def load_instruments(folder: Path) -> dict[str, Scale]:
    """Every instrument by the name of its file; ContentError with all that is wrong in them."""
    problems: list[Problem] = []
    scales: dict[str, Scale] = {}
    for path in sorted(folder.glob("*.yaml")):
        found = _load(path, problems)
        if found is not None:
            scales[found.id] = found
    if not scales and not problems:
        text = "no hay ningún instrumento; ponga aquí archivos como who5.yaml"
        problems.append(Problem(folder.as_posix(), 0, text))
    if problems:
        raise ContentError(problems)
    return scales


def _load(path: Path, problems: list[Problem]) -> Scale | None:
    before = len(problems)

    def report(line: int, text: str) -> None:
        problems.append(Problem(path.as_posix(), line, text))

    fields = read_fields(path.read_text(encoding="utf-8"), report)
    if fields is None:
        return None
    for key in _NEEDED:
        if key not in fields:
            report(1, f"falta «{key}»; escríbalo en una línea, como en los otros instrumentos")
    for key in fields.keys() - _KNOWN:
        report(fields[key].line, f"«{key}» no se conoce; bórrelo o corrija su nombre")
    if len(problems) > before:
        return None
    _check(fields, report)
    return _scale(path.stem, fields) if len(problems) == before else None


def _check(fields: Mapping[str, Field], report: Report) -> None:
    for key in _TEXTS:
        if not isinstance(fields[key].value, str) or not str(fields[key].value).strip():
            report(fields[key].line, f"«{key}» tiene que ser un texto; escríbalo entre comillas")
    for key in ("version", "times"):
        if not _is_whole(fields[key].value) or int(str(fields[key].value)) < 1:
            report(fields[key].line, f"«{key}» tiene que ser un número entero desde 1")
    if fields["total"].value not in {one.value for one in Total}:
        report(fields["total"].line, "«total» es sum (se suma) o mean (se promedia)")
    for key, kind in (("options", str), ("items", str), ("values", int), ("reversed", int)):
        value = fields[key].value
        if not isinstance(value, list) or not all(isinstance(one, kind) for one in value):
            report(fields[key].line, f"«{key}» tiene que ser una lista; use corchetes o guiones")
            return
    _check_lists(fields, report)


def _check_lists(fields: Mapping[str, Field], report: Report) -> None:
    options, values = _list(fields, "options"), _list(fields, "values")
    items = _list(fields, "items")
    if not items:
        report(fields["items"].line, "no hay ninguna pregunta; escriba al menos una")
    if len(options) != len(values):
        text = f"hay {len(options)} opciones y {len(values)} valores; ponga un valor por opción"
        report(fields["values"].line, text)
    if sorted(set(values)) != values:
        report(fields["values"].line, "los valores tienen que ir de menor a mayor y sin repetirse")
    numbers = [*_list(fields, "reversed"), *(n for part in _parts(fields).values() for n in part)]
    if any(not 1 <= number <= len(items) for number in numbers):
        line = fields.get("parts", fields["reversed"]).line
        report(line, f"las preguntas se numeran de 1 a {len(items)}; corrija el número")
    names = {"total", *_parts(fields)}
    for key in ("red", "orange"):
        for text in _list(fields, key):
            match = _CONDITION.fullmatch(str(text))
            if match is None or match[1] not in names:
                told = f'«{text}» no se entiende; escriba, por ejemplo, "total >= 9"'
                report(fields[key].line, told)


def _scale(name: str, fields: Mapping[str, Field]) -> Scale:
    value: dict[str, Any] = {key: field.value for key, field in fields.items()}
    asked = value.get("orange_with_stress_from")
    return Scale(
        id=name,
        name=value["name"],
        version=value["version"],
        recall=value["recall"],
        question=value["question"],
        options=tuple(value["options"]),
        values=tuple(value["values"]),
        items=tuple(value["items"]),
        reversed_items=frozenset(value["reversed"]),
        total=Total(value["total"]),
        times=value["times"],
        licence=value["licence"],
        needs_permission=bool(value.get("needs_permission", False)),
        source=value["source"],
        wording=value["wording"],
        parts={key: tuple(numbers) for key, numbers in _parts(fields).items()},
        red=_conditions(value.get("red", [])),
        orange=_conditions(value.get("orange", [])),
        orange_with_stress_from=asked if isinstance(asked, int) else None,
    )


def _conditions(texts: list[str]) -> tuple[Condition, ...]:
    found = (_CONDITION.fullmatch(text) for text in texts)
    return tuple(Condition(match[1], match[2], float(match[3])) for match in found if match)


def _list(fields: Mapping[str, Field], key: str) -> list[Any]:
    value = fields[key].value if key in fields else []
    return value if isinstance(value, list) else []


def _parts(fields: Mapping[str, Field]) -> dict[str, list[int]]:
    value = fields["parts"].value if "parts" in fields else {}
    return value if isinstance(value, dict) else {}


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)

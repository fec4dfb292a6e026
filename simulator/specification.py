"""The official specification, to check what a bot asks for against it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from simulator.calls import Call
from simulator.chats import JSON
from simulator.params import Upload

_ATTACH = re.compile(r"attach://([^\"\s]+)")
_ARRAY = "Array of "


class Specification:
    """Methods and types of the Bot API, from the JSON file that describes them."""

    def __init__(self, methods: Mapping[str, JSON], types: Mapping[str, JSON]) -> None:
        self.methods = methods
        self.types = types

    @classmethod
    def load(cls, path: Path) -> Specification:
        """Read the file: ``methods`` and ``types`` by name, each with its ``fields``."""
        source = json.loads(path.read_text(encoding="utf-8"))
        return cls(source["methods"], source["types"])

    def check(self, call: Call) -> list[str]:
        """Return one sentence for each way in which a call departs from the specification."""
        method = self.methods.get(call.method)
        if method is None:
            return [f"{call.method}: there is no such method"]
        uploads = {name for name, value in call.params.items() if isinstance(value, Upload)}
        attached = {name for v in call.params.values() for name in _ATTACH.findall(_as_text(v))}
        plain = {name: v for name, v in call.params.items() if name not in attached}
        problems = [
            f"{name} is attached to nothing that was sent" for name in sorted(attached - uploads)
        ]
        problems += self._check_fields(plain, method.get("fields", ()), "", is_loose=True)
        return [f"{call.method}: {problem}" for problem in problems]

    def check_all(self, calls: Iterable[Call]) -> list[str]:
        """Check many calls and return each sentence once."""
        return list(dict.fromkeys(problem for call in calls for problem in self.check(call)))

    def _check_fields(
        self, given: Mapping[str, object], fields: Sequence[JSON], where: str, is_loose: bool
    ) -> list[str]:
        known = {field["name"]: field for field in fields}
        problems = [f"there is no {where}{name}" for name in given if name not in known]
        for name, field in known.items():
            if name not in given:
                if field["required"]:
                    problems.append(f"{where}{name} is missing")
                continue
            problems += self._check(given[name], field["types"], f"{where}{name}", is_loose)
        return problems

    def _check(
        self, value: object, types: Sequence[str], where: str, is_loose: bool = False
    ) -> list[str]:
        """Return what is wrong with a value; ``is_loose`` also takes text, as forms bring it."""
        found = [self._check_one(value, name, where, is_loose) for name in types]
        near = [problems for problems in found if problems is not None]
        if near:
            return min(near, key=len)
        return [f"{where} is {_as_text(value)[:80]!r}, not {' or '.join(types)}"]

    def _check_one(self, value: object, name: str, where: str, is_loose: bool) -> list[str] | None:
        """Return what is wrong within a value of this type; None when it is of another."""
        if name in _SCALARS:
            exact, form = _SCALARS[name]
            fits = type(value) in exact or (
                is_loose and isinstance(value, str) and form.fullmatch(value) is not None
            )
            return [] if fits else None
        if name == "InputFile":
            is_attached = isinstance(value, str) and _ATTACH.fullmatch(value)
            return [] if isinstance(value, Upload) or is_attached else None
        if is_loose and isinstance(value, str):
            try:
                value = json.loads(value)
            except ValueError:
                return None
        if name.startswith(_ARRAY):
            if not isinstance(value, list):
                return None
            inner = name.removeprefix(_ARRAY)
            return [
                problem
                for number, item in enumerate(value)
                for problem in self._check(item, [inner], f"{where}[{number}]")
            ]
        return self._check_object(value, name, where) if isinstance(value, dict) else None

    def _check_object(self, value: JSON, name: str, where: str) -> list[str]:
        described = self.types.get(name)
        if described is None:
            return [f"{where} has the unknown type {name}"]
        if subtypes := described.get("subtypes"):
            return min((self._check_object(value, sub, where) for sub in subtypes), key=len)
        fields = described.get("fields", ())
        problems = self._check_fields(value, fields, f"{where}.", is_loose=False)
        return problems + _wrong_tag(value, fields, where)


_SCALARS: dict[str, tuple[tuple[type, ...], re.Pattern[str]]] = {
    "Integer": ((int,), re.compile(r"-?\d+")),
    "Float": ((int, float), re.compile(r"-?\d+(\.\d+)?")),
    "Boolean": ((bool,), re.compile(r"true|false", re.IGNORECASE)),
    "String": ((str,), re.compile(r".*", re.DOTALL)),
}


def _wrong_tag(value: JSON, fields: Sequence[JSON], where: str) -> list[str]:
    """Compare ``type`` with the one value that the description of some types allows."""
    for field in fields:
        must = re.search(r"must be “?\"?([a-z_]+)", field["description"])
        if field["name"] == "type" and must and value.get("type") != must.group(1):
            return [f"{where}.type is {value.get('type')!r}"]
    return []


def _as_text(value: Any) -> str:
    if isinstance(value, Upload):
        return "(a file)"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)

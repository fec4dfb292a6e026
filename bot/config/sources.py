"""Where the values of options come from: the file first, then the environment on top.

Nothing is checked against its type here; what is refused is what has no place at all: an unknown
name, a secret in the file, a section that is none.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pydantic import SecretStr

from bot.config.lines import lines_of_rows
from bot.config.problems import ConfigError, Place, looks_like_token, mask, nearest
from bot.config.secret_files import SECRETS, is_readable_by_others
from bot.config.settings import SECTIONS
from bot.config.tables import TABLES
from bot.domain.contact_calls import Written

EXAMPLE = Path(__file__).resolve().parents[2] / "config.example.toml"
DEFAULT = Path("config.toml")
PREFIX = "RESPIRO_"
CONFIG_VARIABLE = "RESPIRO_CONFIG"

_FOREIGN = {CONFIG_VARIABLE, "RESPIRO_CHROMIUM", "RESPIRO_BOT_API_SPEC"}
_FOREIGN_PREFIX = "RESPIRO_TEST_"
_OPTIONS = {
    f"{PREFIX}{section}__{key}".upper(): (section, key)
    for section, model in SECTIONS.items()
    for key in model.model_fields
}
_ROWS = {f"{PREFIX}{table}".upper(): table for table in TABLES}
_LINE = re.compile(r" \(at line (\d+), column \d+\)$")


@dataclass
class Draft:
    """The values as they were found, before their types are checked, and what was wrong so far."""

    label: str
    folder: Path
    file: Path
    sections: dict[str, dict[str, object]] = field(
        default_factory=lambda: {name: {} for name in SECTIONS}
    )
    rows: dict[str, list[dict[str, object]]] = field(default_factory=dict)
    row_labels: dict[str, str] = field(default_factory=dict)
    variables: dict[tuple[str, str], str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    def place(self, section: str, key: str) -> Place:
        """Where an option stands: the variable that set it, or else the file."""
        variable = self.variables.get((section, key))
        if variable:
            return Place(f"environment: {variable}", f"set {variable}=")
        return Place(f"{self.label}: {section}.{key}", f"write {key} = ")

    def row_place(self, table: str, number: int, key: str) -> Place:
        """Where a key of the table's row stands; rows are counted from 1."""
        name = self.rows[table][number - 1].get("id")
        row = mask(f'"{name}"') if isinstance(name, str) and name else f"number {number}"
        return Place(f"{self.row_labels[table]}: {table} {row}: {key}", f"write {key} = ")


def written_rows(draft: Draft, table: str) -> tuple[Written, ...]:
    """Where each row of a table is written, in their order; without lines in a variable."""
    label, rows = draft.row_labels[table], draft.rows[table]
    file = {draft.label: draft.file, EXAMPLE.name: EXAMPLE}.get(label)
    if file is None:
        return tuple(Written(label) for _ in rows)
    found = lines_of_rows(file.read_text(encoding="utf-8-sig"), table, len(rows))
    name, is_example = file.name, file == EXAMPLE
    return tuple(Written(name, lines, is_example) for lines in found or [{} for _ in rows])


def find_file(path: Path | None, environ: Mapping[str, str]) -> Path | None:
    """The file to read: the one that was named, or config.toml; None when there is none."""
    named = path or (Path(environ[CONFIG_VARIABLE]) if environ.get(CONFIG_VARIABLE) else None)
    if named is None:
        return DEFAULT if DEFAULT.exists() else None
    if not named.is_file():
        raise ConfigError(
            [f"{named} is not a file: copy config.example.toml there, or name another file."]
        )
    return named


def read_draft(file: Path | None, environ: Mapping[str, str]) -> Draft:
    """Read the file, or the example when there is none, and put the environment on top.

    Raises ConfigError at once when the file is no TOML; everything else is collected.
    """
    document = read_toml(file or EXAMPLE)
    folder = (file or DEFAULT).absolute().parent
    draft = Draft(str(file or EXAMPLE.name), folder, file or EXAMPLE)
    _take_document(draft, document)
    if file and is_readable_by_others(file):
        draft.problems += _find_open_passwords(draft)
    _take_environment(draft, environ)
    for table in TABLES:
        if table not in draft.rows:
            _take_rows(draft, table, read_toml(EXAMPLE).get(table, []), EXAMPLE.name)
    return draft


def read_toml(file: Path) -> dict[str, Any]:
    """Read a TOML file; raise ConfigError with the line at which it stops being one."""
    try:
        return tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except OSError as error:
        told = f"{file} cannot be read ({error.strerror}): check its path and its owner."
        raise ConfigError([told]) from error
    except UnicodeDecodeError as error:
        raise ConfigError([f"{file} is not written in UTF-8: save it in UTF-8."]) from error
    except tomllib.TOMLDecodeError as error:
        message = str(error)
        line = _LINE.search(message)
        where = f"{file}, line {line[1]}" if line else f"{file}"
        told = f"{where}: {_LINE.sub('', message)}: compare it with config.example.toml."
        raise ConfigError([told]) from error


def help_with(section: str, key: str) -> str:
    """What to write instead of an unknown key of a section or table."""
    own = {**SECTIONS, **TABLES}[section].model_fields
    if guess := nearest(key, own):
        return f"did you mean {guess}?"
    homes = [name for name, model in SECTIONS.items() if key in model.model_fields]
    if homes:
        return f"it belongs to [{homes[0]}]."
    return f"the options here are {', '.join(own)}."


def _take_document(draft: Draft, document: dict[str, Any]) -> None:
    for name, value in document.items():
        if name in TABLES:
            _take_rows(draft, name, value, draft.label)
        elif name not in SECTIONS:
            draft.problems.append(f"{draft.label}: {name} is not a section: {_help(name)}")
        elif isinstance(value, dict):
            for key, option in value.items():
                _take_option(draft, name, key, option)
        else:
            draft.problems.append(
                f"{draft.label}: {name} is a section: write [{name}] on a line of its own."
            )


def _take_option(draft: Draft, section: str, key: str, value: object) -> None:
    where = f"{draft.label}: {section}.{key}"
    if section == "telegram" and key in SECRETS:
        draft.problems.append(f"{where} is a secret, which never stands here: {SECRETS[key].cure}.")
    elif looks_like_token(value):
        draft.problems.append(f"{where} holds a bot token: {SECRETS['token'].cure}.")
    else:
        draft.sections[section][key] = value


def _take_rows(draft: Draft, table: str, value: object, label: str) -> None:
    rows = value if isinstance(value, list) else [value]
    draft.row_labels[table] = label
    draft.rows[table] = [row for row in rows if isinstance(row, dict)]
    if rows is not value or len(draft.rows[table]) < len(rows):
        draft.problems.append(
            f"{label}: {table} is a list of tables: write [[{table}]] above each."
        )
    if any(looks_like_token(cell) for row in draft.rows[table] for cell in row.values()):
        draft.problems.append(f"{label}: a {table} holds a bot token: {SECRETS['token'].cure}.")


def _take_environment(draft: Draft, environ: Mapping[str, str]) -> None:
    for name in sorted(environ):
        if name in _OPTIONS:
            section, key = _OPTIONS[name]
            _take_variable(draft, name, section, key, environ[name])
        elif name in _ROWS:
            _take_json(draft, name, _ROWS[name], environ[name])
        elif name.startswith(PREFIX) and not _is_foreign(name):
            guess = nearest(name, [*_OPTIONS, *_ROWS, *_FOREIGN])
            cure = f"did you mean {guess}?" if guess else "take it out of the environment."
            draft.problems.append(f"environment: {name} is not an option: {cure}")


def _take_variable(draft: Draft, name: str, section: str, key: str, raw: str) -> None:
    default = SECTIONS[section].model_fields[key].default
    if section == "telegram" and key in SECRETS:
        secret = _parse(raw.strip(), "")
        if secret:
            draft.sections[section][key] = SecretStr(str(secret))
    else:
        draft.sections[section][key] = _parse(raw, default)
    draft.variables[section, key] = name


def _take_json(draft: Draft, name: str, table: str, raw: str) -> None:
    try:
        _take_rows(draft, table, json.loads(raw), f"environment: {name}")
    except json.JSONDecodeError as error:
        draft.rows[table], draft.row_labels[table] = [], f"environment: {name}"
        draft.problems.append(
            f"environment: {name} is not JSON ({error.msg}, character {error.pos + 1}): "
            f'set {name}=[{{"id": "…", "name": "…"}}].'
        )


def _parse(raw: str, default: object) -> object:
    """The variable as the TOML value that its option takes, or else as the text it is."""
    value = _parse_toml(raw)
    if isinstance(default, (tuple, frozenset)):
        parts = [part.strip() for part in raw.split(",") if part.strip()]
        return value if isinstance(value, list) else parts
    if isinstance(default, (str, time, Path)):
        return value if isinstance(value, str) else raw
    return raw if value is None else value


def _parse_toml(raw: str) -> object:
    try:
        document = tomllib.loads(f"value = {raw}")
    except tomllib.TOMLDecodeError:
        return None
    return document["value"] if len(document) == 1 else None


def _find_open_passwords(draft: Draft) -> Iterator[str]:
    for key, url in draft.sections["storage"].items():
        if isinstance(url, str) and _has_password(url):
            yield (
                f"{draft.label}: storage.{key} holds a password and others can read this file: "
                f"run chmod 600 {draft.label}, or set RESPIRO_STORAGE__{key.upper()}."
            )


def _has_password(url: str) -> bool:
    try:
        return bool(urlsplit(url).password)
    except ValueError:
        return False


def _is_foreign(name: str) -> bool:
    return name in _FOREIGN or name.startswith(_FOREIGN_PREFIX)


def _help(name: str) -> str:
    if guess := nearest(name, [*SECTIONS, *TABLES]):
        return f"did you mean {f'[[{guess}]]' if guess in TABLES else f'[{guess}]'}?"
    homes = [section for section, model in SECTIONS.items() if name in model.model_fields]
    if homes:
        return f"it belongs to [{homes[0]}]."
    return f"the sections are {', '.join([*SECTIONS, *TABLES])}."

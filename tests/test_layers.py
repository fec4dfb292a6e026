"""The dependency rule: imports point down only."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

ALLOWED = {
    "bot.domain": {"bot.domain"},
    "bot.content": {"bot.content", "bot.domain"},
    "bot.config": {"bot.config", "bot.domain"},
    "bot.storage": {"bot.storage", "bot.domain"},
    "bot.service": {"bot.service", "bot.storage", "bot.domain"},
    "bot.chat.texts": {"bot.chat.texts", "bot.domain", "bot.poster"},
    "bot.chat.transport": set(),
    "bot.chat.files": set(),
    "bot.chat.sender": {"bot.chat.files", "bot.chat.transport", "bot.domain"},
    "bot.chat.flood": set(),
    "bot.chat.inbound": {"bot.chat.flood"},
    "bot.chat.webhook": {"bot.chat.inbound"},
    "bot.chat.pacer": {"bot.domain"},
    "bot.chat.reminding": {"bot.chat.texts", "bot.chat.sender", "bot.service", "bot.domain"},
    "bot.chat.prompts": {"bot.chat.texts", "bot.domain"},
    "bot.chat.refusals": {"bot.chat.prompts", "bot.domain"},
    "bot.chat.speaker": {
        "bot.chat.pacer",
        "bot.chat.prompts",
        "bot.chat.refusals",
        "bot.chat.sender",
        "bot.service",
        "bot.domain",
    },
    "bot.chat.handlers": {
        "bot.chat.handlers",
        "bot.chat.texts",
        "bot.chat.sender",
        "bot.service",
        "bot.domain",
    },
    "bot.reports": {"bot.reports", "bot.chat.texts", "bot.domain"},
    "bot.logs": set(),
    "bot.metrics": set(),
    "bot.poster": set(),
}
"""What each room may import of the project. Rooms not named here are launchers."""

LAUNCHERS = {
    "bot.arranging",
    "bot.assembly",
    "bot.health",
    "bot.running",
    "bot.invitations",
    "bot.checking",
    "bot.contacts",
    "bot.exports",
    "bot.opening",
    "bot.previewing",
    "bot.rehearsal",
    "bot.screening",
    "bot.spreadsheet",
    "bot.verification",
    "bot.demo",
    "bot.__main__",
}

ONLY_IN = {
    "sqlalchemy": {"bot.storage"},
    "alembic": {"bot.storage"},
    "telegram": {"bot.chat", "bot.assembly", "bot.running", "bot.invitations", "bot.__main__"},
    "aiohttp": {"bot.chat", "bot.demo", "bot.health"},
    "prometheus_client": {"bot.metrics"},
    "pydantic": {"bot.config"},
    "phonenumbers": {"bot.config"},
    "rapidfuzz": {"bot.domain.screening"},
    "sklearn": set(),
    "yaml": {"bot.content"},
    "matplotlib": {"bot.reports", "bot.rehearsal.picture"},
    "openpyxl": {"bot.spreadsheet.reading", "bot.spreadsheet.writing"},
    "redis": {"bot.storage"},
    "pyrage": {"bot.service.backups"},
    "apscheduler": set(),
    "scheduler": {"bot.__main__"},
    "simulator": {"bot.demo"},
}
"""Which rooms of ``bot`` may import a library; every other may not."""


def modules() -> Iterator[tuple[str, Path]]:
    """Every module of the bot with its dotted name."""
    for path in sorted((ROOT / "bot").rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        yield ".".join(part for part in parts if part != "__init__"), path


def imports(path: Path) -> set[str]:
    """The dotted names that a module imports, also inside functions."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def lies_in(name: str, rooms: set[str]) -> bool:
    """Whether a dotted name is one of these rooms or inside one."""
    return any(name == room or name.startswith(room + ".") for room in rooms)


def room_of(name: str) -> str | None:
    """The named room that a module belongs to."""
    return max((room for room in ALLOWED if lies_in(name, {room})), key=len, default=None)


@pytest.mark.parametrize(("name", "path"), list(modules()), ids=lambda value: str(value)[-40:])
def test_imports_point_down_only(name: str, path: Path) -> None:
    room = room_of(name)
    if room is None:
        assert name in {"bot", "bot.chat"} or lies_in(name, LAUNCHERS), f"{name} has no room"
        return
    ours = {one for one in imports(path) if one.startswith("bot.")}
    upward = {one for one in ours if not lies_in(one, ALLOWED[room] | {room})}
    assert not upward


@pytest.mark.parametrize(("name", "path"), list(modules()), ids=lambda value: str(value)[-40:])
def test_each_library_is_imported_in_its_own_room(name: str, path: Path) -> None:
    strays = {
        one
        for one in imports(path)
        for library, rooms in ONLY_IN.items()
        if lies_in(one, {library}) and not lies_in(name, rooms)
    }
    assert not strays


def test_the_words_know_no_telegram() -> None:
    texts = [path for name, path in modules() if lies_in(name, {"bot.chat.texts"})]
    assert not any(lies_in(one, {"telegram"}) for path in texts for one in imports(path))


@pytest.mark.parametrize(
    "path", [path for name, path in modules() if lies_in(name, {"bot.domain"})], ids=str
)
def test_the_domain_imports_the_standard_library_and_one_pure_library(path: Path) -> None:
    foreign = {one.partition(".")[0] for one in imports(path)} - {"bot", "rapidfuzz"}
    assert foreign <= set(sys.stdlib_module_names)


def test_the_rule_would_notice_an_upward_import(tmp_path: Path) -> None:
    module = tmp_path / "wrong.py"
    module.write_text("from bot.service.care import Care\n")
    assert not lies_in("bot.service.care", ALLOWED["bot.storage"])
    assert "bot.service.care" in imports(module)


def test_only_the_launchers_outside_the_bot_import_the_scheduler() -> None:
    outside = [*(ROOT / "simulator").rglob("*.py"), *(ROOT / "locales").rglob("*.py")]
    assert not any(lies_in(one, {"scheduler", "bot"}) for path in outside for one in imports(path))

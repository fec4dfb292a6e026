"""What the tests share: the real bot on a stage, its clock at a Monday morning in La Paz."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from data.figures import reported

from bot.__main__ import start_jobs_of
from bot.demo.stage import Stage, set_up_stage
from bot.domain.model import Lesson
from simulator.clock import Clock
from simulator.server import Simulator
from simulator.specification import Specification

os.environ["PTB_TIMEDELTA"] = "true"  # as the bot sets it when it is built

ROOT = Path(__file__).parent.parent
SPECIFICATION = Path(
    os.environ.get("RESPIRO_BOT_API_SPEC", ROOT.parent / "shared" / "bot-api" / "api.json")
)
"""The Bot API's specification as data; where it is absent, requests are not held against it."""

MONDAY = datetime(2026, 11, 23, 12, 30, tzinfo=UTC)
"""08:30 in La Paz."""

OpenStage = Callable[..., AbstractAsyncContextManager[Stage]]


@pytest.fixture(scope="session")
def specification() -> Specification | None:
    """The Bot API's specification, if it is at hand."""
    return Specification.load(SPECIFICATION) if SPECIFICATION.exists() else None


@pytest.fixture
def open_stage(tmp_path: Path, specification: Specification | None) -> OpenStage:
    """Opens a stage; keyword arguments are settings, as PRIVACY__K="5".

    ``simulator`` continues with an earlier Telegram, ``speaks=False`` starts no jobs,
    ``library`` stands in for the lessons that are shipped. The stores
    lie in the test's folder, so a second stage goes on where the first one stopped. On leaving,
    every request that the bot made is held against the specification.
    """

    @asynccontextmanager
    async def open_(
        *,
        simulator: Simulator | None = None,
        speaks: bool = True,
        library: tuple[Lesson, ...] | None = None,
        locales: Path = ROOT / "locales",
        **settings: str,
    ) -> AsyncIterator[Stage]:
        async with set_up_stage(
            start_jobs_of if speaks else None,
            simulator or Simulator(clock=Clock(MONDAY)),
            settings={f"RESPIRO_{key}": value for key, value in settings.items()},
            folder=tmp_path,
            library=library,
            locales=locales,
        ) as raised:
            yield raised
        if specification is not None:
            assert specification.check_all(raised.simulator.calls) == []

    return open_


@pytest.fixture
async def stage(open_stage: OpenStage) -> AsyncIterator[Stage]:
    """The bot as the example configures it, speaking five times a second."""
    async with open_stage() as raised:
        yield raised


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The figures of screening, whenever its bars were among the tests."""
    reports = [one for many in terminalreporter.stats.values() for one in many]
    if any("test_screening_figures" in getattr(one, "nodeid", "") for one in reports):
        terminalreporter.section("screening, on the messages that nothing is tuned on")
        for line in reported().lines():
            terminalreporter.write_line(line)

"""The real bot, built as for a live start, with the stand-in for Telegram at its other end."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.arranging import ROOT
from bot.assembly import Respiro, assemble
from bot.config import Config, load_config
from bot.domain.model import Lesson
from bot.opening import open_stores
from bot.running import StartJobs, listening
from simulator.clock import Clock
from simulator.server import Simulator

StartJobsOf = Callable[[Config], StartJobs]

EXAMPLE = ROOT / "config.example.toml"


@dataclass(frozen=True, slots=True)
class Stage:
    """A running bot, the Telegram it talks to, and the clock that both look at."""

    simulator: Simulator
    respiro: Respiro
    config: Config

    @property
    def clock(self) -> Clock:
        """The clock of everything on the stage."""
        return self.simulator.clock


@asynccontextmanager
async def set_up_stage(
    start_jobs_of: StartJobsOf | None,
    simulator: Simulator,
    port: int = 0,
    settings: Mapping[str, str] | None = None,
    folder: Path | None = None,
    library: tuple[Lesson, ...] | None = None,
    locales: Path = ROOT / "locales",
) -> AsyncIterator[Stage]:
    """Raise the curtain; on leaving, everything is stopped and the temporary folder is gone.

    ``settings`` are environment variables over the example configuration; ``folder`` keeps the
    stores, for a bot that is to be started again; ``library`` and ``locales`` stand in for the
    lessons and the catalogues that are shipped. Without ``start_jobs_of`` nothing is sent
    unless somebody beats the speaker by hand.
    """
    with tempfile.TemporaryDirectory(prefix="respiro-") as temporary:
        home = folder or Path(temporary)
        await simulator.start(port=port)
        try:
            config = load_config(EXAMPLE, environment(simulator, home) | dict(settings or {}))
            stores = open_stores(config)
            respiro = assemble(
                config, stores, simulator.token, simulator.clock.now, library, locales
            )
            jobs = start_jobs_of(config) if start_jobs_of is not None else None
            async with listening(respiro, config, jobs):
                yield Stage(simulator, respiro, config)
        finally:
            await simulator.stop()


def environment(simulator: Simulator, home: Path) -> dict[str, str]:
    """What the demo sets over the example configuration; the stores lie in ``home``."""
    return {
        "RESPIRO_TELEGRAM__BASE_URL": simulator.base_url,
        "RESPIRO_TELEGRAM__TOKEN": simulator.token,
        "RESPIRO_PROGRAMME__ORGANISATION": "Aduana Nacional (demostración)",
        "RESPIRO_PROGRAMME__INVITATION_KEY_FILE": str(home / "invitation.key"),
        "RESPIRO_PRIVACY__RESPONSIBLE": "Área de Bienestar",
        "RESPIRO_STORAGE__DELIVERY_URL": f"sqlite:///{home}/delivery.sqlite",
        "RESPIRO_STORAGE__REPLIES_URL": f"sqlite:///{home}/replies.sqlite",
        "RESPIRO_STORAGE__SPOOL_DIR": str(home / "spool"),
        "RESPIRO_SCHEDULE__TICK_SECONDS": "0.2",
    }

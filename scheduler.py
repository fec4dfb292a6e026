"""The speaking launcher: the APScheduler jobs and nothing else.

``python scheduler.py --config config.toml`` speaks without listening, for installations whose
listeners run elsewhere; ``python -m bot run`` starts the same jobs in its own process unless
``programme.speaker`` is false. One speaker at a time.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import sys
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from functools import wraps
from pathlib import Path
from typing import Any

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from bot import logs
from bot.assembly import Clock, Respiro
from bot.config import Config, ConfigError
from bot.content.problems import ContentError
from bot.health import serving_health
from bot.running import connected, open_live, run_to_the_end, until_stopped
from bot.storage.spool import SpoolError

log = logging.getLogger(__name__)

Job = Callable[[], Awaitable[None]]

_PATIENCE = 7  # seconds that a stop waits for the jobs


def start_jobs(config: Config, respiro: Respiro, clock: Clock) -> Callable[[], Awaitable[None]]:
    """Start every job and return what stops them; each asks the clock once and passes it on."""

    async def tick() -> None:
        await respiro.speaker.beat()

    async def close_rounds() -> None:
        if respiro.speaker.has_turn:
            await asyncio.to_thread(respiro.rounds.close_ended, clock())

    async def purge() -> None:
        if respiro.speaker.has_turn:
            await asyncio.to_thread(respiro.rounds.forget_old, clock())

    async def verify_contacts() -> None:
        if respiro.speaker.may_speak:
            await respiro.reminder.beat(clock())

    scheduler = AsyncIOScheduler(
        timezone=UTC,
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
    )
    running: set[asyncio.Task[Any]] = set()
    beat = config.schedule.tick_seconds
    for job, seconds, begins_after in (
        (tick, beat, 0),
        (close_rounds, min(60.0, beat * 4), beat),
        (purge, 6 * 3600.0, 60),  # not while the first prompts of a start want to leave
        (verify_contacts, min(60.0, beat * 4), beat),
    ):
        first = datetime.now(UTC) + timedelta(seconds=begins_after)
        scheduler.add_job(
            _noted(job, running), IntervalTrigger(seconds=seconds), next_run_time=first
        )
    scheduler.start()

    async def stop_jobs() -> None:
        scheduler.pause()
        await asyncio.sleep(0)  # what has been handed to the loop begins, and is seen
        resting = asyncio.create_task(respiro.speaker.rest())
        # APScheduler would cancel a job, and its thread would go on in a closed store.
        await asyncio.wait({resting, *running}, timeout=_PATIENCE)
        scheduler.shutdown(wait=False)

    return stop_jobs


def _noted(job: Job, running: set[asyncio.Task[Any]]) -> Job:
    """A job that stands in ``running`` from its first step to its end."""

    @wraps(job)
    async def run() -> None:
        task = asyncio.current_task()
        if task is not None:
            running.add(task)
            task.add_done_callback(running.discard)
        await job()

    return run


async def speak(config: Config, respiro: Respiro) -> None:
    """Speak until SIGINT or SIGTERM; InvalidToken when Telegram does not know the token."""

    async def work() -> None:
        async with serving_health(config.health.listen, respiro), connected(respiro):
            stop_jobs = start_jobs(config, respiro, now)
            log.info("speaking as @%s", respiro.application.bot.username)
            try:
                await asyncio.Event().wait()
            finally:
                await stop_jobs()

    await until_stopped(work())


def now() -> datetime:
    """The clock of a live installation."""
    return datetime.now(UTC)


def main(arguments: list[str] | None = None) -> int:
    """The speaker alone."""
    parser = argparse.ArgumentParser(prog="scheduler.py", description=__doc__)
    parser.add_argument("--config", type=Path, help="default: config.toml")
    chosen = parser.parse_args(arguments)
    logs.set_up()
    try:
        config, respiro = open_live(chosen.config, os.environ, now)
    except (ConfigError, ContentError, SpoolError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return run_to_the_end(speak(config, respiro))


if __name__ == "__main__":
    sys.exit(main())

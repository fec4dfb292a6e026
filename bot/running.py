"""The listening loop: from the first call to Telegram to a clean stop."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from telegram import Bot
from telegram.constants import ChatAction
from telegram.error import BadRequest, Forbidden, InvalidToken, TelegramError

from bot.assembly import Clock, Respiro, assemble
from bot.chat.inbound import Inbox, Poller
from bot.chat.texts.commands import commands, description, short_description
from bot.chat.webhook import Webhook, stop_webhook
from bot.config import Config, ConfigError, load_config, require_live, unverified_contacts
from bot.config.settings import TelegramSection
from bot.health import Complaint, no_complaint, serving_health, unusable
from bot.opening import open_stores, recorded_checks
from bot.storage.spool import Spool, is_in_memory

log = logging.getLogger(__name__)

_DRAIN_SECONDS = 6
_LOOK_SECONDS = 60
_FOLLOW_UP_SECONDS = 10
_LEAVE_SECONDS = 3

StartJobs = Callable[[Respiro], Callable[[], Awaitable[None]]]
"""Starts the jobs of the speaker and returns what stops them."""


@asynccontextmanager
async def listening(
    respiro: Respiro, config: Config, start_jobs: StartJobs | None
) -> AsyncIterator[asyncio.Task[None]]:
    """The bot at work; on leaving, what is under way is finished and told to Telegram."""
    application = respiro.application
    metrics = respiro.metrics
    inbox = Inbox(application.process_update, respiro.replies.is_urgent, metrics)
    poller = Poller(application.bot, respiro.polling, inbox, metrics)
    metrics.watch("respiro_updates_under_way", "Updates not finished yet", lambda: len(inbox))
    webhook: Webhook | None = None
    stop_jobs: Callable[[], Awaitable[None]] | None = None
    tasks: list[asyncio.Task[None]] = []
    complain: Complaint = no_complaint
    if config.telegram.mode == "polling":
        metrics.watch("respiro_polling_silence_seconds", "Since Telegram answered", poller.silence)
        complain = partial(_complain_of, poller, inbox)
    async with (
        serving_health(config.health.listen, respiro, complain),
        connected(respiro),
    ):
        try:
            if config.telegram.mode == "webhook":
                webhook = await _open_webhook(respiro, inbox, config.telegram)
                receiving = asyncio.create_task(_wait_for_ever())
            else:
                await _insist(partial(stop_webhook, application.bot))
                receiving = asyncio.create_task(poller.run())
            tasks += [receiving, asyncio.create_task(_introduce(respiro))]
            tasks += [asyncio.create_task(_look_at_calls(respiro))]
            tasks += [asyncio.create_task(_follow_up(respiro))]
            tasks += [asyncio.create_task(_go_on_handing_over(respiro, config))]
            tasks += [asyncio.create_task(_try_counsellors(respiro, config))]
            stop_jobs = start_jobs(respiro) if start_jobs is not None else None
            yield receiving
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            ending = webhook.stop if webhook is not None else inbox.drain
            endings = [ending(_DRAIN_SECONDS), *([stop_jobs()] if stop_jobs is not None else [])]
            for failure in await asyncio.gather(*endings, return_exceptions=True):
                if failure is not None:  # a bug; the other end must be come to all the same
                    log.error("a part did not stop well: %s", type(failure).__name__)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_LEAVE_SECONDS):
                    await asyncio.gather(
                        respiro.replies.take_leave(), _say_farewell(respiro, config)
                    )
            if tasks and webhook is None:
                await poller.confirm()


@asynccontextmanager
async def connected(respiro: Respiro) -> AsyncIterator[None]:
    """The bot acquainted with Telegram; on leaving, every connection and store is closed.

    An outage at the start is waited for; InvalidToken when Telegram does not know the token.
    """
    try:
        await respiro.bulk.initialize()
        await _insist(respiro.application.initialize)
        yield
    finally:
        await respiro.bulk.shutdown()
        await respiro.application.shutdown()
        await respiro.application.bot.shutdown()  # the line above omits it before a first meeting
        respiro.speaker.turn.give_up()
        respiro.stores.close()


def open_live(
    path: Path | None, environ: Mapping[str, str], clock: Clock
) -> tuple[Config, Respiro]:
    """Read, check and build a live installation, and tell its operator what wants a look.

    ConfigError, ContentError and SpoolError say what is wrong; nothing has been started then.
    """
    config = load_config(path, environ)
    require_live(config, clock().date(), partial(recorded_checks, config))
    token = config.telegram.token
    respiro = assemble(
        config, open_stores(config), token.get_secret_value() if token else "", clock
    )
    for contact in unverified_contacts(config, clock().date(), respiro.checks.known()):
        log.warning("contact not verified: %s (call it, then: contacts verify)", contact.id)
    for department in config.without_counsellor:
        log.warning("no counsellor serves %s: officers there cannot ask to be called", department)
    spool = respiro.stores.spool
    if isinstance(spool, Spool) and not is_in_memory(spool.folder):
        log.warning(
            "the open round is on a disk (%s): set storage.spool_dir to a tmpfs", spool.folder
        )
    return config, respiro


def run_to_the_end(work: Coroutine[Any, Any, None]) -> int:
    """Run a live installation; the exit code. The library's own words would hold the token."""
    try:
        asyncio.run(work)
    except InvalidToken:
        sys.stderr.write("Telegram does not know this token: ask @BotFather for the right one.\n")
        return 2
    except ConfigError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


async def run_until_stopped(respiro: Respiro, config: Config, start_jobs: StartJobs | None) -> None:
    """Listen until SIGINT or SIGTERM; InvalidToken when Telegram does not know the token."""

    async def listen() -> None:
        async with listening(respiro, config, start_jobs) as receiving:
            log.info("listening as @%s", respiro.application.bot.username)
            await receiving

    await until_stopped(listen())


async def until_stopped(work: Coroutine[Any, Any, None]) -> None:
    """Do something until SIGINT or SIGTERM comes, at any point of it, or it ends by itself."""
    stopped = stop_event()
    working, waiting = asyncio.create_task(work), asyncio.create_task(stopped.wait())
    await asyncio.wait({working, waiting}, return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    working.cancel()
    try:
        await working
    except asyncio.CancelledError:
        log.info("stopped cleanly")


def stop_event() -> asyncio.Event:
    """Set by the first SIGINT or SIGTERM."""
    stopped = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    return stopped


async def _open_webhook(respiro: Respiro, inbox: Inbox, telegram: TelegramSection) -> Webhook:
    """The webhook, listening and known to Telegram; ConfigError when its addresses cannot be."""
    secret = telegram.webhook_secret.get_secret_value() if telegram.webhook_secret else ""
    webhook = Webhook(respiro.application.bot, inbox, secret, respiro.metrics)
    host, _, port = telegram.webhook_listen.rpartition(":")
    path = urlsplit(telegram.webhook_url).path or "/"
    try:
        await webhook.start(host, int(port), path)
    except OSError as error:
        await webhook.stop(0)
        raise unusable("telegram.webhook_listen", telegram.webhook_listen, error) from None
    try:
        await _insist(partial(webhook.announce, telegram.webhook_url))
    except BadRequest as error:
        await webhook.stop(0)
        raise ConfigError(
            [f"telegram.webhook_url is refused by Telegram ({error.message}): correct it."]
        ) from None
    return webhook


def _complain_of(poller: Poller, inbox: Inbox) -> str | None:
    silence = poller.silence()
    if inbox.is_full and silence >= poller.patience:
        return f"{len(inbox)} updates are under way, so no more have been fetched"
    return None if silence < poller.patience else f"no word from Telegram for {silence:.0f} s"


async def _insist(ask: Callable[[], Awaitable[None]]) -> None:
    """Ask Telegram until it answers: an outage at the start is waited for, a wrong token is not."""
    pause = 1.0
    while True:
        try:
            await ask()
        except (InvalidToken, BadRequest):
            raise
        except TelegramError as error:
            log.warning("Telegram does not answer: %s", type(error).__name__)
            await asyncio.sleep(pause)
            pause = min(pause * 2, 30)
        else:
            return


async def _introduce(respiro: Respiro) -> None:
    """Tell Telegram the commands and descriptions, in every language; it can wait."""
    bot: Bot = respiro.application.bot
    home = respiro.desk.enrolment.default_language
    try:
        for language, say in respiro.desk.catalogues.items():
            code = None if language == home else language
            await bot.set_my_commands(commands(say), language_code=code)
            await bot.set_my_description(description(say), language_code=code)
            await bot.set_my_short_description(short_description(say), language_code=code)
    except TelegramError as error:
        log.warning("the commands could not be set: %s", type(error).__name__)


async def _look_at_calls(respiro: Respiro) -> None:
    """Learn of calls to contacts, and of duties, that other processes have recorded."""
    while True:
        await asyncio.sleep(_LOOK_SECONDS)
        try:
            await asyncio.to_thread(respiro.checks.look)
            await asyncio.to_thread(respiro.counselling.on_call.look)
        except Exception as error:  # what is known stays known, and the next look must come
            log.warning("the calls to contacts cannot be read: %s", type(error).__name__)


async def _follow_up(respiro: Respiro) -> None:
    """Look, one tick for all, which question has waited long enough for its answer."""
    while True:
        await asyncio.sleep(_FOLLOW_UP_SECONDS)
        try:
            await respiro.replies.follow_up()
        except Exception as error:  # one tick that breaks off must not end the others
            log.error("contacts wait: %s", type(error).__name__)


async def _go_on_handing_over(respiro: Respiro, config: Config) -> None:
    """Bring what waits to counsellors, and tell officers how it went."""
    if not config.counsellors:
        return
    while True:
        await asyncio.sleep(config.schedule.tick_seconds)
        try:
            await respiro.handing_over.sweep()
        except Exception as error:  # one round that breaks off must not end the others
            log.error("requests to counsellors wait: %s", type(error).__name__)


async def _try_counsellors(respiro: Respiro, config: Config) -> None:
    """Name the counsellors that the bot cannot write to: at the start, so that it tells of no one.

    A line at the moment of a request would tell that there was one.
    """
    for counsellor in config.counsellors:
        try:
            await respiro.application.bot.send_chat_action(counsellor.chat_id, ChatAction.TYPING)
        except (Forbidden, BadRequest):
            log.warning("%s cannot be written to: ask for /start to the bot", counsellor.name)
        except TelegramError as error:
            log.warning("counsellors could not be tried: %s", type(error).__name__)


async def _say_farewell(respiro: Respiro, config: Config) -> None:
    """What waits in this process's own memory goes with it: those it belongs to are told."""
    if not config.counsellors or config.storage.spool_url:
        return
    try:
        await respiro.handing_over.farewell()
    except Exception as error:  # the rest of a stop must come all the same
        log.error("requests to counsellors were not told of the stop: %s", type(error).__name__)


async def _wait_for_ever() -> None:
    await asyncio.Event().wait()

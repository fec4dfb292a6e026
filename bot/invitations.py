"""Handing out a unit's invitation: the link, and the poster for the wall."""

from __future__ import annotations

import difflib
from datetime import datetime
from pathlib import Path

from telegram import Bot
from telegram.error import TelegramError

from bot.arranging import ROOT
from bot.assembly import build_application
from bot.chat.texts import poster as words
from bot.chat.transport import AiohttpRequest
from bot.config import Config
from bot.content.translations import load_catalogues
from bot.domain.timetable import local
from bot.poster import PosterError, draw_poster
from bot.service.enrolment import Enrolment


class InvitationError(Exception):
    """An invitation that cannot be handed out; the message says what to do."""


async def hand_out(
    config: Config, enrolment: Enrolment, unit_id: str, ends: datetime, poster: Path | None
) -> str:
    """The link of a new invitation; the poster too, when a file is named for it."""
    unit = enrolment.units.get(unit_id)
    if unit is None:
        near = difflib.get_close_matches(unit_id, enrolment.units, 3, 0.4) or enrolment.units
        raise InvitationError(f"there is no unit {unit_id}: take one of {', '.join(near)}.")
    if config.telegram.token is None:
        raise InvitationError("the link needs the bot's name: set RESPIRO_TELEGRAM__TOKEN.")
    token = config.telegram.token.get_secret_value()
    name = await _bot_name(
        build_application(token, config.telegram.base_url, AiohttpRequest(1)).bot
    )
    link = f"https://t.me/{name}?start={enrolment.invite(unit_id, ends)}"
    if poster is not None:
        say = load_catalogues(ROOT / "locales")[config.programme.language]
        last_day = local(ends, enrolment.calendar).date()
        told = words.poster(
            say,
            config.programme.name,
            config.programme.organisation,
            unit,
            last_day,
            config.privacy.k,
        )
        try:
            draw_poster(link, told, poster)
        except PosterError as error:
            raise InvitationError(str(error)) from error
    return link


async def _bot_name(bot: Bot) -> str:
    try:
        async with bot:
            return bot.username
    except TelegramError as error:
        raise InvitationError(
            f"Telegram does not tell the bot's name ({type(error).__name__}): check the token "
            "and the network, then try again."
        ) from None

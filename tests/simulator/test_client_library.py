"""python-telegram-bot takes the stand-in for Telegram, and the specification takes its calls."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeAllPrivateChats,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    LinkPreviewOptions,
    MenuButtonCommands,
    ReplyKeyboardMarkup,
    Update,
)
from telegram.error import BadRequest, Conflict, Forbidden, RetryAfter
from telegram.ext import Application, CallbackQueryHandler, ContextTypes, MessageHandler, filters

from simulator.faults import TooMany
from simulator.server import Simulator
from simulator.specification import Specification

pytest_plugins = ["running"]

ROOT = Path(__file__).parents[2]
PNG = bytes.fromhex("89504e470d0a1a0a0000000d494844520000006400000064")
YES = InlineKeyboardMarkup([[InlineKeyboardButton("Sí", callback_data="y")]])


@pytest.fixture(scope="module")
def specification() -> Specification:
    path = Path(os.environ.get("RESPIRO_BOT_API_SPEC", "../shared/bot-api/api.json"))
    path = ROOT / path
    if not path.exists():
        pytest.skip(f"set RESPIRO_BOT_API_SPEC to the Bot API's specification; none at {path}")
    return Specification.load(path)


@pytest.fixture
async def bot(sim: Simulator) -> AsyncIterator[Bot]:
    base, files = f"{sim.base_url}/bot", f"{sim.base_url}/file/bot"
    async with Bot(sim.token, base_url=base, base_file_url=files) as bot:
        yield bot


async def test_the_library_reads_every_kind_of_answer(sim: Simulator, bot: Bot) -> None:
    ana = sim.officer("Ana")
    assert bot.username == "respiro_bot"
    await ana.send("/start", wait=False)
    [start] = await bot.get_updates()
    assert start.effective_message is not None
    assert start.effective_message.entities[0].type == "bot_command"
    sent = await bot.send_message(ana.id, "<b>¿Listo?</b>", "HTML", reply_markup=YES)
    assert sent.entities[0].length == 7
    await ana.tap("Sí", wait=False)
    [tap] = await bot.get_updates(offset=start.update_id + 1)
    assert tap.callback_query is not None
    assert await bot.answer_callback_query(tap.callback_query.id, "Bien", show_alert=True)
    edited = await bot.edit_message_text("Vale", ana.id, sent.message_id)
    assert (not isinstance(edited, bool) and edited.text, ana.alerts[0].text) == ("Vale", "Bien")


async def test_the_library_uploads_an_animation_and_sends_its_id(sim: Simulator, bot: Bot) -> None:
    ana = sim.officer("Ana", started=True)
    first = await bot.send_animation(ana.id, b"mp4...", filename="air.mp4", duration=57)
    assert first.animation is not None
    second = await bot.send_animation(ana.id, first.animation.file_id, caption="Respira")
    assert second.animation == first.animation
    assert ana.last.file is not None
    assert ana.last.file.data == b"mp4..."
    assert await (await bot.get_file(first.animation)).download_as_bytearray() == b"mp4..."


async def test_the_library_reads_blocking_and_all_that_people_send(
    sim: Simulator, bot: Bot
) -> None:
    ana = sim.officer("Ana", started=True)
    await ana.voice(wait=False)
    await ana.sticker(wait=False)
    await ana.photo("mira", wait=False)
    await ana.location(wait=False)
    await ana.forward("dijo", wait=False)
    await ana.share_contact(wait=False)
    await ana.in_group("hola", wait=False)
    ana.block()
    updates = await bot.get_updates()
    messages = [update.message for update in updates if update.message]
    assert messages[0].voice
    assert messages[1].sticker
    assert messages[2].photo
    assert messages[3].location
    assert messages[4].forward_origin
    assert messages[5].contact
    assert messages[5].contact.user_id == ana.id
    assert messages[6].chat.type == "group"
    assert updates[7].my_chat_member is not None
    assert updates[7].my_chat_member.new_chat_member.status == "kicked"


async def test_the_library_raises_its_errors(
    sim: Simulator, bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")  # otherwise the library warns of each RetryAfter
    ana = sim.officer("Ana", started=True)
    with pytest.raises(BadRequest, match="Message text is empty"):
        await bot.send_message(ana.id, " ")
    sim.faults.add(kind=TooMany(3))
    with pytest.raises(RetryAfter):
        await bot.send_message(ana.id, "x")
    ana.block()
    with pytest.raises(Forbidden):
        await bot.send_message(ana.id, "x")
    await bot.set_webhook("https://127.0.0.1:1/hook")
    with pytest.raises(Conflict):
        await bot.get_updates()
    assert (await bot.get_webhook_info()).pending_update_count == 1
    await bot.delete_webhook()


async def test_an_application_of_the_library_talks_with_an_officer(sim: Simulator) -> None:
    async def greet(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.message is not None
        await update.message.reply_text("¿Listo?", reply_markup=YES)

    async def thank(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.callback_query is not None
        await update.callback_query.answer("Bien")
        await update.callback_query.edit_message_text("Gracias")

    builder = Application.builder().token(sim.token).base_url(f"{sim.base_url}/bot")
    app = builder.build()
    app.add_handlers([MessageHandler(filters.TEXT, greet), CallbackQueryHandler(thank)])
    ana = sim.officer("Ana")
    async with app:
        assert app.updater is not None
        await app.updater.start_polling(poll_interval=0)
        await app.start()
        await ana.send("Hola")
        await ana.see("¿Listo?")
        await ana.tap("Sí")
        await ana.see("Gracias")
        await app.updater.stop()
        await app.stop()
    assert [alert.text for alert in ana.alerts] == ["Bien"]


async def test_every_call_of_the_library_keeps_to_the_specification(
    sim: Simulator, bot: Bot, specification: Specification
) -> None:
    ana = sim.officer("Ana", started=True)
    preview = LinkPreviewOptions(is_disabled=True)
    sent = await bot.send_message(
        ana.id, "<b>x</b>", "HTML", link_preview_options=preview, reply_markup=YES
    )
    keys = ReplyKeyboardMarkup([["a", "b"]], resize_keyboard=True)
    await bot.send_message(ana.id, "x", reply_to_message_id=sent.message_id, reply_markup=keys)
    photo = await bot.send_photo(ana.id, PNG, caption="x", protect_content=True)
    await bot.edit_message_media(InputMediaPhoto(PNG + b"other"), ana.id, photo.message_id)
    await bot.set_my_commands(
        [BotCommand("ayuda", "Qué hago")], BotCommandScopeAllPrivateChats(), "es"
    )
    await bot.set_chat_menu_button(menu_button=MenuButtonCommands())
    await bot.get_updates(allowed_updates=["message"])
    await bot.get_chat(ana.id)
    await bot.delete_messages(ana.id, [sent.message_id])
    assert all(call.ok for call in sim.calls)
    assert specification.check_all(sim.calls) == []

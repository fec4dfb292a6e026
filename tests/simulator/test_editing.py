"""Editing, deleting and answering taps, and when Telegram refuses."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from plain_client import Client

from simulator.officer import Officer
from simulator.server import Simulator

pytest_plugins = ["running"]

YES = {"inline_keyboard": [[{"text": "Sí", "callback_data": "y"}]]}
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)


@pytest.fixture
async def ana(sim: Simulator, api: Client) -> Officer:
    """An officer with one message of the bot: "Hola" with the button Sí."""
    officer = sim.officer("Ana", started=True)
    await api.call("sendMessage", chat_id=officer.id, text="Hola", reply_markup=YES)
    return officer


async def send_photo(sim: Simulator, api: Client, ana: Officer) -> int:
    file = sim.world.add_file("photo", "a.jpg", "image/jpeg", b"abc")
    sent = await api.call("sendPhoto", chat_id=ana.id, photo=file.file_id, caption="Hola")
    return int(sent["message_id"])


async def test_an_edit_replaces_text_and_buttons(api: Client, ana: Officer) -> None:
    result = await api.call("editMessageText", chat_id=ana.id, message_id=1, text="Adiós")
    assert (ana.last.text, ana.buttons) == ("Adiós", [])
    assert result["edit_date"] >= result["date"]


async def test_an_edit_of_the_buttons_leaves_the_text(api: Client, ana: Officer) -> None:
    await api.call("editMessageReplyMarkup", chat_id=ana.id, message_id=1)
    assert (ana.last.text, ana.buttons) == ("Hola", [])


@pytest.mark.parametrize(
    ("method", "params", "why"),
    [
        ("editMessageText", {"text": "Hola", "reply_markup": YES}, NOT_MODIFIED),
        ("editMessageReplyMarkup", {"reply_markup": YES}, NOT_MODIFIED),
        ("editMessageText", {"text": "x", "message_id": 7}, "message to edit not found"),
        ("editMessageText", {"text": ""}, "message text is empty"),
        ("editMessageCaption", {"caption": "x"}, "there is no caption in the message to edit"),
        (
            "editMessageText",
            {"text": "x", "reply_markup": {"keyboard": [["a"]]}},
            "inline keyboard expected",
        ),
    ],
)
async def test_an_edit_that_telegram_refuses_is_refused(
    api: Client, ana: Officer, method: str, params: dict[str, Any], why: str
) -> None:
    refused = await api.refused(method, **{"chat_id": ana.id, "message_id": 1} | params)
    assert refused == f"Bad Request: {why}"


async def test_a_photo_has_no_text_to_edit(sim: Simulator, api: Client, ana: Officer) -> None:
    number = await send_photo(sim, api, ana)
    refused = await api.refused("editMessageText", chat_id=ana.id, message_id=number, text="x")
    assert refused == "Bad Request: there is no text in the message to edit"


async def test_a_caption_can_be_edited(sim: Simulator, api: Client, ana: Officer) -> None:
    number = await send_photo(sim, api, ana)
    await api.call("editMessageCaption", chat_id=ana.id, message_id=number, caption="Adiós")
    assert ana.last.text == "Adiós"


async def test_a_text_can_become_a_file(sim: Simulator, api: Client, ana: Officer) -> None:
    media = {"type": "animation", "media": "attach://clip", "caption": "<b>x</b>"}
    params = {"chat_id": str(ana.id), "message_id": "1"}
    form = aiohttp.FormData(params | {"media": json.dumps(media | {"parse_mode": "HTML"})})
    form.add_field("clip", b"mp4", filename="a.mp4", content_type="video/mp4")
    async with api.session.post(api.url("editMessageMedia"), data=form) as response:
        assert (await response.json())["result"]["animation"]["mime_type"] == "video/mp4"
    assert (ana.last.text, ana.last.file and ana.last.file.data) == ("x", b"mp4")


async def test_what_an_officer_wrote_cannot_be_edited(api: Client, ana: Officer) -> None:
    await ana.send("Buenas", wait=False)
    refused = await api.refused("editMessageText", chat_id=ana.id, message_id=2, text="x")
    assert refused == "Bad Request: message can't be edited"


async def test_a_message_that_brought_keys_cannot_be_edited(api: Client, ana: Officer) -> None:
    keys = {"keyboard": [["a"]]}
    await api.call("sendMessage", chat_id=ana.id, text="x", reply_markup=keys)
    refused = await api.refused("editMessageText", chat_id=ana.id, message_id=2, text="y")
    assert refused == "Bad Request: message can't be edited"


async def test_a_deleted_message_is_gone_from_the_screen(api: Client, ana: Officer) -> None:
    await api.call("deleteMessage", chat_id=ana.id, message_id=1)
    assert ana.screen == []


async def test_what_is_gone_cannot_be_deleted(api: Client, ana: Officer) -> None:
    refused = await api.refused("deleteMessage", chat_id=ana.id, message_id=9)
    assert refused == "Bad Request: message to delete not found"


async def test_after_48_hours_nothing_can_be_deleted(
    sim: Simulator, api: Client, ana: Officer
) -> None:
    sim.clock.advance(timedelta(hours=48, seconds=1))
    refused = await api.refused("deleteMessage", chat_id=ana.id, message_id=1)
    assert refused == "Bad Request: message can't be deleted for everyone"


async def test_deleting_many_passes_over_what_is_gone(api: Client, ana: Officer) -> None:
    await api.call("deleteMessages", chat_id=ana.id, message_ids=[9, 1])
    assert ana.screen == []


async def test_a_tap_reaches_the_bot_and_its_answer_the_officer(api: Client, ana: Officer) -> None:
    await ana.tap("Sí", wait=False)
    [update] = await api.updates()
    query = update["callback_query"]
    assert (query["data"], query["message"]["message_id"]) == ("y", 1)
    await api.call("answerCallbackQuery", callback_query_id=query["id"], text="Bien")
    assert [(alert.text, alert.show_alert) for alert in ana.alerts] == [("Bien", False)]


@pytest.mark.parametrize("case", ["unknown", "answered", "too old"])
async def test_a_tap_can_be_answered_once_and_only_soon(
    sim: Simulator, api: Client, ana: Officer, case: str
) -> None:
    await ana.tap("Sí", wait=False)
    [update] = await api.updates()
    number = "77" if case == "unknown" else update["callback_query"]["id"]
    if case == "answered":
        await api.call("answerCallbackQuery", callback_query_id=number)
    if case == "too old":
        sim.clock.advance(timedelta(seconds=16))
    refused = await api.refused("answerCallbackQuery", callback_query_id=number)
    assert refused == (
        "Bad Request: query is too old and response timeout expired or query ID is invalid"
    )


async def test_an_answer_to_a_tap_has_at_most_200_characters(api: Client, ana: Officer) -> None:
    refused = await api.refused("answerCallbackQuery", callback_query_id="1", text="x" * 201)
    assert refused == "Bad Request: MESSAGE_TOO_LONG"

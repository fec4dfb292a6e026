"""Sending: what is accepted, how it comes back, what is refused."""

from __future__ import annotations

import io
import json
import struct
from typing import Any

import aiohttp
import pytest
from plain_client import Client

from simulator.server import Simulator

pytest_plugins = ["running"]

TOO_MUCH = {"inline_keyboard": [[{"text": "a", "callback_data": "ñ" * 32 + "x"}]]}


def button(**members: Any) -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": "a", **members}]]}


def png(width: int, height: int) -> bytes:
    """As much of a picture as it takes to measure it."""
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", width, height)


async def upload_photo(api: Client, chat_id: int, data: bytes) -> Any:
    """What Telegram answers to an upload."""
    form = aiohttp.FormData({"chat_id": str(chat_id)})
    form.add_field("photo", io.BytesIO(data), filename="a.png", content_type="image/png")
    async with api.session.post(api.url("sendPhoto"), data=form) as response:
        return await response.json()


async def test_a_message_comes_back_as_telegram_writes_it(sim: Simulator, api: Client) -> None:
    ana = sim.officer("Ana", started=True)
    sent = await api.call("sendMessage", chat_id=ana.id, text="<b>Hi</b>", parse_mode="HTML")
    date = sent.pop("date")
    assert abs(date - sim.clock.now().timestamp()) < 5
    assert sent == {
        "message_id": 1,
        "from": {
            "id": 12345,
            "is_bot": True,
            "first_name": "Respiro",
            "username": "respiro_bot",
        },
        "chat": {"id": ana.id, "type": "private", "first_name": "Ana"},
        "text": "Hi",
        "entities": [{"type": "bold", "offset": 0, "length": 2}],
    }


@pytest.mark.parametrize("way", ["query", "form", "json", "multipart"])
async def test_parameters_are_read_however_they_come(sim: Simulator, api: Client, way: str) -> None:
    ana = sim.officer("Ana", started=True)
    markup = json.dumps({"inline_keyboard": [[{"text": "Sí", "callback_data": "y"}]]})
    flat = {"chat_id": str(ana.id), "text": "¿Listo?", "reply_markup": markup}
    url = api.url("sendMessage")
    if way == "query":
        await api.session.get(url, params=flat)
    elif way == "form":
        await api.session.post(url, data=flat)
    elif way == "json":
        await api.session.post(url, json=flat | {"reply_markup": json.loads(markup)})
    else:
        form = aiohttp.FormData(flat, default_to_multipart=True)
        await api.session.post(url, data=form)
    assert (ana.last.text, ana.buttons) == ("¿Listo?", ["Sí"])


async def test_names_of_methods_are_found_whatever_their_capitals(
    sim: Simulator, api: Client
) -> None:
    ana = sim.officer("Ana", started=True)
    await api.call("sendmessage", chat_id=ana.id, text="x")
    assert [call.method for call in sim.calls] == ["sendMessage"]


async def test_a_wrong_token_is_unauthorized(sim: Simulator, api: Client) -> None:
    async with api.session.post(f"{sim.base_url}/bot1:x/getMe") as response:
        assert await response.json() == {
            "ok": False,
            "error_code": 401,
            "description": "Unauthorized",
        }


async def test_an_unknown_method_is_not_found(api: Client) -> None:
    assert await api.refused("sendTelepathy") == "Not Found"


@pytest.mark.parametrize(
    ("params", "why"),
    [
        ({}, "message text is empty"),
        ({"text": " \n "}, "message text is empty"),
        ({"text": "<b></b>", "parse_mode": "HTML"}, "message text is empty"),
        ({"text": "x" * 4097}, "message is too long"),
        ({"text": "x", "parse_mode": "Klingon"}, "unsupported parse_mode"),
        ({"text": "x", "chat_id": 1}, "chat not found"),
        ({"text": "x", "chat_id": None}, "chat_id is empty"),
        ({"text": "x", "reply_markup": "{"}, "can't parse reply keyboard markup JSON object"),
        ({"text": "x", "reply_markup": {"a": 1}}, "object expected as reply markup"),
        ({"text": "x", "reply_markup": TOO_MUCH}, "BUTTON_DATA_INVALID"),
        ({"text": "x", "reply_markup": button(callback_data="")}, "BUTTON_DATA_INVALID"),
        (
            {"text": "x", "reply_markup": button()},
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
        (
            {"text": "x", "reply_markup": button(callback_data="a", url="https://e.org")},
            "can't parse inline keyboard button: "
            "exactly one action is expected, found url, callback_data",
        ),
        (
            {"text": "x", "reply_markup": button(url="tel:+591800104040")},
            "inline keyboard button URL 'tel:+591800104040' is invalid: Wrong HTTP URL",
        ),
        ({"text": "x", "reply_parameters": {"message_id": 9}}, "message to be replied not found"),
    ],
)
async def test_what_telegram_refuses_is_refused_in_its_words(
    sim: Simulator, api: Client, params: dict[str, Any], why: str
) -> None:
    ana = sim.officer("Ana", started=True)
    refused = await api.refused("sendMessage", **{"chat_id": ana.id} | params)
    assert refused == f"Bad Request: {why}"


async def test_length_is_counted_after_the_marks_are_parsed(sim: Simulator, api: Client) -> None:
    ana = sim.officer("Ana", started=True)
    text = f"<b>{'x' * 4096}</b>"
    sent = await api.call("sendMessage", chat_id=ana.id, text=text, parse_mode="HTML")
    assert len(sent["text"]) == 4096


async def test_64_bytes_of_callback_data_pass(sim: Simulator, api: Client) -> None:
    ana = sim.officer("Ana", started=True)
    markup = button(callback_data="ñ" * 32)
    await api.call("sendMessage", chat_id=ana.id, text="x", reply_markup=markup)
    assert ana.buttons == ["a"]


async def test_a_bot_cannot_write_first(sim: Simulator, api: Client) -> None:
    ana = sim.officer("Ana")
    refused = await api.refused("sendMessage", chat_id=ana.id, text="x")
    assert refused == "Forbidden: bot can't initiate conversation with a user"


async def test_a_bot_that_was_blocked_cannot_write(sim: Simulator, api: Client) -> None:
    ana = sim.officer("Ana", started=True)
    ana.block()
    refused = await api.refused("sendMessage", chat_id=ana.id, text="x")
    assert refused == "Forbidden: bot was blocked by the user"


async def test_keys_stay_until_they_are_replaced_or_removed(sim: Simulator, api: Client) -> None:
    ana = sim.officer("Ana", started=True)
    keys = {"keyboard": [["1", {"text": "2"}], ["3"]]}
    seen = []
    for markup in (keys, None, {"keyboard": [["4"]]}, {"remove_keyboard": True}):
        await api.call("sendMessage", chat_id=ana.id, text="x", reply_markup=markup)
        seen.append(ana.keyboard)
    assert seen == [[["1", "2"], ["3"]], [["1", "2"], ["3"]], [["4"]], None]


@pytest.mark.parametrize(
    ("key", "told"),
    [
        ({"request_contact": "yes"}, 'Field "request_contact" must be of type Boolean'),
        ({"request_contact": True, "request_location": True}, "only one of request_contact"),
    ],
)
async def test_a_key_asks_for_one_thing_and_plainly(
    sim: Simulator, api: Client, key: dict[str, object], told: str
) -> None:
    ana = sim.officer("Ana", started=True)
    markup = {"keyboard": [[{"text": "k", **key}]]}
    assert told in await api.refused("sendMessage", chat_id=ana.id, text="x", reply_markup=markup)
    assert ana.keyboard is None


async def test_a_telephone_number_is_asked_for_in_private_chats_only(
    sim: Simulator, api: Client
) -> None:
    group = sim.world.group()
    markup = {"keyboard": [[{"text": "k", "request_contact": True}]]}
    told = await api.refused("sendMessage", chat_id=group.id, text="x", reply_markup=markup)
    assert told == "Bad Request: phone number can be requested in private chats only"


async def test_flags_of_a_message_come_back(sim: Simulator, api: Client) -> None:
    ana = sim.officer("Ana", started=True)
    sent = await api.call(
        "sendMessage", chat_id=ana.id, text="x", protect_content=True, disable_notification="true"
    )
    assert sent["has_protected_content"]
    assert ana.last.silent


async def test_a_file_is_uploaded_once_and_sent_by_its_id(sim: Simulator, api: Client) -> None:
    ana = sim.officer("Ana", started=True)
    form = aiohttp.FormData({"chat_id": str(ana.id), "duration": "57", "caption": "Respira"})
    form.add_field("animation", b"mp4...", filename="air.mp4", content_type="video/mp4")
    async with api.session.post(api.url("sendAnimation"), data=form) as response:
        first = (await response.json())["result"]
    second = await api.call(
        "sendAnimation", chat_id=ana.id, animation=first["animation"]["file_id"]
    )
    assert second["animation"] == first["animation"]
    assert first["animation"]["duration"] == 57


async def test_a_file_may_be_attached_under_another_name(sim: Simulator, api: Client) -> None:
    ana = sim.officer("Ana", started=True)
    form = aiohttp.FormData({"chat_id": str(ana.id), "photo": "attach://part"})
    form.add_field("part", png(800, 600), filename="a.jpg", content_type="image/jpeg")
    async with api.session.post(api.url("sendPhoto"), data=form) as response:
        assert (await response.json())["ok"]
    assert ana.last.file is not None
    assert ana.last.file.data == png(800, 600)


async def test_a_photo_comes_back_in_two_sizes_the_larger_last(sim: Simulator, api: Client) -> None:
    ana = sim.officer("Ana", started=True)
    sent = await upload_photo(api, ana.id, png(800, 600))
    sizes = sent["result"]["photo"]
    assert [(size["width"], size["height"]) for size in sizes] == [(320, 240), (800, 600)]
    again = await api.call("sendPhoto", chat_id=ana.id, photo=sizes[-1]["file_id"])
    assert again["photo"] == sizes


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"GIF89a", "IMAGE_PROCESS_FAILED"),
        (b"\x89PNG\r\n\x1a\n", "IMAGE_PROCESS_FAILED"),
        (b"\xff\xd8\xff\xda", "IMAGE_PROCESS_FAILED"),
        (png(9000, 1001), "PHOTO_INVALID_DIMENSIONS"),
        (png(2100, 100), "PHOTO_INVALID_DIMENSIONS"),
        (png(0, 100), "PHOTO_INVALID_DIMENSIONS"),
        (png(100, 100) + bytes(10 * 1024 * 1024), "file is too big"),
        (b"", "file must be non-empty"),
    ],
)
async def test_a_photo_that_telegram_cannot_show_is_refused(
    sim: Simulator, api: Client, data: bytes, why: str
) -> None:
    ana = sim.officer("Ana", started=True)
    answer = await upload_photo(api, ana.id, data)
    assert answer["description"] == f"Bad Request: {why}"


async def test_a_jpeg_is_measured_too(sim: Simulator, api: Client) -> None:
    ana = sim.officer("Ana", started=True)
    frame = bytes([0xFF, 0xC0, 0, 11, 8, 0, 120, 0, 200, 1, 1, 17, 0])
    sent = await upload_photo(api, ana.id, b"\xff\xd8\xff\xe0\x00\x04ab" + frame)
    assert (sent["result"]["photo"][-1]["width"], sent["result"]["photo"][-1]["height"]) == (
        200,
        120,
    )


async def test_an_uploaded_file_can_be_fetched(sim: Simulator, api: Client) -> None:
    file = sim.world.add_file("document", "a.txt", "text/plain", b"abc")
    path = (await api.call("getFile", file_id=file.file_id))["file_path"]
    async with api.session.get(f"{sim.base_url}/file/bot{sim.token}/{path}") as response:
        assert await response.read() == b"abc"


@pytest.mark.parametrize(
    ("params", "why"),
    [
        ({}, "there is no animation in the request"),
        ({"animation": "attach://nothing"}, "there is no animation in the request"),
        ({"animation": "nonsense"}, "wrong file identifier/HTTP URL specified"),
        ({"animation": "x", "caption": "x" * 1025}, "message caption is too long"),
    ],
)
async def test_a_wrong_file_or_caption_is_refused(
    sim: Simulator, api: Client, params: dict[str, Any], why: str
) -> None:
    ana = sim.officer("Ana", started=True)
    assert await api.refused("sendAnimation", chat_id=ana.id, **params) == f"Bad Request: {why}"


async def test_a_photo_cannot_be_sent_as_an_animation(sim: Simulator, api: Client) -> None:
    ana = sim.officer("Ana", started=True)
    photo = sim.world.add_file("photo", "a.jpg", "image/jpeg", b"abc")
    refused = await api.refused("sendAnimation", chat_id=ana.id, animation=photo.file_id)
    assert refused == "Bad Request: can't use file of type Photo as Animation"


async def test_calls_are_remembered_up_to_the_bound() -> None:
    async with Simulator(remember=2) as sim, aiohttp.ClientSession() as session:
        api = Client(session, sim)
        for method in ("getMe", "getMyCommands", "getMyName"):
            await api.call(method)
        assert [call.method for call in sim.calls] == ["getMyCommands", "getMyName"]

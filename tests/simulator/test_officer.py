"""The driver: an officer with a phone, and what the phone shows."""

from __future__ import annotations

import asyncio
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from plain_client import Client

from simulator.officer import Officer
from simulator.server import Simulator

pytest_plugins = ["running"]


def buttons(*labels: str) -> dict[str, Any]:
    return {
        "inline_keyboard": [[{"text": label, "callback_data": f"d{label}"} for label in labels]]
    }


async def say(api: Client, officer: Officer, text: str, **params: Any) -> None:
    await api.call("sendMessage", chat_id=officer.id, text=text, **params)


async def data_of(api: Client) -> list[str]:
    return [update["callback_query"]["data"] for update in await api.updates()]


@pytest.fixture
def ana(sim: Simulator) -> Officer:
    return sim.officer("Ana", started=True)


async def test_a_command_carries_its_entity_and_its_author(api: Client, ana: Officer) -> None:
    await ana.send("/start abc", wait=False)
    [update] = await api.updates()
    assert update["message"]["entities"] == [{"type": "bot_command", "offset": 0, "length": 6}]
    assert update["message"]["from"] == {
        "id": ana.id,
        "is_bot": False,
        "first_name": "Ana",
        "language_code": "es",
    }


async def test_sending_waits_until_the_bot_has_confirmed(api: Client, ana: Officer) -> None:
    sending = asyncio.create_task(ana.send("x"))
    [update] = await api.updates(timeout=5)
    await asyncio.sleep(0.02)
    assert not sending.done()
    await api.updates(offset=update["update_id"] + 1)
    assert await sending == update


async def test_waiting_in_vain_shows_the_screen(ana: Officer) -> None:
    await ana.send("Buenas", wait=False)
    with pytest.raises(
        AssertionError, match=r"waited 0.05 s for the bot to confirm.*\n.*Ana: Buenas"
    ):
        await ana.settled(timeout=0.05)


@pytest.mark.parametrize(
    ("label", "pressed"),
    [("7", "d7"), ("Entendido", "dEntendido ✓"), ("10", "d10")],
)
async def test_tapping_finds_the_exact_label_first(
    api: Client, ana: Officer, label: str, pressed: str
) -> None:
    await say(api, ana, "a", reply_markup=buttons("17", "7", "Entendido ✓"))
    await say(api, ana, "b", reply_markup=buttons("10"))
    await ana.tap(label, wait=False)
    assert await data_of(api) == [pressed]


async def test_tapping_takes_the_newest_message(api: Client, ana: Officer) -> None:
    await say(api, ana, "a", reply_markup=buttons("x"))
    await say(api, ana, "b", reply_markup=buttons("x"))
    await ana.tap("x", wait=False)
    [update] = await api.updates()
    assert update["callback_query"]["message"]["text"] == "b"


async def test_tapping_a_key_sends_its_text(api: Client, ana: Officer) -> None:
    keys = {"keyboard": [["Respirar"]], "one_time_keyboard": True}
    await say(api, ana, "a", reply_markup=keys)
    await ana.tap("Respirar", wait=False)
    assert (ana.last.text, ana.last.from_bot, ana.keyboard) == ("Respirar", False, None)


async def test_tapping_a_key_that_asks_for_the_telephone_shares_it(
    api: Client, ana: Officer
) -> None:
    keys = {"keyboard": [[{"text": "Mi teléfono", "request_contact": True}, "No"]]}
    await say(api, ana, "a", reply_markup=keys)
    await ana.tap("Mi teléfono", wait=False)
    [update] = await api.updates()
    contact = update["message"]["contact"]
    assert contact["user_id"] == ana.id == update["message"]["from"]["id"]
    assert contact["phone_number"].startswith("5917")
    assert "text" not in update["message"]
    assert contact["phone_number"] in ana.transcript()


async def test_somebody_elses_contact_names_its_owner(
    sim: Simulator, api: Client, ana: Officer
) -> None:
    luis = sim.officer("Luis")
    await ana.share_contact(luis, wait=False)
    [update] = await api.updates()
    assert update["message"]["contact"]["user_id"] == luis.id
    assert update["message"]["from"]["id"] == ana.id


async def test_tapping_what_is_not_there_shows_the_screen(api: Client, ana: Officer) -> None:
    await say(api, ana, "Hola", reply_markup=buttons("x"))
    with pytest.raises(AssertionError, match=r"no button \[y\].*\n.*bot: Hola\n +\[x\]"):
        await ana.tap("y")


async def test_tapping_what_may_mean_two_buttons_is_an_error(api: Client, ana: Officer) -> None:
    await say(api, ana, "Hola", reply_markup=buttons("día uno", "día dos"))
    with pytest.raises(AssertionError, match="may mean several"):
        await ana.tap("día")


async def test_a_payload_can_be_forged(api: Client, ana: Officer) -> None:
    await say(api, ana, "Hola")
    await ana.tap_data("../../etc", wait=False)
    assert await data_of(api) == ["../../etc"]


async def test_seeing_waits_for_a_text_to_appear_or_change(api: Client, ana: Officer) -> None:
    await say(api, ana, "uno")
    seeing = asyncio.create_task(ana.see("dos"))
    await asyncio.sleep(0.02)
    await api.call("editMessageText", chat_id=ana.id, message_id=1, text="y dos")
    assert (await seeing).text == "y dos"


async def test_not_seeing_shows_the_screen(api: Client, ana: Officer) -> None:
    await say(api, ana, "uno")
    with pytest.raises(AssertionError, match=r"to see 'dos'.*\n.*bot: uno"):
        await ana.see("dos", timeout=0.05)


async def test_other_things_than_text_reach_the_bot(api: Client, ana: Officer) -> None:
    await ana.voice(wait=False)
    await ana.sticker(wait=False)
    await ana.photo("mira", wait=False)
    await ana.location(wait=False)
    await ana.forward("dijo", wait=False)
    messages = [update["message"] for update in await api.updates()]
    kinds = ("voice", "sticker", "photo", "location", "forward_origin")
    assert [kind for message, kind in zip(messages, kinds, strict=True) if kind in message] == list(
        kinds
    )
    assert messages[2]["caption"] == "mira"


async def test_an_edit_reaches_the_bot(api: Client, ana: Officer) -> None:
    await ana.send("x", wait=False)
    await ana.edit(1, "y", wait=False)
    assert [u["edited_message"]["text"] for u in (await api.updates())[1:]] == ["y"]


async def test_a_group_is_another_chat(api: Client, ana: Officer) -> None:
    await ana.in_group("/start@respiro_bot", wait=False)
    [update] = await api.updates()
    assert (update["message"]["chat"]["type"], update["message"]["from"]["id"]) == ("group", ana.id)
    assert ana.screen == []


async def test_who_has_blocked_the_bot_cannot_write(ana: Officer) -> None:
    ana.block()
    with pytest.raises(AssertionError, match="Ana has blocked the bot"):
        await ana.send("x")


async def test_the_transcript_tells_who_said_what_and_when_at_home(
    sim: Simulator, api: Client, ana: Officer
) -> None:
    sim.clock.set(datetime(2026, 3, 2, 13, 0, tzinfo=UTC))
    await ana.send("Hola", wait=False)
    await say(api, ana, "¿Cómo estás?", reply_markup=buttons("1", "2"))
    assert ana.transcript() == (
        "Mon 02 Mar 09:00  Ana: Hola\nMon 02 Mar 09:00  bot: ¿Cómo estás?\n    [1] [2]"
    )


def test_the_clock_may_go_back(sim: Simulator) -> None:
    before = sim.clock.now()
    sim.clock.advance(timedelta(days=-1))
    assert sim.clock.now() < before


def test_the_clock_needs_a_zone(sim: Simulator) -> None:
    with pytest.raises(ValueError, match="time zone"):
        sim.clock.set(datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None))


async def test_a_watcher_hears_of_all_that_happens_in_a_chat(
    sim: Simulator, api: Client, ana: Officer
) -> None:
    queue = sim.world.listen(ana.id)
    markup = {"inline_keyboard": [[{"text": "web", "url": "https://e.org"}]]}
    text = "<b>a</b>&lt;"
    await say(api, ana, text, parse_mode="HTML", reply_markup=markup)
    await say(api, ana, "b", reply_markup={"keyboard": [["k"]]})
    await ana.tap_data("d", wait=False)
    number = (await api.updates())[0]["callback_query"]["id"]
    await api.call("answerCallbackQuery", callback_query_id=number, text="!", show_alert=True)
    await api.call("deleteMessage", chat_id=ana.id, message_id=2)
    sim.world.unlisten(ana.id, queue)
    await say(api, ana, "unheard")
    first, *others = [queue.get_nowait() for _ in range(queue.qsize())]
    date = first["message"].pop("date")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00", date)
    assert first == {
        "type": "message",
        "message": {
            "message_id": 1,
            "from": "bot",
            "edited": False,
            "text": "a<",
            "html": "<b>a</b>&lt;",
            "media": None,
            "inline": [
                [{"text": "web", "data": None, "url": "https://e.org", "copies": None}],
            ],
        },
    }
    assert [(other.pop("message", None) and "message") or other for other in others] == [
        "message",
        {"type": "keyboard", "rows": [["k"]], "contacts": []},
        {"type": "alert", "text": "!", "show_alert": True},
        {"type": "delete", "message_id": 2},
    ]

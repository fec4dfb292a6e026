"""The bot's own settings: commands, texts, menu button."""

from __future__ import annotations

from typing import Any

import pytest
from plain_client import Client

from simulator.server import Simulator

pytest_plugins = ["running"]

HELP = {"command": "ayuda", "description": "Qué hago"}


async def test_commands_are_kept_for_each_language_and_scope(api: Client) -> None:
    scope = {"type": "all_private_chats"}
    await api.call("setMyCommands", commands=[HELP], scope=scope, language_code="es")
    assert await api.call("getMyCommands", scope=scope, language_code="es") == [HELP]
    assert await api.call("getMyCommands", language_code="es") == []


async def test_commands_can_be_deleted(api: Client) -> None:
    await api.call("setMyCommands", commands=[HELP])
    await api.call("deleteMyCommands")
    assert await api.call("getMyCommands") == []


@pytest.mark.parametrize(
    ("params", "why"),
    [
        ({"commands": [HELP | {"command": "¡Ayuda!"}]}, "BOT_COMMAND_INVALID"),
        ({"commands": [HELP | {"description": ""}]}, "BOT_COMMAND_DESCRIPTION_INVALID"),
        ({"commands": [HELP] * 101}, "BOT_COMMANDS_TOO_MUCH"),
        ({"commands": [HELP], "language_code": "Spanish"}, "invalid language code specified"),
    ],
)
async def test_wrong_commands_are_refused(api: Client, params: dict[str, Any], why: str) -> None:
    assert await api.refused("setMyCommands", **params) == f"Bad Request: {why}"


@pytest.mark.parametrize(
    ("field", "limit"), [("name", 64), ("description", 512), ("short_description", 120)]
)
async def test_texts_about_the_bot_are_kept_up_to_their_length(
    api: Client, field: str, limit: int
) -> None:
    method = "MyShortDescription" if "_" in field else f"My{field.title()}"
    await api.call(f"set{method}", **{field: "x" * limit, "language_code": "en"})
    assert await api.call(f"get{method}", language_code="en") == {field: "x" * limit}
    assert "is too long" in await api.refused(f"set{method}", **{field: "x" * (limit + 1)})


async def test_the_menu_button_may_differ_in_a_chat(sim: Simulator, api: Client) -> None:
    ana = sim.officer("Ana", started=True)
    await api.call("setChatMenuButton", chat_id=ana.id, menu_button={"type": "default"})
    assert await api.call("getChatMenuButton", chat_id=ana.id) == {"type": "default"}
    assert await api.call("getChatMenuButton") == {"type": "commands"}

"""Methods about the bot itself: who it is, its commands, its texts, its menu button."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

from simulator import wire
from simulator.chats import JSON
from simulator.errors import bad_request
from simulator.params import Params
from simulator.targets import known_chat
from simulator.world import World

_COMMAND = re.compile(r"/?[a-z0-9_]{1,32}")
_LANGUAGE = re.compile(r"([a-z]{2})?")
_SCOPES = frozenset(
    {
        "default",
        "all_private_chats",
        "all_group_chats",
        "all_chat_administrators",
        "chat",
        "chat_administrators",
        "chat_member",
    }
)


def get_me(world: World, _params: Params) -> JSON:
    """Carry out getMe."""
    return wire.bot_user(world.bot)


def set_my_commands(world: World, params: Params) -> bool:
    """Carry out setMyCommands."""
    commands = params.array("commands", "BotCommand")
    if commands is None:
        raise bad_request('parameter "commands" is required')
    if len(commands) > 100:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if not _COMMAND.fullmatch(str(command.get("command", ""))):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(str(command.get("description", ""))) <= 256:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    kept = [
        {"command": c["command"].removeprefix("/"), "description": c["description"]}
        for c in commands
    ]
    world.commands[_place(world, params)] = kept
    return True


def get_my_commands(world: World, params: Params) -> list[JSON]:
    """Carry out getMyCommands."""
    return world.commands.get(_place(world, params), [])


def delete_my_commands(world: World, params: Params) -> bool:
    """Carry out deleteMyCommands."""
    world.commands.pop(_place(world, params), None)
    return True


def _place(world: World, params: Params) -> tuple[str, str]:
    scope = params.json("scope", "bot command scope") or {"type": "default"}
    if not isinstance(scope, dict) or scope.get("type") not in _SCOPES:
        raise bad_request("can't parse BotCommandScope: unsupported type specified")
    if "chat_id" in scope:
        known_chat(world, Params(scope))
    return json.dumps(scope, sort_keys=True), _language(params)


def _language(params: Params) -> str:
    code = params.text("language_code")
    if not _LANGUAGE.fullmatch(code):
        raise bad_request("invalid language code specified")
    return code


def _setter(field: str, limit: int) -> Callable[[World, Params], bool]:
    def set_field(world: World, params: Params) -> bool:
        text = params.text(field)
        if len(text) > limit:
            raise bad_request(f"bot {field.replace('_', ' ')} is too long")
        key = (field, _language(params))
        if text:
            world.profile[key] = text
        else:
            world.profile.pop(key, None)
        return True

    return set_field


def _getter(field: str) -> Callable[[World, Params], JSON]:
    def get_field(world: World, params: Params) -> JSON:
        default = world.bot.name if field == "name" else ""
        general = world.profile.get((field, ""), default)
        return {field: world.profile.get((field, _language(params)), general)}

    return get_field


set_my_name, get_my_name = _setter("name", 64), _getter("name")
set_my_description, get_my_description = _setter("description", 512), _getter("description")
set_my_short_description = _setter("short_description", 120)
get_my_short_description = _getter("short_description")


def set_chat_menu_button(world: World, params: Params) -> bool:
    """Carry out setChatMenuButton."""
    button = params.json("menu_button", "menu button") or {"type": "default"}
    if button.get("type") not in {"commands", "web_app", "default"}:
        raise bad_request("can't parse menu button: unsupported type specified")
    if "chat_id" in params:
        known_chat(world, params).menu_button = button
    else:
        world.menu_button = button
    return True


def get_chat_menu_button(world: World, params: Params) -> JSON:
    """Carry out getChatMenuButton."""
    return known_chat(world, params).menu_button if "chat_id" in params else world.menu_button

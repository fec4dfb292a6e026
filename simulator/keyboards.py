"""Reply markups: what a bot may put under a message or below the input line."""

from __future__ import annotations

from typing import Any

from simulator.chats import JSON
from simulator.errors import bad_request
from simulator.links import checked_link
from simulator.params import Params

_ACTIONS = (
    "url",
    "callback_data",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
)
_REQUESTS = (
    "request_users",
    "request_chat",
    "request_managed_bot",
    "request_contact",
    "request_location",
    "request_poll",
    "web_app",
)
_KINDS = ("inline_keyboard", "keyboard", "remove_keyboard", "force_reply")


def read_markup(params: Params) -> JSON | None:
    """Return the ``reply_markup`` of a call, checked; None when there is none or it is empty."""
    markup = params.json("reply_markup", "reply keyboard markup")
    if not markup:
        return None
    if not isinstance(markup, dict) or not any(kind in markup for kind in _KINDS):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" in markup:
        rows = [
            [_inline_button(button) for button in row]
            for row in _rows(markup["inline_keyboard"], "InlineKeyboardButton")
        ]
        rows = [[button for button in row if button["text"]] for row in rows]
        rows = [row for row in rows if row]
        if sum(len(row) for row in rows) > 100:
            raise bad_request("reply markup is too long")
        return {"inline_keyboard": rows} if rows else None
    if "keyboard" in markup:
        keys = [[_key(key) for key in row] for row in _rows(markup["keyboard"], "KeyboardButton")]
        return markup | {"keyboard": keys}
    return markup


def read_inline_markup(params: Params) -> JSON | None:
    """Return the ``reply_markup`` of an edit, which must be an inline keyboard."""
    markup = read_markup(params)
    if markup is not None and "inline_keyboard" not in markup:
        raise bad_request("inline keyboard expected")
    return markup


def _rows(rows: Any, kind: str) -> list[list[Any]]:
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request(f"expected an Array of Array of {kind}")
    return rows


def _inline_button(button: Any) -> JSON:
    problem = "can't parse inline keyboard button: "
    if not isinstance(button, dict):
        raise bad_request(f"{problem}expected an Object")
    if not isinstance(button.get("text"), str):
        raise bad_request(f'{problem}Field "text" must be of type String')
    actions = [name for name in _ACTIONS if button.get(name) is not None]
    if not actions:
        raise bad_request(f"{problem}Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        # Telegram takes one of them without a word; the specification demands exactly one.
        raise bad_request(f"{problem}exactly one action is expected, found {', '.join(actions)}")
    if "callback_data" in actions and not 1 <= len(str(button["callback_data"]).encode()) <= 64:
        raise bad_request("BUTTON_DATA_INVALID")
    if "url" in actions:
        url = str(button["url"])
        if checked_link(url) is None:
            raise bad_request(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")
    return button


def _key(key: Any) -> JSON:
    if isinstance(key, str):
        key = {"text": key}
    if not isinstance(key, dict) or not isinstance(key.get("text"), str):
        raise bad_request("can't parse keyboard button: expected an Object or a String")
    if not key["text"]:
        raise bad_request("keyboard button text must be non-empty")
    for name in ("request_contact", "request_location"):
        if not isinstance(key.get(name, False), bool):
            raise bad_request(
                f'can\'t parse keyboard button: Field "{name}" must be of type Boolean'
            )
    asked = [name for name in _REQUESTS if key.get(name)]
    if len(asked) > 1:
        # Telegram takes one of them without a word; the specification allows no two.
        raise bad_request(f"can't parse keyboard button: only one of {', '.join(asked)} can be")
    return key


def contact_keys(markup: JSON) -> tuple[str, ...]:
    """Return the labels of the keys that ask for the person's telephone number."""
    keys = (key for row in markup.get("keyboard", ()) for key in row)
    return tuple(key["text"] for key in keys if key.get("request_contact"))

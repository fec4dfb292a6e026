"""Calls that depart from the specification, and what is said of them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from simulator.calls import Call
from simulator.params import Upload
from simulator.specification import Specification


def field(name: str, *types: str, required: bool = False, description: str = "") -> dict[str, Any]:
    return {"name": name, "types": types, "required": required, "description": description}


METHODS = {
    "send": {
        "fields": [
            field("chat_id", "Integer", "String", required=True),
            field("loud", "Boolean"),
            field("count", "Integer"),
            field("file", "InputFile", "String"),
            field("buttons", "Array of Array of Button"),
            field("media", "Media"),
            field("markup", "Button", "Keys"),
        ]
    }
}
TYPES: dict[str, dict[str, Any]] = {
    "Button": {"fields": [field("text", "String", required=True), field("n", "Integer")]},
    "Keys": {"fields": [field("keys", "Array of String", required=True)]},
    "Media": {"subtypes": ["Photo", "Video"]},
    "Photo": {
        "fields": [
            field("type", "String", required=True, description="Type, must be photo"),
            field("media", "String", required=True),
        ]
    },
    "Video": {
        "fields": [
            field("type", "String", required=True, description="Type, must be video"),
            field("media", "String", required=True),
            field("width", "Integer"),
        ]
    },
}
FILE = Upload("a.jpg", "image/jpeg", 1, b"x")


def check(params: dict[str, object], method: str = "send") -> list[str]:
    now = datetime.now(UTC)
    return Specification(METHODS, TYPES).check(Call(method, {"chat_id": 1} | params, now, 200, {}))


@pytest.mark.parametrize(
    "params",
    [
        {"chat_id": "@channel", "loud": "true", "count": "-3"},
        {"loud": True, "count": 3, "file": FILE},
        {"file": "file_id"},
        {"file": "attach://part", "part": FILE},
        {"buttons": '[[{"text": "a", "n": 1}]]'},
        {"buttons": [[{"text": "a"}], []]},
        {"media": '{"type": "video", "media": "attach://part", "width": 3}', "part": FILE},
        {"markup": {"keys": ["a"]}},
    ],
)
def test_a_call_that_keeps_to_the_specification_passes(params: dict[str, object]) -> None:
    assert check(params) == []


@pytest.mark.parametrize(
    ("params", "problem"),
    [
        ({"colour": "red"}, "there is no colour"),
        ({"count": "three"}, "count is 'three', not Integer"),
        ({"count": True}, "count is 'true', not Integer"),
        ({"loud": 1}, "loud is '1', not Boolean"),
        ({"file": 5}, "file is '5', not InputFile or String"),
        ({"buttons": "[["}, "buttons is '[[', not Array of Array of Button"),
        ({"buttons": [{"text": "a"}]}, """buttons[0] is '{"text": "a"}', not Array of Button"""),
        ({"buttons": [[{"n": 1}]]}, "buttons[0][0].text is missing"),
        ({"buttons": [[{"text": "a", "n": "1"}]]}, "buttons[0][0].n is '1', not Integer"),
        ({"buttons": [[{"text": "a", "x": 1}]]}, "there is no buttons[0][0].x"),
        ({"media": {"type": "audio", "media": "x"}}, "media.type is 'audio'"),
        (
            {"media": {"type": "photo", "media": "attach://p"}},
            "p is attached to nothing that was sent",
        ),
        ({"part": FILE}, "there is no part"),
    ],
)
def test_what_departs_from_the_specification_is_named(
    params: dict[str, object], problem: str
) -> None:
    assert check(params) == [f"send: {problem}"]


def test_what_is_required_and_missing_is_named() -> None:
    call = Call("send", {}, datetime.now(UTC), 200, {})
    assert Specification(METHODS, TYPES).check(call) == ["send: chat_id is missing"]


def test_an_unknown_method_is_named() -> None:
    assert check({}, "sing") == ["sing: there is no such method"]

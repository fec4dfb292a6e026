"""What waits for a counsellor: bounded, taken once, gone in time; in both kinds of memory."""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
import redis

from bot.storage import shared_waiting_room, waiting_room
from bot.storage.shared_waiting_room import SharedWaitingRoom
from bot.storage.waiting_room import OwnWaitingRoom, WaitingRoom, WaitingRoomError

URL = os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:6379/0")


@pytest.fixture
def installation() -> Iterator[str]:
    """A name of this test's own in a server that answers; its keys are gone afterwards."""
    client = redis.Redis.from_url(URL, socket_connect_timeout=2)
    try:
        client.ping()
    except redis.RedisError as error:
        pytest.skip(f"no Redis answers at TEST_REDIS_URL: {type(error).__name__}")
    name = secrets.token_hex(8)
    yield name
    for key in client.scan_iter(f"{SharedWaitingRoom(URL, name)._prefix}*"):
        client.delete(key)
    client.close()


@pytest.fixture(params=["own", "shared"])
def room(request: pytest.FixtureRequest) -> WaitingRoom:
    """An empty waiting room."""
    if request.param == "own":
        return OwnWaitingRoom()
    return SharedWaitingRoom(URL, request.getfixturevalue("installation"))


def test_a_text_is_there_until_it_is_taken(room: WaitingRoom) -> None:
    assert room.put("draft", "7", "ñandú: «uno»", 60)
    assert room.get("draft", "7") == "ñandú: «uno»"
    assert (room.get("request", "7"), room.get("draft", "8")) == (None, None)
    assert room.take("draft", "7") == "ñandú: «uno»"
    assert (room.take("draft", "7"), room.get("draft", "7")) == (None, None)


def test_a_text_takes_the_place_of_the_one_before(room: WaitingRoom) -> None:
    room.put("draft", "7", "a", 60)
    room.put("draft", "7", "b", 60)
    assert room.all("draft") == {"7": "b"}


def test_everything_of_a_kind_is_found_and_nothing_else(room: WaitingRoom) -> None:
    assert room.all("draft") == {}
    for kind, key in (("draft", "1"), ("draft", "2"), ("news", "3")):
        room.put(kind, key, key, 60)
    assert room.all("draft") == {"1": "1", "2": "2"}


def test_a_text_ends_by_itself(room: WaitingRoom) -> None:
    room.put("draft", "7", "a", 0.05)
    room.put("draft", "8", "b", 60)
    time.sleep(0.2)
    assert (room.get("draft", "7"), room.take("draft", "7")) == (None, None)
    assert room.all("draft") == {"8": "b"}


def test_beyond_its_bound_nothing_more_is_taken(
    room: WaitingRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (waiting_room, shared_waiting_room):
        monkeypatch.setattr(module, "MOST", 2)
    assert [room.put("draft", str(n), "a", 60) for n in range(3)] == [True, True, False]
    assert room.put("draft", "1", "b", 60)
    assert room.put("news", "1", "c", 60)
    room.take("draft", "0")
    assert room.put("draft", "3", "d", 60)


def test_of_many_who_take_at_once_one_gets_it(room: WaitingRoom) -> None:
    for _ in range(20):
        room.put("request", "7", "a", 60)
        with ThreadPoolExecutor(8) as pool:
            taken = list(pool.map(lambda _: room.take("request", "7"), range(8)))
        assert sorted(map(str, taken)) == ["None"] * 7 + ["a"]


def test_every_worker_sees_the_same(installation: str) -> None:
    SharedWaitingRoom(URL, installation).put("request", "7", "a", 60)
    assert SharedWaitingRoom(URL, installation).all("request") == {"7": "a"}
    assert SharedWaitingRoom(URL, secrets.token_hex(8)).all("request") == {}
    assert SharedWaitingRoom(URL, installation).take("request", "7") == "a"


def test_a_server_that_does_not_answer_is_told_without_a_word_of_what_waits() -> None:
    room = SharedWaitingRoom("redis://127.0.0.1:1/0", "x")
    with pytest.raises(WaitingRoomError) as caught:
        room.put("draft", "815162342", "ornitorrinco", 60)
    assert "815162342" not in str(caught.value)
    assert "ornitorrinco" not in str(caught.value)
    assert caught.value.__cause__ is None

"""The open round in a server's memory: the same promises as the file's, for several workers."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
import redis

from bot.domain.model import Entry
from bot.storage.shared_spool import SharedSpool
from bot.storage.spool import SpoolError
from storage.people import CANARY, traces_of

URL = os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:6379/0")
WEEK, NEXT_WEEK = "2026-W48", "2026-W49"


@pytest.fixture
def server() -> Iterator[redis.Redis]:
    """A server that answers; else the test is skipped."""
    client = redis.Redis.from_url(URL, socket_connect_timeout=2)
    try:
        client.ping()
    except redis.RedisError as error:
        pytest.skip(f"no Redis answers at TEST_REDIS_URL: {type(error).__name__}")
    yield client
    client.close()


@pytest.fixture
def installation(server: redis.Redis) -> Iterator[str]:
    """A name of this test's own; its keys are gone afterwards."""
    name = secrets.token_hex(8)
    yield name
    for key in server.scan_iter(f"{prefix_of(name)}*"):
        server.delete(key)


def prefix_of(installation: str) -> str:
    """How the keys of an installation begin."""
    return SharedSpool(URL, installation)._prefix


@pytest.fixture
def spool(installation: str) -> SharedSpool:
    """An empty spool."""
    return SharedSpool(URL, installation)


def test_an_answer_is_there_for_every_worker(spool: SharedSpool, installation: str) -> None:
    spool.put(WEEK, CANARY, "desaguadero", "nrs", "9")
    other = SharedSpool(URL, installation)
    assert other.entries(WEEK) == [Entry("desaguadero", {"nrs": "9"})]
    assert (other.has_entry(WEEK, CANARY), other.has_entry(WEEK, 7)) == (True, False)
    assert other.rounds() == [WEEK]


def test_the_last_answer_wins_and_the_others_stay(spool: SharedSpool) -> None:
    spool.put(WEEK, CANARY, "desaguadero", "nrs", "9")
    spool.put(WEEK, CANARY, "desaguadero", "trigger", "turno")
    spool.put(WEEK, CANARY, None, "nrs", "2")
    assert spool.entries(WEEK) == [Entry(None, {"nrs": "2", "trigger": "turno"})]


def test_forgetting_takes_one_person_out_of_every_round(spool: SharedSpool) -> None:
    for week in (WEEK, NEXT_WEEK):
        spool.put(week, CANARY, "desaguadero", "nrs", "9")
        spool.put(week, 7, "pisiga", "nrs", "2")
    spool.forget(CANARY)
    assert [spool.entries(week) for week in (WEEK, NEXT_WEEK)] == [
        [Entry("pisiga", {"nrs": "2"})]
    ] * 2


def test_removing_a_round_takes_its_key_too(
    spool: SharedSpool, server: redis.Redis, installation: str
) -> None:
    spool.put(WEEK, CANARY, "desaguadero", "nrs", "9")
    spool.remove(WEEK)
    assert list(server.scan_iter(f"{prefix_of(installation)}*")) == []
    assert (spool.rounds(), spool.entries(WEEK)) == ([], [])


def test_no_key_and_no_value_holds_a_chat_number(
    spool: SharedSpool, server: redis.Redis, installation: str
) -> None:
    spool.put(WEEK, CANARY, "desaguadero", "nrs", "9")
    content = b""
    for key in server.scan_iter(f"{prefix_of(installation)}:*:round"):
        content += bytes(key) + repr(server.hgetall(key)).encode()
    assert b"desaguadero" in content
    assert not any(trace in content for trace in traces_of(CANARY).values())


def test_two_installations_on_one_server_do_not_meet(
    spool: SharedSpool, server: redis.Redis
) -> None:
    spool.put(WEEK, CANARY, "desaguadero", "nrs", "9")
    assert SharedSpool(URL, secrets.token_hex(8)).rounds() == []


def test_many_workers_at_once_lose_nothing(spool: SharedSpool, installation: str) -> None:
    def answer(number: int) -> None:
        mine = SharedSpool(URL, installation)
        for question in ("nrs", "trigger", "breathing"):
            mine.put(WEEK, number % 25, "pisiga", question, str(number % 25))

    with ThreadPoolExecutor(8) as workers:
        list(workers.map(answer, range(100)))
    entries = spool.entries(WEEK)
    assert len(entries) == 25
    for one in entries:
        assert len(one.answers) == 3
        assert len(set(one.answers.values())) == 1


@pytest.mark.parametrize(("setting", "value"), [("save", "3600 1"), ("appendonly", "yes")])
def test_a_server_that_writes_to_a_disk_is_refused(
    server: redis.Redis, monkeypatch: pytest.MonkeyPatch, setting: str, value: str
) -> None:
    monkeypatch.setattr(
        redis.Redis, "config_get", lambda *_: {"save": "", "appendonly": "no"} | {setting: value}
    )
    with pytest.raises(SpoolError, match="writes to a disk"):
        SharedSpool(URL, "x")
    assert server.ping()


def test_a_server_that_does_not_answer_is_told_without_its_address() -> None:
    with pytest.raises(SpoolError) as told:
        SharedSpool("redis://:secret@127.0.0.1:1/0", "x")
    assert str(told.value) == "storage.spool_url does not answer: ConnectionError"


def test_a_server_that_goes_away_is_a_spool_error(
    spool: SharedSpool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise redis.ConnectionError("gone")

    monkeypatch.setattr(redis.Redis, "execute_command", fail)
    with pytest.raises(SpoolError, match="the spool does not answer: ConnectionError"):
        spool.put(WEEK, CANARY, None, "nrs", "9")


def test_several_answers_are_there_at_once_and_can_be_asked_for(spool: SharedSpool) -> None:
    assert spool.answer(WEEK, CANARY, "nrs") is None
    spool.put(WEEK, CANARY, "desaguadero", "nrs", "6")
    spool.put_all(WEEK, CANARY, "desaguadero", {"who5@04": "40", "phq4@00": "3"})
    assert spool.answer(WEEK, CANARY, "nrs") == "6"
    assert spool.entries(WEEK) == [
        Entry("desaguadero", {"nrs": "6", "phq4@00": "3", "who5@04": "40"})
    ]

"""The spool of an installation with several workers: Redis or Valkey, without persistence.

One hash a round; a field for each HMAC(k_round, chat) and instrument, and one for the person's
unit. The key k_round lies beside it in the same memory and nowhere else, as with the file.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable, Mapping
from typing import cast

import redis

from bot.domain.model import Entry
from bot.storage.spool import SpoolError, is_round

_UNIT = "unit"


class SharedSpool:
    """The open round's answers in the memory of a server that writes nothing to a disk."""

    def __init__(self, url: str, installation: str) -> None:
        self._server = redis.Redis.from_url(url, socket_timeout=5, socket_connect_timeout=5)
        self._prefix = "respiro:" + hashlib.sha256(installation.encode()).hexdigest()[:12]
        try:
            settings = self._server.config_get("save", "appendonly")
        except redis.ResponseError as error:
            raise SpoolError(
                "storage.spool_url: this server does not tell whether it writes to a disk: "
                "allow CONFIG GET"
            ) from error
        except redis.RedisError as error:
            raise SpoolError(
                f"storage.spool_url does not answer: {type(error).__name__}"
            ) from error
        if settings.get("save") or settings.get("appendonly") == "yes":
            raise SpoolError(
                "storage.spool_url: this server writes to a disk: "
                'start one for this alone with --save "" --appendonly no'
            )

    def put(self, name: str, chat_id: int, unit: str | None, instrument: str, value: str) -> None:
        """Keep an answer of the open round, in place of the person's last one."""
        self.put_all(name, chat_id, unit, {instrument: value})

    def put_all(
        self, name: str, chat_id: int, unit: str | None, answers: Mapping[str, str]
    ) -> None:
        """Keep several answers, all or none."""
        person = self._person(name, chat_id)
        told = [f"{person}:{_UNIT}", unit or ""]
        for instrument, value in answers.items():
            told += [f"{person}:{instrument}", value]
        self._do(lambda: self._server.hset(self._round(name), items=told))

    def answer(self, name: str, chat_id: int, instrument: str) -> str | None:
        """What a person last answered in the open round, if anything."""
        field = f"{self._person(name, chat_id)}:{instrument}"
        found = self._do(lambda: self._server.hget(self._round(name), field))
        return found.decode() if isinstance(found, bytes) else None

    def has_entry(self, name: str, chat_id: int) -> bool:
        """Whether the open round holds anything of a chat."""
        field = f"{self._person(name, chat_id)}:{_UNIT}"
        return bool(self._do(lambda: self._server.hexists(self._round(name), field)))

    def forget(self, chat_id: int) -> None:
        """Take a chat's answers out of every round that is not closed yet."""
        for name in self.rounds():
            person = self._person(name, chat_id)
            fields = [field for field in self._fields(name) if field.startswith(f"{person}:")]
            if fields:
                self._do(lambda: self._server.hdel(self._round(name), *fields))  # noqa: B023 - at once

    def rounds(self) -> list[str]:
        """The rounds that have answers, oldest first."""
        found = self._do(lambda: list(self._server.scan_iter(f"{self._prefix}:*:round")))
        names = {key.decode().split(":")[2] for key in cast("list[bytes]", found)}
        return sorted(name for name in names if is_round(name))

    def entries(self, name: str) -> list[Entry]:
        """All answers of a round, in no telling order."""
        people: dict[str, dict[str, str]] = {}
        for field, value in sorted(self._fields(name).items()):
            person, _, what = field.partition(":")
            people.setdefault(person, {})[what] = value
        return [
            Entry(answers.pop(_UNIT, "") or None, answers) for _, answers in sorted(people.items())
        ]

    def remove(self, name: str) -> None:
        """Delete a round and the secret that named its people."""
        self._do(lambda: self._server.delete(self._round(name), self._secret(name)))

    @staticmethod
    def _do(ask: Callable[[], object]) -> object:
        try:
            return ask()
        except redis.RedisError as error:
            raise SpoolError(f"the spool does not answer: {type(error).__name__}") from error

    def _fields(self, name: str) -> dict[str, str]:
        found = self._do(lambda: self._server.hgetall(self._round(name)))
        pairs = cast("dict[bytes, bytes]", found).items()
        return {field.decode(): value.decode() for field, value in pairs}

    def _person(self, name: str, chat_id: int) -> str:
        """HMAC(k_round, chat); whoever asks first draws k_round."""
        self._do(lambda: self._server.set(self._secret(name), secrets.token_bytes(32), nx=True))
        secret = self._do(lambda: self._server.get(self._secret(name)))
        if not isinstance(secret, bytes):
            raise SpoolError("the spool has lost the key of its round")
        return hmac.new(secret, str(chat_id).encode(), "sha256").hexdigest()

    def _round(self, name: str) -> str:
        return f"{self._prefix}:{name}:round"

    def _secret(self, name: str) -> str:
        return f"{self._prefix}:{name}:key"

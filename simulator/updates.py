"""The queue of updates: what the bot has not confirmed yet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable

from simulator.chats import JSON, Bell

NEVER_BY_DEFAULT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})


class UpdateQueue:
    """Updates with rising numbers; each stays until the bot confirms it.

    ``confirmed`` is called with the chat of every update that the bot has confirmed.
    """

    def __init__(self, confirmed: Callable[[int], None]) -> None:
        self.allowed: tuple[str, ...] | None = None
        """Kinds the bot asked for; None is Telegram's default. Others are thrown away."""
        self.bell = Bell()
        """Rings when an update arrives or a long poll has to look again."""
        self._pending: dict[int, tuple[JSON, int]] = {}
        self._again: list[tuple[JSON, int]] = []
        self._sent_again: list[tuple[JSON, int]] = []
        self._waiting: defaultdict[int, int] = defaultdict(int)
        self._next = 100_000_001
        self._done = confirmed

    def __len__(self) -> int:
        return len(self._pending) + len(self._again)

    def push(self, update: JSON, chat_id: int) -> JSON:
        """Add an update; its kind must be one that the bot asked for, or it is thrown away."""
        number = update.get("update_id", self._next)
        update = {"update_id": number, **update}
        if not self._is_wanted(update):
            return update
        if number < self._next and number not in self._pending:
            self._again.append((update, chat_id))
        else:
            self._next = max(self._next, number + 1)
            self._waiting[chat_id] -= number in self._pending
            self._pending[number] = (update, chat_id)
        self._waiting[chat_id] += 1
        self.bell.ring()
        return update

    def _is_wanted(self, update: JSON) -> bool:
        kinds = update.keys() - {"update_id"}
        if self.allowed is None:
            return not kinds & NEVER_BY_DEFAULT
        return any(kind in self.allowed for kind in kinds)

    def waiting(self, chat_id: int) -> int:
        """Count the updates of a chat that the bot has not confirmed."""
        return self._waiting.get(chat_id, 0)

    def confirm_below(self, offset: int) -> None:
        """Forget all updates below a number; a negative one keeps so many from the end."""
        for entry in self._sent_again:
            self._settle(entry[1])
        self._sent_again.clear()
        if offset < 0:
            offset = list(self._pending)[max(offset, -len(self._pending))] if self._pending else 0
        # A dict keeps the order of insertion, and numbers only rise.
        while self._pending and (first := next(iter(self._pending))) < offset:
            self.confirm(first)

    def confirm(self, number: int) -> None:
        """Forget one update that a webhook took."""
        entry = self._pending.pop(number, None)
        if entry:
            self._settle(entry[1])

    def read(self, limit: int) -> list[JSON]:
        """Return up to ``limit`` updates for a poll; they stay until confirmed."""
        repeated, self._again = self._again[:limit], self._again[limit:]
        self._sent_again.extend(repeated)
        found = [update for update, _ in repeated]
        for update, _ in self._pending.values():
            if len(found) >= limit:
                break
            found.append(update)
        return found

    def read_all(self) -> Iterable[tuple[JSON, int, bool]]:
        """Yield every update with its chat, for a webhook; True marks a repeated one."""
        for update, chat_id in self._pending.values():
            yield update, chat_id, False
        repeated, self._again = self._again, []
        for update, chat_id in repeated:
            yield update, chat_id, True

    def settle_repeated(self, chat_id: int) -> None:
        """Note that a webhook took a repeated update."""
        self._settle(chat_id)

    def clear(self) -> None:
        """Throw every update away."""
        for number in list(self._pending):
            self.confirm(number)
        for _, chat_id in [*self._again, *self._sent_again]:
            self._settle(chat_id)
        self._again.clear()
        self._sent_again.clear()

    def _settle(self, chat_id: int) -> None:
        self._waiting[chat_id] -= 1
        if not self._waiting[chat_id]:
            del self._waiting[chat_id]
        self._done(chat_id)

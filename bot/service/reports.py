"""Reports: made in the transaction that closes their round, and never again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from bot.domain.instruments import NRS, evaluated
from bot.domain.model import Unit
from bot.domain.reporting import Document, Sources, WeekOfReplies, as_text, digest, make_report
from bot.domain.weeks import later
from bot.storage import replies
from bot.storage.engine import Connection, Store, reading

_LOOKS_BACK = 8  # weeks, where no report says which block was the last


class ReportError(Exception):
    """A report cannot be had; the message says why."""


@dataclass(frozen=True, slots=True)
class Reports:
    """The reports of one installation."""

    store: Store
    programme: str
    organisation: str
    units: Mapping[str, Unit]

    def issue(self, connection: Connection, name: str, k: int, agreed: int) -> None:
        """Make and keep the report of the round that this transaction closes."""
        last = replies.latest_report(connection)
        before = None if last is None else self._read(connection, last)
        if last is not None and last >= name:
            return  # a round that could only be closed after its successor: told in no report
        since = before["blocks"][-1]["rounds"][-1] if before and before["blocks"] else ""
        names = [one for one in replies.closed_rounds(connection) if since < one <= name]
        first = since or later(name, -_LOOKS_BACK)
        weeks = {one: _week(connection, one) for one in names if one > first}
        document = make_report(
            Sources(
                name=name,
                programme=self.programme,
                organisation=self.organisation,
                k=k,
                cells={unit.id: unit.name for unit in self.units.values()},
                agreed=agreed,
                weeks=weeks,
                totals={
                    one: replies.count_totals(connection, one)
                    for one in replies.instruments(connection)
                    if evaluated(one)
                },
                before=before,
            )
        )
        replies.issue(connection, name, as_text(document))

    def find(self, name: str | None = None) -> Document:
        """The report of a round, or the newest; ReportError when there is none, or it is forged."""
        with reading(self.store) as connection:
            last = replies.latest_report(connection)
            if last is None:
                raise ReportError("No round has been closed yet, so there is no report.")
            found = self._read(connection, name or last)
        if found is None:
            raise ReportError(f"There is no report of {name}; the newest is {last}.")
        if found["sha256"] != digest(found):
            raise ReportError(f"The report of {found['round']} was changed after it was issued.")
        return found

    def names(self) -> list[str]:
        """The rounds that have a report, oldest first."""
        with reading(self.store) as connection:
            return replies.reports(connection)

    def _read(self, connection: Connection, name: str) -> Document | None:
        text = replies.report_of(connection, name)
        document: Document | None = None if text is None else json.loads(text)
        return document


def _week(connection: Connection, name: str) -> WeekOfReplies:
    counted = replies.count_bands(connection, name)
    stress = {(cell, band): n for (cell, what, band), n in counted.items() if what == NRS}
    return WeekOfReplies(stress, replies.tallies_of(connection, name))

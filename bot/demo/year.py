"""A simulated year of a whole administration, closed by the real code: what reports look like."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import time
from pathlib import Path

from bot.arranging import calendar_from, reports_from
from bot.config import Config
from bot.domain.anonymising import Anonymiser
from bot.domain.consent import CONSENT_VERSION
from bot.domain.instruments import BREATHING, NRS, TRIGGER, Thresholds, evaluation, lesson_vote
from bot.domain.model import Consent, Entry, Step, Subscriber, Unit
from bot.domain.weeks import later
from bot.service.reports import Reports
from bot.service.rounds import Rounds
from bot.storage.delivery import add_subscriber
from bot.storage.engine import open_engine
from bot.storage.schema import migrate
from bot.storage.spool import Spool

FIRST = "2026-W02"
WEEKS = 52
OFFICERS = 600
_PLACES = 18
_WEIGHTS = {
    "carga": 6,
    "publico": 4,
    "turno": 5,
    "jefatura": 3,
    "seguridad": 2,
    "familia": 2,
    "otro": 1,
}


@contextmanager
def simulated_year(config: Config, weeks: int = WEEKS, seed: int = 1) -> Iterator[Reports]:
    """The reports of so many weeks of 600 officers in 18 units; everything else is temporary."""
    dice = random.Random(seed)  # noqa: S311 - made-up people
    config = config.model_copy(update={"units": config.units[:_PLACES]})
    with tempfile.TemporaryDirectory(prefix="respiro-year-") as folder:
        rounds = _rounds(config, Path(folder), random.Random(seed + 1))  # noqa: S311 - made up
        try:
            for name, entries in year_of_answers(config, weeks, dice):
                rounds.close(name, entries)
            yield rounds.reports
        finally:
            rounds.deliveries.dispose()
            rounds.replies.dispose()


def year_of_answers(
    config: Config, weeks: int, dice: random.Random
) -> Iterator[tuple[str, list[Entry]]]:
    """Round by round what these officers answer; from the third month on they feel a bit better."""
    sizes = [dice.randint(1, 6) for _ in config.units]
    homes = dice.choices(config.units, weights=sizes, k=OFFICERS)
    people = [(home, dice.gauss(5.4, 1.9)) for home in homes]
    for week in range(weeks):
        relief = min(max(week - 8, 0), 24) * 0.07
        yield later(FIRST, week), list(_answers(people, week, relief, dice))


def _answers(
    people: list[tuple[Unit, float]], week: int, relief: float, dice: random.Random
) -> Iterator[Entry]:
    for home, usual in people:
        answers: dict[str, str] = {}
        if dice.random() < 0.62:
            felt = usual - relief + dice.gauss(0, 1.4)
            answers[NRS] = str(min(10, max(0, round(felt))))
            if dice.random() < 0.7:
                (answers[TRIGGER],) = dice.choices(list(_WEIGHTS), weights=list(_WEIGHTS.values()))
        if dice.random() < 0.3:
            answers[BREATHING] = str(dice.choices((-3, -2, -1, 0, 1), weights=(2, 4, 5, 4, 1))[0])
        for lesson in range(5 * week + 1, 5 * week + 6):
            if lesson <= 60 and dice.random() < 0.35:
                answers[lesson_vote(lesson)] = "up" if dice.random() < 0.8 else "down"
        if week in (0, 12, 24) and dice.random() < 0.7 - 0.015 * week:
            wellbeing = 52 - 4 * (usual - 5.4) + 5 * relief + dice.gauss(0, 14)
            answers[evaluation("who5", week)] = str(min(100, max(0, 4 * round(wellbeing / 4))))
        if answers:
            yield Entry(home.id, answers)


def _officer(number: int) -> Subscriber:
    return Subscriber(
        chat_id=number,
        consent=Consent.ALL,
        consent_version=CONSENT_VERSION,
        step=Step.DONE,
        language="es",
        unit=None,
        days=(1, 2, 3, 4, 5),
        hour=time(9),
        next_lesson=1,
        paused_until=None,
        active=True,
        caution_shown=True,
    )


def _rounds(config: Config, folder: Path, dice: random.Random) -> Rounds:
    deliveries = open_engine(f"sqlite:///{folder}/delivery.sqlite")
    replies = open_engine(f"sqlite:///{folder}/replies.sqlite")
    migrate(deliveries, "delivery")
    migrate(replies, "replies")
    with deliveries.begin() as connection:
        for number in range(OFFICERS):
            add_subscriber(connection, _officer(number))
    care = config.care
    thresholds = Thresholds(care.yellow_from, care.orange_from, care.red_from)
    region_of = {unit.id: unit.region for unit in config.units}
    return Rounds(
        deliveries=deliveries,
        replies=replies,
        spool=Spool(folder / "spool"),
        calendar=calendar_from(config),
        anonymiser=Anonymiser(region_of, config.privacy.k, thresholds),
        reports=reports_from(config, replies),
        reply_months=config.privacy.reply_months,
        backup_weeks=config.privacy.backup_weeks,
        chance=dice,
    )

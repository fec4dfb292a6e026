"""The rehearsal: what it counts, what it compares, and that it is quick."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date, time, timedelta
from pathlib import Path

import pytest

from bot.config import Config, load_config
from bot.domain.model import PromptKind
from bot.rehearsal.command import Wanted, run
from bot.rehearsal.comparing import compare
from bot.rehearsal.picture import draw
from bot.rehearsal.rehearsing import Rehearsal, RehearsalError, count, order_for, rehearse
from bot.rehearsal.telling import tell

ROOT = Path(__file__).parent.parent
LESSONS = ROOT / "lessons" / "es"
MONDAY = date(2026, 11, 30)


@pytest.fixture(scope="module")
def config() -> Config:
    """The example configuration."""
    return load_config(ROOT / "config.example.toml", {})


@pytest.fixture(scope="module")
def half_year(config: Config) -> Rehearsal:
    """26 weeks of 60 officers."""
    return rehearse(config, LESSONS, MONDAY, 26, 60)


Played = Callable[..., Rehearsal]


@pytest.fixture(scope="module")
def played(config: Config) -> Played:
    """Four weeks of 12 officers under a changed schedule."""

    def play(**schedule: object) -> Rehearsal:
        changed = config.schedule.model_copy(update=schedule)
        return rehearse(config.model_copy(update={"schedule": changed}), LESSONS, MONDAY, 4, 12)

    return play


def test_half_a_year_has_no_prompt_in_quiet_hours(half_year: Rehearsal) -> None:
    assert half_year.summary.prompts > 1000
    assert half_year.summary.quiet_hits == 0


def test_every_lesson_comes_in_the_order_of_the_course(half_year: Rehearsal) -> None:
    assert half_year.summary.out_of_order == 0
    first = half_year.of(half_year.officers[0])
    core = [one.item for one in first if one.kind is PromptKind.LESSON]
    assert core == list(range(1, 61))


def test_whoever_leads_gets_the_supervisors_lessons_at_their_gates(half_year: Rehearsal) -> None:
    leaders = [officer for officer in half_year.officers if officer.leads]
    assert leaders
    order = order_for(leaders[0], half_year.lessons)
    assert order[order.index(65) + 1] == 11
    assert [number for number in order if number >= 65] == [65, 66, 67, 68]


def test_patterns_of_duty_and_other_zones_are_rehearsed(half_year: Rehearsal) -> None:
    names = {one.name for one in half_year.summary.patterns}
    assert {"24×48", "24×72", "Noches rotativas"} <= names
    assert any(officer.zone for officer in half_year.officers)


def test_nobody_gets_two_prompts_of_a_kind_on_one_day(half_year: Rehearsal) -> None:
    people = {officer.chat_id: officer for officer in half_year.officers}
    days = [
        (one.chat_id, one.kind, half_year.wall(people[one.chat_id], one.at).date())
        for one in half_year.given
    ]
    assert len(days) == len(set(days))


def test_the_same_rehearsal_comes_out_twice_the_same(played: Played) -> None:
    assert played().given == played().given


def test_a_quiet_hour_that_is_broken_would_be_counted(played: Played) -> None:
    rehearsal = played()
    at_night = replace(rehearsal.calendar, quiet_start=time(0), quiet_end=time(23, 59))
    assert count(rehearsal.officers, rehearsal.given, at_night, rehearsal.lessons, 4).quiet_hits > 0


def test_a_holiday_is_told_with_what_it_did(played: Played) -> None:
    tuesday = MONDAY + timedelta(days=8)
    told = played(holidays=frozenset({tuesday})).summary.holidays
    assert [one.day for one in told] == [tuesday]
    assert told[0].prompts < told[0].week_later


def test_a_moved_hour_shows_in_the_difference(played: Played) -> None:
    before, after = played(), played(checkin_hour=time(17))
    difference = compare(before, after)
    assert difference.officers > 0
    assert not difference.changed
    assert any("17:00 c" in now for _, _, now in difference.days)


def test_nothing_changed_is_no_difference(played: Played) -> None:
    difference = compare(played(), played())
    assert (difference.officers, difference.days) == (0, ())


def test_the_text_shows_a_calendar_and_the_counts(half_year: Rehearsal) -> None:
    told = tell(half_year)
    assert "En horas de descanso: 0." in told
    assert "Cada lección llegó en su orden, a las 60 personas." in told
    assert "30 nov" in told
    assert "lun" in told


def test_the_picture_is_a_png_as_wide_as_a_phone(half_year: Rehearsal) -> None:
    png = draw(half_year)
    assert png.startswith(b"\x89PNG")
    assert int.from_bytes(png[16:20], "big") == 1080


def test_an_unknown_revision_is_told_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(RehearsalError, match="HEAD~1"):
        run(None, Wanted(1, 1), "no-such-revision", None, MONDAY)


@pytest.mark.parametrize(("weeks", "officers"), [(0, 1), (1, 0), (500, 1)])
def test_sizes_that_make_no_sense_are_refused(config: Config, weeks: int, officers: int) -> None:
    with pytest.raises(RehearsalError, match="semanas"):
        rehearse(config, LESSONS, MONDAY, weeks, officers)


def test_the_command_writes_text_and_picture(tmp_path: Path) -> None:
    picture = tmp_path / "ensayo.png"
    example = "config.example.toml"
    chosen = ["--weeks", "2", "--officers", "5", "--config", example, "--diff", example]
    made = subprocess.run(
        [sys.executable, "-m", "bot", "rehearse", *chosen, "--picture", str(picture)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "Reciben algo distinto: 0 de 5 personas." in made.stdout
    assert picture.read_bytes().startswith(b"\x89PNG")

"""``python -m bot contacts``, as a person types it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from test_command_line import run

from bot.__main__ import main
from bot.config import ConfigError
from bot.running import open_live


@pytest.fixture
def settings(tmp_path: Path) -> dict[str, str]:
    """A configuration ready for a live start, but for its contacts."""
    return {
        "TELEGRAM__TOKEN": "12345:" + "a" * 35,
        "PROGRAMME__ORGANISATION": "Aduana",
        "PROGRAMME__INVITATION_KEY_FILE": str(tmp_path / "key"),
        "PRIVACY__RESPONSIBLE": "Bienestar",
        "STORAGE__DELIVERY_URL": f"sqlite:///{tmp_path}/delivery.sqlite",
        "STORAGE__REPLIES_URL": f"sqlite:///{tmp_path}/replies.sqlite",
        "STORAGE__SPOOL_DIR": str(tmp_path / "spool"),
    }


def today() -> date:
    """The day in La Paz."""
    return datetime.now(ZoneInfo("America/La_Paz")).date()


async def test_a_call_is_recorded_and_listed_behind_those_that_want_one(
    settings: dict[str, str],
) -> None:
    code, out, err = await run(
        "contacts", "verify", "policia-110", "--by", "Ana Quispe", settings=settings
    )
    until = today() + timedelta(days=90)
    assert (code, err) == (0, "")
    assert out == f"policia-110 is verified until {until}; a running bot knows within a minute.\n"
    _, listed, _ = await run("contacts", "list", settings=settings)
    assert "emergencias-168" in listed.splitlines()[0]
    assert "never verified" in listed.splitlines()[0]
    last = listed.splitlines()[-1]
    assert last.startswith("policia-110")
    assert f"verified {today()} by Ana Quispe, holds until {until} · Policía · 110 · 24h" in last


async def test_before_any_call_the_list_makes_no_store(
    settings: dict[str, str], tmp_path: Path
) -> None:
    code, out, _ = await run("contacts", "list", settings=settings)
    assert code == 1
    assert out.count("never verified") == 10
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("contact", "remedy"),
    [
        ("policia", 'There is no contact "policia": did you mean "policia-110"?\n'),
        ("zzz", 'There is no contact "zzz": python -m bot contacts list names them.\n'),
    ],
)
def test_a_wrong_id_gets_one_sentence_with_the_remedy(
    contact: str,
    remedy: str,
    settings: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    _set(monkeypatch, settings)
    assert main(["contacts", "verify", contact, "--by", "Ana"]) == 2
    assert capsys.readouterr().err == remedy


@pytest.mark.parametrize("name", ["  ", "x" * 61])
def test_a_call_needs_a_name(
    name: str,
    settings: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    _set(monkeypatch, settings)
    assert main(["contacts", "verify", "felcv", "--by", name]) == 2
    assert "--by is who called" in capsys.readouterr().err


def test_a_live_start_waits_for_the_first_recorded_call(
    settings: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    environ = {f"RESPIRO_{key}": value for key, value in settings.items()}
    with pytest.raises(ConfigError) as refused:
        open_live(None, environ, lambda: datetime.now(UTC))
    (problem,) = refused.value.problems
    assert 'run python -m bot contacts verify policia-110 --by "your name"' in problem
    assert not (tmp_path / "delivery.sqlite").exists()
    _set(monkeypatch, settings)
    assert main(["contacts", "verify", "policia-110", "--by", "Ana"]) == 0
    _, respiro = open_live(None, environ, lambda: datetime.now(UTC))
    respiro.stores.close()
    assert set(respiro.checks.known()) == {"policia-110"}


@pytest.mark.parametrize(("verified_on", "expected"), [(today(), 0), (date(2026, 1, 1), 1)])
async def test_the_list_ends_with_zero_when_every_contact_is_verified(
    verified_on: date, expected: int, settings: dict[str, str]
) -> None:
    row = f'{{"id":"x1","name":"A","channel":"phone","number":"110","topic":"emergency",\
"verified_on":"{verified_on}","verified_by":"Ana"}}'
    code, out, err = await run("contacts", "list", settings=settings | {"CONTACT": f"[{row}]"})
    assert (code, err) == (expected, "")
    assert f"{verified_on} by Ana" in out


async def test_a_list_without_contacts_says_so_and_is_not_complete(
    settings: dict[str, str],
) -> None:
    code, out, _ = await run("contacts", "list", settings=settings | {"CONTACT": "[]"})
    assert (code, out) == (1, "There is no contact: write one [[contact]].\n")


def _set(monkeypatch: pytest.MonkeyPatch, settings: dict[str, str]) -> None:
    for key, value in settings.items():
        monkeypatch.setenv(f"RESPIRO_{key}", value)

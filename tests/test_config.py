"""The configuration: its layers, its refusals, and the example that documents it."""

from __future__ import annotations

import json
import re
import tomllib
from collections import Counter
from collections.abc import Callable
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from bot.config import Config, ConfigError, load_config, require_live, unverified_contacts
from bot.config.settings import SECTIONS
from bot.config.sources import EXAMPLE
from bot.config.tables import TABLES
from bot.domain.contacts import parse_hours
from bot.domain.invitations import unit_number
from bot.domain.model import Check

TOKEN = "1234567:AAFakeFakeFakeFakeFakeFakeFakeFakeFa"
UNIT = {"id": "pisiga", "name": "Pisiga", "region": "Oruro", "department": "Oruro"}
UNIT_TOML = '[[unit]]\nid="pisiga"\nname="Pisiga"\nregion="Oruro"\ndepartment="Oruro"\n'
CONTACT_TOML = '[[contact]]\nid="line"\nname="Línea"\nchannel="phone"\nnumber="110"\n'
SECRETS = {"token", "webhook_secret"}

Write = Callable[[str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a configuration and return its path."""

    def write_text(text: str) -> Path:
        file = tmp_path / "config.toml"
        file.write_text(text, encoding="utf-8")
        return file

    return write_text


@pytest.fixture
def live(write: Write, tmp_path: Path) -> Callable[..., Config]:
    """Load a configuration that is ready for a live start, changed by extra variables."""

    def load(**environ: str) -> Config:
        (tmp_path / "token").touch(mode=0o600)
        (tmp_path / "token").write_text(f"{TOKEN}\n")
        file = write(
            '[telegram]\ntoken_file = "token"\n[programme]\norganisation = "Aduana"\n'
            '[privacy]\nresponsible = "Bienestar"\n'
            f'{CONTACT_TOML}topic = "emergency"\nverified_on = "2026-11-01"\n'
        )
        return load_config(file, environ)

    return load


def problems(path: Path | None, **environ: str) -> tuple[str, ...]:
    """What is wrong with a configuration."""
    with pytest.raises(ConfigError) as caught:
        load_config(path, environ)
    assert str(caught.value) == "\n".join(caught.value.problems)
    return caught.value.problems


def the_problem(path: Path | None, **environ: str) -> str:
    """The only thing that is wrong, without the folder of its file."""
    (problem,) = problems(path, **environ)
    assert "\n" not in problem
    assert problem[-1] in ".?"
    return problem.replace(f"{path.parent}/" if path else "", "")


# The example and the defaults


@pytest.fixture(scope="module")
def example() -> dict[str, Any]:
    """The example as it lies there."""
    return tomllib.loads(EXAMPLE.read_text(encoding="utf-8"))


def test_the_example_has_every_section_and_table(example: dict[str, Any]) -> None:
    assert set(example) == {*SECTIONS, *TABLES} - {"counsellor"}


def test_the_counsellor_of_the_example_is_read_when_the_signs_are_taken_off(write: Write) -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    commented = re.sub(r"^#(?=\[\[|[a-z_]+ = )", "", text, flags=re.MULTILINE)
    (rosa,) = load_config(write(commented), {}).counsellors
    assert rosa.answer_within == timedelta(hours=2)
    assert load_config(EXAMPLE, {}).counsellors == ()


@pytest.mark.parametrize("section", SECTIONS)
def test_the_example_has_every_option_and_no_other(section: str, example: dict[str, Any]) -> None:
    assert set(example[section]) == set(SECTIONS[section].model_fields) - SECRETS


@pytest.mark.parametrize("section", SECTIONS)
def test_the_values_of_the_example_are_the_defaults(section: str, example: dict[str, Any]) -> None:
    model = SECTIONS[section]
    assert model.model_validate(example[section]) == model()


@pytest.mark.parametrize("section", SECTIONS)
def test_the_defaults_pass_their_own_checks(section: str) -> None:
    model = SECTIONS[section]
    assert model.model_validate(model().model_dump()) == model()


def test_every_option_of_the_example_stands_under_one_line_of_explanation() -> None:
    lines = EXAMPLE.read_text(encoding="utf-8").partition("# -----")[0].splitlines()
    options = [n for n, line in enumerate(lines) if re.match(r"[a-z_]+ = ", line)]
    assert [lines[n] for n in options if not lines[n - 1].startswith("# ")] == []
    assert [lines[n] for n in options if lines[n - 2].startswith("# ")] == []


@pytest.mark.parametrize("table", TABLES)
def test_the_example_explains_every_key_of_its_tables(table: str) -> None:
    explained = re.findall(r"^#   ([a-z_]+)  ", EXAMPLE.read_text(encoding="utf-8"), re.MULTILINE)
    assert set(TABLES[table].model_fields) <= set(explained)


def test_every_field_says_what_it_must_be() -> None:
    models = {**SECTIONS, **TABLES}.values()
    silent = {
        key
        for model in models
        for key, field in model.model_fields.items()
        if not field.description or (field.is_required() and not field.examples)
    }
    assert silent == SECRETS


@pytest.mark.parametrize("table", TABLES)
def test_the_remedy_for_every_option_is_itself_accepted(table: str) -> None:
    model = TABLES[table]
    row = {key: field.examples[0] for key, field in model.model_fields.items() if field.examples}
    assert model.model_validate(row)


@pytest.mark.parametrize("section", SECTIONS)
def test_the_remedy_for_every_setting_is_itself_accepted(section: str) -> None:
    model = SECTIONS[section]
    row = {key: field.examples[0] for key, field in model.model_fields.items() if field.examples}
    assert model.model_validate(row)


def test_the_environment_alone_is_enough(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    config = load_config(None, {"RESPIRO_TELEGRAM__TOKEN": TOKEN})
    assert config.telegram.token
    assert config.telegram.token.get_secret_value() == TOKEN


def test_without_a_file_the_units_and_contacts_are_those_of_the_example(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, example: dict[str, Any]
) -> None:
    monkeypatch.chdir(tmp_path)
    config = load_config(None, {})
    assert [unit.id for unit in config.units] == [row["id"] for row in example["unit"]]
    assert len(config.contacts) == len(example["contact"])


def test_the_example_names_the_six_regional_offices_and_fits_its_menus() -> None:
    config = load_config(EXAMPLE, {})
    sizes = Counter(unit.region for unit in config.units)
    assert set(sizes) == {"La Paz", "Santa Cruz", "Oruro", "Tarija", "Potosí", "Cochabamba"}
    assert max(sizes.values()) <= 8


def test_the_regions_keep_the_order_of_the_file() -> None:
    assert load_config(EXAMPLE, {}).regions[:2] == ("La Paz", "Santa Cruz")


def test_a_unit_is_found_by_its_id() -> None:
    unit = load_config(EXAMPLE, {}).unit("tambo-quemado")
    assert unit
    assert (unit.department, unit.altitude_m) == ("Oruro", 4660)


def test_an_unknown_unit_is_none() -> None:
    assert load_config(EXAMPLE, {}).unit("atlantis") is None


def test_no_contact_of_the_example_claims_to_be_verified() -> None:
    config = load_config(EXAMPLE, {})
    assert unverified_contacts(config) == config.contacts


def test_the_example_ships_no_number_whose_meaning_is_doubtful() -> None:
    contacts = load_config(EXAMPLE, {}).contacts
    assert not {"118", "165"} & {contact.number for contact in contacts}
    assert not any("esperanza" in contact.name.lower() for contact in contacts)


def test_every_contact_of_the_example_names_its_source() -> None:
    contacts = load_config(EXAMPLE, {}).contacts
    assert [contact.id for contact in contacts if not contact.source] == []
    assert all(parse_hours(contact.hours) for contact in contacts)


# Layers


def test_a_file_changes_only_what_it_names(write: Write) -> None:
    config = load_config(write("[privacy]\nk = 12\n"), {})
    assert (config.privacy.k, config.privacy.reply_months) == (12, 24)


def test_the_environment_wins_over_the_file(write: Write) -> None:
    config = load_config(write("[privacy]\nk = 12\n"), {"RESPIRO_PRIVACY__K": "15"})
    assert config.privacy.k == 15


@pytest.mark.parametrize(
    ("name", "raw", "expected"),
    [
        ("PROGRAMME__SPEAKER", "false", False),
        ("PROGRAMME__NAME", "Respiro 2", "Respiro 2"),
        ("PROGRAMME__NAME", '"Respiro"', "Respiro"),
        ("PROGRAMME__NAME", "2026", "2026"),
        ("SCHEDULE__LESSON_DAYS", "mon, Fri", (1, 5)),
        ("SCHEDULE__LESSON_DAYS", '["sat"]', (6,)),
        ("SCHEDULE__CHECKIN_DAY", "thu", 4),
        ("SCHEDULE__CHECKIN_HOUR", "13:45", time(13, 45)),
        ("SCHEDULE__HOLIDAYS", "2027-01-22", frozenset({date(2027, 1, 22)})),
        ("SCHEDULE__HOLIDAYS", "[]", frozenset()),
        ("SCHEDULE__HOLIDAYS", "", frozenset()),
        ("SCHEDULE__TICK_SECONDS", "0.5", 0.5),
        ("TELEGRAM__RATE_PER_SECOND", "10", 10),
    ],
)
def test_a_variable_is_read_as_its_option_needs_it(name: str, raw: str, expected: object) -> None:
    section, key = name.lower().split("__")
    config = load_config(EXAMPLE, {f"RESPIRO_{name}": raw})
    assert getattr(getattr(config, section), key) == expected


def test_units_come_from_the_environment_as_json() -> None:
    config = load_config(EXAMPLE, {"RESPIRO_UNIT": json.dumps([{**UNIT, "altitude_m": 3700}])})
    assert [unit.id for unit in config.units] == ["pisiga"]


def test_contacts_come_from_the_environment_as_json() -> None:
    assert load_config(EXAMPLE, {"RESPIRO_CONTACT": "[]"}).contacts == ()


def test_days_and_dates_may_be_written_as_toml_writes_them(write: Write) -> None:
    config = load_config(write("[schedule]\nholidays = [2027-01-22]\ncheckin_day = 2\n"), {})
    assert config.schedule.holidays == {date(2027, 1, 22)}
    assert config.schedule.checkin_day == 2


def test_the_file_may_be_named_by_the_environment(write: Write) -> None:
    file = write("[privacy]\nk = 12\n")
    assert load_config(None, {"RESPIRO_CONFIG": str(file)}).privacy.k == 12


def test_config_toml_of_the_current_folder_is_found(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(write("[privacy]\nk = 12\n").parent)
    assert load_config(None, {}).privacy.k == 12


def test_a_file_saved_with_a_byte_order_mark_is_read(write: Write) -> None:
    assert load_config(write("\ufeff[privacy]\nk = 12\n"), {}).privacy.k == 12


def test_relative_paths_start_at_the_folder_of_the_file(write: Write, tmp_path: Path) -> None:
    config = load_config(write('[storage]\nspool_dir = "spool"\n'), {})
    assert config.programme.invitation_key_file == tmp_path / "data/invitation.key"
    assert config.storage.delivery_url == f"sqlite:///{tmp_path}/data/delivery.sqlite"
    assert config.storage.spool_dir == str(tmp_path / "spool")


def test_absolute_paths_and_servers_stay_as_they_are(write: Write) -> None:
    urls = ("sqlite:////var/lib/people.sqlite", "postgresql+psycopg://db/replies")
    file = write(f'[storage]\ndelivery_url = "{urls[0]}"\nreplies_url = "{urls[1]}"\n')
    storage = load_config(file, {}).storage
    assert (storage.delivery_url, storage.replies_url) == urls


def test_the_configuration_is_frozen() -> None:
    config = load_config(EXAMPLE, {})
    with pytest.raises(ValidationError):
        config.privacy.k = 5


def test_foreign_variables_are_left_alone() -> None:
    foreign = ("RESPIRO_CHROMIUM", "RESPIRO_BOT_API_SPEC", "TEST_POSTGRES", "RESPIRO_TEST_X")
    assert load_config(EXAMPLE, dict.fromkeys((*foreign, "PATH"), "x"))


# Refusals: the file


def test_a_named_file_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    assert the_problem(tmp_path / "config.toml").startswith("config.toml is not a file")


def test_broken_toml_is_told_with_its_line(write: Write) -> None:
    problem = the_problem(write("[privacy]\nk = 10\nk 3\n"))
    assert problem.startswith("config.toml, line 3: Expected '='")


def test_a_file_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_bytes('name = "Gerencia Potosí"'.encode("latin-1"))
    assert the_problem(file) == "config.toml is not written in UTF-8: save it in UTF-8."


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[privacy]\nkk = 3", "config.toml: privacy.kk is not an option: did you mean k?"),
        (
            "[privacy]\nlanguage = 'es'",
            "config.toml: privacy.language is not an option: it belongs to [programme].",
        ),
        (
            "[care]\nzzz = 1",
            "config.toml: care.zzz is not an option: "
            "the options here are yellow_from, orange_from, red_from, pss4_licence.",
        ),
        ("[privcy]", "config.toml: privcy is not a section: did you mean [privacy]?"),
        ("[[units]]", "config.toml: units is not a section: did you mean [[unit]]?"),
        ("enrolment = 1", "config.toml: enrolment is not a section: it belongs to [programme]."),
        ("privacy = 3", "config.toml: privacy is a section: write [privacy] on a line of its own."),
        (
            "contact = 'x'",
            "config.toml: contact is a list of tables: write [[contact]] above each.",
        ),
    ],
)
def test_what_has_no_place_is_refused_with_the_nearest_name(
    text: str, sentence: str, write: Write
) -> None:
    assert the_problem(write(text)) == sentence


@pytest.mark.parametrize(
    ("section", "line", "sentence"),
    [
        (
            "privacy",
            "k = 3",
            "privacy.k is 3; it must be a whole number, 5 or more, because smaller groups can be "
            "recognised: write k = 10.",
        ),
        ("privacy", 'k = "10"', 'privacy.k is "10"; it must be a whole number'),
        ("privacy", "k = true", "privacy.k is true; it must be a whole number"),
        ("privacy", 'close_day = "lun"', 'privacy.close_day is "lun"; it must be one of mon'),
        ("privacy", "close_hour = 3", "privacy.close_hour is 3; it must be an hour"),
        ("programme", 'speaker = "yes"', 'programme.speaker is "yes"; it must be true or false'),
        ("programme", 'enrolment = "all"', 'enrolment is "all"; it must be "open" or "invite"'),
        (
            "programme",
            'timezone = "America/LaPaz"',
            'it must be the IANA name of a time zone: write timezone = "America/La_Paz".',
        ),
        ("programme", 'timezone = "../etc"', "it must be the IANA name of a time zone"),
        ("programme", 'name = ""', 'programme.name is ""; it must be a text of one line'),
        ("programme", "name = {}", "programme.name is a table; it must be a text of one line"),
        ("programme", "invitation_uses = 0", "it must be a whole number, 1 or more"),
        ("programme", 'invitation_key_file = ""', "it must be the path of a file in quotes"),
        ("schedule", 'lesson_hour = "9"', 'schedule.lesson_hour is "9"; it must be an hour'),
        ("schedule", 'lesson_hour = "24:00"', "it must be an hour between 00:00 and 23:59"),
        ("schedule", "lesson_days = []", "schedule.lesson_days is []; it must be a list of days"),
        ("schedule", 'lesson_days = "mon"', 'lesson_days is "mon"; it must be a list of days'),
        ("schedule", "lesson_days = [8]", "lesson_days has 8; it must be a list of days"),
        ("schedule", 'holidays = ["2026-13-01"]', 'holidays has "2026-13-01"; it must be a list'),
        ("schedule", "holidays = [[1]]", "holidays is [[1]]; it must be a list of dates"),
        ("schedule", "tick_seconds = nan", "it must be a number of seconds"),
        ("schedule", "lesson_late_hours = 0", "it must be whole hours, 1 to 168"),
        ("telegram", 'mode = "push"', 'it must be "polling" or "webhook": write mode = "polling".'),
        ("telegram", 'base_url = "api.telegram.org"', "it must be an http or https address"),
        ("telegram", 'base_url = "https://x.org/bot"', 'without "/" or "/bot" at its end'),
        ("telegram", 'webhook_listen = "127.0.0.1:99999"', "it must be an address and a port"),
        ("telegram", "rate_per_second = 0", "it must be a number above 0"),
        ("storage", 'delivery_url = "mysql://h/x"', "it must be sqlite:///file or postgresql"),
        ("storage", 'delivery_url = "sqlite:///"', "it must be sqlite:///file or postgresql"),
        ("storage", 'delivery_url = "sqlite:///:memory:"', "it must be sqlite:///file"),
        ("storage", 'delivery_url = "postgresql://[x/y"', "it must be sqlite:///file"),
        ("storage", 'delivery_url = "postgresql://h"', "it must be sqlite:///file"),
        ("care", "red_from = 11", "it must be a whole number, 1 to 10: write red_from = 9."),
    ],
)
def test_a_value_that_does_not_fit_is_told_with_its_key_and_a_remedy(
    section: str, line: str, sentence: str, write: Write
) -> None:
    problem = the_problem(write(f"[{section}]\n{line}\n"))
    assert problem.startswith(f"config.toml: {section}.")
    assert sentence in problem


def test_all_problems_are_told_at_once(write: Write) -> None:
    file = write("[privacy]\nk = 3\nclose_hour = 3\n[care]\nred_from = 0\n[x]\n")
    assert len(problems(file, RESPIRO_PROGRAMME__TIMEZONE="Mars", RESPIRO_X="1")) == 6


# Refusals: values that contradict one another


@pytest.mark.parametrize("red_from", [6, 7])
def test_thresholds_that_do_not_rise_are_refused(red_from: int, write: Write) -> None:
    assert the_problem(write(f"[care]\nred_from = {red_from}\n")) == (
        f"config.toml: care.red_from is {red_from}; it must be above orange_from, which is 7: "
        "write for example 5, 7 and 9."
    )


def test_an_offered_hour_in_the_quiet_hours_is_refused(write: Write) -> None:
    hours = '["06:00", "07:00", "20:59", "21:00"]'
    assert the_problem(write(f"[schedule]\nlesson_hours = {hours}\n")) == (
        'config.toml: schedule.lesson_hours has "06:00", "21:00", which lies in the quiet hours '
        "21:00-07:00: take it out, or change quiet_start and quiet_end."
    )


@pytest.mark.parametrize("key", ["lesson_hour", "checkin_hour"])
def test_a_prompt_in_the_quiet_hours_is_refused(key: str, write: Write) -> None:
    problem = the_problem(write(f'[schedule]\n{key} = "23:00"\n'))
    assert f'schedule.{key} is "23:00", which lies in the quiet hours 21:00-07:00' in problem


def test_quiet_hours_may_lie_within_one_day(write: Write) -> None:
    schedule = '[schedule]\nquiet_start = "12:31"\nquiet_end = "13:00"\nlesson_hour = "12:45"\n'
    assert 'schedule.lesson_hour is "12:45", which lies' in the_problem(write(schedule))


def test_the_same_hour_twice_means_no_quiet_hours(write: Write) -> None:
    text = '[schedule]\nquiet_start = "07:00"\nquiet_end = "07:00"\nlesson_hour = "03:00"\n'
    assert load_config(write(text), {}).schedule.lesson_hour == time(3)


@pytest.mark.parametrize(
    ("delivery", "replies"),
    [
        ("sqlite:///one.sqlite", "sqlite:///one.sqlite"),
        ("sqlite:///one.sqlite", "sqlite:///data/../one.sqlite?x=1"),
        ("postgresql://db/one", "postgresql+psycopg://other:pw@db:5432/one"),
    ],
)
def test_people_and_replies_never_share_a_database(
    delivery: str, replies: str, write: Write
) -> None:
    file = write(f'[storage]\ndelivery_url = "{delivery}"\nreplies_url = "{replies}"\n')
    file.chmod(0o600)
    assert "storage.replies_url is the same database as delivery_url" in the_problem(file)


# Refusals of units and of contacts


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            UNIT_TOML.replace('region="Oruro"\n', "") + "altitude_m = 1",
            'config.toml: unit "pisiga": region is missing; it must be the name of its regional '
            'office, at most 28 characters, to fit on a button: write region = "Oruro".',
        ),
        (UNIT_TOML + 'altitude_m = "high"', 'unit "pisiga": altitude_m is "high"; it must be'),
        (
            UNIT_TOML + "altitude_m = 1\naltitud = 1",
            'unit "pisiga": altitud is not an option: did you mean altitude_m?',
        ),
        (
            UNIT_TOML.replace("Pisiga", "P" * 29) + "altitude_m = 1",
            "it must be 1 to 28 letters",
        ),
        (
            UNIT_TOML.replace("pisiga", "Pisiga!") + "altitude_m = 1",
            "it must be a short name of a-z",
        ),
        (
            UNIT_TOML.replace("pisiga", "nacional") + "altitude_m = 1",
            'id is "nacional"; it must be a short name',
        ),
        (UNIT_TOML.replace('id="pisiga"\n', "") + "altitude_m = 1", "unit number 1: id is missing"),
        (
            (UNIT_TOML + "altitude_m = 1\n") * 2,
            'config.toml: 2 units have the id "pisiga": keep one, change the others.',
        ),
        ("unit = []", "config.toml: there is no unit: write one [[unit]]."),
        (
            CONTACT_TOML + 'topic = "emergency"\nhours = "lun 08:00-09:00"',
            'config.toml: contact "line": hours is "lun 08:00-09:00"; "lun" is not a day',
        ),
        (CONTACT_TOML + 'topic = "help"', 'topic is "help"; it must be "emergency"'),
        (
            CONTACT_TOML.replace('"110"', '"call us"') + 'topic = "medical"',
            'number is "call us"; no telephone has this number: write',
        ),
        (
            CONTACT_TOML + 'topic = "medical"\nverified_on = "yesterday"',
            'verified_on is "yesterday"; it must be a date',
        ),
        (
            (CONTACT_TOML + 'topic = "medical"\n') * 2,
            '2 contacts have the id "line": keep one, change the others.',
        ),
        (
            CONTACT_TOML + 'topic = "medical"\ndepartments = ["Cochabanba"]',
            'departments has "Cochabanba", where no unit lies: did you mean "Cochabamba"?',
        ),
    ],
)
def test_a_unit_or_contact_that_does_not_fit_is_told_by_its_id(
    text: str, sentence: str, write: Write
) -> None:
    assert sentence in the_problem(write(text))


def test_an_address_need_not_look_like_a_number(write: Write) -> None:
    text = CONTACT_TOML.replace('"phone"', '"address"').replace('"110"', '"Calle Muñoz 1"')
    config = load_config(write(text + 'topic = "service"\n'), {})
    assert config.contacts[0].number == "Calle Muñoz 1"


def test_a_department_elsewhere_or_without_its_accent_is_accepted(write: Write) -> None:
    text = CONTACT_TOML + 'topic = "service"\ndepartments = ["Arica", "Potosi"]\n'
    assert load_config(write(text), {}).contacts[0].departments == ("Arica", "Potosi")


def test_units_that_share_a_number_in_invitations_are_refused(write: Write) -> None:
    first, second = _colliding_ids()
    rows = [{**UNIT, "altitude_m": 1, "id": name} for name in (first, second)]
    assert the_problem(write(""), RESPIRO_UNIT=json.dumps(rows)) == (
        f'environment: RESPIRO_UNIT: the units "{first}" and "{second}" share a number in '
        "invitations: change one id."
    )


def _colliding_ids() -> tuple[str, str]:
    seen: dict[int, str] = {}
    for number in range(100_000):
        name = f"unit-{number:05}"
        other = seen.setdefault(unit_number(name), name)
        if other != name:
            return other, name
    raise AssertionError("two bytes must collide")


# Refusals: the environment


def test_a_misspelt_variable_is_refused_with_the_nearest_name() -> None:
    assert the_problem(EXAMPLE, RESPIRO_TELEGRAM__TOKN=TOKEN) == (
        "environment: RESPIRO_TELEGRAM__TOKN is not an option: "
        "did you mean RESPIRO_TELEGRAM__TOKEN?"
    )


def test_a_value_from_the_environment_is_told_with_its_variable() -> None:
    assert the_problem(EXAMPLE, RESPIRO_PRIVACY__K="3") == (
        "environment: RESPIRO_PRIVACY__K is 3; it must be a whole number, 5 or more, because "
        "smaller groups can be recognised: set RESPIRO_PRIVACY__K=10."
    )


@pytest.mark.parametrize("raw", ["ten", "", "10\nname = 1"])
def test_a_variable_that_is_no_number_is_refused(raw: str) -> None:
    assert "environment: RESPIRO_PRIVACY__K is " in the_problem(EXAMPLE, RESPIRO_PRIVACY__K=raw)


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        ("[", "environment: RESPIRO_CONTACT is not JSON (Expecting value, character 2)"),
        ('{"id": "x"}', "environment: RESPIRO_CONTACT: contact is a list of tables"),
        ("[3]", "environment: RESPIRO_CONTACT: contact is a list of tables"),
    ],
)
def test_tables_in_the_environment_must_be_json(raw: str, sentence: str) -> None:
    assert problems(EXAMPLE, RESPIRO_CONTACT=raw)[0].startswith(sentence)


# Secrets


def test_the_token_is_read_from_a_file_beside_the_configuration(
    live: Callable[..., Config],
) -> None:
    token = live().telegram.token
    assert token
    assert token.get_secret_value() == TOKEN


def test_a_token_in_the_environment_wins_and_its_file_is_not_read(write: Write) -> None:
    file = write('[telegram]\ntoken_file = "nowhere"\n')
    assert load_config(file, {"RESPIRO_TELEGRAM__TOKEN": TOKEN}).telegram.token


def test_an_empty_token_in_the_environment_counts_as_none() -> None:
    assert load_config(EXAMPLE, {"RESPIRO_TELEGRAM__TOKEN": ""}).telegram.token is None


def test_a_token_file_that_is_missing_is_refused(write: Write) -> None:
    problem = the_problem(write('[telegram]\ntoken_file = "token"\n'))
    assert problem.startswith("config.toml: telegram.token_file names a file that does not exist")
    assert "chmod 600" in problem


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620])
def test_a_token_file_that_others_can_open_is_refused(
    mode: int, live: Callable[..., Config], tmp_path: Path
) -> None:
    live()
    (tmp_path / "token").chmod(mode)
    problem = the_problem(tmp_path / "config.toml")
    assert f"can be read by others (mode {mode:04o}): run chmod 600 " in problem


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b" \n", "is empty: write the secret into"),
        (b"secret-of-another-kind", "does not hold a bot token"),
        (b"\xff\xfe", "does not hold a bot token"),
    ],
)
def test_a_token_file_without_a_token_is_refused(
    content: bytes, sentence: str, live: Callable[..., Config], tmp_path: Path
) -> None:
    live()
    (tmp_path / "token").write_bytes(content)
    problem = the_problem(tmp_path / "config.toml")
    assert sentence in problem
    assert "another-kind" not in problem


@pytest.mark.parametrize("key", sorted(SECRETS))
def test_a_secret_in_the_file_is_refused(key: str, write: Write) -> None:
    problem = the_problem(write(f'[telegram]\n{key} = "{TOKEN}"\n'))
    assert f"config.toml: telegram.{key} is a secret, which never stands here" in problem
    assert f"set RESPIRO_TELEGRAM__{key.upper()}" in problem


@pytest.mark.parametrize(
    "text",
    [
        f'[telegram]\ntoken = "{TOKEN}"\n',
        f'[telegram]\ntoken_file = "{TOKEN}"\n',
        f'[telegram]\nbase_url = "{TOKEN}"\n',
        f'[telegram]\nmode = ["{TOKEN}"]\n',
        f'[programme]\nname = "{TOKEN}"\n',
        f'[[unit]]\nid = "{TOKEN}"\n',
        f'[[contact]]\nnumber = "{TOKEN}"\n',
        f"[telegram]\ntoken = {TOKEN}\n",
        f'token = "{TOKEN}"\n',
    ],
)
def test_a_token_anywhere_in_the_file_is_refused_and_never_told(text: str, write: Write) -> None:
    assert "FakeFake" not in "\n".join(problems(write(text)))


@pytest.mark.parametrize("name", ["TELEGRAM__TOKEN_FILE", "TELEGRAM__MODE", "CARE__RED_FROM"])
def test_a_token_in_the_wrong_variable_is_refused_and_never_told(name: str) -> None:
    assert "FakeFake" not in the_problem(EXAMPLE, **{f"RESPIRO_{name}": TOKEN})


def test_a_bad_token_in_the_environment_is_refused_and_never_told() -> None:
    problem = the_problem(EXAMPLE, RESPIRO_TELEGRAM__TOKEN="Fake Token")
    assert problem.startswith("environment: RESPIRO_TELEGRAM__TOKEN does not hold a bot token")
    assert "Fake" not in problem


def test_the_repr_shows_neither_the_token_nor_the_databases() -> None:
    url = "postgresql://bot:geheim@db/people"
    environ = {"RESPIRO_TELEGRAM__TOKEN": TOKEN, "RESPIRO_STORAGE__DELIVERY_URL": url}
    shown = repr(load_config(EXAMPLE, environ))
    assert "FakeFake" not in shown
    assert "geheim" not in shown


def test_a_password_in_a_file_that_others_can_read_is_refused(write: Write) -> None:
    file = write('[storage]\ndelivery_url = "postgresql://bot:geheim@db/people"\n')
    file.chmod(0o644)
    problem = the_problem(file)
    assert "storage.delivery_url holds a password and others can read this file" in problem
    assert "geheim" not in problem


def test_a_password_is_never_told(write: Write) -> None:
    file = write('[storage]\ndelivery_url = "mysql://bot:geh@eim@db/people"\n')
    file.chmod(0o600)
    assert '"mysql://bot:…@db/people"' in the_problem(file)


# The live start


def missing(config: Config, today: date = date(2026, 11, 23)) -> tuple[str, ...]:
    """What keeps this configuration from a live start."""
    try:
        require_live(config, today)
    except ConfigError as error:
        return error.problems
    return ()


def test_a_complete_configuration_may_go_live(live: Callable[..., Config]) -> None:
    assert missing(live()) == ()


def test_the_example_may_not_go_live() -> None:
    told = missing(load_config(EXAMPLE, {}))
    assert [problem.split()[0] for problem in told] == [
        "telegram.token",
        "programme.organisation",
        "privacy.responsible",
        "no",
    ]


def test_without_a_verified_contact_there_is_no_live_start(live: Callable[..., Config]) -> None:
    (problem,) = missing(live(RESPIRO_CONTACT="[]"))
    assert problem == (
        "no contact has been verified in the last 90 days: call one, then run "
        'python -m bot contacts verify ID --by "your name".'
    )


def test_a_contact_verified_too_long_ago_does_not_carry_a_live_start(
    live: Callable[..., Config],
) -> None:
    config = live()
    assert missing(config, date(2027, 1, 30)) == ()
    contact = config.contacts[0].id
    assert f"contacts verify {contact} --by" in missing(config, date(2027, 1, 31))[0]


@pytest.mark.parametrize(("answered", "may_start"), [(True, True), (False, False)])
def test_a_recorded_call_decides_about_a_live_start(
    answered: bool, may_start: bool, live: Callable[..., Config]
) -> None:
    config, today = live(), date(2027, 1, 31)
    call = Check(today, "Ana", answered, config.contacts[0].number)
    try:
        require_live(config, today, lambda: {config.contacts[0].id: call})
    except ConfigError as error:
        assert not may_start
        assert "no contact has been verified" in str(error)  # noqa: PT017  both can be right
    else:
        assert may_start


@pytest.mark.parametrize(
    ("number", "printed"),
    [
        ("110", "110"),
        ("168", "168"),
        ("156", "156"),
        ("800-11-3040", "800-11-3040"),
        ("800140348", "800-14-0348"),
        ("+591 800 14 0348", "800-14-0348"),
        ("77797667", "+591-77797667"),
        ("2 2440000", "+591-2-2440000"),
        ("(2) 244-0000", "+591-2-2440000"),
        ("+54 11 4000-0000", "+54-11-4000-0000"),
    ],
)
def test_a_number_is_printed_so_that_a_phone_can_dial_it(
    number: str, printed: str, write: Write
) -> None:
    text = CONTACT_TOML.replace('"110"', f'"{number}"') + 'topic = "medical"'
    assert load_config(write(text), {}).contacts[0].number == printed


@pytest.mark.parametrize("number", ["4150208", "2440000", "12", "7779766", "777976671", "+591 110"])
def test_a_number_that_no_telephone_has_is_refused_with_the_remedy(
    number: str, write: Write
) -> None:
    text = CONTACT_TOML.replace('"110"', f'"{number}"') + 'topic = "medical"'
    told = the_problem(write(text))
    assert f'number is "{number}"; no telephone has this number: write a short one like' in told


@pytest.mark.parametrize("number", ["110", "800-11-3040"])
def test_a_messenger_needs_a_whole_number(number: str, write: Write) -> None:
    text = CONTACT_TOML.replace("phone", "whatsapp").replace('"110"', f'"{number}"')
    assert "write eight digits like" in the_problem(write(text + 'topic = "medical"'))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("mon-fri 09:00-12:00", "holidays have no days of the week"),
        ("never", '"never" is not a day'),
        ("9-12", '"9-12" is not a span of hours'),
    ],
)
def test_holiday_hours_that_cannot_be_read_are_refused_with_the_remedy(
    text: str, sentence: str, write: Write
) -> None:
    written = CONTACT_TOML + f'topic = "medical"\non_holidays = "{text}"'
    assert sentence in the_problem(write(written))


def test_a_webhook_needs_its_address_and_its_secret(live: Callable[..., Config]) -> None:
    told = missing(live(RESPIRO_TELEGRAM__MODE="webhook"))
    assert [problem.split()[0] for problem in told] == [
        "telegram.webhook_url",
        "telegram.webhook_secret",
    ]


@pytest.mark.parametrize(
    ("base_url", "count"), [("https://api.telegram.org", 1), ("http://127.0.0.1:8081", 0)]
)
def test_telegram_itself_calls_https_only(
    base_url: str, count: int, live: Callable[..., Config]
) -> None:
    config = live(
        RESPIRO_TELEGRAM__MODE="webhook",
        RESPIRO_TELEGRAM__BASE_URL=base_url,
        RESPIRO_TELEGRAM__WEBHOOK_URL="http://127.0.0.1:8080/hook",
        RESPIRO_TELEGRAM__WEBHOOK_SECRET="a-secret-of-the-webhook",
    )
    assert len(missing(config)) == count


# Counsellors

ROSA = {
    "name": "Rosa",
    "chat_id": 77,
    "hours": "mon-fri 08:30-18:30",
    "departments": ["Oruro"],
    "answer_within": "30min",
}


def counsellors(*changes: dict[str, Any], **environ: str) -> Config:
    """The example with these counsellors, as the environment names them."""
    rows = json.dumps([ROSA | change for change in changes])
    return load_config(EXAMPLE, {"RESPIRO_COUNSELLOR": rows, **environ})


def test_counsellors_come_from_the_environment_as_json() -> None:
    (rosa,) = counsellors({}).counsellors
    assert (rosa.chat_id, rosa.departments) == (77, ("Oruro",))
    assert (rosa.answer_within, rosa.on_holidays) == (timedelta(minutes=30), "closed")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"name": ""}, 'name is ""; it must be a text of at most 40 characters'),
        ({"chat_id": -100}, "chat_id is -100; it must be the chat number of one person"),
        ({"chat_id": "77"}, 'chat_id is "77"; it must be the chat number of one person'),
        ({"hours": "lun 08:00-09:00"}, 'hours is "lun 08:00-09:00"; "lun" is not a day'),
        ({"on_holidays": "mon 24h"}, "holidays have no days of the week"),
        ({"answer_within": "soon"}, 'answer_within is "soon"; it must be a time on duty'),
        ({"answer_within": 2}, "answer_within is 2; it must be a time on duty"),
        ({"answer_within": "73h"}, 'answer_within is "73h"; it must be a time on duty'),
        ({"phone": "1"}, "phone is not an option"),
        ({"departments": ["Orruro"]}, 'did you mean "Oruro"?'),
    ],
)
def test_a_counsellor_that_does_not_fit_is_told_in_one_sentence(
    change: dict[str, Any], told: str
) -> None:
    with pytest.raises(ConfigError) as caught:
        counsellors(change)
    (problem,) = caught.value.problems
    assert problem.startswith("environment: RESPIRO_COUNSELLOR: counsellor ")
    assert told in problem


def test_a_counsellor_without_a_promise_is_refused() -> None:
    row = {key: value for key, value in ROSA.items() if key != "answer_within"}
    told = the_problem(EXAMPLE, RESPIRO_COUNSELLOR=json.dumps([row]))
    assert "answer_within is missing" in told


@pytest.mark.parametrize(
    ("other", "told"),
    [
        ({"name": "Luz"}, "2 counsellors have the chat_id 77"),
        ({"chat_id": 78}, '2 counsellors have the name "Rosa"'),
    ],
)
def test_counsellors_share_neither_name_nor_chat(other: dict[str, Any], told: str) -> None:
    with pytest.raises(ConfigError, match=told):
        counsellors({}, other)


def test_a_counsellor_who_is_an_administrator_is_refused() -> None:
    with pytest.raises(ConfigError, match="promised that no administrator learns of a request"):
        counsellors({}, RESPIRO_PROGRAMME__ADMINISTRATORS="[5, 77]")


def test_the_departments_nobody_serves_are_known() -> None:
    assert "La Paz" in counsellors({}).without_counsellor
    assert "Oruro" not in counsellors({}).without_counsellor
    assert counsellors({"departments": []}).without_counsellor == ()
    assert load_config(EXAMPLE, {}).without_counsellor == ()

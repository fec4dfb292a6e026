"""Who takes part, by which invitation, and what every later change of mind does."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from storage.databases import OpenStore, wait_until_blocked
from storage.people import NOON, appointment, officer, prompt

from bot.domain.consent import CONSENT_VERSION
from bot.domain.model import Appointment, Consent, PromptKind, Step, Subscriber
from bot.service.enrolment import Enrolment
from bot.storage import appointments, ledger
from bot.storage.delivery import add_subscriber, find_subscriber
from bot.storage.engine import Store
from service.conftest import Enrol
from service.programme import UNITS, calendar, wall

NOW = wall("2026-11-23 08:00")
EXPIRY = NOW + timedelta(days=14)


def test_a_newcomer_begins_with_his_region_and_the_defaults(enrolment: Enrolment) -> None:
    new = enrolment.agree(1, Consent.ALL, "es", "", NOW)
    assert new == officer(unit=None, step=Step.REGION, consent_version=CONSENT_VERSION)
    assert enrolment.find(1) == new


def test_nothing_is_due_to_somebody_who_has_not_finished(
    enrolment: Enrolment, deliveries: Store
) -> None:
    enrolment.agree(1, Consent.ALL, "es", "", NOW)
    enrolment.choose_unit(1, "desaguadero", NOW)
    enrolment.choose_days(1, (1, 3), NOW)
    assert _standing(deliveries) == {}


def test_an_enrolment_goes_step_by_step_to_its_first_appointments(
    enrolment: Enrolment, deliveries: Store
) -> None:
    enrolment.agree(1, Consent.ALL, "es", "", NOW)
    people = [
        enrolment.choose_unit(1, "desaguadero", NOW),
        enrolment.choose_days(1, (2, 4), NOW),
        enrolment.choose_hour(1, time(16), NOW),
    ]
    assert [one.step for one in people if one] == [Step.DAYS, Step.HOUR, Step.DONE]
    assert people[-1] == enrolment.find(1) == officer(days=(2, 4), hour=time(16))
    assert _standing(deliveries) == {
        PromptKind.LESSON: wall("2026-11-24 16:00"),
        PromptKind.CHECKIN: wall("2026-11-25 12:30"),
    }


def test_who_agrees_to_lessons_only_is_never_due_a_checkin(
    enrolment: Enrolment, deliveries: Store
) -> None:
    enrolment.agree(1, Consent.LESSONS, "es", "", NOW)
    enrolment.choose_unit(1, None, NOW)
    enrolment.choose_hour(1, time(9), NOW)
    assert set(_standing(deliveries)) == {PromptKind.LESSON}


def test_agreeing_twice_changes_nothing(
    enrolment: Enrolment, deliveries: Store, enrol: Enrol
) -> None:
    person = enrol(1, next_lesson=4, paused_until=date(2026, 12, 1), unit="pisiga", language="en")
    before = _standing(deliveries)
    assert enrolment.agree(1, Consent.ALL, "es", "", NOW) == person
    assert (enrolment.find(1), _standing(deliveries)) == (person, before)


def test_agreeing_to_less_changes_the_consent_and_takes_the_checkin_away(
    enrolment: Enrolment, deliveries: Store, enrol: Enrol
) -> None:
    person = enrol(1, next_lesson=4, consent_version=0)
    enrolment.agree(1, Consent.LESSONS, "es", "", NOW)
    assert enrolment.find(1) == replace(
        person, consent=Consent.LESSONS, consent_version=CONSENT_VERSION
    )
    assert set(_standing(deliveries)) == {PromptKind.LESSON}


def test_agreeing_in_the_middle_of_an_enrolment_keeps_its_step(
    enrolment: Enrolment, enrol: Enrol
) -> None:
    enrol(1, step=Step.HOUR)
    again = enrolment.agree(1, Consent.LESSONS, "es", "", NOW)
    assert again is not None
    assert again.step is Step.HOUR


def test_an_invitation_names_the_unit_and_spares_the_question(enrolment: Enrolment) -> None:
    token = enrolment.invite("pisiga", EXPIRY)
    assert enrolment.invited_unit(token, NOW) == "pisiga"
    new = enrolment.agree(1, Consent.ALL, "es", token, NOW)
    assert new is not None
    assert (new.unit, new.step) == ("pisiga", Step.DAYS)


def test_two_invitations_to_one_unit_are_two(enrolment: Enrolment) -> None:
    assert enrolment.invite("pisiga", EXPIRY) != enrolment.invite("pisiga", EXPIRY)


def test_an_invitation_is_signed_with_the_newest_key_and_the_older_ones_still_read(
    enrolment: Enrolment,
) -> None:
    old = enrolment.invite("pisiga", EXPIRY)
    renewed = replace(enrolment, invitation_keys={1: b"k" * 32, 2: b"n" * 32})
    new = renewed.invite("guaqui", EXPIRY)
    assert renewed.invited_unit(old, NOW) == "pisiga"
    assert (renewed.invited_unit(new, NOW), enrolment.invited_unit(new, NOW)) == ("guaqui", None)


def test_an_invitation_lets_in_as_many_as_it_may(by_invitation: Enrolment) -> None:
    token = by_invitation.invite("pisiga", EXPIRY)
    entered = [by_invitation.agree(chat, Consent.ALL, "es", token, NOW) for chat in range(1, 5)]
    assert [one is not None for one in entered] == [True, True, False, False]
    assert by_invitation.find(3) is None


def test_tapping_twice_uses_an_invitation_once(by_invitation: Enrolment) -> None:
    token = by_invitation.invite("pisiga", EXPIRY)
    for chat_id in (1, 1, 1, 2):
        assert by_invitation.agree(chat_id, Consent.ALL, "es", token, NOW) is not None


def test_a_used_up_invitation_where_none_is_needed_tells_no_unit(enrolment: Enrolment) -> None:
    token = enrolment.invite("pisiga", EXPIRY)
    units = [enrolment.agree(chat, Consent.ALL, "es", token, NOW) for chat in range(1, 4)]
    assert [one.unit for one in units if one] == ["pisiga", "pisiga", None]


def test_an_invitation_called_back_is_none(by_invitation: Enrolment) -> None:
    token, other = (by_invitation.invite("pisiga", EXPIRY) for _ in range(2))
    assert by_invitation.revoke(token, NOW)
    assert by_invitation.invited_unit(token, NOW) is None
    assert by_invitation.agree(1, Consent.ALL, "es", token, NOW) is None
    assert by_invitation.agree(1, Consent.ALL, "es", other, NOW) is not None


def test_calling_back_an_invitation_leaves_in_who_came_by_it(by_invitation: Enrolment) -> None:
    token = by_invitation.invite("pisiga", EXPIRY)
    first = by_invitation.agree(1, Consent.ALL, "es", token, NOW)
    by_invitation.revoke(token, NOW)
    assert by_invitation.agree(1, Consent.ALL, "es", token, NOW) == first


@pytest.mark.parametrize("spoil", ["", "A" * 42, "made-up"])
def test_without_a_good_invitation_nobody_gets_in_where_one_is_needed(
    by_invitation: Enrolment, spoil: str
) -> None:
    assert by_invitation.agree(1, Consent.ALL, "es", spoil, NOW) is None
    assert (by_invitation.find(1), by_invitation.invited_unit(spoil, NOW)) == (None, None)


def test_an_invitation_ends_on_the_second(by_invitation: Enrolment) -> None:
    token = by_invitation.invite("pisiga", EXPIRY)
    assert by_invitation.invited_unit(token, EXPIRY - timedelta(seconds=1)) == "pisiga"
    assert by_invitation.invited_unit(token, EXPIRY) is None
    assert by_invitation.agree(1, Consent.ALL, "es", token, EXPIRY) is None


def test_only_an_invitation_of_ours_can_be_called_back(by_invitation: Enrolment) -> None:
    foreign = replace(by_invitation, invitation_keys={1: b"x" * 32}).invite("pisiga", EXPIRY)
    expired = by_invitation.invite("pisiga", NOW - timedelta(days=1))
    assert [by_invitation.revoke(token, NOW) for token in (foreign, expired, "")] == [False] * 3


def test_an_invitation_to_a_unit_that_is_gone_is_none(by_invitation: Enrolment) -> None:
    token = by_invitation.invite("pisiga", EXPIRY)
    fewer = {name: unit for name, unit in UNITS.items() if name != "pisiga"}
    assert replace(by_invitation, units=fewer).invited_unit(token, NOW) is None


def _note_caution(enrolment: Enrolment) -> Subscriber | None:
    enrolment.note_caution(1, NOW)
    return enrolment.find(1)


CHANGES: dict[str, Callable[[Enrolment], Subscriber | None]] = {
    "choose_unit": lambda enrolment: enrolment.choose_unit(1, None, NOW),
    "choose_days": lambda enrolment: enrolment.choose_days(1, (7,), NOW),
    "choose_hour": lambda enrolment: enrolment.choose_hour(1, time(18), NOW),
    "choose_language": lambda enrolment: enrolment.choose_language(1, "en", NOW),
    "pause": lambda enrolment: enrolment.pause(1, 7, NOW),
    "note_caution": _note_caution,
}


@pytest.mark.parametrize(
    ("change", "changed"),
    [
        ("choose_unit", officer(unit=None)),
        ("choose_days", officer(days=(7,))),
        ("choose_hour", officer(hour=time(18))),
        ("choose_language", officer(language="en")),
        ("pause", officer(paused_until=date(2026, 11, 30))),
        ("note_caution", officer(caution_shown=True)),
    ],
)
def test_a_change_changes_one_thing(
    enrolment: Enrolment, enrol: Enrol, change: str, changed: Subscriber
) -> None:
    enrol()
    assert CHANGES[change](enrolment) == enrolment.find(1) == changed


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_of_a_stranger_enrols_nobody(enrolment: Enrolment, change: str) -> None:
    assert CHANGES[change](enrolment) is None
    assert enrolment.find(1) is None


def test_a_new_hour_moves_the_lesson_and_leaves_the_reminder(
    enrolment: Enrolment, deliveries: Store, enrol: Enrol
) -> None:
    enrol()
    with deliveries.begin() as connection:
        appointments.set_appointment(connection, Appointment(1, PromptKind.REMINDER, NOON, 1))
    enrolment.choose_hour(1, time(18), NOW)
    assert _standing(deliveries) == {
        PromptKind.LESSON: wall("2026-11-23 18:00"),
        PromptKind.CHECKIN: wall("2026-11-25 12:30"),
        PromptKind.REMINDER: NOON,
    }


@pytest.mark.parametrize(
    "change", ["choose_unit", "choose_language", "pause", "note_caution", "agree", "wake"]
)
def test_what_is_due_this_very_moment_outlives_a_change_that_is_not_about_when(
    enrolment: Enrolment, deliveries: Store, enrol: Enrol, change: str
) -> None:
    enrol()
    before = _standing(deliveries)
    now = before[PromptKind.CHECKIN]
    match change:
        case "choose_unit":
            enrolment.choose_unit(1, "guaqui", now)
        case "choose_language":
            enrolment.choose_language(1, "en", now)
        case "pause":
            enrolment.pause(1, 0, now)
        case "note_caution":
            enrolment.note_caution(1, now)
        case "agree":
            enrolment.agree(1, Consent.ALL, "es", "", now)
        case _:
            enrolment.wake(1, now)
    assert _standing(deliveries) == before


def test_a_pause_of_no_days_ends_a_pause(enrolment: Enrolment, enrol: Enrol) -> None:
    enrol(paused_until=date(2027, 1, 1))
    assert enrolment.pause(1, 0, NOW) == officer()


def test_who_blocks_the_bot_is_left_alone_and_keeps_his_place(
    enrolment: Enrolment, deliveries: Store, enrol: Enrol
) -> None:
    enrol(next_lesson=4)
    enrolment.leave(1)
    assert enrolment.find(1) == officer(next_lesson=4, active=False)
    assert _standing(deliveries) == {}


@pytest.mark.parametrize("way_back", ["wake", "agree"])
def test_who_comes_back_goes_on_where_he_was(
    enrolment: Enrolment, deliveries: Store, enrol: Enrol, way_back: str
) -> None:
    person = enrol(next_lesson=4)
    before = _standing(deliveries)
    enrolment.leave(1)
    if way_back == "wake":
        enrolment.wake(1, NOW)
    else:
        enrolment.agree(1, Consent.ALL, "es", "", NOW)
    assert (enrolment.find(1), _standing(deliveries)) == (person, before)


def test_who_blocked_the_bot_and_changes_his_hour_is_still_left_alone(
    enrolment: Enrolment, deliveries: Store, enrol: Enrol
) -> None:
    enrol()
    enrolment.leave(1)
    enrolment.choose_hour(1, time(18), NOW)
    assert _standing(deliveries) == {}


def test_a_change_does_not_undo_what_the_speaker_does_meanwhile(open_postgres: OpenStore) -> None:
    store = open_postgres("delivery")
    enrolment = Enrolment(store, calendar(), UNITS, False, {}, 0, (), time(9), "es")
    with store.begin() as connection:
        add_subscriber(connection, officer())
        appointments.set_appointment(connection, appointment())
    with ThreadPoolExecutor(1) as pool:
        with store.begin() as speaker:
            ledger.move_on(speaker, [prompt(item=1)])
            changed = pool.submit(enrolment.choose_hour, 1, time(18), NOW)
            wait_until_blocked(speaker)
        changed.result()
    with store.begin() as connection:
        assert find_subscriber(connection, 1) == officer(next_lesson=2, hour=time(18))


def test_surveys_and_the_offer_of_a_rhythm_begin_with_the_enrolment_and_outlive_every_change(
    enrolment: Enrolment, deliveries: Store
) -> None:
    enrolment.agree(1, Consent.ALL, "es", "", NOON)
    enrolment.choose_unit(1, None, NOON)
    enrolment.choose_days(1, (1,), NOON)
    enrolment.choose_hour(1, time(9), NOON)
    begun = _cadence(deliveries)
    assert set(begun) == {PromptKind.SURVEY, PromptKind.RHYTHM}
    later = NOON + timedelta(days=2)
    enrolment.choose_hour(1, time(18), later)
    enrolment.choose_zone(1, "America/Lima", later)
    assert _cadence(deliveries) == begun
    enrolment.agree(1, Consent.LESSONS, "es", "", later)
    assert set(_cadence(deliveries)) == {PromptKind.RHYTHM}


_CADENCE = {PromptKind.SURVEY, PromptKind.RHYTHM}


def _cadence(store: Store) -> dict[PromptKind, datetime]:
    with store.begin() as connection:
        standing = appointments.appointments_of(connection, 1)
    return {one.kind: one.due_at for one in standing if one.kind in _CADENCE}


def _standing(store: Store) -> dict[PromptKind, datetime]:
    with store.begin() as connection:
        standing = appointments.appointments_of(connection, 1)
    return {one.kind: one.due_at for one in standing if one.kind not in _CADENCE}

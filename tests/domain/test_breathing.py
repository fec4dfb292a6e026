"""The timing of the breathing exercises and the order in which a post is offered them."""

import pytest

from bot.domain.breathing import (
    ABDOMINAL,
    BOX,
    COHERENT,
    FOUR_SEVEN_EIGHT,
    MENU,
    PROTOCOLS,
    SIGHING,
    PhaseKind,
    Protocol,
    cycles,
    minutes_offered,
    offered,
    total_seconds,
)

DESAGUADERO_M = 3830
SANTA_CRUZ_M = 400


@pytest.mark.parametrize(
    ("protocol", "one_minute", "five_minutes"),
    [
        (COHERENT, 6, 30),
        (SIGHING, 7, 33),
        (ABDOMINAL, 6, 30),
        (BOX, 4, 19),
        (FOUR_SEVEN_EIGHT, 4, 4),
    ],
    ids=lambda value: value.key if isinstance(value, Protocol) else str(value),
)
def test_whole_breaths_come_nearest_to_the_minutes(
    protocol: Protocol, one_minute: int, five_minutes: int
) -> None:
    assert (cycles(protocol, 1), cycles(protocol, 5)) == (one_minute, five_minutes)


@pytest.mark.parametrize(
    ("key", "seconds"),
    [
        ("coherente", (5, 5)),
        ("suspiro", (2, 1, 6)),
        ("abdominal", (4, 6)),
        ("cuadrada", (4, 4, 4, 4)),
        ("478", (4, 7, 8)),
    ],
)
def test_each_protocol_has_the_published_phases(key: str, seconds: tuple[float, ...]) -> None:
    assert tuple(phase.seconds for phase in PROTOCOLS[key].phases) == seconds


@pytest.mark.parametrize("minutes", [1, 2, 5, 60])
def test_478_never_lasts_longer_than_76_seconds(minutes: int) -> None:
    assert total_seconds(FOUR_SEVEN_EIGHT, minutes) == 76


def test_478_is_offered_as_one_short_set_only() -> None:
    assert minutes_offered(FOUR_SEVEN_EIGHT) == (1,)


@pytest.mark.parametrize("protocol", [p for p in MENU if p.key != "478"], ids=lambda p: p.key)
def test_every_other_protocol_is_offered_for_one_and_five_minutes(protocol: Protocol) -> None:
    assert minutes_offered(protocol) == (1, 5)


@pytest.mark.parametrize("minutes", [0, -5])
def test_an_exercise_of_no_minutes_is_refused(minutes: int) -> None:
    with pytest.raises(ValueError, match="at least one minute"):
        cycles(COHERENT, minutes)


def test_only_box_and_478_hold_the_breath() -> None:
    assert {protocol.key for protocol in MENU if protocol.has_hold} == {"cuadrada", "478"}


@pytest.mark.parametrize("altitude_m", [None, SANTA_CRUZ_M, 3500, 3501, DESAGUADERO_M])
def test_coherent_breathing_is_the_default_everywhere(altitude_m: int | None) -> None:
    assert offered(altitude_m)[0] is COHERENT


def test_below_the_limit_the_menu_keeps_its_order() -> None:
    keys = [protocol.key for protocol in offered(SANTA_CRUZ_M)]
    assert keys == ["coherente", "suspiro", "abdominal", "cuadrada", "478"]


@pytest.mark.parametrize("altitude_m", [3501, DESAGUADERO_M, None])
def test_where_it_is_high_or_unknown_a_hold_never_comes_before_a_free_breath(
    altitude_m: int | None,
) -> None:
    menu = offered(altitude_m, menu=(BOX, COHERENT, FOUR_SEVEN_EIGHT, SIGHING))
    assert menu == (COHERENT, SIGHING, BOX, FOUR_SEVEN_EIGHT)


def test_at_3500_metres_a_menu_that_starts_with_a_hold_is_kept() -> None:
    assert offered(3500, menu=(BOX, COHERENT)) == (BOX, COHERENT)


@pytest.mark.parametrize("protocol", MENU, ids=lambda p: p.key)
def test_no_protocol_breathes_faster_than_ten_times_a_minute(protocol: Protocol) -> None:
    assert protocol.cycle_seconds >= 6


@pytest.mark.parametrize("protocol", MENU, ids=lambda p: p.key)
def test_every_breath_starts_in_and_lets_out_once(protocol: Protocol) -> None:
    kinds = [phase.kind for phase in protocol.phases]
    assert kinds[0] is PhaseKind.INHALE
    assert kinds.count(PhaseKind.EXHALE) == 1

"""The question about danger: asked once, remembered in memory only, and not for long."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain import asking
from bot.domain.asking import PATIENCE, SPARED_FOR, Answer, Asked, Asking, read_answer

NOW = datetime(2026, 11, 23, 12, 30, tzinfo=UTC)
ANA, LUIS = 712_345_678, 712_345_679
SECOND = timedelta(seconds=1)


def asked(chat_id: int = ANA, at: datetime = NOW) -> Asked:
    """A question that somebody of Desaguadero was asked."""
    return Asked(chat_id, "desaguadero", "es", at)


def test_an_open_question_is_not_asked_again_and_each_chat_has_its_own() -> None:
    memory = Asking(b"key")
    assert memory.may_ask(ANA, NOW)
    memory.ask(asked())
    assert memory.is_open(ANA)
    assert not memory.may_ask(ANA, NOW)
    assert memory.may_ask(LUIS, NOW)


def test_after_a_no_a_day_passes_before_it_is_asked_again() -> None:
    memory = Asking(b"key")
    memory.ask(asked())
    memory.close(ANA)
    memory.spare(ANA, NOW)
    assert not memory.is_open(ANA)
    assert not memory.may_ask(ANA, NOW + SPARED_FOR - SECOND)
    assert memory.may_ask(ANA, NOW + SPARED_FOR)


def test_a_question_is_overdue_after_a_quarter_of_an_hour_until_it_is_closed() -> None:
    memory = Asking(b"key")
    memory.ask(asked())
    memory.ask(asked(LUIS, NOW + SECOND))
    assert memory.overdue(NOW + PATIENCE - SECOND) == ()
    assert memory.overdue(NOW + PATIENCE) == (asked(),)
    memory.close(ANA)
    assert memory.overdue(NOW + PATIENCE) == ()
    assert memory.take_all() == (asked(LUIS, NOW + SECOND),)
    assert memory.may_ask(ANA, NOW + PATIENCE)


def test_memory_holds_no_number_of_whoever_has_answered() -> None:
    memory = Asking(b"key")
    memory.ask(asked())
    assert str(ANA) in repr(vars(memory))
    memory.close(ANA)
    memory.spare(ANA, NOW)
    held = repr(vars(memory))
    assert str(ANA) not in held
    assert all(len(name) == 32 for name in memory._spared)


def test_another_key_knows_nobody() -> None:
    one, other = Asking(b"key"), Asking(b"other")
    one.spare(ANA, NOW)
    other.spare(ANA, NOW)
    assert set(one._spared) != set(other._spared)


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "MOST_OPEN", 3)
    monkeypatch.setattr(asking, "_MOST_SPARED", 3)
    memory = Asking(b"key")
    for chat_id in range(3):
        memory.ask(asked(chat_id))
    assert not memory.may_ask(ANA, NOW)
    for chat_id in range(5):
        memory.close(chat_id)
        memory.spare(chat_id, NOW)
    assert [memory.may_ask(chat_id, NOW) for chat_id in range(5)] == [True] * 2 + [False] * 3


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("sí", Answer.YES),
        ("SI.", Answer.YES),
        ("Sí, a veces por la noche", Answer.YES),
        ("yes", Answer.YES),
        ("no", Answer.NO),
        ("No, gracias", Answer.NO),
        ("claro que no", Answer.NO),
        ("no sé", Answer.UNSAID),
        ("Prefiero no decir", Answer.UNSAID),
        ("no quiero hablar de eso con nadie", Answer.UNSAID),
        ("tal vez", Answer.YES),
        ("Siii", Answer.YES),
        ("a veces", Answer.YES),
        ("lo he pensado", Answer.YES),
        ("Un poco, sí", Answer.YES),
        ("sometimes", Answer.YES),
        ("I have", Answer.YES),
        ("I have a question about the form", None),
        ("no lo sé, a ratos", Answer.UNSAID),
        ("I don't know", Answer.UNSAID),
        ("nunca lo he pensado", Answer.NO),
        ("No, jamás", Answer.NO),
        ("obvio que no", Answer.NO),
        ("nunca lo haría", None),
        ("no, a veces me canso", None),
        ("no se preocupe", None),
        ("", None),
        ("👍", None),
    ],
)
def test_an_answer_may_be_written(typed: str, answer: Answer | None) -> None:
    assert read_answer(typed) is answer

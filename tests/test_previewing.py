"""``python -m bot preview``: what the author sees is what the officer gets."""

from __future__ import annotations

import pytest
from test_command_line import run


@pytest.mark.parametrize("asked", ["12", "12-dos-tomas-y-un-soplo.md"])
async def test_a_lesson_is_shown_card_by_card_with_its_keys(asked: str) -> None:
    code, out, err = await run("preview", asked)
    assert (code, err) == (0, "")
    assert out.startswith("12 · área 2 · todos · sin revisar\n")
    for part in (
        "1/4",
        "2/4",
        "Hágalo ahora · 60 segundos",
        "[🌬 Respirar]",
        "Mi plan",
        "[👍] [👎]",
    ):
        assert part in out
    assert max(map(len, out.splitlines())) <= 50


@pytest.mark.parametrize("asked", ["99", "doce", "00"])
async def test_a_lesson_that_is_not_there_is_told(asked: str) -> None:
    code, out, err = await run("preview", asked)
    assert (code, out) == (2, "")
    assert err == f"No hay una lección «{asked}»; hay de la 01 a la 68.\n"

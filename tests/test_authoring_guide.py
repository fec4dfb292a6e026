"""docs/authoring.md, walked word by word: a lesson copied, looked at, checked and rehearsed."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from conftest import ROOT
from test_command_line import run

GUIDE = (ROOT / "docs" / "authoring.md").read_text(encoding="utf-8")
FILE = "69-un-mate-con-calma.md"
"""The name that the guide gives to the lesson behind the last one."""


def commands() -> list[str]:
    """The orders that a reader of the six steps copies and pastes."""
    steps = GUIDE.partition("\n## 6.")[0]
    return re.findall(r"```sh\n(.+)\n```", steps)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The project as ``git clone`` brings it, with a copied and changed lesson at its end."""
    kept = ("bot", "simulator", "locales", "lessons", "assets", "scheduler.py")
    for name in (*kept, "config.example.toml"):
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, tmp_path / name)
    for words in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "As it was"]):
        identity = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
        subprocess.run(["git", *identity, *words], cwd=tmp_path, check=True)
    lessons = tmp_path / "lessons" / "es"
    copied = (lessons / "54-moverse-en-el-puesto.md").read_text(encoding="utf-8")
    changed = copied.replace("Moverse un poco en el puesto", "Un mate con calma")
    (lessons / FILE).write_text(changed, encoding="utf-8")
    return tmp_path


def test_the_guide_has_three_orders_to_copy_and_names_the_file_of_its_example() -> None:
    assert commands() == [
        "make preview LESSON=69",
        ".venv/bin/python -m bot check",
        ".venv/bin/python -m bot rehearse --picture ensayo.png --diff HEAD",
    ]
    assert f"`{FILE}`" in GUIDE


def test_make_preview_is_the_page_of_that_lesson() -> None:
    rule = (ROOT / "Makefile").read_text(encoding="utf-8").partition("\npreview:")[2]
    assert "-m bot preview $(LESSON) --page" in rule.partition("\n\n")[0]


async def test_a_copied_lesson_is_checked_and_told_what_is_still_the_others(project: Path) -> None:
    code, out, _ = await run(*commands()[1].split()[3:], folder=project)
    about = [line for line in out.splitlines() if FILE in line]
    assert code == 0, out
    assert out.splitlines()[-1].startswith("0 errores, ")
    assert about
    assert all("54, 69; dígalo" in line for line in about), about


async def test_a_copied_lesson_is_shown_under_its_number(project: Path) -> None:
    code, out, _ = await run("preview", "69", folder=project)
    assert code == 0
    assert "Un mate con calma  1/4" in out


async def test_the_rehearsal_names_the_new_lesson_and_its_day(project: Path) -> None:
    words = commands()[2].split()[3:]
    code, out, err = await run(*words, "--officers", "5", folder=project)
    assert (code, err) == (0, "")
    changes = out.partition("Qué cambia:")[2]
    assert "Lecciones nuevas: 69" in changes
    assert "69 «Un mate con calma»" in changes
    assert (project / "ensayo.png").stat().st_size > 10_000

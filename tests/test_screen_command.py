"""``python -m bot screen``: a clinician tries the lists without programming."""

from __future__ import annotations

import io
import shutil
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.screening import LISTS


def test_each_message_of_a_file_gets_its_class_its_rule_a_tab_and_itself(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "mensajes.txt"
    file.write_text("quiero morir\n\nla carga está\tretenida\n", encoding="utf-8")
    assert main(["screen", str(file)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("rojo ")
    assert lines[0].endswith("\tquiero morir")
    assert lines[1:] == ["ninguno -\t", "ninguno -\tla carga está\tretenida"]
    assert "\t" not in lines[0].partition("\t")[0]


def test_standard_input_is_read_when_no_file_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("me falta el aire\nmurió mi papá"))
    assert main(["screen"]) == 0
    printed = capsys.readouterr().out.splitlines()
    assert [line.partition(" ")[0] for line in printed] == ["medico", "duelo"]


def test_a_changed_list_can_be_tried_from_another_folder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lists = shutil.copytree(LISTS, tmp_path / "lists")
    with (lists / "rojo.txt").open("a", encoding="utf-8") as red:
        red.write("zarpar\n")
    file = tmp_path / "uno.txt"
    file.write_text("quisiera zarpar", encoding="utf-8")
    assert main(["screen", str(file), "--lists", str(lists)]) == 0
    assert capsys.readouterr().out == "rojo zarpar\tquisiera zarpar\n"


@pytest.mark.parametrize("missing", ["file", "list"])
def test_what_is_missing_is_told_in_a_sentence(
    missing: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wanted = ["screen", str(tmp_path / "no.txt")]
    assert main(wanted if missing == "file" else ["screen", "--lists", str(tmp_path)]) == 2
    assert "cannot be read" in capsys.readouterr().err


def test_a_mistake_in_a_list_is_told_with_its_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lists = shutil.copytree(LISTS, tmp_path / "lists")
    (lists / "rojo.txt").write_text("version: 2026-01-01\n@nada morir\n", encoding="utf-8")
    assert main(["screen", "--lists", str(lists)]) == 2
    assert "rojo.txt:2: el grupo @nada" in capsys.readouterr().err

"""The word lists as a clinician writes them: what each sign of a rule means."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from data.fit_screening import fit, messages
from hypothesis import given
from hypothesis import strategies as st

from bot.content.problems import ContentError
from bot.content.screening import NAMES, load_lists, load_model, load_screener
from bot.domain.screening import (
    Finding,
    ListProblem,
    Model,
    Risk,
    Screener,
    groups_in,
    parse_list,
)
from bot.domain.screening.normalising import plain

LISTS = Path(__file__).parents[2] / "lessons" / "screening"
SHIPPED = load_screener(LISTS)
COMMON = """
@negacion = no nunca
@puente = me a
@allegado = amigo
@dice = dice
@conectores = y
@graves = quiero morir suicidarme
"""


def screener(red: str, common: str = "", model: Model | None = None) -> Screener:
    """A screener of one list, and of the common one."""
    lists = {
        "palabras": parse_list(f"version: 2026-01-02\n{COMMON}\n{common}"),
        "rojo": parse_list(f"version: 2026-01-02\n{red}", known=groups_in(f"{COMMON}\n{common}")),
    }
    return Screener(lists, model)


def risks(of: Screener, *texts: str) -> list[str]:
    """What the lists say of each text."""
    return [of.screen(text).risk.value for text in texts]


def test_the_words_of_a_rule_stand_in_any_order() -> None:
    assert risks(screener("quiero morir"), "quiero morir", "morir quiero", "quiero vivir") == [
        "rojo",
        "rojo",
        "ninguno",
    ]


def test_the_words_of_a_rule_stand_in_one_sentence_and_near() -> None:
    far = f"quiero {'uno dos tres ' * 4}morir"
    assert risks(
        screener("quiero morir"), "quiero café. hoy la señal de acá parece que se va a morir", far
    ) == [
        "ninguno",
        "ninguno",
    ]
    assert risks(screener("quiero morir /13"), far) == ["rojo"]
    assert risks(screener("quiero morir /4"), "quiero muy pronto ya morir") == ["rojo"]


def test_a_star_stands_for_any_ending_and_a_bar_for_either_word() -> None:
    assert risks(screener("colg*|ahorcar"), "colgarme", "ahorcar", "descolgar") == [
        "rojo",
        "rojo",
        "ninguno",
    ]


def test_words_that_are_joined_stand_side_by_side() -> None:
    assert risks(screener("quitarme_la_vida"), "quitarme la vida", "la vida quitarme") == [
        "rojo",
        "ninguno",
    ]


def test_a_stop_at_the_end_of_a_phrase_is_the_end_of_a_clause() -> None:
    texts = (
        "ya no puedo mas",
        "no puedo mas, ayuda",
        "no puedo mas y lloro",
        "no puedo mas papeles",
    )
    assert risks(screener("puedo_mas_."), *texts)[-1] == "ninguno"
    assert "ninguno" not in risks(screener("~puedo_mas_."), *texts)[:-1]


def test_a_group_stands_for_each_of_its_words_also_by_another_group() -> None:
    of = screener("@quiero morir", "@quiero = deseo @anhelo\n@anhelo = ansio tengo_ganas_de")
    assert risks(of, "deseo morir", "ansio morir", "tengo ganas de morir", "espero morir") == [
        "rojo",
        "rojo",
        "rojo",
        "ninguno",
    ]


def test_what_is_denied_is_asked_about_and_a_dash_wants_it_denied() -> None:
    assert risks(screener("quiero morir"), "no me quiero morir", "no, quiero morir") == [
        "ambar",
        "rojo",
    ]
    assert risks(screener("-quiero vivir"), "no quiero vivir", "quiero vivir") == [
        "rojo",
        "ninguno",
    ]


def test_a_word_with_a_mark_before_it_takes_the_rule_back() -> None:
    assert risks(screener("soy carga !camion*"), "soy carga", "soy carga de camiones") == [
        "rojo",
        "ninguno",
    ]


def test_a_harmless_phrase_counts_where_its_words_stand_side_by_side() -> None:
    of = screener("salvo muero .. risa\nmuero")
    assert risks(of, "me muero de la risa", "me muero", "muero de risa, muero") == [
        "ninguno",
        "rojo",
        "rojo",
    ]


def test_a_lowering_line_asks_instead_within_its_sentence() -> None:
    of = screener("baja olvide sello\nme matar")
    assert risks(
        of, "me quiero matar, olvide el sello", "me quiero matar. olvide el sello rojo"
    ) == [
        "ambar",
        "rojo",
    ]


def test_a_line_on_others_tells_of_a_third_person() -> None:
    of = screener("ajeno @allegado @dice !quiero\nmorir")
    assert risks(of, "mi amigo dice morir", "mi amigo dice y quiero morir") == ["tercero", "rojo"]


def test_a_quotation_is_asked_about() -> None:
    assert risks(screener("quiero morir"), "la frase es «quiero morir»", "«quiero morir»") == [
        "ambar",
        "rojo",
    ]


def test_an_abbreviation_stands_for_its_words() -> None:
    assert risks(screener("quiero morir", "abrev kro = quiero"), "kro morir") == ["rojo"]


def test_another_person_is_told_by_the_accent() -> None:
    of = screener("me_mato")
    assert risks(screener("me_mató"), "me mató", "me mato") == ["rojo", "rojo"]
    assert risks(of, "me mato") == ["rojo"]
    both = {
        "palabras": parse_list(f"version: 2026-01-02\n{COMMON}"),
        "rojo": parse_list("version: 2026-01-02\nme_mato"),
        "violencia": parse_list("version: 2026-01-02\nme_mató"),
    }
    assert risks(Screener(both), "me mató", "me mato") == ["violencia", "rojo"]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("suicidrame", "suicidarme"),
        ("suicidaarme", "suicidarme"),
        ("suicidarmee", "suicidarme"),
        ("mrir", "morir"),
        ("m0rir", "morir"),
        ("m.o.r.i.r", "morir"),
        ("m o r i r", "morir"),
        ("mo*rir", "morir"),
        ("quieromorir", "quiero morir"),
    ],
)
def test_a_slip_is_read_as_what_was_meant(written: str, meant: str) -> None:
    assert risks(screener(meant), written) == ["rojo"]


def test_another_form_of_a_verb_is_no_slip() -> None:
    assert risks(screener("suicidarme disparo|dispararme"), "suicidarse dispare") == ["ninguno"]


def test_the_gravest_risk_wins() -> None:
    names = [risk.value for risk in Risk][:-1]
    words = ("uno", "dos", "tres", "cuatro", "cinco", "seis", "siete")
    lists = {
        name: parse_list(f"version: 2026-01-01\n{word}")
        for name, word in zip(names, words, strict=True)
    }
    lists["palabras"] = parse_list(f"version: 2026-01-01\n{COMMON}")
    texts = (" ".join(reversed(words[i:])) for i in range(len(words)))
    assert risks(Screener(lists), *texts) == names


def test_a_finding_names_the_line_that_found_it() -> None:
    assert screener("quiero mori*").screen("me kiero morir ya") == Finding(
        Risk.CRISIS, "quiero mori*"
    )
    assert screener("quiero mori*").screen("buenos días") == Finding(Risk.NONE, "-")


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        ("quiero morir", 0, "version"),
        ("version: ayer", 1, "ayer"),
        ("version: 2026-01-01\n!risa !hambre", 2, "solo excluye"),
        ("version: 2026-01-01\n\n@nadie morir", 3, "@nadie"),
        ("version: 2026-01-01\n*", 2, "no empieza con una palabra"),
        ("version: 2026-01-01\nsalvo * risa", 2, "no empieza con una palabra"),
        ("version: 2026-01-01\n-*", 2, "no empieza con una palabra"),
    ],
)
def test_a_line_that_cannot_be_used_is_told(text: str, line: int, told: str) -> None:
    with pytest.raises(ListProblem, match=told) as raised:
        parse_list(text)
    assert raised.value.line == line


def test_comments_and_empty_lines_are_no_rules() -> None:
    read = parse_list("# hola\nversion: 2026-01-02\n\n  # adios\nmorir # así\n")
    assert (read.version, [rule.line for rule in read.rules]) == (date(2026, 1, 2), ["morir"])


@pytest.mark.parametrize("name", NAMES)
def test_a_list_that_is_missing_is_an_error(name: str, tmp_path: Path) -> None:
    for path in LISTS.iterdir():
        if path.stem != name:
            (tmp_path / path.name).write_bytes(path.read_bytes())
    with pytest.raises(FileNotFoundError):
        load_screener(tmp_path)


def test_every_mistake_of_every_list_is_told_with_its_line(tmp_path: Path) -> None:
    for path in LISTS.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    with (tmp_path / "medico.txt").open("a", encoding="utf-8") as medical:
        medical.write("!x\n")
    (tmp_path / "ambar.txt").write_text("morir\n", encoding="utf-8")
    with pytest.raises(ContentError) as raised:
        load_lists(tmp_path)
    told = {Path(one.path).name: one.line for one in raised.value.problems}
    lines = (tmp_path / "medico.txt").read_text(encoding="utf-8").count("\n")
    assert told == {"medico.txt": lines, "ambar.txt": 0}


def test_a_weight_that_is_none_is_told(tmp_path: Path) -> None:
    (tmp_path / "modelo.tsv").write_text("# x\nmor\tmucho\n", encoding="utf-8")
    with pytest.raises(ContentError, match=r"modelo\.tsv:2"):
        load_model(tmp_path / "modelo.tsv")


def test_the_model_asks_where_no_rule_found_anything_and_lowers_nothing() -> None:
    sure = Model({}, bias=9.0, threshold=0.5)
    assert risks(screener("morir", model=sure), "hola, qué tal hoy", "morir") == ["ambar", "rojo"]
    unsure = Model({}, bias=-9.0, threshold=0.5)
    assert risks(screener("morir", model=unsure), "hola, qué tal hoy", "morir") == [
        "ninguno",
        "rojo",
    ]


def test_a_few_words_say_too_little_for_the_model() -> None:
    sure = Model({}, bias=9.0, threshold=0.5)
    assert risks(screener("morir", model=sure), "no", "no sé", "sí, a veces") == ["ninguno"] * 3


def test_the_shipped_model_comes_from_the_messages_to_tune_on() -> None:
    fitted = {}
    for line in fit(messages()).splitlines():
        if not line.startswith("#"):
            gram, _, weight = line.rpartition("\t")
            fitted[gram] = float(weight)
    shipped = load_model(LISTS / "modelo.tsv")
    weights = {**shipped.weights, "(sesgo)": shipped.bias, "(umbral)": shipped.threshold}
    assert weights.keys() == fitted.keys()
    assert max(abs(weights[gram] - fitted[gram]) for gram in fitted) < 0.015


def test_every_shipped_list_says_its_version_and_has_rules() -> None:
    lists = load_lists(LISTS)
    assert all(one.version >= date(2026, 11, 25) for one in lists.values())
    assert all(one.rules for name, one in lists.items() if name != "palabras")


@given(st.text(alphabet="abcdefghiklmnopqrstuvwxyzñáéíóúü KQ!*", max_size=30))
def test_making_plain_what_is_plain_changes_nothing(text: str) -> None:
    assert plain(plain(text)) == plain(text)

"""``python -m bot check``: each check is shown failing, and what we ship passes."""

from __future__ import annotations

import ast
import json
import re
import shutil
import time
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.checking import CHECKS, Finding, as_json, as_text, check
from bot.checking.project import Project
from bot.checking.rendered import faults, widest, width
from bot.checking.texts import oversized
from bot.checking.written import written_lesson
from bot.content.lessons import load_lessons
from bot.content.spelling import Spelling
from bot.content.style import reading_ease
from bot.content.translations import load_catalogues
from bot.domain.model import Button, Message, Picture

ROOT = Path(__file__).parent.parent
TODAY = date(2026, 11, 24)
COURSE = {
    "01-plain": "12-dos-tomas-y-un-soplo.md",
    "02-boosters": "05-la-pausa-de-un-suspiro.md",
    "03-case": "35-caso-viajero-enojado.md",
    "04-drawing": "20-micropausas-que-descansan.md",
}
BY_NAME = {one.__name__: one for one in CHECKS}


@dataclass(frozen=True)
class Break:
    """One change of a file, and what a check then says; ``path`` is where the finding points."""

    path: str
    old: str
    new: str
    told: str
    severity: str = "error"
    at: str = ""
    """Another file or line that the finding names; "" for any line of ``path``."""

    def make(self, project: Path) -> None:
        """Change the file; an empty ``old`` deletes it."""
        file = project / self.path
        if not self.old:
            file.unlink()
            return
        text = file.read_text(encoding="utf-8")
        assert self.old in text, self.old
        file.write_text(text.replace(self.old, self.new, 1), encoding="utf-8")


LESSON, BOOSTERS = "lessons/es/01-plain.md", "lessons/es/02-boosters.md"
CASE, DRAWN = "lessons/es/03-case.md", "lessons/es/04-drawing.md"
CHOICES = "lessons/exercises/cinco-preguntas.md"
STEPS, WHO5 = "lessons/exercises/anclaje.md", "lessons/instruments/who5.yaml"
SPANISH, ENGLISH = (f"locales/{one}/LC_MESSAGES/respiro.po" for one in ("es", "en"))
CONFIG, CRISIS = "config.example.toml", "lessons/screening/rojo.txt"
HARD = (
    "La operacionalización institucionalizada de procedimientos administrativos "
    "interinstitucionales posibilita progresivamente la sistematización metodológica."
)
EASY_REASON = (
    "Eso mismo. El número no califica a nadie: sirve para darse cuenta a tiempo y elegir un "
    "suspiro, un vaso de agua o pedir una mano."
)
EASY_CASE = (
    "Con la multa en la mano, un viajero grita: «¡Es un abuso! ¡Voy a perder la conexión por su "
    "culpa!». El pasaporte cae sobre el mesón. La fila entera mira."
)
AGAIN = "Esta frase tan larga está en dos lugares a la vez."

BREAKS: dict[str, list[Break]] = {
    "files": [
        Break(LESSON, "area: 2", "area: 7", "«area» no vale", at=f"{LESSON}:3"),
        Break(LESSON, "## Idea", "## Ideas", "no existe la tarjeta «Ideas»"),
        Break(LESSON, "[BR]", "[XYZ]", "no existe el código de evidencia «XYZ»"),
        Break(LESSON, "source: ", "source: #", "«source» está vacío"),
        Break(LESSON, "Los bebés", "muy " * 130 + "Los bebés", "palabras; acórtela a 120"),
        Break(LESSON, "Los bebés", "**Los bebés", "«**» quedó suelto; ciérrelo"),
        Break(DRAWN, 'alt: "', f'alt: "{"un cerro " * 14}', "acórtelo a 120"),
        Break(STEPS, "minutes: ", "minutes: 9", "«minutes» no vale"),
        Break(STEPS, "## ", "# ", "lleva dos numerales"),
        Break(WHO5, "total: sum", "total: x", "«total» es sum"),
        Break("lessons/evidence.yaml", "BR:", "BRX:", "evidencia «BR»", at="lessons/es/"),
    ],
    "address": [
        Break(LESSON, "Los bebés lo hacen", "Tú lo haces", "«Tú» no es de usted"),
        Break(BOOSTERS, "Esta vez", "Vos, esta vez", "«Vos» no es de usted"),
        Break(BOOSTERS, "Eso mismo", "Eso eres tú", "«tú» no es de usted"),
        Break(CASE, "Es natural", "Es tu derecho", "«tu» no es de usted"),
        Break(DRAWN, 'alt: "', 'alt: "tú y ', "«tú» no es de usted"),
        Break(STEPS, "caution: ", "caution: Si puedes, ", "«puedes» no es de usted"),
    ],
    "spelling": [
        Break(LESSON, "Los bebés", "Los vebés", "«vebés»", "aviso"),
        Break(BOOSTERS, "Esta vez", "Esta ves guelta", "«guelta»", "aviso"),
        Break(CASE, "Es natural", "Es naturral", "«naturral»", "aviso"),
        Break(STEPS, "caution: ", "caution: Siertamente ", "«Siertamente»", "aviso"),
        Break("lessons/palabras.txt", "viru\n", "", "«Viru»", "aviso", at=f"{CASE}:"),
    ],
    "sizes": [
        Break(DRAWN, "Así se vuelve", "a" * 1024 + " vuelve", "unidades UTF-16 y caben 1024"),
        Break(CHOICES, "A solas", "W" * 28, "no cabe en el teléfono; acórtelo a 40 letras"),
    ],
    "drawings": [
        Break(DRAWN, "micropausa.png", "cerrro.png", "no existe el dibujo «cerrro.png»; use uno"),
        Break(STEPS, "anclaje.png", "ancla.png", "no existe el dibujo «ancla.png»"),
    ],
    "descriptions": [
        Break(DRAWN, 'alt: "', '# "', "la imagen no tiene descripción; escriba en «alt:»"),
        Break(STEPS, 'alt: "', '# "', "la imagen no tiene descripción"),
    ],
    "reading": [
        Break(LESSON, "## Idea\n", f"## Idea\n\n{HARD} {HARD}\n", "«Idea»: se lee con", "aviso"),
        Break(BOOSTERS, "¿Se acuerda", f"{HARD} ¿Se acuerda", "«Refuerzo a los 7 días»: ", "aviso"),
        Break(BOOSTERS, EASY_REASON, HARD, "porqué de «Es un aviso", "aviso"),
        Break(CASE, EASY_CASE, HARD, "«Caso»: se lee con", "aviso"),
        Break(CASE, "«Entiendo que", f"{HARD} «Entiendo", "«Frase para llevar»", "aviso"),
        Break(STEPS, "caution: ", f"caution: {HARD} ", "Precaución: se lee con", "aviso"),
    ],
    "reading_of_most": [],
    "repetitions": [],
    "reviews": [
        Break(
            LESSON,
            'reviewer: ""\nreviewed_on:',
            "reviewer: Ana\nreviewed_on: 2026-11-25",
            "el 2026-11-25 todavía no llega; escriba el día",
        ),
        Break(
            STEPS,
            'reviewer: ""\nreviewed_on:',
            "reviewer: Ana\nreviewed_on: 2027-01-01",
            "el 2027-01-01 todavía no llega",
        ),
    ],
    "items": [
        Break(
            WHO5,
            "  - se ha sentido con tranquilidad y calma?\n",
            "",
            "hay 4 preguntas y el instrumento tiene 5",
        ),
        Break("lessons/instruments/nrs.yaml", "", "", "falta el instrumento «nrs»"),
        *(
            Break(
                f"lessons/instruments/{name}.yaml",
                "items:\n",
                "items:\n  - ¿y esto?\n",
                f"hay {count + 1} preguntas y el instrumento tiene {count}",
            )
            for name, count in {"phq4": 4, "cbi": 7, "pss4": 4, "nrs": 1}.items()
        ),
    ],
    "wordings": [
        Break(
            "lessons/instruments/pss4.yaml",
            'wording: "',
            'wording: "provisional: ',
            "la redacción es provisional; ponga la versión oficial",
            "aviso",
        )
    ],
    "instrument_texts": [
        Break(WHO5, "buen humor", "vuen humor", "«vuen» no está en el diccionario", "aviso"),
        Break(WHO5, "su vida diaria", "tu vida diaria", "«tu» no es de usted"),
    ],
    "sittings": [
        Break(WHO5, "de vez en cuando", "de vez en cuando" * 3, "no cabe en el teléfono"),
        Break(WHO5, "calma?", "calma " * 700, "unidades UTF-16 y caben 4096"),
    ],
    "screening_lists": [
        Break(CRISIS, "", "", "falta esta lista de palabras; sin ella nadie sería escuchado"),
        Break(CRISIS, "version: ", "# ", "falta la línea «version: AAAA-MM-DD»"),
        Break(CRISIS, "salvo seguro de vida", "salvo seguro de @nadie", "@nadie no está definido"),
        Break("lessons/screening/modelo.tsv", "\t", " ", "esta línea no tiene un peso"),
    ],
    "catalogue_faults": [
        Break(ENGLISH, 'msgstr "Others in {region}"', 'msgstr ""', "falta la traducción"),
        Break(ENGLISH, 'msgid "Otros de', '#, fuzzy\nmsgid "Otros de', "como dudosa; revísela"),
        Break(ENGLISH, "Others in {region}", "Others in {place}", "use {region}"),
        Break(ENGLISH, "Others in {region}", "Others in region", "use {region}"),
        Break(ENGLISH, "Others in {region}", "Others in {region", "una llave { quedó abierta"),
        Break(ENGLISH, "Others in {region}", "<b>Others in {region}", "quedó sin cerrar"),
        Break(ENGLISH, "Others in {region}", "<b>Others</b> in {region}", "etiquetas <…> no son"),
        Break(ENGLISH, "Others in {region}", "Others in {region}: /help", "las órdenes como"),
        Break(SPANISH, 'msgstr[1] "', 'msgstr[2] "', "no se entiende esta parte"),
        Break(SPANISH, 'msgstr[1] "', '# "', "falta la traducción"),
        Break(SPANISH, 'msgstr "Otros de {region}"', 'msgstr "Otros"', "use {region}"),
    ],
    "catalogue_completeness": [
        Break(ENGLISH, 'msgid "Otros de {region}"', 'msgid "Otros de {regio}"', "ya nadie dice"),
        Break(SPANISH, 'msgid "Otros de {region}"', 'msgid "Otros de {regio}"', "make messages y"),
    ],
    "catalogue_texts": [
        Break(SPANISH, 'msgstr "¿', 'msgstr "Ola vuenas ¿', "«vuenas» no está", "aviso"),
        Break(SPANISH, 'msgstr "¿', 'msgstr "Tú, ¿', "«Tú» no es de usted"),
    ],
    "configuration": [
        Break(CONFIG, "\nk = 10", "\nk = 3", "la configuración no sirve; corrija esta línea"),
        Break(CONFIG, "\nk = 10", "\nk = ", "la configuración no sirve"),
        Break(CONFIG, 'id = "charana"', 'id = "desaguadero"', 'have the id "desaguadero"'),
        Break(CONFIG, 'topic = "medical"', 'topic = "x"', 'topic is "x"'),
    ],
    "units": [
        Break(CONFIG, 'department = "La Paz"', 'department = "La Pas"', "escriba «La Paz»"),
        Break(CONFIG, 'department = "La Paz"', 'department = "Lima"', "escriba uno de estos: Ben"),
        Break(CONFIG, 'region = "La Paz"', 'region = "La Pas"', "se parece a «La Paz»"),
        Break(CONFIG, 'name = "Charaña"', 'name = "Desaguadero"', "2 unidades se llaman «Desagu"),
    ],
    "contact_departments": [
        Break(CONFIG, '"Santa Cruz", "Chuq', '"Lima", "Chuq', "«Lima» no es un departamento")
    ],
    "contact_calls": [],
    "counsellors": [],
    "contact_texts": [
        Break(CONFIG, '"Para peligro', '"Para ti, en peligro', "«ti» no es de usted"),
        Break(CONFIG, '"Para peligro', '"Para el peligrro', "«peligrro» no está", "aviso"),
    ],
    "contact_cards": [],
}
"""For each check what it is there to find; those that take more than a change are below."""

CASES = [(name, one) for name, breaks in BREAKS.items() for one in breaks]
APART = {
    "reading_of_most": "test_a_course_that_is_mostly_hard_to_read_is_an_error",
    "repetitions": "test_a_sentence_in_two_texts_is_a_warning",
    "contact_calls": "test_a_contact_that_nobody_called_in_ninety_days_is_a_warning",
    "counsellors": "test_a_department_that_no_counsellor_serves_is_a_warning",
    "contact_cards": "test_contacts_that_do_not_fit_a_message_are_an_error",
}


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four lessons of every form, and all other content."""
    root = tmp_path_factory.mktemp("small")
    shutil.copytree(ROOT / "lessons", root / "lessons", ignore=shutil.ignore_patterns("es"))
    shutil.copytree(ROOT / "locales", root / "locales")
    (root / "lessons" / "es").mkdir()
    for name, source in COURSE.items():
        shutil.copy(ROOT / "lessons" / "es" / source, root / "lessons" / "es" / f"{name}.md")
    shutil.copy(ROOT / "config.example.toml", root)
    return root


@pytest.fixture
def project(small: Path, tmp_path: Path) -> Path:
    """A copy of them for one test."""
    return Path(shutil.copytree(small, tmp_path / "own"))


def found_by(name: str, project: Path) -> list[Finding]:
    """What one check finds, with paths from the project's folder."""
    read = Project(project, project / CONFIG, {}, TODAY)
    start = f"{project.as_posix()}/"
    return [replace(one, path=one.path.removeprefix(start)) for one in BY_NAME[name](read)]


@pytest.mark.parametrize(("name", "broken"), CASES, ids=[f"{n}-{b.told}" for n, b in CASES])
def test_each_check_finds_what_it_is_there_for(project: Path, name: str, broken: Break) -> None:
    before = set(found_by(name, project))
    broken.make(project)
    found = [one for one in found_by(name, project) if broken.told in one.text]
    found = [one for one in found if one not in before]
    assert found, (name, broken)
    assert {one.severity for one in found} == {broken.severity}
    where = [str(one) for one in found]
    assert any(one.startswith(broken.at or broken.path) for one in where), where
    is_gone = not broken.old or "no está «" in found[0].text or "version:" in found[0].text
    assert is_gone or any(one.line > 0 for one in found), where


def test_every_check_has_a_test_that_shows_it_failing() -> None:
    assert set(BREAKS) == set(BY_NAME)
    assert len(BY_NAME) == len(CHECKS)
    assert {name for name, breaks in BREAKS.items() if not breaks} == set(APART)
    assert set(APART.values()) <= set(globals())


def test_a_course_that_is_mostly_hard_to_read_is_an_error(project: Path) -> None:
    assert found_by("reading_of_most", project) == []
    for path in (project / "lessons" / "es").glob("*.md"):
        text = path.read_text(encoding="utf-8")
        card = re.compile(r"## (Idea|Mi plan)\n\n.*?(?=\n## |\Z)", re.DOTALL)
        hard = card.sub(rf"## \1\n\n{HARD}\n", text)
        path.write_text(hard, encoding="utf-8")
    (found,) = found_by("reading_of_most", project)
    assert (found.severity, found.path) == ("error", "lessons/es")
    assert re.fullmatch(r"solo \d de 16 tarjetas se leen con facilidad; .*", found.text)


@pytest.mark.parametrize(
    ("path", "old", "told"),
    [
        (DRAWN, "Gire los hombros", "está en 01, 04"),
        (BOOSTERS, "Esta vez", "está en 01, 02"),
        (CASE, "Es natural", "está en 01, 03"),
        (STEPS, "Mire alrededor", "está en 01, anclaje"),
    ],
)
def test_a_sentence_in_two_texts_is_a_warning(
    project: Path, path: str, old: str, told: str
) -> None:
    assert found_by("repetitions", project) == []
    Break(LESSON, "Los bebés", f"{AGAIN} Los bebés", "").make(project)
    Break(path, old, f"{AGAIN} {old}", "").make(project)
    (found,) = found_by("repetitions", project)
    assert (found.severity, found.path) == ("aviso", path)
    assert told in found.text
    assert found.line > 0


def test_contacts_that_do_not_fit_a_message_are_an_error(project: Path) -> None:
    assert found_by("contact_cards", project) == []
    many = '["Beni", ' + '"Beni", ' * 600 + '"Santa Cruz", "Chuq'
    Break(CONFIG, '["Santa Cruz", "Chuq', many, "").make(project)
    assert "unidades UTF-16 y caben 4096" in found_by("contact_cards", project)[0].text


@pytest.mark.parametrize(("day", "is_told"), [("", 1), ("2026-08-25", 1), ("2026-08-27", 0)])
def test_a_contact_that_nobody_called_in_ninety_days_is_a_warning(
    project: Path, day: str, is_told: bool
) -> None:
    Break(CONFIG, 'verified_on = ""', f'verified_on = "{day}"', "").make(project)
    found = [one for one in found_by("contact_calls", project) if "«Policía»" in one.text]
    told = [(one.severity, one.path, one.line) for one in found]
    line = (project / CONFIG).read_text().partition('id = "policia-110"')[0].count("\n") + 1
    assert told == [("aviso", CONFIG, line)] * is_told
    assert all("contacts verify policia-110 --by" in one.text for one in found)


def test_a_department_that_no_counsellor_serves_is_a_warning(project: Path) -> None:
    assert found_by("counsellors", project) == []
    text = (project / CONFIG).read_text(encoding="utf-8")
    rosa = re.sub(r"^#(?=\[\[|[a-z_]+ = )", "", text, flags=re.MULTILINE)
    (project / CONFIG).write_text(rosa, encoding="utf-8")
    found = found_by("counsellors", project)
    assert {one.severity for one in found} == {"aviso"}
    assert any("nadie atiende «Tarija»" in one.text for one in found)
    assert not any("«Oruro»" in one.text for one in found)


def test_texts_that_nobody_has_reviewed_are_a_warning(project: Path) -> None:
    Break(LESSON, 'reviewer: ""\nreviewed_on:', "reviewer: Ana\nreviewed_on: 2026-11-24", "").make(
        project
    )
    told = {one.path: one.text for one in found_by("reviews", project)}
    assert told["lessons/es"].startswith("sin revisar: 02, 03, 04; quien revise pone su nombre")
    assert told["lessons/exercises"].startswith("sin revisar: anclaje, ")


def test_what_stands_below_a_drawing_has_to_fit_a_caption_to_the_last_word() -> None:
    say = load_catalogues(ROOT / "locales")["es"]
    path = next((ROOT / "lessons" / "es").glob("20-*.md"))
    lesson = next(one for one in load_lessons(ROOT / "lessons" / "es") if one.number == 20)
    assert lesson.picture is not None
    assert lesson.quiz is not None
    assert list(oversized(written_lesson(lesson, path, say))) == []
    opening, last = lesson.quiz.opening, lesson.cards[-1]
    asked = replace(lesson.quiz, opening=replace(opening, html="a" * 1024))
    told = [
        next(oversized(written_lesson(long, path, say))).text.partition(":")[0]
        for long in (
            replace(lesson, quiz=asked),
            replace(lesson, cards=(*lesson.cards[:-1], replace(last, html="a" * 1024))),
            replace(lesson, boosters=("a" * 1024, "b")),
        )
    ]
    assert told == ["tarjeta 4", "tarjeta 5", "refuerzo a los 7 días"]


def test_what_does_not_fit_the_phone_or_telegram_is_told() -> None:
    long, wide = Message("a" * 4097), Message("a", ((Button("á" * 41, "x"),),))
    heavy = Message("a", ((Button("Sí", "á" * 33),),))
    captioned = Message("🌬" * 513, picture=Picture(b""))
    assert [len(list(faults(one))) for one in (long, wide, heavy, captioned)] == [1, 1, 1, 1]
    fits = Message("a" * 4096, ((Button("Sí", "x" * 64),),))
    assert list(faults(fits)) == []


def test_the_more_keys_in_a_row_the_shorter_they_are() -> None:
    assert [widest(keys) for keys in (1, 2, 3)] == [40, 18, 11]
    both = (Button("Solo por hoy no quiero", "x"), Button("Sí", "x"))
    assert [len(list(faults(Message("a", (row,))))) for row in (both, both[:1])] == [1, 0]


def test_a_wide_letter_takes_more_of_a_key_than_a_narrow_one() -> None:
    assert width("il.") < width("ano") < width("mwM") < width("🌬▸🌡")


VERBS = {
    "escríbalo": True,
    "dígaselo": True,
    "cuidarle": True,
    "reenvíelo": True,
    "nómbrelas": True,
    "escribalo": False,
    "escrívalo": False,
    "decile": False,
    "rlo": False,
}


@pytest.mark.parametrize("word", VERBS)
def test_a_verb_with_its_pronoun_is_known_when_the_verb_is(word: str, tmp_path: Path) -> None:
    (tmp_path / "none.txt").touch()
    known = Spelling(ROOT / "assets" / "dictionary" / "es_BO", tmp_path / "none.txt")
    assert (list(known.unknown(word)) == []) is VERBS[word]


def test_zones_commands_and_addresses_are_no_words_to_spell(tmp_path: Path) -> None:
    (tmp_path / "none.txt").touch()
    known = Spelling(ROOT / "assets" / "dictionary" / "es_BO", tmp_path / "none.txt")
    told = "<b>{qzx}</b> America/La_Paz /qzx https://qzx.bo @qzx [[qzx]] qzx.toml zqx"
    assert list(known.unknown(told)) == ["zqx"]


def test_the_list_of_a_card_is_read_as_sentences() -> None:
    assert reading_ease("1. El sol sale\n2. Usted mira") == reading_ease("El sol sale. Usted mira.")


def test_short_words_and_sentences_read_more_easily() -> None:
    easy, hard = "El sol sale. Usted mira.", "La sistematización metodológica institucionalizada."
    assert reading_ease(easy) > 80
    assert reading_ease(hard) < 40


@pytest.fixture(scope="module")
def shipped() -> tuple[list[Finding], float]:
    """What is found in what we ship, and the seconds of processor that it took."""
    begun = time.process_time()
    found = check(ROOT, ROOT / CONFIG, {}, TODAY)
    return found, time.process_time() - begun


def test_what_we_ship_has_no_error(shipped: tuple[list[Finding], float]) -> None:
    assert [str(one) for one in shipped[0] if one.severity == "error"] == []


def test_a_check_of_everything_takes_less_than_ten_seconds(
    shipped: tuple[list[Finding], float],
) -> None:
    assert 0 < shipped[1] < 10


def test_each_thing_is_told_once_errors_first_and_warnings_apart(project: Path) -> None:
    Break(LESSON, "Los bebés lo hacen", "Tú lo haces", "").make(project)
    found = check(project, project / CONFIG, {}, TODAY)
    severities = [one.severity for one in found]
    assert severities == sorted(severities, key=["error", "aviso"].index)
    assert set(severities) == {"error", "aviso"}
    assert len(set(found)) == len(found)
    errors = severities.count("error")
    assert as_text(found).endswith(f"\n{errors} errores, {len(found) - errors} avisos\n")


def test_a_file_that_cannot_be_read_keeps_no_other_from_being_checked(project: Path) -> None:
    Break(LESSON, "## Idea", "## Ideas", "").make(project)
    Break(STEPS, "caution: ", "caution: Si puedes, ", "").make(project)
    Break(WHO5, "su vida", "tu vida", "").make(project)
    told = {one.path for one in check(project, project / CONFIG, {}, TODAY) if one.line}
    assert {LESSON, STEPS, WHO5} <= told


def test_the_guide_explains_exactly_the_warnings_there_are(
    shipped: tuple[list[Finding], float],
) -> None:
    guide = (ROOT / "docs" / "authoring.md").read_text(encoding="utf-8")
    section = guide.partition("## Avisos de hoy")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| \*\*(\w+)\*\* \| (\d+) \| \S.{30,} \|$", section, re.MULTILINE)
    warnings = [one.kind for one in shipped[0] if one.severity == "aviso"]
    assert dict(rows) == {kind: str(warnings.count(kind)) for kind in warnings}


def test_the_manual_names_every_field_of_the_findings_as_json() -> None:
    one = Finding("error", "a.md", 3, "«x» no sirve")
    (told,) = json.loads(as_json([one]))
    assert told == {
        "severity": "error",
        "path": "a.md",
        "line": 3,
        "text": "«x» no sirve",
        "kind": "esquema",
    }
    manual = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
    section = manual.partition("`check --format json`")[2].partition("\n## ")[0]
    assert re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE) == list(told)


def test_the_manual_names_every_kind_of_finding() -> None:
    manual = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
    row = next(line for line in manual.splitlines() if line.startswith("| `kind` |"))
    kinds = {
        call.args[4].value
        for path in (ROOT / "bot" / "checking").glob("*.py")
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and len(call.args) > 4
        if isinstance(call.args[4], ast.Constant)
    }
    assert set(re.findall(r"`(\w+)`", row)) == {"kind", "esquema", *kinds}


def test_the_command_ends_with_zero_for_what_we_ship(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--config", str(ROOT / CONFIG)]) == 0
    out, err = capsys.readouterr()
    assert "\n0 errores, " in out
    assert err == ""
    assert main(["check", "--config", str(ROOT / CONFIG), "--format", "json"]) == 0
    assert all(one["severity"] == "aviso" for one in json.loads(capsys.readouterr().out))


def test_the_command_ends_with_one_for_an_error(project: Path) -> None:
    Break(CONFIG, "\nk = 10", "\nk = 3", "").make(project)
    assert main(["check", "--config", str(project / CONFIG)]) == 1

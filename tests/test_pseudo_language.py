"""A language is a folder: the whole bot in one that puts every sentence in brackets."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from shutil import copytree
from typing import Any
from zoneinfo import available_timezones

import pytest
from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from conftest import OpenStage

from bot.arranging import ROOT
from bot.chat.texts.enrolment import city_of
from bot.config import Config
from bot.content.catalogues import forms
from bot.content.exercises import load_exercises
from bot.content.instruments import load_instruments
from bot.content.lessons import load_lessons
from bot.content.markdown import plain_text
from bot.content.style import words_of
from bot.content.translations import DOMAIN
from bot.demo.stage import Stage
from bot.domain.breathing import PROTOCOLS
from locales.update import extract, main

CODE = "qu"
"""Quechua, because Babel has to know a language's plurals and days; what it says is none."""

LONG = 14
"""Letters from which a piece of a sentence is no coincidence."""


def bracketed(text: str) -> str:
    return f"[{text}]"


def write_pseudo_language(folder: Path, language: str = CODE) -> None:
    """A catalogue that has every sentence of the code in brackets."""
    catalogue = Catalog(locale=language, domain=DOMAIN)
    for message in extract():
        if not message.id:
            continue
        singular, plural = forms(message.id)[0], forms(message.id)[-1]
        translated: str | tuple[str, ...] = bracketed(singular)
        if message.pluralizable:
            others = (bracketed(plural),) * (catalogue.num_plurals - 1)
            translated = (bracketed(singular), *others)
        catalogue.add(message.id, translated)
    path = folder / language / "LC_MESSAGES" / f"{DOMAIN}.po"
    path.parent.mkdir(parents=True)
    with path.open("wb") as file:
        write_po(file, catalogue)


@pytest.fixture(scope="module")
def locales(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The languages that are shipped, and a folder more."""
    folder = tmp_path_factory.mktemp("locales")
    for language in ("es", "en"):
        copytree(ROOT / "locales" / language, folder / language)
    write_pseudo_language(folder)
    return folder


def outside_brackets(text: str) -> list[str]:
    """The pieces of a text that no sentence of the catalogue holds."""
    depth, piece, pieces = 0, "", []
    for letter in text:
        depth += (letter == "[") - (letter == "]")
        if depth == 0 and letter != "]":
            piece += letter
        elif piece:
            pieces += piece.split("\n")
            piece = ""
    assert depth == 0, text
    return [one for one in (*pieces, *piece.split("\n")) if re.search(r"[^\W\d_]{2}", one)]


def same(text: str) -> str:
    """A text as bare words, so that breaks, bullets and numbers do not tell two apart."""
    return " ".join(re.findall(r"[^\W\d_]+", plain_text(text).lower()))


@dataclass
class Allowed:
    """What is no sentence of the program: names, and the content in Spanish."""

    names: set[str] = field(default_factory=set)
    content: str = ""

    def knows(self, piece: str, *, is_key: bool) -> bool:
        """Whether a piece of a text, or all of a key, may stand outside brackets."""
        bare = same(piece)
        if bare in self.names:
            return True
        return not is_key and f" {bare} " in self.content

    @classmethod
    def of(cls, config: Config) -> Allowed:
        """Everything an installation brings along."""
        lessons = load_lessons(ROOT / "lessons" / "es")
        exercises = load_exercises(ROOT / "lessons" / "exercises").values()
        scales = load_instruments(ROOT / "lessons" / "instruments").values()
        names = {*config.regions, config.programme.name, *(PROTOCOLS)}
        for unit in config.units:
            names |= {unit.name, unit.department}
        for contact in config.contacts:
            names |= {contact.name, contact.number, contact.note, contact.cost}
            names |= {f"{contact.name}: {contact.number}", *contact.departments}
            names |= set(re.split(r"[;, ]+", contact.hours))
        names |= {shift.name for shift in config.shifts}
        names |= {str(Locale.parse(one).get_language_name(one)) for one in ("es", "en", CODE)}
        names |= {Locale.parse(one).get_display_name(one) or "" for one in ("es", "en", CODE)}
        spoken = [Locale.parse(CODE).languages.get(one, one) for one in ("es", "qu", "ay")]
        names |= {*spoken, ", ".join(spoken)} | {"São Paulo"}
        names |= {city_of(one) for one in available_timezones()}
        names |= {one.title for one in exercises} | {one.title for one in lessons}
        days = Locale.parse(CODE).days["format"]
        names |= {name for width in days.values() for name in width.values()}
        told = [words_of(one) for one in lessons]
        for exercise in exercises:
            told += [exercise.caution, exercise.alt or ""]
            told += [f"{one.title}\n{one.html}" for one in exercise.steps]
            names |= {choice for one in exercise.steps for choice in one.choices}
        for scale in scales:
            told += [f"{scale.recall}, {scale.question}", *scale.items]
            names |= set(scale.options)
        for lesson in lessons:
            for practice in filter(None, (lesson.quiz, lesson.case)):
                names |= {option.label for option in practice.opening.options}
            told += [lesson.alt or "", lesson.source]
        return cls({same(one) for one in names}, f" {same(chr(10).join(told))} ")


def sent(stage: Stage) -> Iterator[tuple[str, str, bool]]:
    """Every text that reached Telegram in this language: method, text, whether it is a key."""
    for call in stage.simulator.calls:
        if call.params.get("language_code") in {"es", "en"}:
            continue
        for name in ("text", "caption", "description", "short_description"):
            if isinstance(call.params.get(name), str):
                yield call.method, plain_text(str(call.params[name])), False
        for command in _json(call.params.get("commands")) or ():
            yield call.method, command["description"], False
        markup = _json(call.params.get("reply_markup")) or {}
        for rows in (markup.get("inline_keyboard", ()), markup.get("keyboard", ())):
            for key in (key for row in rows for key in row):
                yield call.method, key if isinstance(key, str) else key["text"], True


def _json(value: object) -> Any:
    return json.loads(value) if isinstance(value, str) else value


def pieces_of_sentences() -> set[str]:
    """The longer pieces of every Spanish sentence, between its gaps and its tags."""
    told = (text for one in extract() if one.id for text in forms(one.id))
    parts = (part for text in told for part in re.split(r"\{[^{}]*\}|<[^<>]*>|\n", text))
    return {part.strip() for part in parts if len(part.strip()) >= LONG}


def leaks(stage: Stage, allowed: Allowed) -> list[tuple[str, str]]:
    """What was sent of the program's own words in Spanish."""
    ours, found = pieces_of_sentences(), []
    for method, text, is_key in sent(stage):
        for piece in outside_brackets(text):
            known = allowed.knows(piece, is_key=is_key)
            if not known or any(one in piece for one in ours):
                found.append((method, piece))
    return list(dict.fromkeys(found))


LIVES = {
    "Ana": """
        tap [Tengo personal a cargo]
        tap [📘 Lección]
        tap [Siguiente ▸]
        tap [Siguiente ▸]
        tap [Siguiente ▸]
        tap 👍
        tap [🌡 ¿Cómo estoy?]
        tap 9
        tap [Público]
        /evaluacion
        tap [Empezar ▸]
        tap Todo el tiempo
        tap [◂ Atrás]
        tap Todo el tiempo
        tap Todo el tiempo
        tap Todo el tiempo
        tap Todo el tiempo
        tap Todo el tiempo
    """,
    "Berta": """
        /ayuda
        tap [Todos los contactos]
        tap [Otros departamentos]
        tap Oruro
        /ayuda
        tap [🤝 Ayudar a un colega]
        /ayuda
        tap [📝 Mi plan de seguridad]
        /respirar
        tap [Suspiro
        tap [1 minuto]
        /ejercicios
        tap [Anclaje
        tap [Siguiente ▸]
        /idioma
        /nada
        no puedo más con la fila
        25:99
    """,
    "Carla": """
        /horario
        tap [Días]
        tap [Solo los lunes]
        /horario
        tap [Turnos]
        /horario
        tap [Zona]
        /horario
        tap [Feriados]
        /turno
        /pausa
        tap [Una semana]
        /pausa
        /pausa 99/99
        /horario
        /privacidad
        /misdatos
        /discreto
        /ayuda
        /borrar
        tap [No]
        /borrar
        tap [Sí, borrar]
    """,
}
ENROLMENT = """
    /start
    tap [Leer todo
    tap [Acepto
    tap La Paz
    tap Desaguadero
    tap [De lunes a viernes]
    tap 09:00
"""


async def walk(stage: Stage) -> None:
    """Three lives with the bot, all of them in the new language."""
    for name, life in LIVES.items():
        officer = stage.simulator.officer(name)
        for step in (*ENROLMENT.split("\n"), *life.split("\n")):
            match step.strip().split(" ", 1):
                case ["tap", label]:
                    await officer.tap(label)
                case [text, *more] if text:
                    await officer.send(" ".join([text, *more]))
    await officer.voice()
    await officer.tap_data("nada")


async def test_no_sentence_of_the_program_leaks_into_another_language(
    open_stage: OpenStage, locales: Path
) -> None:
    async with open_stage(locales=locales, PROGRAMME__LANGUAGE=CODE) as stage:
        await walk(stage)
        texts = [text for _, text, _ in sent(stage)]
        assert len(texts) > 400
        assert sum(text.startswith("[") for text in texts) > 250
        found = leaks(stage, Allowed.of(stage.config))
    assert found == []


async def test_a_sentence_that_leaks_would_be_noticed(
    open_stage: OpenStage, locales: Path, tmp_path: Path
) -> None:
    copytree(locales, tmp_path / "holes")
    path = tmp_path / "holes" / CODE / "LC_MESSAGES" / f"{DOMAIN}.po"
    with path.open("rb") as file:
        catalogue = read_po(file, locale=CODE, domain=DOMAIN)
    for sentence in ("☎ Ayuda", "Leer todo ▾"):
        catalogue[sentence].string = ""
    with path.open("wb") as file:
        write_po(file, catalogue)
    async with open_stage(locales=tmp_path / "holes", PROGRAMME__LANGUAGE=CODE) as stage:
        ana = stage.simulator.officer("Ana")
        await ana.send("/start")
        await ana.tap("[No, gracias")
        found = {piece for _, piece in leaks(stage, Allowed.of(stage.config))}
    assert found == {"☎ Ayuda", "Leer todo ▾"}


async def test_an_officer_can_change_to_it_and_back(open_stage: OpenStage, locales: Path) -> None:
    async with open_stage(locales=locales) as stage:
        ana = stage.simulator.officer("Ana")
        await ana.send("/start")
        await ana.tap("Runasimi")
        assert ana.last.text.startswith("[")
        await ana.tap("Español")
        assert "[" not in ana.last.text


def test_make_messages_fills_a_new_folder_and_compiles_every_catalogue(tmp_path: Path) -> None:
    copytree(ROOT / "locales" / "es", tmp_path / "es")
    (tmp_path / "qu").mkdir()
    (tmp_path / "notes").mkdir()
    assert main(tmp_path) == 1
    with (tmp_path / "qu" / "LC_MESSAGES" / f"{DOMAIN}.po").open("rb") as file:
        made = read_po(file, locale="qu", domain=DOMAIN)
    assert {one.id for one in made} == {one.id for one in extract()}
    assert {path.parts[-3] for path in tmp_path.glob("*/LC_MESSAGES/*.mo")} == {"es", "qu"}

"""The catalogues: complete, the sentences of the code and no others, and safe to show."""

from __future__ import annotations

import io
import os
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from gettext import NullTranslations
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import write_po

from bot.chat.texts.breathing import change
from bot.chat.texts.care import stale_button
from bot.chat.texts.checkin import popup
from bot.chat.texts.commands import commands, description, short_description
from bot.chat.texts.lesson import cannot_put_off
from bot.chat.texts.report import day as report_day
from bot.chat.texts.report import number
from bot.chat.texts.wording import at_hour, clock, long_day, short_day
from bot.content.catalogues import (
    COMMAND,
    faults_of,
    forms,
    is_balanced,
    placeholders,
    read_catalogue,
    tags,
)
from bot.content.translations import DOMAIN, load_catalogues
from bot.domain.model import Band
from locales.update import ROOT, extract, main, update

LOCALES = ROOT / "locales"
LANGUAGES = sorted(path.parts[-3] for path in LOCALES.glob(f"*/LC_MESSAGES/{DOMAIN}.po"))
KEYS = ("🌬 Respirar", "📘 Lección", "🌡 ¿Cómo estoy?", "☎ Ayuda")
SYMBOLS = re.compile(r"[•·▸◂▾▴✓⏰☎🌡🌬📘\n]")
OTHER_ADDRESS = re.compile(
    r"\b(tú|vos|ti|contigo|te|tus?|tuy[oa]s?|vuestr[oa]s?|vosotr[oa]s|os"
    r"|tienes|tenés|puedes|podés|quieres|querés|debes|debés|eres|sos|estás|has|sabes|sabés"
    r"|sientes|sentís|haces|hacés|piensas|pensás|necesitas|necesitás|prefieres|preferís|eliges"
    r"|elegís|escribes|escribís|respondes|respondés|deseas|deseás|trabajas|trabajás|aceptas"
    r"|aceptás|dices|decís|vives|vivís|respiras|respirás|tocas|tocás|leíste|elegiste|aceptaste"
    r"|haz|hacé|hazlo|hacelo|vení|andá|mirá|tomá|soltá|suéltalo|soltalo|sostén|sostené"
    r"|esperá|pensá|respirá|decí|poné|pon|elegí|escribí|escríbela|escribila|contá"
    r"|probá|buscá|pedí|llamá|acudí|dejá|notá|sentí|seguí|usá|pará|tocá|volvé|intentá"
    r"|cuídate|cuidate|siéntate|sentate|fíjate|fijate)\b",
    re.IGNORECASE,
)


def read(language: str) -> Catalog:
    """A catalogue as it lies in the repository."""
    return read_catalogue(path_of(language))


def path_of(language: str) -> Path:
    return LOCALES / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def written(catalogue: Catalog) -> str:
    """A catalogue as it is written, apart from the version of the tool that wrote it."""
    file = io.BytesIO()
    write_po(file, catalogue, width=96, include_lineno=False, sort_output=True)
    return without_tool(file.getvalue().decode("utf-8"))


def without_tool(text: str) -> str:
    return re.sub(r'"Generated-By: [^\n]*\n', "", text)


def messages_of(catalogue: Catalog) -> list[Message]:
    return [message for message in catalogue if message.id]


def pairs(language: str) -> Iterator[tuple[str, str]]:
    """Every sentence with what stands for it; a plural's last form with each of its forms."""
    for message in messages_of(read(language)):
        for translated in forms(message.string):
            yield forms(message.id)[-1], translated


def length(text: str) -> int:
    """The length of a text in UTF-16 units, as Telegram counts."""
    return len(text.encode("utf-16-le")) // 2


def say_in(language: str) -> NullTranslations:
    return load_catalogues(LOCALES)[language]


def popups(say: NullTranslations) -> list[str]:
    """Every pop-up there is."""
    scores = [(before, after) for before in range(11) for after in range(11)]
    return [
        *(popup(say, band) for band in Band),
        *(change(say, before, after) for before, after in scores),
        stale_button(say),
        cannot_put_off(say),
    ]


def test_there_is_a_spanish_and_an_english_catalogue() -> None:
    assert {"es", "en"} <= set(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_is_missing_or_uncertain_or_obsolete(language: str) -> None:
    catalogue = read(language)
    said = messages_of(catalogue)
    assert [m.id for m in said if not (forms(m.string) and all(forms(m.string)))] == []
    assert [m.id for m in said if m.fuzzy] == []
    assert list(catalogue.obsolete) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_plural_has_every_form_its_language_needs(language: str) -> None:
    catalogue = read(language)
    plurals = [m for m in messages_of(catalogue) if m.pluralizable]
    assert plurals
    assert [m.id for m in plurals if len(forms(m.string)) != catalogue.num_plurals] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalogue_holds_exactly_the_sentences_in_the_code(language: str) -> None:
    in_code = Counter((m.id, m.context) for m in messages_of(extract()))
    in_catalogue = Counter((m.id, m.context) for m in messages_of(read(language)))
    assert in_code
    assert in_catalogue == in_code


@pytest.mark.parametrize("language", LANGUAGES)
def test_updating_a_catalogue_would_change_nothing(language: str) -> None:
    on_disk = without_tool(path_of(language).read_text(encoding="utf-8"))
    assert written(update(path_of(language), extract())) == on_disk


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_has_the_placeholders_of_its_sentence(language: str) -> None:
    differ = [one for one in pairs(language) if placeholders(one[0]) != placeholders(one[1])]
    assert differ == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_has_the_tags_of_its_sentence(language: str) -> None:
    differ = [
        (source, translated)
        for source, translated in pairs(language)
        if tags(source) != tags(translated)
    ]
    assert differ == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_tag_that_is_opened_is_closed(language: str) -> None:
    assert [text for pair in pairs(language) for text in pair if not is_balanced(text)] == []


@pytest.mark.parametrize("text", ["<b>a", "a</b>", "<b><i>a</b></i>", "a < b", "<b>a</i>"])
def test_a_text_with_crossed_or_stray_tags_is_not_balanced(text: str) -> None:
    assert not is_balanced(text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_has_the_symbols_and_line_breaks_of_its_sentence(language: str) -> None:
    differ = [one for one in pairs(language) if SYMBOLS.findall(one[0]) != SYMBOLS.findall(one[1])]
    assert differ == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_names_the_commands_of_its_sentence(language: str) -> None:
    differ = [one for one in pairs(language) if COMMAND.findall(one[0]) != COMMAND.findall(one[1])]
    assert differ == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", KEYS)
def test_a_sentence_names_a_key_as_the_key_is_labelled(language: str, key: str) -> None:
    label = say_in(language).gettext(key)
    naming = [translated for source, translated in pairs(language) if key in source]
    assert naming
    assert [translated for translated in naming if label not in translated] == []


def test_the_spanish_catalogue_says_usted() -> None:
    noticed = [(text, OTHER_ADDRESS.findall(text)) for _, text in pairs("es")]
    assert [one for one in noticed if one[1]] == []


@pytest.mark.parametrize("text", ["¿Cómo estás?", "Tomá aire.", "Cuida tu sueño.", "Si quieres"])
def test_a_sentence_to_tu_or_vos_is_noticed(text: str) -> None:
    assert OTHER_ADDRESS.search(text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_popup_fits_where_telegram_shows_it(language: str) -> None:
    assert [text for text in popups(say_in(language)) if not 0 < length(text) <= 200] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_telegram_shows_before_the_first_word_fits(language: str) -> None:
    say = say_in(language)
    assert 0 < length(description(say)) <= 512
    assert 0 < length(short_description(say)) <= 120
    assert [text for _, text in commands(say) if not 0 < length(text) <= 60] == []


SENTENCE = 'msgid "<b>{name}</b> tiene {count} lecciones"\n'
PLURAL = 'msgid "{n} punto"\nmsgid_plural "{n} puntos"\n'
BROKEN = {
    "missing": (SENTENCE + 'msgstr ""\n', "falta la traducción"),
    "fuzzy": ("#, fuzzy\n" + SENTENCE + 'msgstr "<b>{name}</b>: {count}"\n', "como dudosa"),
    "renamed": (SENTENCE + 'msgstr "<b>{who}</b>: {count}"\n', "use {count}, {name}"),
    "dropped": (SENTENCE + 'msgstr "<b>{name}</b>"\n', "use {count}, {name}"),
    "formatted": (SENTENCE + 'msgstr "<b>{name}</b>: {count:d}"\n', "use {count}, {name}"),
    "open brace": (SENTENCE + 'msgstr "<b>{name}</b>: {count"\n', "una llave { quedó abierta"),
    "open tag": (SENTENCE + 'msgstr "<b>{name}: {count}"\n', "quedó sin cerrar"),
    "other tag": (SENTENCE + 'msgstr "<i>{name}</i>: {count}"\n', "etiquetas <…> no son las"),
    "missing plural": (PLURAL + 'msgstr[0] "{n} point"\n', "falta la traducción"),
    "plural without gap": (
        PLURAL + 'msgstr[0] "one point"\nmsgstr[1] "{n} points"\n',
        "use {n}",
    ),
    "fuzzy plural": (
        "#, fuzzy\n" + PLURAL + 'msgstr[0] "{n} point"\nmsgstr[1] "{n} points"\n',
        "como dudosa",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_would_break_in_a_catalogue_is_found_with_its_line(name: str, tmp_path: Path) -> None:
    text, told = BROKEN[name]
    path = tmp_path / "en" / "LC_MESSAGES" / f"{DOMAIN}.po"
    path.parent.mkdir(parents=True)
    whole = SENTENCE + 'msgstr "<b>{name}</b>: {count}"\n\n' + PLURAL
    whole += 'msgstr[0] "{n} point"\nmsgstr[1] "{n} points"\n'
    path.write_text(whole)
    assert list(faults_of(read_catalogue(path))) == []
    path.write_text(text)
    (fault,) = faults_of(read_catalogue(path))
    assert told in fault.text
    assert fault.line > 0


def test_bolivia_writes_days_hours_and_numbers_in_its_own_way() -> None:
    say, day = say_in("es"), date(2026, 11, 25)
    assert long_day(say, day) == "miércoles 25 de noviembre"
    assert report_day(say, "2026-11-25") == "25 de noviembre"
    assert report_day(say, "2026-11-25", year=True) == "25 de noviembre de 2026"
    assert short_day(say, day) == "25/11/2026"
    assert at_hour(say, datetime(2026, 11, 25, 14, 5, tzinfo=UTC)) == "14:05"
    assert clock(time(8, 5)) == "08:05"
    assert (number(say, 1234.5), number(say, 0.25)) == ("1.234,5", "0,25")


def test_english_writes_days_hours_and_numbers_in_its_own_way() -> None:
    say, day = say_in("en"), date(2026, 11, 25)
    assert long_day(say, day) == "Wednesday, November 25"
    assert short_day(say, day) == "11/25/2026"
    assert number(say, 1234.5) == "1,234.5"
    assert at_hour(say, datetime(2026, 11, 25, 14, 5, tzinfo=UTC)) == "14:05"


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """The English catalogue, compiled, in a folder of its own."""
    path = tmp_path / "en" / "LC_MESSAGES" / f"{DOMAIN}.po"
    path.parent.mkdir(parents=True)
    path.write_bytes(path_of("en").read_bytes())
    main(tmp_path)
    return path


def test_make_messages_compiles_what_the_bot_then_reads(copied: Path) -> None:
    source, ready = copied.read_bytes(), copied.with_suffix(".mo")
    marked = ready.read_bytes().replace(b"Others in {region}", b"OTHERS in {region}")
    assert marked != ready.read_bytes()
    ready.write_bytes(marked)
    say = load_catalogues(copied.parents[2])["en"]
    assert say.gettext("Otros de {region}") == "OTHERS in {region}"
    assert copied.read_bytes() == source


def test_a_compiled_catalogue_that_is_out_of_date_or_broken_is_passed_over(copied: Path) -> None:
    ready = copied.with_suffix(".mo")
    text = copied.read_text(encoding="utf-8").replace("Others in {region}", "Else in {region}")
    copied.write_text(text, encoding="utf-8")
    os.utime(copied, (0, 0))
    for data in (ready.read_bytes(), ready.read_bytes()[:200], b"", b"x" * 40):
        ready.write_bytes(data)
        say = load_catalogues(copied.parents[2])["en"]
        assert say.gettext("Otros de {region}") == "Else in {region}"


def test_make_messages_tells_what_waits_for_its_translator(
    copied: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = copied.read_text(encoding="utf-8")
    empty = told.replace('msgstr "Others in {region}"', 'msgstr ""')
    fuzzy = told.replace('msgid "Otros de {region}"', '#, fuzzy\nmsgid "Otros de {region}"')
    for text in (empty, fuzzy):
        assert text != told
        copied.write_text(text, encoding="utf-8")
        assert main(copied.parents[2]) == 1
        assert "en: 'Otros de {region}'\n" in capsys.readouterr().out
        assert "Others in" not in load_catalogues(copied.parents[2])["en"].gettext(
            "Otros de {region}"
        )


def test_make_messages_takes_a_new_sentence_in_and_keeps_the_others(copied: Path) -> None:
    told = copied.read_text(encoding="utf-8")
    copied.write_text(told.replace('msgid "Otros de {region}"', 'msgid "Otra"'), encoding="utf-8")
    assert main(copied.parents[2]) == 1
    made = {message.id: message.string for message in messages_of(read_catalogue(copied))}
    assert made["Otros de {region}"] == ""
    assert "Otra" not in made
    assert made["☎ Ayuda"] == "☎ Help"

"""The catalogues: complete, the sentences of the code and no others, and safe to show."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator
from gettext import NullTranslations
from pathlib import Path
from shutil import copytree
from string import Formatter

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

from bot.chat.texts.breathing import change
from bot.chat.texts.care import stale_button
from bot.chat.texts.checkin import popup
from bot.chat.texts.commands import commands, description, short_description
from bot.chat.texts.lesson import cannot_put_off
from bot.chat.texts.wording import language_of
from bot.content.translations import DOMAIN, load_catalogues
from bot.domain.model import Band
from locales.update import ROOT, extract, update

LOCALES = ROOT / "locales"
LANGUAGES = sorted(path.parts[-3] for path in LOCALES.glob(f"*/LC_MESSAGES/{DOMAIN}.po"))
KEYS = ("🌬 Respirar", "📘 Lección", "🌡 ¿Cómo estoy?", "☎ Ayuda")
SYMBOLS = re.compile(r"[•·▸◂▾▴✓⏰☎🌡🌬📘\n]")
TAG = re.compile(r"<(/?)([a-z]+)[^<>]*>")
COMMAND = re.compile(r"(?<![\w<])/[a-z_]+")
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
    with path_of(language).open("rb") as file:
        return read_po(file, locale=language, domain=DOMAIN)


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


def forms(text: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    """Every form of a sentence: one, or one for each plural."""
    return (text,) if isinstance(text, str) else tuple(text or ())


def pairs(language: str) -> Iterator[tuple[str, str]]:
    """Every sentence with what stands for it; a plural's last form with each of its forms."""
    for message in messages_of(read(language)):
        for translated in forms(message.string):
            yield forms(message.id)[-1], translated


def placeholders(text: str) -> set[tuple[str, str | None, str | None]]:
    """The named gaps of a sentence, with how each is formatted."""
    return {(name, spec, how) for _, name, spec, how in Formatter().parse(text) if name is not None}


def is_balanced(text: str) -> bool:
    """Whether every tag is closed, in the right order, and no stray bracket is left."""
    still_open: list[str] = []
    for closing, name in TAG.findall(text):
        if not closing:
            still_open.append(name)
        elif not still_open or still_open.pop() != name:
            return False
    return not still_open and not re.search(r"[<>]", TAG.sub("", text))


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


def bracketed(text: str) -> str:
    return f"[{text}]"


def write_pseudo_language(folder: Path, language: str) -> None:
    """A language that puts every sentence in brackets."""
    catalogue = Catalog(locale=language, domain=DOMAIN)
    for message in messages_of(extract()):
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
        if Counter(m.group() for m in TAG.finditer(source))
        != Counter(m.group() for m in TAG.finditer(translated))
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


def test_a_new_language_is_a_folder_and_nothing_else(tmp_path: Path) -> None:
    for language in ("es", "en"):
        copytree(LOCALES / language, tmp_path / language)
    write_pseudo_language(tmp_path, "qu")

    catalogues = load_catalogues(tmp_path)

    assert set(catalogues) == {"es", "en", "qu"}
    say = catalogues["qu"]
    assert language_of(say) == "qu"
    single = [m.id for m in messages_of(extract()) if isinstance(m.id, str)]
    assert [say.gettext(text) for text in single] == [bracketed(text) for text in single]
    assert change(say, 5, 4) == "[Bajó 1 punto. ¡Qué bien!]"
    assert change(say, 5, 2) == "[Bajó 3 puntos. ¡Qué bien!]"

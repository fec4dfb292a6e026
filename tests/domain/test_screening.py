"""Words that sound like danger: the shipped lists against the phrase bank, and the rules' form."""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content.screening import load_screener
from bot.domain.screening import Risk

LISTS = Path(__file__).parents[2] / "lessons" / "screening"
SHIPPED = load_screener(LISTS)

IDEATION = (
    "quiero morir",
    "quiero morirme",
    "ya me quiero morir",
    "quisiera morirme de una vez",
    "me quiero matar",
    "quiero matarme",
    "he pensado en matarme",
    "quisiera estar muerto",
    "quisiera estar muerta",
    "no quiero vivir",
    "ya no quiero vivir más",
    "quiero quitarme la vida",
    "pienso en quitarme la vida",
    "me quiero quitar la vida",
    "suicidarme",
    "quiero suicidarme",
    "me voy a suicidar",
    "yo pienso en el suicidio",
    "quiero acabar con mi vida",
    "voy a terminar con mi vida",
    "quiero terminar con todo",
    "terminar con todo",
    "tengo ganas de morir",
    "ganas de morirme",
    "prefiero morirme",
    "no aguanto más, quiero morir",
    "no, quiero morir",
    "hace frío, tengo hambre y sueño y quiero morirme",
    "me muero de risa, pero ya no quiero vivir",
)
PLAN = (
    "ya sé cómo hacerlo",
    "hoy lo hago",
    "ya lo tengo listo",
    "tomé pastillas",
    "me tomé todas las pastillas",
    "ya tengo listas las pastillas",
    "voy a colgarme",
    "quiero tirarme del puente",
    "quiero botarme del puente",
    "voy a tirarme al río",
    "me voy a botar al río",
    "pienso tirarme bajo el camión",
    "quiero cortarme",
    "tengo mi arma aquí conmigo",
    "voy a usar mi pistola",
    "voy a tomar veneno",
    "esta es mi despedida",
    "cuiden a mis hijos",
    "cuiden a mis hijitos",
    "cuiden a mis wawas",
    "perdónenme todos",
    "dejo todo arreglado",
)
IN_PASSING = (
    "quiero dormir y no despertar",
    "ojalá no despertara",
    "quisiera desaparecer",
    "no me importa si me muero",
    "mejor no haber nacido",
    "ya no le encuentro sentido",
    "soy una carga",
    "soy una carga para mi familia",
    "estarían mejor sin mí",
    "nadie me extrañaría",
    "la vida no vale la pena",
    "ya no aguanto más vivir",
    "estoy harto de vivir",
    "cansada de la vida",
    "me corto",
    "me lastimo",
    "me hago daño",
    "me quemo",
    "m kiero morir",
    "kro morir",
    "m kiero matar",
    "ya no kiero bibir",
    "me quiero suisidar",
    "nomás quiero dormir para siempre",
    "me voy de este mundo",
)
HARMLESS = (
    "me muero de risa",
    "me muero de hambre",
    "me muero de sueño",
    "me muero de frío",
    "me muero de calor",
    "me muero de vergüenza",
    "me muero de ganas",
    "me quiero morir de risa",
    "me quiero morir de la vergüenza",
    "me quisiera morir de hambre",
    "casi me muero del susto",
    "este tráfico me mata",
    "este calor me mata",
    "este calor me va a matar",
    "mi jefe me mata",
    "este turno me mata",
    "me mata la espalda",
    "el papeleo me tiene muerto",
    "estoy muerto",
    "quiero estar en casa, estoy muerta de cansancio",
    "quiero matar el tiempo y me aburro",
    "hay que matar dos pájaros de un tiro",
    "juntos hasta la muerte",
    "salto de alegría",
    "me tiró la llanta el camión",
    "quiero tirarme en la cama",
    "voy a cortarme el pelo",
    "corté la llamada",
    "se me cortó la señal",
    "se me quemó la comida",
    "voy a disparar el precinto",
    "tengo mi pistola de precintos",
    "la pistola del lector no lee",
    "hay un arma decomisada",
    "hay veneno para ratas en el depósito",
    "decomisamos pastillas",
    "tomé pastillas para el soroche",
    "la carga está retenida",
    "soy de la aduana y hay una carga retenida",
    "soy inspector de carga",
    "tengo listo el despacho",
    "salió lo de un suicida en las noticias",
    "quiero hacer el curso de prevención del suicidio",
    "feriado de Todos los Difuntos",
    "ayer murió mi abuelo",
    "no quiero morir",
    "no me quiero morir",
    "nunca me mataría",
    "antes quería morir, ya no",
    "no puedo dormir y me cuesta despertar",
    "el camión está en el puente y el río creció",
    "quiero descansar",
    "¿a qué hora es la lección?",
    "dejo todo arreglado para el otro turno",
)


def unaccented(text: str) -> str:
    """Every accent left out."""
    decomposed = unicodedata.normalize("NFD", text)
    return "".join(c for c in decomposed if not unicodedata.combining(c))


SPELLINGS: dict[str, Callable[[str], str]] = {
    "as written": str,
    "without accents": unaccented,
    "in capitals": str.upper,
    "with k": lambda text: re.sub(r"qu|c(?=[aou])", "k", text),
    "with q alone": lambda text: text.replace("qu", "q"),
    "with endings drawn out": lambda text: re.sub(r"(\w)\b", r"\1\1\1\1", text),
    "with every letter doubled": lambda text: re.sub(r"(\w)", r"\1\1", text),
    "with b for v": lambda text: text.replace("v", "b"),
    "with v for b": lambda text: text.replace("b", "v"),
    "with z for s": lambda text: text.replace("s", "z"),
    "with s for c and z": lambda text: re.sub(r"z|c(?=[ei])", "s", text),
    "without h": lambda text: re.sub(r"(?<!c)h", "", text),
    "with stops everywhere": lambda text: text.replace(" ", "... "),
    "in several lines": lambda text: text.replace(" ", "\n"),
    "in bold letters": lambda text: unaccented(text).translate(
        {ord("a") + i: 0x1D41A + i for i in range(26)}
    ),
    "with decomposed accents": lambda text: unicodedata.normalize("NFD", text),
    "amid other words": lambda text: f"Buenas noches, disculpe. {text}, la verdad. Gracias",
}


@pytest.mark.parametrize("spelling", SPELLINGS)
@pytest.mark.parametrize("phrase", IDEATION + PLAN)
def test_an_explicit_phrase_is_red_however_it_is_spelled(phrase: str, spelling: str) -> None:
    assert SHIPPED.screen(SPELLINGS[spelling](phrase)).risk is Risk.CRISIS


@pytest.mark.parametrize("phrase", IN_PASSING)
def test_a_passive_coded_or_self_harming_phrase_is_red(phrase: str) -> None:
    assert SHIPPED.screen(phrase).risk is Risk.CRISIS


@pytest.mark.parametrize(
    "phrase",
    [
        "morirme quiero",
        "matarme quiero ya",
        "vivir ya no quiero pues",
        "cansado de vivir estoy",
        "harta de la vida estoy",
        "quitarme la vida he decidido",
        "colgarme voy",
        "todas las pastillas me voy a tomar",
        "al río me voy a botar",
        "una carga soy para mi familia",
    ],
)
def test_the_verb_may_stand_last(phrase: str) -> None:
    assert SHIPPED.screen(phrase).risk is Risk.CRISIS


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize(
    "phrase", ["quiero morirme ya", "harto estoy de vivir", "cuiden mis wawas"]
)
def test_the_order_of_words_hides_nothing(phrase: str, seed: int) -> None:
    words = phrase.split()
    random.Random(seed).shuffle(words)  # noqa: S311  an order, no secret
    assert SHIPPED.screen(" ".join(words)).risk is Risk.CRISIS


@pytest.mark.parametrize("spelling", ["as written", "without accents", "in capitals", "with k"])
@pytest.mark.parametrize("phrase", HARMLESS)
def test_a_harmless_phrase_is_not_red(phrase: str, spelling: str) -> None:
    assert SHIPPED.screen(SPELLINGS[spelling](phrase)).risk is not Risk.CRISIS


@pytest.mark.parametrize("harmless", HARMLESS)
def test_a_harmless_phrase_does_not_hide_a_red_one_beside_it(harmless: str) -> None:
    assert SHIPPED.screen(f"{harmless}, me voy a suicidar").risk is Risk.CRISIS


@pytest.mark.parametrize(
    ("text", "risk"),
    [
        ("me va a matar mi esposo", Risk.VIOLENCE),
        ("me amenazaron los contrabandistas", Risk.VIOLENCE),
        ("me pega", Risk.VIOLENCE),
        ("quieren matarme los contrabandistas", Risk.VIOLENCE),
        ("van a matarme", Risk.VIOLENCE),
        ("tengo dolor de pecho", Risk.MEDICAL),
        ("no puedo respirar", Risk.MEDICAL),
        ("ya no puedo respirar más", Risk.MEDICAL),
        ("me falta el aire", Risk.MEDICAL),
    ],
)
def test_violence_and_emergencies_have_cards_of_their_own(text: str, risk: Risk) -> None:
    assert SHIPPED.screen(text).risk is risk


@given(st.text())
def test_any_text_can_be_screened(text: str) -> None:
    assert SHIPPED.screen(text).risk in Risk


@pytest.mark.parametrize("text", ["", " ", "👍", "7", "…", "/start", "Приветствую"])
def test_what_says_nothing_is_no_risk(text: str) -> None:
    assert SHIPPED.screen(text).risk is Risk.NONE

"""Violence and its neighbours by the form of the sentence, by the shipped lists."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.content.screening import load_screener
from bot.domain.screening import Risk

SHIPPED = load_screener(Path(__file__).parents[2] / "lessons" / "screening")


@pytest.mark.parametrize(
    "text",
    [
        "mi pareja me metió una golpiza que casi no cuento",
        "me cachetearon en plena fila",
        "patadas me ha dado delante de mi wawa",
        "golpeada vivo por mi marido",
        "pegarme sabe mi marido",
        "ahorita está pateando la puerta para entrar a pegarme",
        "anoche me quiso asfixiar con la almohada",
        "me aventó la olla mi esposo",
        "mi jefe kiso besarm a la fuersa",
        "mi pareja m maltrta",
        "me van a hacer la boleta dicen los del mercado negro",
        "«te vamos a encontrar, aduanero» me escribieron",
        '"si declaras, te mueres", así me advirtió el dueño de la carga',
        "dejaron una bala en mi casillero",
        "los del contrabando ya saben en qué flota viajo",
        "han prometido matar a mi hermano si no retiro la denuncia",
        "si me pasa algo fue mi esposo",
        "me encerró con candado y se llevó las llaves",
        "mi superior me ofreció el ítem a cambio de sexo",
        "mi esposo me pegó por el trabajo y el almuerzo",
    ],
)
def test_aggression_at_the_writer_is_violence_however_it_is_put(text: str) -> None:
    assert SHIPPED.screen(text).risk is Risk.VIOLENCE


@pytest.mark.parametrize(
    ("text", "risk"),
    [
        ("a la chica de limpieza su marido la golpea", Risk.THIRD),
        ("a mi vecina la golpea su esposo todas las noches", Risk.THIRD),
        ("el jefe acosa a la pasante, ella llora en el baño", Risk.THIRD),
        ("hoy casi estrello a mi bebé contra la pared", Risk.HARM),
        ("lo espero mañana a la salida con gasolina y le prendo fuego", Risk.HARM),
        ("mi jefe no sale vivo de esta semana", Risk.HARM),
        ("le dio la corriente al electricista, está tirado", Risk.MEDICAL),
        ("me aprieta el pecho y no puedo respirar", Risk.MEDICAL),
    ],
)
def test_whose_deed_and_whose_body_it_is_tells_the_class(text: str, risk: Risk) -> None:
    assert SHIPPED.screen(text).risk is risk


@pytest.mark.parametrize(
    "text",
    [
        "me pegó duro la altura en Charaña",
        "el sol me quemó los brazos en el control",
        "nos atacó la tos a todos en el turno",
        "nos emboscaron con una fiesta sorpresa",
        "me voy a pegar una siesta",
        "le pegué al número en la rifa",
        "nadie nos agredió en el operativo",
        "mi hijo le pegó un chicle a la silla",
        "a mi hija le pegó fuerte la gripe",
        "mi vecina se tomó la pastilla para la presión",
        "se desmayó la batería del celular",
        "me desmayo si no almuerzo",
    ],
)
def test_things_that_strike_and_hold_nobody_raise_no_alarm(text: str) -> None:
    assert SHIPPED.screen(text).risk is Risk.NONE


@pytest.mark.parametrize(
    ("text", "risk"),
    [
        ("si no pago la cuota ellos me van a matar", Risk.VIOLENCE),
        ("por el alquiler mi marido me va a matar", Risk.VIOLENCE),
        ("mi marido me va a matar con el cinturón", Risk.VIOLENCE),
        ("mi marido me pega y todos me preguntan", Risk.VIOLENCE),
        ("mi papá tuvo un infarto el año pasado y ahora le duele el pecho", Risk.MEDICAL),
        ("nos golpearon después del partido los contrabandistas", Risk.VIOLENCE),
        ("mi marido me pega si no le doy de comer", Risk.VIOLENCE),
        ("me cerraron el camino con piedras los comunarios y nos pegaron", Risk.VIOLENCE),
        ("un colega me toca las nalgas en cada turno", Risk.VIOLENCE),
        ("nos recibieron a balazos por el decomiso", Risk.VIOLENCE),
        ("me corto los brazos y mi hija me vio", Risk.CRISIS),
        ("tomé veneno, cuiden a mi hija", Risk.CRISIS),
        ("quiero acabar con mi vida, maldito trabajo", Risk.CRISIS),
        ("por el proceso la única salida es la muerte", Risk.CRISIS),
        ("por las deudas me ahorco hoy", Risk.CRISIS),
        ("no puede respirar después de subir las gradas", Risk.MEDICAL),
        ("mi hijo se está ahogando en el auto", Risk.MEDICAL),
        ("chocó un camión, hay heridos sin atención", Risk.MEDICAL),
        ("me picó una víbora y estoy un poco mareado", Risk.MEDICAL),
        ("quiero matar a mi vecino por la música", Risk.HARM),
        ("dejé a mis hijos en el colegio y me voy a matar", Risk.CRISIS),
    ],
)
def test_what_spares_an_idiom_hides_no_danger(text: str, risk: Risk) -> None:
    assert SHIPPED.screen(text).risk is risk

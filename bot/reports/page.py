"""A report as one HTML file: pictures inside, nothing fetched, legible on phone and paper."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Sequence
from html import escape

from bot.chat.texts import report as words
from bot.chat.texts.wording import Say, language_of
from bot.domain.reporting import Document
from bot.reports.picture import alternative, draw

_STYLE = """
:root { font: 17px/1.5 system-ui, sans-serif; color: #1f2933; background: #fff; }
body { max-width: 46rem; margin: 0 auto; padding: 1rem; }
h1 { font-size: 1.1rem; font-weight: 600; color: #52606d; margin: 0; }
.answer { font-size: 1.7rem; line-height: 1.25; font-weight: 700; margin: .3rem 0 .6rem; }
h2 { font-size: 1.15rem; margin: 2rem 0 .4rem; }
img { width: 100%; height: auto; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .92rem; }
th, td { text-align: left; padding: .35rem .7rem .35rem 0; border-bottom: 1px solid #d9dee3; }
td.why { color: #52606d; }
footer { margin-top: 2.5rem; font-size: .8rem; color: #52606d; overflow-wrap: anywhere; }
.sample { background: #fff3e8; border-left: 4px solid #c2571a; padding: .5rem .8rem; }
"""


def write_page(say: Say, document: Document, note: str = "") -> str:
    """The whole page; ``note`` stands above it all."""
    _ = say.gettext
    picture = base64.b64encode(draw(say, document)).decode()
    shown = (
        f'<img alt="{escape(alternative(say, document))}" src="data:image/png;base64,{picture}">'
    )
    sections = (
        f'<p class="sample">{escape(note)}' if note else "",
        f"<h1>{escape(words.title(say, document))}</h1>",
        f'<p class="answer">{escape(words.headline(say, document))}',
        f"<p>{escape(words.participation(say, document))}",
        f" {escape(words.how_they_are(say, document))}",
        f"<p>{shown}",
        *_places(say, document),
        *_last_block(say, document),
        *_evaluation(say, document),
        *_reading(say, document),
    )
    return (
        f'<!doctype html><html lang="{language_of(say)}"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(words.title(say, document))}</title><style>{_STYLE}</style>"
        + "\n".join(one for one in sections if one)
        + "</html>\n"
    )


def _places(say: Say, document: Document) -> Iterable[str]:
    _ = say.gettext
    stress, k = document["stress"], document["k"]
    rows = [
        _row(say, words.cell_name(say, one["cell"], document["cells"]), one, k)
        for one in stress["cells"]
    ]
    yield f"<h2>{_('Esta semana, por lugar')}</h2>"
    yield _table((_("Lugar"), _("Personas"), _("Con estrés alto")), rows)
    if stress["pooled"]:
        names = ", ".join(document["cells"][unit] for unit in stress["pooled"])
        yield "<p>" + escape(
            _(
                "Con menos de {k} respuestas propias, y por eso dentro de su región o del resto "
                "del país: {names}."
            ).format(k=k, names=names)
        )


def _last_block(say: Say, document: Document) -> Iterable[str]:
    _ = say.gettext
    if not document["blocks"]:
        return
    block, k = document["blocks"][-1], document["k"]
    stress = block["stress"]
    yield f"<h2>{_('Período del {period}').format(period=words.period(say, block['rounds']))}</h2>"
    rows = [_row(say, _("Todo el país"), stress["nation"], k)]
    rows += [
        _row(say, words.cell_name(say, one["cell"], document["cells"]), one, k)
        for one in stress["cells"]
    ]
    yield _table((_("Lugar"), _("Respuestas"), _("Con estrés alto")), rows)
    yield f"<h2>{_('Qué pesa más, por región')}</h2>"
    named = [
        (
            words.region_name(say, one["cell"]),
            words.number(say, one["n"]),
            words.triggers(say, one["most"]),
        )
        for one in block["triggers"]
    ]
    yield _table((_("Región"), _("Respuestas"), _("Lo más nombrado")), named)
    useful = [
        _row(say, _("Lección {number}").format(number=one["lesson"]), one, k)
        for one in block["lessons"]
    ]
    if useful:
        yield f"<h2>{_('Lecciones')}</h2>"
        yield _table((_("Lección"), _("Votos"), _("Le sirvió")), useful)
    yield f"<h2>{_('Respiración')}</h2><p>{escape(_breathing(say, block['breathing'], k))}"


def _breathing(say: Say, told: Document, k: int) -> str:
    _ = say.gettext
    if "withheld" in told:
        return _("No se muestra: {why}.").format(why=words.why_withheld(say, told["withheld"], k))
    text = _("De unas {n} respuestas, {share} se sintió mejor después del ejercicio.").format(
        n=words.number(say, told["n"]), share=words.between(say, told["low"], told["high"])
    )
    if "change" not in told:
        return text
    low, high = told["change"]["interval"]
    return (
        text
        + " "
        + _(
            "El estrés cambió en promedio {mean} puntos de 10 (intervalo del 95 %: {low} a {high})."
        ).format(
            mean=words.number(say, told["change"]["mean"]),
            low=words.number(say, low),
            high=words.number(say, high),
        )
    )


def _evaluation(say: Say, document: Document) -> Iterable[str]:
    _ = say.gettext
    yield f"<h2>{_('Evaluación del programa (semanas 0, 12 y 24)')}</h2>"
    if not document["evaluation"]:
        yield f"<p>{_('No se muestra: todavía nadie respondió.')}"
    for one in document["evaluation"]:
        yield f"<h3>{escape(one['instrument'].upper())}</h3>"
        rows = [_wave(say, wave, document["k"]) for wave in one["weeks"]]
        head = (
            _("Semana"),
            _("Personas"),
            _("Promedio"),
            _("Cambio desde el inicio"),
            _("Menos personas"),
        )
        yield _table(head, rows)
    if document["evaluation"]:
        yield "<p>" + escape(
            _(
                "Son promedios de quienes respondieron cada vez, no de las mismas personas una por "
                "una: nada une dos respuestas. Si dejan de responder las personas con más estrés, "
                "el promedio mejora sin que nadie mejore; por eso se muestra cuántas faltan."
            )
        )


def _wave(say: Say, wave: Document, k: int) -> Sequence[str]:
    week = words.number(say, wave["week"])
    if "withheld" in wave:
        return (week, "", words.why_withheld(say, wave["withheld"], k), "", "")
    change = _mean(say, wave["change"]) if "change" in wave else ""
    lost = words.percent(say, wave["lost"]) if "lost" in wave else ""
    return (week, words.number(say, wave["n"]), _mean(say, wave), change, lost)


def _mean(say: Say, told: Document) -> str:
    low, high = (words.number(say, value) for value in told["interval"])
    return f"{words.number(say, told['mean'])} ({low} – {high})"


def _reading(say: Say, document: Document) -> Iterable[str]:
    _ = say.gettext
    yield f"<h2>{_('Cómo leer este informe')}</h2>"
    for text in (
        _(
            "Estrés alto es 7 o más de 10 en la pregunta semanal, si el programa no cambió ese "
            "límite."
        ),
        _(
            "No hay valores exactos ni listas ordenadas: cada grupo tiene {k} personas o más, las "
            "personas se redondean a cinco y los porcentajes se dan entre dos límites, para que "
            "nadie pueda deducir la respuesta de nadie."
        ).format(k=document["k"]),
        _(
            "«Parece» quiere decir que los límites cambiaron, pero que puede ser azar. Los lugares "
            "no se comparan entre sí: tienen turnos, altura y carga distintos."
        ),
        _(
            "Si algo le preocupa, cambie las condiciones de trabajo del lugar; nunca busque a la "
            "persona."
        ),
    ):
        yield f"<p>{escape(text)}"
    yield f"<footer>{_('Ronda')} {document['round']} · SHA-256 {document['sha256']}</footer>"


def _row(say: Say, name: str, told: Document, k: int) -> Sequence[str]:
    if "withheld" in told:
        return (name, "", words.why_withheld(say, told["withheld"], k))
    return (name, words.number(say, told["n"]), words.between(say, told["low"], told["high"]))


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    columns = "".join(f"<th>{escape(name)}" for name in head)
    lines = "".join("<tr>" + "".join(f"<td>{escape(cell)}" for cell in row) for row in rows)
    return f'<div class="wide"><table><tr>{columns}{lines}</table></div>'

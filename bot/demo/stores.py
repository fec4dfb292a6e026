"""The demo's look behind the curtain: everything that is kept, row by row."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from aiohttp import web

from bot.demo.colleagues import answer_all

if TYPE_CHECKING:
    from bot.demo.stage import Stage

_PAGE = """<!doctype html><html lang="es"><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Lo que se guarda</title>
<style>
:root {{ color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }}
body {{ max-width: 60rem; margin: 0 auto; padding: 1rem; }}
table {{ border-collapse: collapse; font-size: .8rem; }}
th, td {{ border: 1px solid #8886; padding: .25rem .5rem; text-align: left; }}
section {{ margin: 2rem 0; }} div {{ overflow-x: auto; }}
a, button {{ font: inherit; }} button {{ min-height: 44px; padding: 0 1rem; }}
</style>
<p><a href="/phone">◂ Volver al teléfono</a>
<h1>Lo que se guarda</h1>
<p>Esto es todo lo que este servidor tiene ahora mismo. El almacén de envíos conoce personas y no
conoce respuestas. El almacén de respuestas conoce respuestas y no conoce personas.
<form method="post"><button>Que respondan 11 compañeros de Desaguadero</button></form>
{body}
</html>"""

_EXPLAINED = {
    "delivery.sqlite": "Almacén de envíos: quién recibe qué y cuándo",
    "spool": "Ronda abierta, en memoria: respuestas sin número de chat, hasta que cierra",
    "replies.sqlite": "Almacén de respuestas: solo rondas cerradas, en grupos de 10 o más",
}


def add_stores_page(app: web.Application, stage: Callable[[], Stage]) -> None:
    """Add /stores; ``stage`` is asked once the bot runs."""

    async def show(_request: web.Request) -> web.Response:
        body = await asyncio.to_thread(_describe, stage())
        return web.Response(text=_PAGE.format(body=body), content_type="text/html")

    async def let_colleagues_answer(_request: web.Request) -> web.Response:
        await answer_all(stage())
        raise web.HTTPSeeOther("/stores")

    app.router.add_get("/stores", show)
    app.router.add_post("/stores", let_colleagues_answer)


def _describe(stage: Stage) -> str:
    deliveries = _tables(Path(str(stage.respiro.stores.deliveries.url.database)))
    replies = _tables(Path(str(stage.respiro.stores.replies.url.database)))
    spool = [
        table
        for path in sorted(Path(stage.config.storage.spool_dir).glob("*.spool"))
        for table in _tables(path)
    ]
    sections = (
        (_EXPLAINED["delivery.sqlite"], deliveries),
        (_EXPLAINED["spool"], spool),
        (_EXPLAINED["replies.sqlite"], replies),
    )
    return "".join(
        f"<section><h2>{escape(title)}</h2>{''.join(tables) or '<p>Nada.'}</section>"
        for title, tables in sections
    )


def _tables(path: Path) -> list[str]:
    """Every table of a SQLite file that has rows, as HTML."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as file:
        names = file.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        shown = []
        for (name,) in sorted(names):
            if name in {"alembic_version", "k_round", "report"}:
                continue
            rows = file.execute(f'SELECT * FROM "{name}" LIMIT 200')  # noqa: S608 - our own names
            head = [column[0] for column in rows.description]
            shown.append(f"<h3>{escape(name)}</h3><div>{_table(head, rows.fetchall())}</div>")
        return shown


def _table(head: Iterable[str], rows: list[tuple[object, ...]]) -> str:
    if not rows:
        return "<p>Ninguna fila."
    columns = "".join(f"<th>{escape(name)}" for name in head)
    lines = "".join(
        "<tr>" + "".join(f"<td>{escape(_plain(value))}" for value in row) for row in rows
    )
    return f"<table><tr>{columns}{lines}</table>"


def _plain(value: object) -> str:
    return value.hex()[:12] + "…" if isinstance(value, bytes) else str(value)

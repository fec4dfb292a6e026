"""Which sheets there are, with which columns and rows; nothing here knows of a file format."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.content.front_matter import AREAS, AUDIENCES, OPENS
from bot.content.lesson_body import BOOSTERS
from bot.content.lesson_slots import SECONDS, step_key, turn_key
from bot.content.practices import CASE, PHRASE, QUIZ, SECOND
from bot.domain.model import CardRole
from bot.domain.practice import OPTIONS, Effect
from bot.domain.scales import Scale
from bot.spreadsheet.course import Course, Document

REVIEWED_ON = "Fecha de revisión"


@dataclass(frozen=True, slots=True)
class Column:
    """A heading, how many letters wide it is, and what may stand below it (nothing: any text)."""

    header: str
    width: int
    choices: tuple[str, ...] = ()
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """One cell: its text, and the text of a file that it stands for, if it may be changed."""

    shown: str
    document: Document | None = None
    key: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """The first columns, which tell a row apart, and the others."""

    id: tuple[str, ...]
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet; its first ``ids`` columns tell its rows apart."""

    title: str
    ids: int
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


_REVIEW = (("reviewer", Column("Quién revisó", 20)), ("reviewed_on", Column(REVIEWED_ON, 14)))
_DRAWN = (("picture", Column("Dibujo", 16)), ("alt", Column("Qué se ve en el dibujo", 30)))
_LESSON = (
    ("title", Column("Título", 28)),
    ("area", Column("Área", 7, tuple(map(str, AREAS)), is_number=True)),
    ("technique", Column("Técnica", 28)),
    ("evidence", Column("Evidencia", 12)),
    ("source", Column("Fuente", 40)),
    ("audience", Column("Para quién", 13, AUDIENCES)),
    ("minutes", Column("Minutos", 9, is_number=True)),
    *_REVIEW,
    (CardRole.SCENE, Column("Escena", 50)),
    (CardRole.IDEA, Column("Idea", 50)),
    (SECONDS, Column("Segundos", 10, is_number=True)),
    (CardRole.EXERCISE, Column("Ahora", 50)),
    (CardRole.PLAN, Column("Mi plan", 40)),
    *((name, Column(name, 40)) for name in BOOSTERS),
    ("opens", Column("Qué abre", 22, OPENS)),
    ("late", Column("Horas tarde", 8, is_number=True)),
    *_DRAWN,
)
_EXERCISE = (
    ("title", Column("Título", 28)),
    ("technique", Column("Técnica", 28)),
    ("evidence", Column("Evidencia", 12)),
    ("source", Column("Fuente", 40)),
    ("minutes", Column("Minutos", 9, is_number=True)),
    ("caution", Column("Precaución", 50)),
    *_REVIEW,
    *_DRAWN,
)
_STEP = (
    ("title", Column("Título del paso", 28)),
    ("what", Column("Tiempo o escala", 14)),
    ("text", Column("Texto", 60)),
    ("buttons", Column("Botones", 40)),
)
_NUMBER = Column("N.º", 6, is_number=True)
_LESSON_TITLE = Column("Lección", 28)
_TURNS = (CASE, SECOND, *(f"{SECOND} (si {effect})" for effect in Effect))


def sheets_of(course: Course) -> tuple[Sheet, ...]:
    """Everything a reviewer reads, in the order in which it is read."""
    return (
        _lessons(course),
        _quizzes(course),
        _cases(course),
        _exercises(course),
        _steps(course),
        _instruments(course),
    )


def _lessons(course: Course) -> Sheet:
    keys = [key for key, _ in _LESSON]
    rows = (Row((str(n),), _places(one, keys)) for n, one in course.lessons.items())
    return Sheet("Lecciones", 1, (_NUMBER, *(column for _, column in _LESSON)), tuple(rows))


def _quizzes(course: Course) -> Sheet:
    keys = [QUIZ, *_answers(QUIZ, ("label", "why"))]
    rows = (
        Row((str(n),), (Place(one.shown("title")), *_places(one, keys)))
        for n, one in course.lessons.items()
        if QUIZ in one.slots
    )
    columns = (_NUMBER, _LESSON_TITLE, Column("Pregunta", 50), *_answer_columns(has_effects=False))
    return Sheet("Preguntas", 1, columns, tuple(rows))


def _cases(course: Course) -> Sheet:
    columns = (
        _NUMBER,
        Column("Parte", 18),
        _LESSON_TITLE,
        Column("Texto", 50),
        *_answer_columns(has_effects=True),
    )
    return Sheet("Casos", 2, columns, tuple(_case_rows(course)))


def _case_rows(course: Course) -> Iterator[Row]:
    for n, one in course.lessons.items():
        title = Place(one.shown("title"))
        for turn in _TURNS:
            if turn in one.slots:
                keys = [turn, *_answers(turn, ("label", "effect", "why"))]
                yield Row((str(n), turn), (title, *_places(one, keys)))
        if PHRASE in one.slots:
            blank = (Place(""),) * (3 * OPTIONS)
            yield Row((str(n), PHRASE), (title, *_places(one, [PHRASE]), *blank))


def _exercises(course: Course) -> Sheet:
    keys = [key for key, _ in _EXERCISE]
    rows = (Row((key,), _places(one, keys)) for key, one in course.exercises.items())
    columns = (Column("Ejercicio", 18), *(column for _, column in _EXERCISE))
    return Sheet("Ejercicios", 1, columns, tuple(rows))


def _steps(course: Course) -> Sheet:
    columns = (Column("Ejercicio", 18), Column("Paso", 7, is_number=True))
    rows = []
    for key, one in course.exercises.items():
        count = sum(slot.endswith("/text") for slot in one.slots)
        for n in range(1, count + 1):
            keys = [step_key(n, part) for part, _ in _STEP]
            rows.append(Row((key, str(n)), _places(one, keys)))
    return Sheet("Pasos", 2, (*columns, *(column for _, column in _STEP)), tuple(rows))


def _instruments(course: Course) -> Sheet:
    columns = (
        Column("Instrumento", 14),
        Column("Parte", 14),
        Column("Solo para leer: no se importa", 70),
    )
    rows = [row for scale in course.scales.values() for row in _instrument(scale)]
    return Sheet("Instrumentos", 2, columns, tuple(rows))


def _instrument(scale: Scale) -> Iterator[Row]:
    yield Row((scale.id, "Nombre"), (Place(scale.name),))
    yield Row((scale.id, "Encabezado"), (Place(f"{scale.recall}, {scale.question}"),))
    for number, item in enumerate(scale.items, start=1):
        yield Row((scale.id, f"Pregunta {number}"), (Place(item),))
    yield Row((scale.id, "Opciones"), (Place("\n".join(scale.options)),))
    yield Row((scale.id, "Redacción"), (Place(scale.wording),))


def _places(document: Document, keys: Sequence[str]) -> tuple[Place, ...]:
    """The texts of one file; those that it does not have are empty and cannot be changed."""
    return tuple(
        Place(document.shown(key), document if key in document.slots else None, key) for key in keys
    )


def _answers(heading: str, parts: Sequence[str]) -> list[str]:
    return [turn_key(heading, n, part) for n in range(1, OPTIONS + 1) for part in parts]


def _answer_columns(*, has_effects: bool) -> Iterator[Column]:
    for n in range(1, OPTIONS + 1):
        yield Column(f"Respuesta {n}", 30)
        if has_effects:
            yield Column(f"Qué hace {n}", 12, tuple(Effect))
        yield Column(f"Porqué {n}", 45)

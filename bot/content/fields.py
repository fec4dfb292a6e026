"""YAML with the line of every value, so that what is wrong can be told where it stands."""

from __future__ import annotations

from dataclasses import dataclass

import yaml

from bot.content.problems import Report


@dataclass(frozen=True, slots=True)
class Field:
    """One value of a YAML mapping and the line (from 1) its key stands on.

    ``start`` and ``end`` say where the value itself is: a line from 1 and a column from 0.
    """

    value: object
    line: int
    start: tuple[int, int] = (1, 0)
    end: tuple[int, int] = (1, 0)


def read_fields(source: str, report: Report) -> dict[str, Field] | None:
    """Read a flat YAML mapping; None when it is not YAML at all."""
    loader = yaml.SafeLoader(source)
    try:
        node = loader.get_single_node()
        if not isinstance(node, yaml.MappingNode):
            report(1, "no hay datos; escriba cada uno en su línea, como «area: 1»")
            return None
        return _read_pairs(loader, node, report)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        report(
            mark.line + 1 if mark else 1,
            "esta línea no se entiende; si el texto lleva dos puntos (:), comillas o #, "
            'póngalo entero entre comillas dobles: "…"',
        )
        return None
    finally:
        loader.dispose()


def _read_pairs(
    loader: yaml.SafeLoader, node: yaml.MappingNode, report: Report
) -> dict[str, Field]:
    fields: dict[str, Field] = {}
    for key_node, value_node in node.value:
        key, line = str(key_node.value), key_node.start_mark.line + 1
        if key in fields:
            report(line, f"«{key}» está dos veces; borre una de las dos líneas")
            continue
        start, end = _place(value_node.start_mark), _place(value_node.end_mark)
        try:
            value = loader.construct_object(value_node, deep=True)
        except ValueError:  # what YAML takes for a date and the calendar does not
            value = str(value_node.value)
        fields[key] = Field(value, line, start, end)
    return fields


def _place(mark: yaml.Mark) -> tuple[int, int]:
    return mark.line + 1, mark.column

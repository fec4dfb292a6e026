"""The word lists of ``lessons/screening``: the common one, and one file for each risk."""

from __future__ import annotations

from pathlib import Path

from bot.content.problems import ContentError, Problem
from bot.domain.screening import ListProblem, Lists, Model, Risk, Screener, groups_in, parse_list

COMMON = "palabras"
NAMES = (COMMON, *(risk.value for risk in Risk if risk is not Risk.NONE))
MODEL = "modelo.tsv"
ORDINARY = "parecidas.txt"


def load_screener(folder: Path) -> Screener:
    """Read every list and the model.

    Raises OSError when a file is missing, for without it nobody would be heard; ContentError, with
    the line and the remedy, when one cannot be read.
    """
    ordinary = (folder / ORDINARY).read_text(encoding="utf-8").split("\n")
    known = frozenset(word for word in ordinary if not word.startswith("#"))
    return Screener(load_lists(folder), load_model(folder / MODEL), known)


def load_lists(folder: Path) -> dict[str, Lists]:
    """Every list by its name; the common groups are known to all."""
    lists: dict[str, Lists] = {}
    problems: list[Problem] = []
    texts = {name: (folder / f"{name}.txt").read_text(encoding="utf-8") for name in NAMES}
    known = {group for text in texts.values() for group in groups_in(text)}
    for name, text in texts.items():
        try:
            lists[name] = parse_list(text, known)
        except ListProblem as error:
            path = (folder / f"{name}.txt").as_posix()
            problems.append(Problem(path, error.line, error.text))
    if problems:
        raise ContentError(problems)
    return lists


def load_model(path: Path) -> Model:
    """The weights of the model, a line each; ContentError for a line that is none."""
    weights: dict[str, float] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if line.startswith("#") or not line:
            continue
        name, _, value = line.rpartition("\t")
        try:
            weights[name] = float(value)
        except ValueError as error:
            text = "esta línea no tiene un peso; vuelva a hacer el archivo con fit_screening"
            raise ContentError([Problem(path.as_posix(), number, text)]) from error
    bias, threshold = weights.pop("(sesgo)", 0.0), weights.pop("(umbral)", 1.0)
    return Model(weights, bias, threshold)

"""Fits the linear model of screening on what the lists are tuned on: ``make model``.

The messages that are held back (``labelled.py``) are never read here.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import Normalizer

from bot.domain.screening import Risk
from bot.domain.screening.model import grams_of
from bot.domain.screening.normalising import plain
from data import ordinary_words as ordinary
from data.labelled import TUNING, Labelled, read

FILE = Path(__file__).parents[2] / "lessons" / "screening" / "modelo.tsv"

_STRENGTH = 20.0  # inverse of the regularisation
_RAREST = 3  # messages that an n-gram must be in
_MOST = 12000  # weights that are kept, the largest
_RAISED = 0.08  # of harmless messages, not seen when fitted, that may be asked about
_HEAD = """\
# El modelo lineal del detector: pesos de grupos de 3 a 7 letras, también entre dos palabras.
# Solo puede llevar a una pregunta (ámbar) un mensaje en el que ninguna regla encontró nada.
# Lo escribe «make model» con los mensajes de ajuste; no lo cambie a mano.
# version: 2026-11-28
"""


def messages() -> tuple[Labelled, ...]:
    """What the model may see."""
    return read(*TUNING)


def fit(seen: Sequence[Labelled]) -> str:
    """The model as its file says it; the same for the same messages."""
    letters = [plain(one.text) for one in seen]
    is_risk = np.array([one.risk not in {Risk.NONE, Risk.GRIEF} for one in seen])
    steps = (
        CountVectorizer(analyzer=lambda text: list(grams_of(text)), min_df=_RAREST),
        Normalizer(),
        LogisticRegression(C=_STRENGTH, solver="liblinear", random_state=0),
    )
    pipeline = make_pipeline(*steps)
    unseen = cross_val_predict(pipeline, letters, is_risk, cv=10, method="predict_proba")[:, 1]
    threshold = float(np.quantile(unseen[~is_risk], 1 - _RAISED))
    pipeline.fit(letters, is_risk)
    weights = zip(steps[0].get_feature_names_out(), steps[2].coef_[0], strict=True)
    kept = sorted(sorted(weights, key=lambda one: -abs(one[1]))[:_MOST])
    lines = [f"(sesgo)\t{steps[2].intercept_[0]:.2f}", f"(umbral)\t{threshold:.2f}"]
    lines += [f"{gram}\t{weight:.2f}" for gram, weight in kept]
    return _HEAD + "\n".join(lines) + "\n"


if __name__ == "__main__":
    ordinary.FILE.write_text(ordinary.ordinary_words(), encoding="utf-8")
    FILE.write_text(fit(messages()), encoding="utf-8")
    sys.stdout.write(f"{ordinary.FILE} and {FILE} written\n")

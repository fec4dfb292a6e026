"""The perfect tense of the Andes, told in the past that the lists are written in.

«me he colgado, me han pegado» say there what «me colgué, me pegaron» say elsewhere, so that a rule
for one has to find the other. Spelling is that of ``plain``.
"""

from __future__ import annotations

from bot.domain.screening.normalising import THEIRS, Sentence, plain

_I, _ONE, _WE, _THEY = (plain(word) for word in ("he", "ha", "hemos", "han"))
_REGULAR = {
    _I: ("e", "i"),
    _ONE: (THEIRS, "io"),
    _WE: ("amos", "imos"),
    _THEY: ("aron", "ieron"),
}
"""By helper: the endings of the past for participles in -ado and in -ido."""

_IRREGULAR = {
    plain(participle): dict(zip(_REGULAR, (plain(form) for form in forms.split()), strict=True))
    for participle, forms in {
        "puesto": "puse puso pusimos pusieron",
        "hecho": "hice hizo hicimos hicieron",
        "dicho": "dije dijo dijimos dijeron",
        "visto": "vi vio vimos vieron",
        "roto": "rompí rompió rompimos rompieron",
        "escrito": "escribí escribió escribimos escribieron",
        "abierto": "abrí abrió abrimos abrieron",
        "muerto": "morí murió morimos murieron",
        "vuelto": "volví volvió volvimos volvieron",
        "traído": "traje trajo trajimos trajeron",
        "tenido": "tuve tuvo tuvimos tuvieron",
        "podido": "pude pudo pudimos pudieron",
        "querido": "quise quiso quisimos quisieron",
        "estado": "estuve estuvo estuvimos estuvieron",
        "ido": "fui fue fuimos fueron",
        "sido": "fui fue fuimos fueron",
    }.items()
}


def in_past(sentence: Sentence) -> Sentence | None:
    """The sentence with each perfect told as past; None where it has none."""
    words: list[str] = []
    at: list[int] = []
    quoted: list[bool] = []
    for i, word in enumerate(sentence.words):
        before = sentence.words[i - 1] if i else ""
        told = _past_of(before, word)
        if told is not None and sentence.at[i] - sentence.at[i - 1] == 1:
            words[-1] = told
            continue
        words.append(word)
        at.append(sentence.at[i])
        quoted.append(sentence.quoted[i])
    if len(words) == len(sentence.words):
        return None
    return Sentence(tuple(words), tuple(at), tuple(quoted))


def _past_of(helper: str, participle: str) -> str | None:
    if helper not in _REGULAR:
        return None
    if participle in _IRREGULAR:
        return _IRREGULAR[participle][helper]
    stem, ending = participle[:-3], participle[-3:]
    if len(stem) < 2 or ending not in {"ado", "ido"}:
        return None
    first, second = _REGULAR[helper]
    if ending == "ido":
        return stem + second
    if first == "e" and stem[-1] in "cg":
        stem = stem[:-1] + {"c": "qu", "g": "gu"}[stem[-1]]
    return stem + first

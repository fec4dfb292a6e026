"""Risk in free text, by word lists that a clinician edits; nothing of a text is kept.

A deliberate trade: a false alarm is cheap and kind, a miss is not. The steps, a module each:
normalising (what is written alike sounds alike), vocabulary (which words of the lists a word is),
lists (the rules as written), engine (the gravest rule that a text fits), model (what no rule knows
but looks like what rules find: raised to amber, never lowered).
"""

from bot.domain.screening.engine import Screener
from bot.domain.screening.lists import ListProblem, Lists, groups_in, parse_list
from bot.domain.screening.model import Model
from bot.domain.screening.risks import Finding, Risk

__all__ = [
    "Finding",
    "ListProblem",
    "Lists",
    "Model",
    "Risk",
    "Screener",
    "groups_in",
    "parse_list",
]

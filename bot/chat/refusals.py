"""Texts that Telegram refuses, or that cannot be worded: a bug of ours that must not repeat."""

from __future__ import annotations

import logging
from collections import Counter
from dataclasses import dataclass, field

from bot.chat.prompts import Campaign
from bot.domain.model import Rejected

log = logging.getLogger(__name__)

_REFUSALS = 3  # of one text, before the others with it are kept back


@dataclass(slots=True)
class Refusals:
    """How often each text was refused since the start."""

    _counts: Counter[Campaign] = field(default_factory=Counter)

    def keep_back(self, campaign: Campaign) -> bool:
        """Whether a text was refused so often that nobody else should meet it."""
        return self._counts[campaign] >= _REFUSALS

    def note(self, campaign: Campaign, reason: str) -> Rejected:
        """Count a refusal; the last one that is borne is told as an alarm."""
        self._counts[campaign] += 1
        if self._counts[campaign] == _REFUSALS:
            kind, item, language, _ = campaign
            log.critical(
                "ALARM: %s %s (%s) was refused %d times and is kept back until the next start",
                kind,
                "" if item is None else item,
                language,
                _REFUSALS,
            )
        return Rejected(reason)

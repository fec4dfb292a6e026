"""What an officer agreed to, and whether that still is today's text."""

from __future__ import annotations

from bot.domain.model import Consent, Subscriber

CONSENT_VERSION = 4
"""Raised whenever the consent text changes; a subscriber with an older one is asked again."""


def is_outdated(officer: Subscriber) -> bool:
    """Whether the officer agreed to a text that has changed since."""
    return officer.consent_version < CONSENT_VERSION


def lets_answers_be_kept(officer: Subscriber) -> bool:
    """Whether answers of this officer may go into the open round."""
    return officer.consent is Consent.ALL and not is_outdated(officer)

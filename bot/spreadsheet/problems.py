"""What keeps a spreadsheet from being read or written, told with the remedy."""

from __future__ import annotations


class SpreadsheetError(Exception):
    """Nothing was done; the sentence says what to do instead."""

"""The word lists of ``lessons/screening``, one file for each risk."""

from __future__ import annotations

from pathlib import Path

from bot.domain.screening import Risk, Rule, Screener, parse_rule


def load_screener(folder: Path) -> Screener:
    """Read every list; OSError when one is missing, for without it nobody would be heard."""
    risks = (Risk.CRISIS, Risk.VIOLENCE, Risk.MEDICAL)
    return Screener({risk: _read(folder / f"{risk.value}.txt") for risk in risks})


def _read(path: Path) -> list[Rule]:
    lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    return [parse_rule(line) for line in lines if line and not line.startswith("#")]

"""Decisions: pure functions of data and ``now``; the standard library and nothing else."""

"""``python -m benchmarks [--quick] [--only ROW …]``: measure, tell, and write it down.

Every row is measured beside its peer in the same run, turn by turn, and the median counts.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import time
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks.figures import FIGURES, Bench, Row

ROOT = Path(__file__).parent.parent
RESULTS = ROOT / "benchmarks" / "results.json"
PAGE = ROOT / "docs" / "performance.md"
_LIBRARIES = ("python-telegram-bot", "aiohttp", "APScheduler", "SQLAlchemy", "httpx")


def about() -> dict[str, Any]:
    """The machine and the versions."""
    model = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
            if line.startswith("model name")
        ),
        platform.machine(),
    )
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "processor": model,
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "versions": {name: version(name) for name in _LIBRARIES},
    }


def table(rows: list[Row]) -> str:
    """The rows as Markdown."""
    lines = [
        "| figure | Respiro | peer | ratio | to reach | reached |",
        "|---|---|---|---|---|---|",
    ]
    for row in rows:
        lines.append(
            f"| {row['figure']} | {row['ours']} | {row['peers']} | {row['ratio']} "
            f"| {row['target']} | {'yes' if row['reached'] else '**no**'} |"
        )
    return "\n".join(lines)


def write_page(results: dict[str, Any]) -> None:
    """Put the table and its machine between the marks of docs/performance.md."""
    page = PAGE.read_text(encoding="utf-8")
    head, _, rest = page.partition("<!-- results -->\n")
    _, _, tail = rest.partition("<!-- end of results -->\n")
    machine = results["about"]
    told = (
        f"{machine['date']}, {machine['processor']}, {machine['cores']} cores, "
        f"Python {machine['python']}, "
        + ", ".join(f"{name} {number}" for name, number in machine["versions"].items())
    )
    notes = "\n".join(f"- {row['figure']}: {row['not_comparable']}" for row in results["rows"])
    PAGE.write_text(
        f"{head}<!-- results -->\n{told}. Medians of {results['runs']}.\n\n"
        f"{table(results['rows'])}\n\nWhat was not comparable:\n\n{notes}\n"
        f"<!-- end of results -->\n{tail}",
        encoding="utf-8",
    )


def main() -> int:
    """Measure everything that was asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small and once; writes nothing")
    parser.add_argument(
        "--only", nargs="*", choices=list(FIGURES), help="some rows; writes nothing"
    )
    chosen = parser.parse_args()
    bench = Bench(runs=1 if chosen.quick else 3, scale=0.2 if chosen.quick else 1.0)
    rows: list[Row] = []
    for name in chosen.only or FIGURES:
        begun = time.monotonic()
        rows += FIGURES[name](bench)
        sys.stderr.write(f"{name}: {time.monotonic() - begun:.0f} s\n")
    results = {"about": about(), "runs": bench.runs, "rows": rows}
    sys.stdout.write(table(rows) + "\n")
    if not chosen.quick and not chosen.only:
        RESULTS.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", "utf-8")
        write_page(results)
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""``python -m bot report``: a report as files that a welfare team can open."""

from __future__ import annotations

from pathlib import Path

from bot.arranging import ROOT, reports_from
from bot.chat.texts.report import three_sentences
from bot.config import Config
from bot.content.translations import load_catalogues
from bot.domain.reporting import as_text
from bot.reports.page import write_page
from bot.reports.table import write_table
from bot.service.reports import ReportError
from bot.storage.engine import Store


def export_report(config: Config, replies: Store, name: str | None) -> str:
    """Write a report as JSON, HTML and CSV, and say in words what is in it.

    Files that are there already stay as they are: a report is never issued twice.
    """
    document = reports_from(config, replies).find(name)
    say = load_catalogues(ROOT / "locales")[config.programme.language]
    folder = config.storage.reports_dir
    contents = {
        ".json": as_text(document) + "\n",
        ".html": write_page(say, document),
        ".csv": write_table(document),
    }
    lines = [three_sentences(say, document), ""]
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for ending, text in contents.items():
            path = folder / f"{document['round']}{ending}"
            lines.append(f"{path}{'' if _write_new(path, text) else ' (was there already)'}")
    except OSError as error:
        raise ReportError(
            f"{folder} cannot be written to ({error.strerror}): set storage.reports_dir."
        ) from error
    return "\n".join(lines) + "\n"


def _write_new(path: Path, text: str) -> bool:
    """Write a file that is not there yet, whole or not at all; False when there is one."""
    if path.exists():
        return False
    draft = path.with_name(f".{path.name}")
    draft.write_text(text, encoding="utf-8", newline="")
    draft.chmod(0o600)
    draft.replace(path)
    return True

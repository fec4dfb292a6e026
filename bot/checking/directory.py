"""What is checked of the configuration: units and contacts, with the line of each."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from difflib import get_close_matches

from bot.chat.texts.directory import department_card, help_card
from bot.checking.findings import Finding
from bot.checking.project import Project
from bot.checking.rendered import faults
from bot.checking.texts import misspelt, not_usted
from bot.config import Config, ConfigError, unverified_contacts
from bot.domain.care import Support
from bot.domain.contacts import Listed, is_same_department
from bot.opening import recorded_checks

DEPARTMENTS = (
    "Beni",
    "Chuquisaca",
    "Cochabamba",
    "La Paz",
    "Oruro",
    "Pando",
    "Potosí",
    "Santa Cruz",
    "Tarija",
)
"""The nine departments of Bolivia."""

_LINE = re.compile(r", line (\d+)")
_OPTION = re.compile(r": ([a-z]+)\.([a-z_]+) ")
_ROW = re.compile(r': (unit|contact|counsellor|shift) "([^"]+)"')
_ID = re.compile(r'the id "([^"]+)"')
_PAGES = 9


def configuration(project: Project) -> Iterator[Finding]:
    """What keeps the configuration from being read, duplicate ids included."""
    if isinstance(project.config, ConfigError):
        for problem in project.config.problems:
            path, line = _place_of(project), _line_of_problem(project, problem)
            told = f"la configuración no sirve; corrija esta línea. El programa dice: {problem}"
            yield Finding("error", path, line, told, "configuración")


def units(project: Project) -> Iterator[Finding]:
    """Departments and regions that do not exist, and names that two units share."""
    if isinstance(project.config, ConfigError):
        return
    known = Counter(unit.region for unit in project.config.units)
    for unit in project.config.units:
        line = _line_of_id(project, "unit", unit.id)
        if not _is_department(unit.department):
            told = f"«{unit.department}» no es un departamento; {_remedy(unit.department)}"
            yield Finding("error", _place_of(project), line, f"{unit.id}: {told}", "unidad")
        near = get_close_matches(unit.region, known.keys() - {unit.region}, n=1, cutoff=0.8)
        if near and known[unit.region] < known[near[0]]:
            told = f"la región «{unit.region}» se parece a «{near[0]}»; escríbala igual o cámbiela"
            yield Finding("error", _place_of(project), line, f"{unit.id}: {told}", "unidad")
    for name, count in Counter(unit.name for unit in project.config.units).items():
        if count > 1:
            line = _last_line_of(project, f'name = "{name}"')
            told = f"{count} unidades se llaman «{name}» y en el teléfono no se distinguen; cambie"
            yield Finding("error", _place_of(project), line, f"{told} los nombres", "unidad")


def contact_departments(project: Project) -> Iterator[Finding]:
    """Departments of contacts that do not exist: nobody would be shown the contact."""
    config = _config(project)
    for contact in config.contacts if config else ():
        for name in contact.departments:
            if not _is_department(name):
                line = _line_of_id(project, "contact", contact.id)
                told = f"{contact.id}: «{name}» no es un departamento; {_remedy(name)}"
                yield Finding("error", _place_of(project), line, told, "contacto")


def contact_calls(project: Project) -> Iterator[Finding]:
    """Contacts that nobody has called, or not for ninety days."""
    config = _config(project)
    if config is None:
        return
    for contact in unverified_contacts(config, project.today, recorded_checks(config)):
        remedy = f'llame y ejecute: python -m bot contacts verify {contact.id} --by "su nombre"'
        told = f"nadie llamó a «{contact.name}» en 90 días; {remedy}"
        line = _line_of_id(project, "contact", contact.id)
        yield Finding("aviso", _place_of(project), line, told, "contacto")


def counsellors(project: Project) -> Iterator[Finding]:
    """Departments of units that no counsellor serves, where there are counsellors."""
    config = _config(project)
    for name in config.without_counsellor if config else ():
        told = (
            f"nadie atiende «{name}», y allí no se ofrece «Quiero que me contacten»; agregue quien"
        )
        yield Finding("aviso", _place_of(project), 0, f"{told} atienda", "contacto")


def contact_texts(project: Project) -> Iterator[Finding]:
    """Address and spelling of the notes and prices of contacts."""
    config = _config(project)
    if config is None or project.config_path is None:
        return
    source = project.config_path.read_text(encoding="utf-8")
    for contact in config.contacts:
        shown = f"{contact.note}\n{contact.cost}"
        yield from not_usted(shown, project.config_path, source)
        yield from misspelt(project.spelling, shown, project.config_path, source)


def contact_cards(project: Project) -> Iterator[Finding]:
    """Lengths and keys of the cards that show the contacts."""
    config = _config(project)
    if config is None:
        return
    listed = tuple(Listed(one, None, False) for one in config.contacts)
    support = Support(listed, bool(config.counsellors))
    cards = [help_card(project.say, support, None)]
    cards += [department_card(project.say, support, None, "", page) for page in range(1, _PAGES)]
    for card in cards:
        for fault in faults(card):
            told = f"tarjeta de contactos: {fault}"
            yield Finding("error", _place_of(project), 0, told, "medida")


def _config(project: Project) -> Config | None:
    return None if isinstance(project.config, ConfigError) else project.config


def _is_department(name: str) -> bool:
    return any(is_same_department(name, one) for one in DEPARTMENTS)


def _remedy(name: str) -> str:
    near = get_close_matches(name, DEPARTMENTS, n=1)
    return f"escriba «{near[0]}»" if near else f"escriba uno de estos: {', '.join(DEPARTMENTS)}"


def _place_of(project: Project) -> str:
    return "config" if project.config_path is None else project.config_path.as_posix()


def _text(project: Project) -> str:
    path = project.config_path
    if path is None or not path.is_file():
        return ""
    return path.read_text(encoding="utf-8", errors="replace")


def _line_of_problem(project: Project, problem: str) -> int:
    """The line of what a sentence about the configuration names; 0 when it is not in the file."""
    if match := _LINE.search(problem):
        return int(match[1])
    if match := _OPTION.search(problem):
        section, key = match.groups()
        return _line_below(_text(project), rf"\[{section}\]", rf"{key}\s*=")
    if match := _ROW.search(problem):
        return _line_of_id(project, match[1], match[2])
    if match := _ID.search(problem):
        return _last_line_of(project, f'id = "{match[1]}"')
    return 0


def _line_of_id(project: Project, table: str, name: str) -> int:
    return _line_below(_text(project), rf"\[\[{table}\]\]", rf'id\s*=\s*"{re.escape(name)}"')


def _line_below(text: str, head: str, wanted: str) -> int:
    """The first line that begins with ``wanted`` below a head of the right table, from 1; or 0."""
    is_inside = False
    for number, line in enumerate(text.splitlines(), start=1):
        if line.startswith("["):
            is_inside = re.match(head, line) is not None
        elif is_inside and re.match(wanted, line):
            return number
    return 0


def _last_line_of(project: Project, wanted: str) -> int:
    lines = _text(project).splitlines()
    found = (number for number, line in enumerate(lines, start=1) if line.startswith(wanted))
    return max(found, default=0)

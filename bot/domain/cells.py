"""Reporting cells: units merged until at least k people stand in each.

Source: the partition of a cell-suppression design in which every difference of two published
groups is empty or at least k by construction, because the cells never overlap.
"""

from __future__ import annotations

from collections.abc import Mapping

NATIONAL = "nacional"


def region_cell(region: str) -> str:
    """The name of the cell that pools the small units of a region."""
    return f"region:{region}"


def partition(
    people: Mapping[str | None, int], region_of: Mapping[str, str], k: int
) -> dict[str | None, str] | None:
    """The cell of every unit that has people; None when the whole country has fewer than k.

    ``people`` counts persons by unit (None: unit not told). A unit of k or more is a cell of its
    own; the rest of its region is pooled and takes in the region's smallest cells while it is
    below k; what is still too small goes to one national rest, which does the same.
    """
    counts = {unit: n for unit, n in people.items() if n > 0}
    if sum(counts.values()) < k:
        return None
    cell: dict[str | None, str] = {}
    homeless: list[str | None] = [unit for unit in counts if unit not in region_of]
    placed = {unit: n for unit, n in counts.items() if unit is not None and unit in region_of}
    for region in sorted({region_of[unit] for unit in placed}):
        units = {unit: n for unit, n in placed.items() if region_of[unit] == region}
        pooled, own = _pool(units, k)
        cell |= {unit: unit for unit in own}
        if sum(units[unit] for unit in pooled) >= k:
            cell |= {unit: region_cell(region) for unit in pooled}
        else:
            homeless += pooled
    return cell | _national_rest(homeless, cell, counts, k)


def partition_regions(
    people: Mapping[str | None, int], region_of: Mapping[str, str], k: int
) -> dict[str | None, str] | None:
    """The cell of every unit when only regions are told apart; None below k in the country.

    A region of k or more is a cell; the others, and who did not tell, are one national rest that
    takes in the smallest regions while it is below k.
    """
    counts = {unit: n for unit, n in people.items() if n > 0}
    if sum(counts.values()) < k:
        return None
    regions: dict[str, int] = {}
    homeless: list[str | None] = []
    for unit, n in counts.items():
        if unit is None or unit not in region_of:
            homeless.append(unit)
        else:
            regions[region_of[unit]] = regions.get(region_of[unit], 0) + n
    cell: dict[str | None, str] = {
        unit: region_cell(region_of[unit])
        for unit in counts
        if unit is not None and unit in region_of and regions[region_of[unit]] >= k
    }
    homeless += [unit for unit in counts if unit not in cell and unit not in homeless]
    return cell | _national_rest(homeless, cell, counts, k)


def merge_small(
    groups: Mapping[str, int], region_of: Mapping[str, str], k: int
) -> dict[str, str] | None:
    """The new name of every stored cell once k has been raised; None when all together are below.

    Cells are only ever joined: a small unit goes to its region's cell, what is still small to
    the nation's, and each of these takes in its smallest neighbours while it is below k.
    """
    homes = dict(region_of) | {region_cell(region): region for region in region_of.values()}
    people: dict[str | None, int] = {cell: groups[cell] for cell in groups}
    placed = partition(people, homes, k)
    return None if placed is None else {cell: placed[cell] for cell in groups}


def _pool(units: Mapping[str, int], k: int) -> tuple[list[str], list[str]]:
    """The units to be pooled, and those that stand alone, of one region."""
    by_size = sorted(units, key=lambda unit: (units[unit], unit))
    pooled = [unit for unit in by_size if units[unit] < k]
    own = [unit for unit in by_size if units[unit] >= k]
    while pooled and own and sum(units[unit] for unit in pooled) < k:
        pooled.append(own.pop(0))
    return pooled, own


def _national_rest(
    homeless: list[str | None],
    cell: Mapping[str | None, str],
    counts: Mapping[str | None, int],
    k: int,
) -> dict[str | None, str]:
    """The national cell: the homeless units, and the smallest cells while they are below k."""
    if not homeless:
        return {}
    sizes: dict[str, int] = {}
    for unit, name in cell.items():
        sizes[name] = sizes.get(name, 0) + counts[unit]
    rest = list(homeless)
    for name in sorted(sizes, key=lambda cell_name: (sizes[cell_name], cell_name)):
        if sum(counts[unit] for unit in rest) >= k:
            break
        rest += [unit for unit, home in cell.items() if home == name]
    return dict.fromkeys(rest, NATIONAL)

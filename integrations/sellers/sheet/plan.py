"""What is to be asked of Google so that a sheet becomes as it is laid out. Pure.

Whatever stands to the right of our columns moves with its row and is never written to. A product
keeps its row, wherever its seller has sorted it to; the sheet itself says where that is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from integrations.sellers.sheet import requests as ask
from integrations.sellers.sheet.layout import (
    FIRST_WAREHOUSE,
    FROZEN_COLUMNS,
    HEADING_ROWS,
    OF_WAREHOUSE,
    PRODUCT,
    Area,
    Cell,
    Layout,
)
from integrations.sheets.tabs import Tab

_GROUP = len(OF_WAREHOUSE)
Line = list[Any]


class MovedError(Exception):
    """Somebody moved the columns: writing would hit what is theirs.

    In row 2 of `column` (from 0) `found` stands where `wanted` should.
    """

    def __init__(self, column: int, found: str, wanted: str) -> None:
        super().__init__(f"{found!r} in column {column}")
        self.column, self.found, self.wanted = column, found, wanted


@dataclass(frozen=True)
class Found:
    """A tab as it is: the first two rows, the number of each row after them (None: not a product's),
    and which of those have something to the right of our columns. `saved` warehouses stand in it
    for certain."""

    tab: Tab
    heading: Sequence[Line]
    numbers: Sequence[int | None]
    noted: frozenset[int]
    saved: int


@dataclass(frozen=True)
class Write:
    """Cells of a row, both from 0."""

    row: int
    column: int
    cells: list[Cell]


@dataclass(frozen=True)
class Plan:
    """`structure` is one request of many parts, done as a whole or not at all; then `writes`."""

    structure: list[dict[str, Any]]
    writes: list[Write]


def plan(found: Found, layout: Layout, gone: set[int]) -> Plan:
    """Raises MovedError. Products `gone` lose their row, unless something is noted beside it."""
    stood = standing(found, layout)
    deleted = [
        place
        for place, number in enumerate(found.numbers)
        if number in gone and place not in found.noted
    ]
    numbers = [one for place, one in enumerate(found.numbers) if place not in set(deleted)]
    writes = _writes(numbers, layout, gone)
    room = HEADING_ROWS + max(len(found.numbers) + len(layout.rows) - _kept(numbers, layout), 1)
    return Plan(_structure(found, layout, stood, deleted, room), writes)


def standing(found: Found, layout: Layout) -> int:
    """How many of the layout's warehouses have their columns in the tab, from the first on.

    More than were saved do when the answer to making them was lost. Raises MovedError.
    """
    groups, names = _padded(found.heading[0], layout.width), _padded(found.heading[1], layout.width)
    wanted_groups, wanted = layout.heading()
    mine = FIRST_WAREHOUSE + found.saved * _GROUP
    if not any(groups) and not any(names):
        return found.saved
    for column, pair in enumerate(zip(names[:mine], wanted, strict=False)):
        if pair[0] != pair[1]:
            raise MovedError(column, *map(str, pair))
    count = found.saved
    while count < len(layout.warehouses):
        left = FIRST_WAREHOUSE + count * _GROUP
        there = groups[left], names[left : left + _GROUP]
        if there != (wanted_groups[left], wanted[left : left + _GROUP]):
            break
        count += 1
    return count


def _structure(
    found: Found, layout: Layout, stood: int, deleted: Sequence[int], room: int
) -> list[dict[str, Any]]:
    tab, width = found.tab, FIRST_WAREHOUSE + stood * _GROUP
    added = layout.width - width
    heading = [_padded(row, layout.width) for row in found.heading]
    merges = {_area(merge) for merge in tab.merges}
    wanted = layout.merges()
    is_right = not added and heading == layout.heading() and set(wanted) <= merges
    rows, columns = max(tab.rows, room), max(tab.columns, width)
    grows = (rows, columns) != (tab.rows, tab.columns)
    parts: list[dict[str, Any]] = []
    if grows:
        parts.append(ask.grid(tab.number, rowCount=rows, columnCount=columns))
    parts += [ask.delete_rows(tab.number, *span) for span in _spans(deleted)]
    if is_right and not grows:
        return parts
    strangers = [one for one in merges - set(wanted) if one.left < width]
    parts += [ask.unmerge(tab.number, one) for one in sorted(strangers, key=str)]
    if added:
        parts.append(ask.insert_columns(tab.number, width, added))
    parts.append(ask.cells(tab.number, layout.heading()))
    parts += [ask.merge(tab.number, one) for one in wanted if one not in merges]
    parts += ask.formats(tab.number, layout)
    parts.append(
        ask.grid(tab.number, frozenRowCount=HEADING_ROWS, frozenColumnCount=FROZEN_COLUMNS)
    )
    return parts


def _writes(numbers: Sequence[int | None], layout: Layout, gone: set[int]) -> list[Write]:
    rows = {row.number: row for row in layout.rows}
    found = []
    for place, number in enumerate(numbers, HEADING_ROWS):
        row = rows.pop(number, None) if number is not None else None
        if row is not None:
            found.append(Write(place, 0, layout.line(row)))
        elif number in gone:
            found.append(Write(place, len(PRODUCT[1]), layout.emptied()))
    end = HEADING_ROWS + len(numbers)
    found += [Write(end + index, 0, layout.line(row)) for index, row in enumerate(rows.values())]
    return found


def _kept(numbers: Sequence[int | None], layout: Layout) -> int:
    return len({row.number for row in layout.rows} & set(numbers))


def _spans(places: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Rows that lie together, from the lowest up: so no deletion moves those still to be made."""
    rows = sorted((place + HEADING_ROWS for place in places), reverse=True)
    while rows:
        last = first = rows.pop(0)
        while rows and rows[0] == first - 1:
            first = rows.pop(0)
        yield first, last + 1


def _padded(row: Sequence[Any], width: int) -> list[Any]:
    return [*row, *[""] * width][:width]


def _area(merge: Any) -> Area:
    return Area(
        merge.get("startRowIndex", 0),
        merge.get("endRowIndex"),
        merge.get("startColumnIndex", 0),
        merge.get("endColumnIndex", 0),
    )

"""A seller's sheet at Google: read what matters of it, then one request for its structure, where
that changes, and one for the values (more where they are over 2 MB)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from gspread.utils import rowcol_to_a1

from catalog.files.problems import FileError
from catalog.files.sheet_words import SheetRefusal
from integrations.sellers.sheet.layout import (
    FIRST_WAREHOUSE,
    HEADING_ROWS,
    NUMBER_COLUMN,
    OF_WAREHOUSE,
    Cell,
    Layout,
)
from integrations.sellers.sheet.plan import Found, MovedError, Write, plan
from integrations.sheets.client import MOST_SENT, GoogleClient, packed
from integrations.sheets.reading import rows_of
from integrations.sheets.tabs import Tab

_BODY = 1_000  # bytes around the values


def write_sheet(
    client: GoogleClient,
    spreadsheet: str,
    tab: Tab,
    layout: Layout,
    *,
    saved: int,
    gone: set[int],
    renew: Callable[[], None],
) -> None:
    """Make the tab as it is laid out; a repeat, also after an answer that was lost, changes nothing.

    `saved` warehouses have their columns; `renew` is called after each request. Raises FileError
    and DeliveryError.
    """
    found = _find(client, spreadsheet, tab, saved)
    try:
        todo = plan(found, layout, gone)
    except MovedError as moved:
        raise FileError(
            SheetRefusal.MOVED,
            place=rowcol_to_a1(HEADING_ROWS, moved.column + 1),
            found=moved.found[:100],
            wanted=moved.wanted,
        ) from None
    renew()
    if todo.structure:
        client.batch_update(spreadsheet, {"requests": todo.structure})
        renew()
    for ranges in _portions(tab, todo.writes):
        body = {"valueInputOption": "RAW", "data": ranges}
        client.values_batch_update(spreadsheet, body)
        renew()


def _find(client: GoogleClient, spreadsheet: str, tab: Tab, saved: int) -> Found:
    first = HEADING_ROWS + 1
    column = rowcol_to_a1(1, NUMBER_COLUMN + 1)[:-1]
    after = FIRST_WAREHOUSE + saved * len(OF_WAREHOUSE) + 1
    ranges = [tab.range(f"1:{HEADING_ROWS}")]
    if tab.rows > HEADING_ROWS:
        ranges.append(tab.range(f"{column}{first}:{column}{tab.rows}"))
        if tab.columns >= after:
            last = rowcol_to_a1(tab.rows, tab.columns)
            ranges.append(tab.range(f"{rowcol_to_a1(first, after)}:{last}"))
    answer = client.values_batch_get(
        spreadsheet, ranges, {"valueRenderOption": "UNFORMATTED_VALUE"}
    )
    heading, numbers, notes = _three(answer)
    noted = frozenset(place for place, row in enumerate(notes) if any(row))
    heading = [*heading, [], []][:HEADING_ROWS]
    return Found(tab, heading, [_number(row) for row in numbers], noted, saved)


def _three(answer: Mapping[str, Any]) -> list[list[list[Any]]]:
    tables = [rows_of(one) for one in answer.get("valueRanges", [])]
    return [*tables, [], [], []][:3]


def _number(row: Sequence[Any]) -> int | None:
    text = str(row[0]) if row else ""
    return int(text) if text.isdecimal() else None


def _portions(tab: Tab, writes: Sequence[Write]) -> Iterator[list[dict[str, Any]]]:
    """Ranges in portions of what one request may hold; rows that lie together are one range."""
    ranges: list[tuple[int, int, list[list[Cell]]]] = []
    size, last = _BODY, Write(-2, 0, [])
    for write in writes:
        weight = len(packed(write.cells)) + 1
        if ranges and size + weight > MOST_SENT:
            yield [_range(tab, *one) for one in ranges]
            size, ranges, last = _BODY, [], Write(-2, 0, [])
        follows = write.row == last.row + 1 and write.column == last.column
        if not follows:
            ranges.append((write.row, write.column, []))
            weight += 100
        ranges[-1][2].append(write.cells)
        size, last = size + weight, write
    if ranges:
        yield [_range(tab, *one) for one in ranges]


def _range(tab: Tab, row: int, column: int, values: list[Any]) -> dict[str, Any]:
    first = rowcol_to_a1(row + 1, column + 1)
    last = rowcol_to_a1(row + len(values), column + len(values[0]))
    return {"range": tab.range(f"{first}:{last}"), "majorDimension": "ROWS", "values": values}

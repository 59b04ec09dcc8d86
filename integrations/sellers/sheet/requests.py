"""Parts of a `spreadsheets.batchUpdate`.

https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets/request
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from integrations.sellers.sheet.layout import (
    HEADING_ROWS,
    NUMBER_COLUMN,
    PRODUCT,
    Area,
    Cell,
    Layout,
)

Part = dict[str, Any]
_HEADING = {
    "textFormat": {"bold": True},
    "horizontalAlignment": "CENTER",
    "verticalAlignment": "MIDDLE",
    "wrapStrategy": "WRAP",
    "backgroundColor": {"red": 0.91, "green": 0.94, "blue": 0.98},
}
_LOOKS = ",".join(f"userEnteredFormat.{name}" for name in _HEADING)


def grid(tab: int, **properties: int) -> Part:
    fields = ",".join(f"gridProperties.{name}" for name in properties)
    changed = {"sheetId": tab, "gridProperties": properties}
    return {"updateSheetProperties": {"properties": changed, "fields": fields}}


def insert_columns(tab: int, start: int, count: int) -> Part:
    # From before: at the very end of a grid there is nothing after to inherit from.
    return {
        "insertDimension": {
            "range": _span(tab, "COLUMNS", start, start + count),
            "inheritFromBefore": True,
        }
    }


def delete_rows(tab: int, start: int, end: int) -> Part:
    return {"deleteDimension": {"range": _span(tab, "ROWS", start, end)}}


def merge(tab: int, area: Area) -> Part:
    return {"mergeCells": {"range": _range(tab, area), "mergeType": "MERGE_ALL"}}


def unmerge(tab: int, area: Area) -> Part:
    return {"unmergeCells": {"range": _range(tab, area)}}


def cells(tab: int, rows: Sequence[Sequence[Cell]]) -> Part:
    """Texts from the first cell on; empty ones are cleared."""
    written = [
        {"values": [{"userEnteredValue": {"stringValue": text}} if text else {} for text in row]}
        for row in rows
    ]
    start = {"sheetId": tab, "rowIndex": 0, "columnIndex": 0}
    return {"updateCells": {"rows": written, "fields": "userEnteredValue", "start": start}}


def formats(tab: int, layout: Layout) -> Iterator[Part]:
    """A heading to be seen as one, whole numbers with thousands, days with a decimal."""
    yield _look(tab, Area(0, HEADING_ROWS, 0, layout.width), _HEADING, _LOOKS)
    yield _number(tab, NUMBER_COLUMN, NUMBER_COLUMN + 1, "0")
    yield _number(tab, len(PRODUCT[1]), layout.width, "#,##0")
    for column in layout.turnovers():
        yield _number(tab, column, column + 1, "#,##0.0")


def _number(tab: int, left: int, right: int, pattern: str) -> Part:
    look = {"numberFormat": {"type": "NUMBER", "pattern": pattern}}
    area = Area(HEADING_ROWS, None, left, right)
    return _look(tab, area, look, "userEnteredFormat.numberFormat")


def _look(tab: int, area: Area, look: dict[str, Any], fields: str) -> Part:
    cell = {"userEnteredFormat": look}
    return {"repeatCell": {"range": _range(tab, area), "cell": cell, "fields": fields}}


def _range(tab: int, area: Area) -> dict[str, int]:
    bottom = {} if area.bottom is None else {"endRowIndex": area.bottom}
    return {
        "sheetId": tab,
        "startRowIndex": area.top,
        **bottom,
        "startColumnIndex": area.left,
        "endColumnIndex": area.right,
    }


def _span(tab: int, dimension: str, start: int, end: int) -> dict[str, Any]:
    return {"sheetId": tab, "dimension": dimension, "startIndex": start, "endIndex": end}

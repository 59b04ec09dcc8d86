"""What parts of a batchUpdate do to a tab on this machine: dimensions, merges, cells, looks.

Each answers as Google does, refusals included; where the description is silent, by what Google was
seen to do: half a merged area cannot be merged, unmerged or frozen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.fakes.google_sheets import FakeTab

_GRID = {
    "rowCount": "rows",
    "columnCount": "columns",
    "frozenRowCount": "frozen",
    "frozenColumnCount": "frozen_columns",
}


def wrong(text: str) -> Exception:
    from tests.fakes.google_sheets import Refused  # they need each other

    return Refused(400, "INVALID_ARGUMENT", text)


def update_properties(tab: FakeTab, details: Any) -> None:
    grid = details["properties"]["gridProperties"]
    assert set(details["fields"].split(",")) == {f"gridProperties.{name}" for name in grid}
    for name, value in grid.items():
        setattr(tab, _GRID[name], value)
    if tab.frozen >= tab.rows or tab.frozen_columns >= tab.columns:
        raise wrong("You can't freeze all rows on the sheet.")
    for merge in tab.merges:
        if merge["startColumnIndex"] < tab.frozen_columns < merge["endColumnIndex"]:
            raise wrong("You can't freeze columns which contain only part of a merged cell.")


def insert(tab: FakeTab, details: Any) -> None:
    span = details["range"]
    assert span["dimension"] == "COLUMNS"
    start, count = span["startIndex"], span["endIndex"] - span["startIndex"]
    if start > tab.columns or (start == tab.columns and not details.get("inheritFromBefore")):
        raise wrong(f"insertDimension: range.startIndex[{start}] must be less than the grid size")
    if start == 0 and details.get("inheritFromBefore"):
        raise wrong("insertDimension: inheritFromBefore cannot be true if inserting at index 0")
    tab.columns += count
    tab.cells = {
        (row, column + count if column > start else column): value
        for (row, column), value in tab.cells.items()
    }
    for merge in tab.merges:
        if merge["startColumnIndex"] >= start:
            merge["startColumnIndex"] += count
        if merge["endColumnIndex"] > start:
            merge["endColumnIndex"] += count


def delete(tab: FakeTab, details: Any) -> None:
    span = details["range"]
    assert span["dimension"] == "ROWS"
    start, end = span["startIndex"], span["endIndex"]
    if end > tab.rows:
        raise wrong("deleteDimension: Cannot delete a row that doesn't exist.")
    if tab.rows - (end - start) <= tab.frozen:
        raise wrong("Sorry, it is not possible to delete all non-frozen rows.")
    tab.rows -= end - start
    tab.cells = {
        (row - (end - start) if row > end else row, column): value
        for (row, column), value in tab.cells.items()
        if not start < row <= end
    }


def merge(tab: FakeTab, details: Any) -> None:
    area = details["range"]
    inside = [one for one in tab.merges if _meet(one, area)]
    if any(not _within(one, area) for one in inside):
        raise wrong("You must select all cells in a merged range to merge or unmerge them.")
    tab.merges = [one for one in tab.merges if one not in inside] + [dict(area)]


def unmerge(tab: FakeTab, details: Any) -> None:
    area = details["range"]
    inside = [one for one in tab.merges if _meet(one, area)]
    if any(not _within(one, area) for one in inside):
        raise wrong("You must select all cells in a merged range to merge or unmerge them.")
    tab.merges = [one for one in tab.merges if one not in inside]


def update_cells(tab: FakeTab, details: Any) -> None:
    assert details["fields"] == "userEnteredValue"
    start = details["start"]
    for row, cells in enumerate(details["rows"], start["rowIndex"] + 1):
        for column, cell in enumerate(cells["values"], start["columnIndex"] + 1):
            if row > tab.rows or column > tab.columns:
                raise wrong("updateCells: Attempting to write outside the grid")
            ((_kind, value),) = cell.get("userEnteredValue", {"": ""}).items()
            tab.cells.pop((row, column), None)
            if value != "":
                tab.cells[row, column] = value


def look_of(tab: FakeTab, row: int, column: int) -> dict[str, Any]:
    """The format that a cell has, of all that was asked for; row and column from 1."""
    look: dict[str, Any] = {}
    for part in tab.formats:
        area = part["range"]
        if area.get("startRowIndex", 0) < row <= area.get("endRowIndex", tab.rows) and area.get(
            "startColumnIndex", 0
        ) < column <= area.get("endColumnIndex", tab.columns):
            look |= part["cell"]["userEnteredFormat"]
    return look


def _meet(one: Any, other: Any) -> bool:
    return all(
        one[f"start{side}Index"] < other[f"end{side}Index"]
        and other[f"start{side}Index"] < one[f"end{side}Index"]
        for side in ("Row", "Column")
    )


def _within(one: Any, area: Any) -> bool:
    return all(
        area[f"start{side}Index"] <= one[f"start{side}Index"]
        and one[f"end{side}Index"] <= area[f"end{side}Index"]
        for side in ("Row", "Column")
    )

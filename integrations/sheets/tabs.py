"""The tabs of a spreadsheet, and which of them is meant."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gspread.utils import absolute_range_name

from catalog.files.problems import FileError
from catalog.files.sheet_words import SheetRefusal
from integrations.sheets.address import Address
from integrations.sheets.client import GoogleClient
from shop.errors import DeliveryError

_FIELDS = (
    "spreadsheetId,properties.title,"
    "sheets(properties(sheetId,title,hidden,sheetType,gridProperties),merges)"
)


@dataclass(frozen=True)
class Tab:
    """`merges` are areas as the API has them: rows and columns from 0, ends excluded."""

    number: int
    title: str
    hidden: bool
    rows: int
    columns: int
    merges: tuple[Mapping[str, int], ...] = ()

    def range(self, cells: str = "") -> str:
        """The name of some of its cells, by default of all: `'Orders'!A2:A`."""
        return str(absolute_range_name(self.title, cells or None))


@dataclass(frozen=True)
class Book:
    """A spreadsheet without its cells."""

    title: str
    tabs: tuple[Tab, ...]

    def tab(self, address: Address) -> Tab:
        """The tab that `address` names, else the first. Raises FileError."""
        if address.tab is None:
            visible = [tab for tab in self.tabs if not tab.hidden]
            if not visible:
                raise FileError(SheetRefusal.TAB_MISSING)
            return visible[0]
        for tab in self.tabs:
            if tab.number == address.tab:
                return tab
        raise FileError(SheetRefusal.TAB_MISSING)


def open_book(client: GoogleClient, spreadsheet: str) -> Book:
    answer: Any = client.fetch_sheet_metadata(spreadsheet, {"fields": _FIELDS})
    try:
        tabs = tuple(
            _tab(one)
            for one in answer["sheets"]
            if one["properties"].get("sheetType", "GRID") == "GRID"
        )
        return Book(str(answer["properties"]["title"]), tabs)
    except (KeyError, TypeError, AttributeError) as odd:
        raise DeliveryError("answered with something that is no spreadsheet") from odd


def _tab(one: Mapping[str, Any]) -> Tab:
    properties = one["properties"]
    grid = properties.get("gridProperties", {})
    return Tab(
        int(properties.get("sheetId", 0)),
        str(properties["title"]),
        bool(properties.get("hidden", False)),
        int(grid.get("rowCount", 0)),
        int(grid.get("columnCount", 0)),
        tuple(one.get("merges", ())),
    )

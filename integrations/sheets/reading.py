"""A tab read whole: one picture of it, with its dates known for dates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import zip_longest
from typing import Any

from gspread.utils import rowcol_to_a1

from catalog.files.columns import looks_like_header
from catalog.files.problems import FileError, Note, Refusal
from catalog.files.read import HEADER_WITHIN
from catalog.files.sheets import SheetTable
from integrations.sheets.address import Address
from integrations.sheets.client import GoogleClient
from integrations.sheets.tabs import Book, Tab, open_book
from shop.errors import DeliveryError

Rows = list[list[Any]]

# How a formula that failed is shown, https://support.google.com/docs/answer/2505
_ERRORS = frozenset(
    {"#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#ERROR!", "Loading..."}
)


def read_table(client: GoogleClient, address: Address) -> SheetTable:
    """The tab with the goods. Raises FileError and DeliveryError."""
    book = open_book(client, address.spreadsheet)
    tab = book.tab(address) if address.tab is not None else _with_goods(client, address, book)
    rows = _rows(client, address.spreadsheet, tab)
    _refuse_merged(tab, rows)
    return SheetTable(book.title, rows, _notes(book, tab))


def _rows(client: GoogleClient, spreadsheet: str, tab: Tab) -> Rows:
    """Values without their formats; a cell that is a number so and a text when formatted is a date.

    Both pictures must be of one moment: where they differ otherwise, somebody is typing.
    """
    plain = _values(client, spreadsheet, tab, "SERIAL_NUMBER")
    shown = _values(client, spreadsheet, tab, "FORMATTED_STRING")
    if len(plain) != len(shown):
        raise DeliveryError("the sheet changed while it was read")
    return [
        [_cell(*pair) for pair in zip_longest(*both)] for both in zip(plain, shown, strict=True)
    ]


def _values(client: GoogleClient, spreadsheet: str, tab: Tab, dates: str) -> Rows:
    answer = client.values_get(
        spreadsheet,
        tab.range(),
        {"valueRenderOption": "UNFORMATTED_VALUE", "dateTimeRenderOption": dates},
    )
    return rows_of(answer)


def rows_of(answer: Mapping[str, Any]) -> Rows:
    """The rows of a range; none when it is empty."""
    rows = answer.get("values", [])
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise DeliveryError("answered with something that is no table")
    return rows


def _cell(plain: Any, shown: Any) -> Any:
    if plain == shown:
        return {"error": plain} if isinstance(plain, str) and plain in _ERRORS else plain
    if isinstance(plain, int | float) and isinstance(shown, str):
        return {"date": shown}
    raise DeliveryError("the sheet changed while it was read")


def _with_goods(client: GoogleClient, address: Address, book: Book) -> Tab:
    """The first visible tab with a heading that names an SKU, else the first visible one."""
    visible = [tab for tab in book.tabs if not tab.hidden]
    if len(visible) > 1:
        ranges = [tab.range(f"1:{HEADER_WITHIN}") for tab in visible]
        answer = client.values_batch_get(address.spreadsheet, ranges)
        for tab, found in zip(visible, answer.get("valueRanges", []), strict=False):
            if any(looks_like_header([str(cell) for cell in row]) for row in rows_of(found)):
                return tab
    return book.tab(address)


def _refuse_merged(tab: Tab, rows: Sequence[Sequence[Any]]) -> None:
    """As with files: of merged cells only the first has a value, so none may be among the rows."""
    header = next(
        (
            place
            for place, row in enumerate(rows[:HEADER_WITHIN])
            if looks_like_header([str(cell) for cell in row])
        ),
        None,
    )
    for area in tab.merges:
        top, bottom = area.get("startRowIndex", 0), area.get("endRowIndex", tab.rows)
        if header is None or bottom <= header or top >= len(rows):
            continue
        first = rowcol_to_a1(top + 1, area.get("startColumnIndex", 0) + 1)
        last = rowcol_to_a1(bottom, area.get("endColumnIndex", tab.columns))
        code = Refusal.MERGED_HEADING if top <= header else Refusal.MERGED_CELLS
        raise FileError(code, cells=f"{first}:{last}")


def _notes(book: Book, tab: Tab) -> list[list[Any]]:
    others = [one.title for one in book.tabs if one is not tab and not one.hidden]
    hidden = [one.title for one in book.tabs if one is not tab and one.hidden]
    notes: list[list[Any]] = []
    if others:
        text = ", ".join(others)[:300]
        notes.append([Note.SHEET_READ.value, {"sheet": tab.title, "others": text}])
    if hidden:
        notes.append([Note.HIDDEN_SHEETS.value, {"sheets": ", ".join(hidden)[:300]}])
    return notes

"""Tables written to a tab: to cells that are known beforehand, so that a repeat changes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from gspread.utils import rowcol_to_a1

from catalog.files.problems import FileError
from catalog.files.sheet_words import SheetRefusal
from catalog.files.sheets import Columns
from integrations.sheets.address import Address
from integrations.sheets.client import MOST_SENT, GoogleClient, packed
from integrations.sheets.reading import rows_of
from integrations.sheets.tabs import Tab, open_book

_FIRST_DAY = datetime(1899, 12, 30)  # noqa: DTZ001  # spreadsheets count local days from here
_MOMENT = {"type": "DATE_TIME", "pattern": "yyyy-mm-dd hh:mm:ss"}
_MONEY = {"type": "NUMBER", "pattern": "#,##0.00"}
_LONGEST_CELL = 50_000


def prepare_tab(client: GoogleClient, address: Address, columns: Columns, rows: int) -> None:
    """Room for `rows` rows of data in all, a bold heading that stays in sight, formats: one request."""
    tab = open_book(client, address.spreadsheet).tab(address)
    grid = {
        "rowCount": max(tab.rows, rows + 1),
        "columnCount": max(tab.columns, len(columns.heading)),
        "frozenRowCount": 1,
    }
    if grid["rowCount"] == 1:
        grid["rowCount"] = 2  # a tab of frozen rows alone is refused
    requests = [
        {
            "updateSheetProperties": {
                "properties": {"sheetId": tab.number, "gridProperties": grid},
                "fields": ",".join(f"gridProperties.{name}" for name in grid),
            }
        },
        _format(
            {"sheetId": tab.number, "startRowIndex": 0, "endRowIndex": 1},
            {"textFormat": {"bold": True}},
            "userEnteredFormat.textFormat.bold",
        ),
        *_column_formats(tab, columns),
    ]
    _write(
        client,
        address,
        tab,
        lambda: client.batch_update(address.spreadsheet, {"requests": requests}),
    )


def write_rows(
    client: GoogleClient,
    address: Address,
    columns: Columns,
    rows: Iterable[Sequence[Any]],
    *,
    after: int,
) -> int:
    """Write as many of `rows` as one request may hold, and say how many that were.

    They stand below `after` rows of data; the heading goes along with the first ones.
    """
    tab = open_book(client, address.spreadsheet).tab(address)
    values = list(_portion(_cells(columns, rows)))
    heading = [] if after else [_range(tab, 1, [list(columns.heading)])]
    ranges = [*heading, *([_range(tab, after + 2, values)] if values else [])]
    if not ranges:
        return 0
    body = {"valueInputOption": "RAW", "data": ranges}
    _write(client, address, tab, lambda: client.values_batch_update(address.spreadsheet, body))
    return len(values)


def first_column(client: GoogleClient, address: Address, columns: Columns) -> list[Any]:
    """The first column below the heading, blanks as None. Raises FileError for other columns."""
    tab = open_book(client, address.spreadsheet).tab(address)
    answer = client.values_batch_get(
        address.spreadsheet,
        [tab.range("1:1"), tab.range("A2:A")] if tab.rows > 1 else [tab.range("1:1")],
        {"valueRenderOption": "UNFORMATTED_VALUE"},
    )
    heading, *cells = [rows_of(one) for one in answer.get("valueRanges", [])] or [[]]
    found = [str(cell) for cell in heading[0]] if heading else []
    if found and found != list(columns.heading):
        raise FileError(SheetRefusal.OTHER_COLUMNS, tab=tab.title, found=", ".join(found)[:200])
    return [row[0] if row else None for rows in cells for row in rows]


def _write(client: GoogleClient, address: Address, tab: Tab, send: Any) -> None:
    """`send`, with the tab's name in a refusal of it."""
    try:
        send()
    except FileError as refusal:
        details = {**refusal.details, "tab": tab.title}
        raise FileError(refusal.code, **details) from refusal


def _column_formats(tab: Tab, columns: Columns) -> Iterator[dict[str, Any]]:
    for place, name in enumerate(columns.heading):
        look = _MOMENT if name in columns.moments else _MONEY if name in columns.money else None
        if look:
            area = {
                "sheetId": tab.number,
                "startRowIndex": 1,
                "startColumnIndex": place,
                "endColumnIndex": place + 1,
            }
            yield _format(area, {"numberFormat": look}, "userEnteredFormat.numberFormat")


def _format(area: dict[str, int], look: dict[str, Any], fields: str) -> dict[str, Any]:
    return {"repeatCell": {"range": area, "cell": {"userEnteredFormat": look}, "fields": fields}}


def _range(tab: Tab, row: int, values: list[list[Any]]) -> dict[str, Any]:
    last = rowcol_to_a1(row + len(values) - 1, len(values[0]))
    return {"range": tab.range(f"A{row}:{last}"), "majorDimension": "ROWS", "values": values}


def _portion(rows: Iterable[list[Any]]) -> Iterator[list[Any]]:
    size, first = 10_000, True  # the body around them, and the heading
    for row in rows:
        size += len(packed(row)) + 1
        if size > MOST_SENT and not first:
            return
        first = False
        yield row


def _cells(columns: Columns, rows: Iterable[Sequence[Any]]) -> Iterator[list[Any]]:
    moments = {place for place, name in enumerate(columns.heading) if name in columns.moments}
    for row in rows:
        yield [_cell(value, place in moments) for place, value in enumerate(row)]


def _cell(value: Any, is_moment: bool) -> Any:
    """As JSON has it. An empty one is "", since null would leave standing what is there."""
    if value is None:
        return ""
    if is_moment and value:
        moment = datetime.fromisoformat(str(value))
        return round((moment - _FIRST_DAY).total_seconds() / 86400, 9)
    if isinstance(value, Decimal):
        # A cell holds a double, which shows every amount of up to fifteen digits as it was.
        return int(value) if value == value.to_integral_value() else float(value)
    return value[:_LONGEST_CELL] if isinstance(value, str) else value

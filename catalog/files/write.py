"""Tables written as a stream of bytes: CSV, and XLSX without a workbook in memory."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from xml.sax.saxutils import escape

from openpyxl.utils.cell import get_column_letter

from catalog.files.cells import visible

Rows = Iterable[Sequence[Any]]

CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_XLSX_ROWS = 1_048_576
_ROWS_AT_ONCE = 500
_LONGEST_CELL = 32_767


def csv_bytes(heading: Sequence[str], rows: Rows) -> Iterator[bytes]:
    """UTF-8 with the mark by which Excel knows it, and commas."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    buffer.write("\ufeff")
    writer.writerow(heading)
    for count, row in enumerate(rows, 1):
        writer.writerow(row)
        if count % _ROWS_AT_ONCE == 0:
            yield _drain(buffer)
    yield _drain(buffer)


def xlsx_bytes(heading: Sequence[str], rows: Rows) -> Iterator[bytes]:
    """One sheet with a bold heading that stays in sight. Numbers are numbers, all else is text.

    ECMA-376 part 1, 18.3 (worksheets) and 18.8 (styles).
    """
    sink = _Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as archive:
        for name, text in _PARTS.items():
            archive.writestr(name, text)
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            sheet.write(_sheet_start(heading).encode())
            pending: list[str] = []
            for number, row in enumerate(rows, 2):
                if number > MOST_XLSX_ROWS:
                    break
                pending.append(_row(number, row, 0))
                if len(pending) == _ROWS_AT_ONCE:
                    sheet.write("".join(pending).encode())
                    pending.clear()
                    yield sink.drain()
            sheet.write("".join(pending).encode())
            sheet.write(b"</sheetData></worksheet>")
    yield sink.drain()


WRITERS: dict[str, tuple[Callable[[Sequence[str], Rows], Iterator[bytes]], str]] = {
    "csv": (csv_bytes, CSV_TYPE),
    "xlsx": (xlsx_bytes, XLSX_TYPE),
}


class _Sink(io.RawIOBase):
    """Takes what the archive writes and gives it away: it cannot be sought in."""

    def __init__(self) -> None:
        self._written = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, content: Any) -> int:
        self._written += content
        return len(content)

    def drain(self) -> bytes:
        content = bytes(self._written)
        self._written.clear()
        return content


def _drain(buffer: io.StringIO) -> bytes:
    content = buffer.getvalue().encode()
    buffer.seek(0)
    buffer.truncate()
    return content


def _row(number: int, row: Sequence[Any], style: int) -> str:
    cells = "".join(
        _cell(f"{_letter(place)}{number}", value, style)
        for place, value in enumerate(row)
        if value is not None and value != ""
    )
    return f'<row r="{number}">{cells}</row>'


def _cell(reference: str, value: Any, style: int) -> str:
    if isinstance(value, bool):
        value = int(value)
    if isinstance(value, int | Decimal):
        return f'<c r="{reference}"><v>{value}</v></c>'
    if isinstance(value, datetime | date):
        value = value.isoformat(" ") if isinstance(value, datetime) else value.isoformat()
    text = escape(visible(str(value)[:_LONGEST_CELL]), {"\r": "&#13;"})
    look = f' s="{style}"' if style else ""
    return f'<c r="{reference}" t="inlineStr"{look}><is><t xml:space="preserve">{text}</t></is></c>'


_LETTERS = [get_column_letter(place) for place in range(1, 301)]


def _letter(place: int) -> str:
    return _LETTERS[place] if place < len(_LETTERS) else str(get_column_letter(place + 1))


def _sheet_start(heading: Sequence[str]) -> str:
    widths = "".join(
        f'<col min="{place}" max="{place}" width="{max(12, min(40, len(name) + 4))}" customWidth="1"/>'
        for place, name in enumerate(heading, 1)
    )
    return (
        f'{_XML}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView>'
        f"</sheetViews><cols>{widths}</cols><sheetData>{_row(1, list(heading), 1)}"
    )


_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_PARTS = {
    "[Content_Types].xml": (
        f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_KIND}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_KIND}.worksheet+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_KIND}.styles+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/workbook.xml": (
        f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
        '<sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>'
    ),
    "xl/styles.xml": (
        f'{_XML}<styleSheet xmlns="{_MAIN}"><fonts count="2"><font><sz val="11"/>'
        '<name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill><fill>'
        '<patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders>'
        '<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf fontId="0" xfId="0"/>'
        '<xf fontId="1" xfId="0" applyFont="1"/></cellXfs><cellStyles count="1">'
        '<cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    ),
}

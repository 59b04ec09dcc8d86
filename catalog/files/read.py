"""A file of goods as rows of text, one at a time: CSV in whatever way it was saved, and XLSX."""

from __future__ import annotations

import codecs
import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import IO, Any

from catalog.files import workbook
from catalog.files.cells import text_of
from catalog.files.columns import Header, looks_like_header, read_header
from catalog.files.guard import Kind
from catalog.files.problems import CellError, FileError, Problem, Refusal, Wrong, problem
from catalog.files.sheet_reader import ErrorCell

MOST_ROWS = 100_000
HEADER_WITHIN = 10
_DELIMITERS = ",;\t|"
_LONGEST_CELL = 50_000
_CHUNK = 1024 * 1024


@dataclass(frozen=True)
class Line:
    """A row: `number` is the spreadsheet's, `misread` what no text could be made of."""

    number: int
    cells: dict[str, str]
    misread: list[Problem]


@dataclass
class Table:
    """A file opened: its heading, what to tell of it, and its rows as they are read."""

    header: Header
    lines: Iterator[Line]
    notes: list[list[Any]] = field(default_factory=list)


@dataclass(frozen=True)
class DateCell:
    """A date as the spreadsheet shows it."""

    text: str


def open_table(file: IO[bytes], kind: Kind) -> Table:
    """The table in `file`. Raises FileError, also while its lines are read."""
    if kind in ("csv", "rows"):
        listed = _csv_rows(file) if kind == "csv" else map(json_row, file)
        rows: Iterator[tuple[int, Sequence[Any]]] = enumerate(listed, 1)
        _row, header = _find_header(rows)
        return Table(header, _lines(rows, header))
    sheet = workbook.open_sheet(file, HEADER_WITHIN)
    sheet.header_row, header = _find_header(sheet.rows)
    return Table(header, _lines(sheet.rows, header), sheet.notes)


def _find_header(rows: Iterable[tuple[int, Sequence[Any]]]) -> tuple[int, Header]:
    """The first row with an SKU among the first few: a title may stand above it."""
    first: list[str] | None = None
    for number, row in islice(rows, HEADER_WITHIN):
        texts = [_heading(value) for value in row]
        if looks_like_header(texts):
            return number, read_header(texts)
        if first is None and any(texts):
            first = texts
    if first is None:
        raise FileError(Refusal.EMPTY)
    read_header(first)
    raise FileError(Refusal.NO_SKU_COLUMN, found="")


def _heading(value: Any) -> str:
    try:
        return text_of(value)
    except CellError:
        return ""


def _lines(rows: Iterable[tuple[int, Sequence[Any]]], header: Header) -> Iterator[Line]:
    count = 0
    for number, row in rows:
        if all(value is None or value == "" for value in row):
            continue
        line = _line(number, row, header)
        if not line.misread and not any(line.cells.values()):
            continue
        count += 1
        if count > MOST_ROWS:
            raise FileError(Refusal.TOO_MANY_ROWS, most=MOST_ROWS)
        yield line
    if not count:
        raise FileError(Refusal.NO_ROWS)


def _line(number: int, row: Sequence[Any], header: Header) -> Line:
    cells: dict[str, str] = {}
    misread: list[Problem] = []
    for place, value in enumerate(row):
        column = header.places.get(place)
        if column is None:
            if value in (None, ""):
                continue
            if place in header.unnamed:
                raise FileError(Refusal.UNNAMED_COLUMN, column=workbook.letter(place), row=number)
            if place >= header.width:
                misread.append(problem("", Wrong.MORE_CELLS, place=workbook.letter(place)))
            continue
        try:
            cells[column] = _text(value)
        except CellError as error:
            cells[column] = ""
            misread.append(problem(column, error.code, **error.details))
    for column in header.columns:
        cells.setdefault(column, "")
    return Line(number, cells, misread)


def _text(value: Any) -> str:
    if isinstance(value, ErrorCell):
        raise CellError(Wrong.ERROR_CELL, text=value.text)
    if isinstance(value, DateCell):
        raise CellError(Wrong.DATE, date=value.text)
    text = text_of(value)
    if len(text) > _LONGEST_CELL:
        raise CellError(Wrong.TOO_LONG, most=_LONGEST_CELL)
    return text


# --- Rows of a spreadsheet service


def json_row(line: bytes) -> list[Any]:
    """A row of `SheetTable` as it is kept: a line of JSON."""
    return [_json_cell(value) for value in json.loads(line)]


def _json_cell(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    return DateCell(value["date"]) if "date" in value else ErrorCell(value["error"])


# --- CSV


def _csv_rows(file: IO[bytes]) -> Iterator[list[str]]:
    encoding = _encoding(file)
    file.seek(0)
    text = io.TextIOWrapper(_Unclosed(file), encoding=encoding, newline="")
    start = text.read(65536)
    lines = _joined(io.StringIO(start, newline=""), text)
    reader = csv.reader(lines, delimiter=_delimiter(start), strict=True)
    try:
        yield from reader
    except (csv.Error, UnicodeDecodeError) as broken:
        raise FileError(Refusal.CSV_BROKEN, row=reader.line_num) from broken


class _Unclosed(io.BufferedReader):
    """The file for a text wrapper that must not close it."""

    def __init__(self, file: IO[bytes]) -> None:
        super().__init__(_Raw(file))


class _Raw(io.RawIOBase):
    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        content = self._file.read(len(buffer))
        buffer[: len(content)] = content
        return len(content)


def _joined(start: Iterable[str], rest: Iterable[str]) -> Iterator[str]:
    """The lines of both, where the first may end in the middle of a line."""
    pending = ""
    for line in start:
        if line.endswith("\n"):
            yield line
        else:
            pending = line
    for line in rest:
        yield pending + line
        pending = ""
    if pending:
        yield pending


def _encoding(file: IO[bytes]) -> str:
    """UTF-8 when all of it is, UTF-16 when it says so, else Windows-1251."""
    file.seek(0)
    if file.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return "utf-16"
    file.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while chunk := file.read(_CHUNK):
            if b"\x00" in chunk:
                raise FileError(Refusal.NOT_A_TABLE)
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "cp1251"
    return "utf-8-sig"


def _delimiter(start: str) -> str:
    """The one by which the heading falls into the most cells, an SKU among them."""
    lines = start.splitlines()[:HEADER_WITHIN]
    best = (False, 0, ",")
    for delimiter in _DELIMITERS:
        for line in lines:
            cells = next(csv.reader([line], delimiter=delimiter), [])
            best = max(best, (looks_like_header(cells), len(cells), delimiter))
    return best[2]

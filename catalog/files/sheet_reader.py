"""The parts of a workbook as their XML goes by: the shared texts, and a sheet's rows of values."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import IO, Any, Protocol
from xml.parsers import expat

from openpyxl.utils.cell import range_boundaries
from openpyxl.utils.datetime import CALENDAR_MAC_1904, WINDOWS_EPOCH, from_excel

from catalog.files.columns import MOST_COLUMNS
from catalog.files.problems import FileError, Refusal

Row = list[Any]

CHUNK = 256 * 1024
_LETTERS = re.compile(r"[A-Z]+")


class Book(Protocol):
    """What a sheet's cells refer to."""

    date_styles: set[str]
    dates_from_1904: bool

    def texts(self) -> list[str]: ...


@dataclass(frozen=True)
class ErrorCell:
    """A cell that shows an error: `#N/A`."""

    text: str


class TextsReader:
    """Collects the shared texts; what stands in small type above letters is no part of them."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self._parts: list[str] = []
        self._taking = False
        self._phonetic = False
        self.parser = _parser(self._start, self._end, self._data)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        name = local_name(name)
        if name == "rPh":
            self._phonetic = True
        self._taking = name == "t" and not self._phonetic

    def _end(self, name: str) -> None:
        name = local_name(name)
        self._taking = False
        if name == "rPh":
            self._phonetic = False
        elif name == "si":
            self.texts.append("".join(self._parts))
            self._parts.clear()

    def _data(self, text: str) -> None:
        if self._taking:
            self._parts.append(text)


class SheetReader:
    """Turns the sheet's elements into rows of values."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._ready: list[tuple[int, Row]] = []
        self._number = 0
        self._row: Row = []
        self._place = -1
        self._type = "n"
        self._style = ""
        self._reference = ""
        self._formula = False
        self._taking = False
        self._phonetic = False
        self._parts: list[str] = []
        self._names: dict[str, str] = {}
        self._merged: list[str] = []
        self.parser = _parser(self._start, self._end, self._data)

    def take(self) -> list[tuple[int, Row]]:
        """The rows that are complete by now."""
        ready, self._ready = self._ready, []
        return ready

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        name = self._names.get(name) or self._names.setdefault(name, local_name(name))
        if name == "c":
            self._reference = attributes.get("r", "")
            self._place = _place(self._reference) if self._reference else self._place + 1
            self._type = attributes.get("t", "n")
            self._style = attributes.get("s", "0")
            self._formula = False
            self._parts.clear()
        elif name in ("v", "t"):
            self._taking = not self._phonetic
        elif name == "f":
            self._formula = True
        elif name == "rPh":
            self._phonetic = True
        elif name == "row":
            self._number = int(attributes.get("r", self._number + 1))
            self._row = []
            self._place = -1
        elif name == "mergeCell":
            self._merged.append(attributes.get("ref", ""))

    def _end(self, name: str) -> None:
        name = self._names[name]
        if name == "c":
            value = self._value()
            if value is not None and self._place <= MOST_COLUMNS:
                self._row += [None] * (self._place + 1 - len(self._row))
                self._row[self._place] = value
        elif name in ("v", "t"):
            self._taking = False
        elif name == "rPh":
            self._phonetic = False
        elif name == "row" and self._row:
            self._ready.append((self._number, self._row))

    def _data(self, text: str) -> None:
        if self._taking:
            self._parts.append(text)

    def _value(self) -> Any:
        text = "".join(self._parts)
        if not text:
            if self._formula and self._type not in ("str", "inlineStr", "s"):
                raise FileError(Refusal.FORMULA_WITHOUT_RESULT, cell=self._reference)
            return None
        if self._type == "s":
            return self._book.texts()[int(text)]
        if self._type in ("str", "inlineStr", "d"):
            return text
        if self._type == "b":
            return text == "1"
        if self._type == "e":
            return ErrorCell(text)
        number = float(text)
        if self._style in self._book.date_styles:
            return _date(number, self._book.dates_from_1904)
        return int(number) if number.is_integer() and abs(number) < 1e15 else number

    def refuse_merged(self, header_row: int) -> None:
        """Refuse cells merged in the heading or under it: only the first of them has a value."""
        for cells in self._merged:
            _left, top, _right, bottom = range_boundaries(cells)
            if header_row and bottom >= header_row:
                heading = top <= header_row
                code = Refusal.MERGED_HEADING if heading else Refusal.MERGED_CELLS
                raise FileError(code, cells=cells)


def _parser(start: Any, end: Any, data: Any) -> expat.XMLParserType:
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = data
    return parser


def feed(parser: expat.XMLParserType, part: IO[bytes]) -> None:
    while chunk := part.read(CHUNK):
        parser.Parse(chunk, False)
    parser.Parse(b"", True)


def local_name(name: str) -> str:
    """A name without its namespace, however it is written."""
    return name.rpartition(" ")[2].rpartition("}")[2]


_PLACES: dict[str, int] = {}


def _place(reference: str) -> int:
    """The place of a cell in its row, counted from 0: 2 for `C5`."""
    letters = reference.rstrip("0123456789")
    place = _PLACES.get(letters)
    if place is None:
        place = 0
        for one in letters:
            place = place * 26 + ord(one) - 64
        if not _LETTERS.fullmatch(letters) or place > 16_384:
            raise ValueError(f"no cell: {reference}")
        place = _PLACES[letters] = place - 1
    return place


def _date(number: float, from_1904: bool) -> Any:
    """The moment that a serial number means; as it is when it means none."""
    epoch = CALENDAR_MAC_1904 if from_1904 else WINDOWS_EPOCH
    try:
        return from_excel(number, epoch)
    except (OverflowError, ValueError):
        return number

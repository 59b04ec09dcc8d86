"""Workbooks (ECMA-376, SpreadsheetML) read as a stream: which sheet is meant, and its rows.

openpyxl needs half a minute for 50,000 rows once defusedxml is installed; expat needs a tenth.
Document types are refused by guard.py, so that no entity can be declared.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from posixpath import join, normpath
from typing import IO, Any
from xml.etree import ElementTree
from xml.parsers import expat

from openpyxl.styles.numbers import is_date_format
from openpyxl.utils.cell import get_column_letter

from catalog.files.columns import looks_like_header
from catalog.files.problems import FileError, Note, Refusal
from catalog.files.sheet_reader import CHUNK, Row, SheetReader, TextsReader, feed, local_name

_BUILTIN_DATES = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}


@dataclass
class Sheet:
    """The sheet with the goods. `header_row` is set by whoever finds it, before reading on."""

    rows: Iterator[tuple[int, Row]]
    notes: list[list[Any]]
    header_row: int = 0


def letter(place: int) -> str:
    """The name of a column by its place, counted from 0: `C`."""
    return str(get_column_letter(place + 1))


def open_sheet(file: IO[bytes], header_within: int) -> Sheet:
    """The first visible sheet with a heading that names an SKU, else the first visible one.

    Raises FileError, also while its rows are read.
    """
    try:
        book = _Book(file)
        sheet, others = book.choose(header_within)
    except FileError:
        raise
    except (zipfile.BadZipFile, ElementTree.ParseError, expat.ExpatError) as broken:
        raise FileError(Refusal.DAMAGED) from broken
    except (KeyError, ValueError, IndexError, OSError, EOFError) as broken:
        raise FileError(Refusal.DAMAGED) from broken
    notes: list[list[Any]] = []
    if others:
        text = ", ".join(others)[:300]
        notes.append([Note.SHEET_READ.value, {"sheet": sheet.title, "others": text}])
    if book.hidden:
        notes.append([Note.HIDDEN_SHEETS.value, {"sheets": ", ".join(book.hidden)[:300]}])
    found = Sheet(iter(()), notes)
    found.rows = book.rows(sheet.path, found)
    return found


@dataclass(frozen=True)
class _Listed:
    title: str
    path: str


class _Book:
    """What stands around the sheets: their names, the common texts, which styles are dates."""

    def __init__(self, file: IO[bytes]) -> None:
        self.archive = zipfile.ZipFile(file)
        root = ElementTree.fromstring(self.archive.read("xl/workbook.xml"))  # noqa: S314 - no DTD
        self.dates_from_1904 = any(
            local_name(part.tag) == "workbookPr" and part.get("date1904") in ("1", "true")
            for part in root
        )
        self.visible: list[_Listed] = []
        self.hidden: list[str] = []
        targets = self._targets()
        for part in root.iter():
            if local_name(part.tag) != "sheet":
                continue
            ids = [value for name, value in part.attrib.items() if local_name(name) == "id"]
            path = targets.get(ids[0]) if ids else None
            if part.get("state", "visible") != "visible":
                self.hidden.append(part.get("name", ""))
            elif path is not None:
                self.visible.append(_Listed(part.get("name", ""), path))
        self.date_styles = self._date_styles()
        self._texts: list[str] | None = None

    def choose(self, header_within: int) -> tuple[_Listed, list[str]]:
        if not self.visible:
            raise FileError(Refusal.EMPTY)
        chosen = self.visible[0]
        if len(self.visible) > 1:
            chosen = next(
                (one for one in self.visible if self._has_goods(one, header_within)), chosen
            )
        return chosen, [one.title for one in self.visible if one is not chosen]

    def texts(self) -> list[str]:
        """The texts that cells share; read when the first cell asks."""
        if self._texts is None:
            self._texts = []
            if "xl/sharedStrings.xml" in self.archive.namelist():
                with self.archive.open("xl/sharedStrings.xml") as part:
                    reader = TextsReader()
                    feed(reader.parser, part)
                    self._texts = reader.texts
        return self._texts

    def rows(self, path: str, sheet: Sheet) -> Iterator[tuple[int, Row]]:
        reader = SheetReader(self)
        number = 0
        try:
            with self.archive.open(path) as part:
                while chunk := part.read(CHUNK):
                    reader.parser.Parse(chunk, False)
                    for number, row in reader.take():
                        yield number, row
                reader.parser.Parse(b"", True)
                yield from reader.take()
                reader.refuse_merged(sheet.header_row)
        except (zipfile.BadZipFile, expat.ExpatError, EOFError, OSError) as broken:
            raise FileError(Refusal.DAMAGED, row=number) from broken
        except (KeyError, ValueError, IndexError, OverflowError) as broken:
            raise FileError(Refusal.DAMAGED, row=number) from broken

    def _has_goods(self, sheet: _Listed, header_within: int) -> bool:
        for number, row in self.rows(sheet.path, Sheet(iter(()), [])):
            if looks_like_header([str(value or "") for value in row]):
                return True
            if number >= header_within:
                break
        return False

    def _targets(self) -> dict[str, str]:
        root = ElementTree.fromstring(self.archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
        return {
            part.get("Id", ""): normpath(join("/xl", part.get("Target", ""))).lstrip("/")
            for part in root
        }

    def _date_styles(self) -> set[str]:
        """The numbers of the cell styles that show a date."""
        if "xl/styles.xml" not in self.archive.namelist():
            return set()
        root = ElementTree.fromstring(self.archive.read("xl/styles.xml"))  # noqa: S314 - no DTD
        dates = {str(number) for number in _BUILTIN_DATES}
        for part in root.iter():
            if local_name(part.tag) == "numFmt" and is_date_format(part.get("formatCode", "")):
                dates.add(part.get("numFmtId", ""))
        cells = next((part for part in root if local_name(part.tag) == "cellXfs"), ())
        return {str(place) for place, style in enumerate(cells) if style.get("numFmtId") in dates}

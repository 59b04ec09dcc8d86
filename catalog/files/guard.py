"""Files that are refused before they are opened: too large, bombs, not what their names say."""

from __future__ import annotations

import zipfile
from typing import IO, Final, Literal

from catalog.files.problems import FileError, Refusal

# "rows": a spreadsheet of a service outside, kept as rows of JSON.
Kind = Literal["csv", "xlsx", "rows"]

MOST_BYTES: Final = 20 * 1024 * 1024
MOST_UNPACKED: Final = 300 * 1024 * 1024
# Excel keeps every distinct text in one part, which is held in memory while the sheet is read.
MOST_TEXTS: Final = 48 * 1024 * 1024
_MOST_PARTS = 1000
_MOST_RATIO = 250
_ZIP = b"PK\x03\x04"
_OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHERS = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"Rar!",
    b"7z\xbc\xaf",
    b"\x1f\x8b",
    b"{\\rtf",
)
_WIDE = (b"\xff\xfe", b"\xfe\xff")


def kind_of(name: str, size: int, file: IO[bytes]) -> Kind:
    """What `file` is; raises FileError for what is no table of a bearable size."""
    refuse_size(size)
    extension = name.rsplit(".", 1)[-1].lower() if "." in name else ""
    if extension not in ("csv", "tsv", "txt", "xlsx"):
        raise FileError(
            Refusal.OLD_EXCEL if extension == "xls" else Refusal.UNKNOWN_KIND, name=extension
        )
    file.seek(0)
    head = file.read(4096)
    if not head.strip():
        raise FileError(Refusal.EMPTY)
    if head.startswith(_OLD_EXCEL):
        raise FileError(Refusal.OLD_EXCEL)
    is_zip = head.startswith(_ZIP)
    if is_zip != (extension == "xlsx"):
        raise FileError(Refusal.NOT_AS_NAMED, name=extension)
    if is_zip:
        _inspect_workbook(file)
        return "xlsx"
    _inspect_text(head)
    return "csv"


def refuse_size(size: int) -> None:
    if size > MOST_BYTES:
        raise FileError(Refusal.TOO_LARGE, most=MOST_BYTES // 2**20)


def _inspect_text(head: bytes) -> None:
    start = head.lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    binary = b"\x00" in head and not head.startswith(_WIDE)
    markup = start.startswith((b"<html", b"<!doctype", b"<?xml", b"<table"))
    if binary or markup or head.startswith(_OTHERS):
        raise FileError(Refusal.NOT_A_TABLE)


def _inspect_workbook(file: IO[bytes]) -> None:
    """By its table of contents alone: Python unpacks no more of a part than that declares."""
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
            if len(parts) > _MOST_PARTS:
                raise FileError(Refusal.UNPACKS_TOO_LARGE, most=MOST_UNPACKED // 2**20)
            _refuse_bomb(parts)
            names = {part.filename for part in parts}
            if "[Content_Types].xml" not in names or "xl/workbook.xml" not in names:
                raise FileError(Refusal.NOT_AS_NAMED, name="xlsx")
            for part in parts:
                if part.flag_bits & 1:
                    raise FileError(Refusal.OLD_EXCEL)
                if part.filename.endswith((".xml", ".rels")):
                    with archive.open(part) as content:
                        if b"<!DOCTYPE" in content.read(2048):
                            raise FileError(Refusal.DAMAGED)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError) as broken:
        raise FileError(Refusal.DAMAGED) from broken


def _refuse_bomb(parts: list[zipfile.ZipInfo]) -> None:
    unpacked = sum(part.file_size for part in parts)
    packed = sum(part.compress_size for part in parts) or 1
    texts = sum(part.file_size for part in parts if part.filename == "xl/sharedStrings.xml")
    squeezed = unpacked > 50 * 2**20 and unpacked / packed > _MOST_RATIO
    if unpacked > MOST_UNPACKED or texts > MOST_TEXTS or squeezed:
        raise FileError(Refusal.UNPACKS_TOO_LARGE, most=MOST_UNPACKED // 2**20)

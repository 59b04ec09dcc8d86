"""The address of a spreadsheet as a browser shows it, and of one tab in it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from catalog.files.problems import FileError
from catalog.files.sheet_words import SheetRefusal

_PATH = re.compile(r"/spreadsheets/(?:u/\d+/)?d/([A-Za-z0-9_-]{3,100})(?=[/?#]|$)")
_TAB = re.compile(r"[#&?]gid=(\d{1,10})\b")
_KEY = re.compile(r"[A-Za-z0-9_-]{20,100}")


@dataclass(frozen=True)
class Address:
    """A spreadsheet by its id, and a tab by its own (`gid`) when one is meant."""

    spreadsheet: str
    tab: int | None = None

    def __str__(self) -> str:
        tab = "" if self.tab is None else f"#gid={self.tab}"
        return f"https://docs.google.com/spreadsheets/d/{self.spreadsheet}/edit{tab}"


def read_address(text: str) -> Address:
    """What was pasted: an address, or the bare id. The host is of no account: Google is asked.

    Raises FileError, also for a sheet that was published to the web (`/d/e/…`), which has
    another id there.
    """
    text = text.strip()
    if _KEY.fullmatch(text):
        return Address(text)
    found = _PATH.search(text)
    if found is None or found[1] == "e":
        raise FileError(SheetRefusal.ADDRESS)
    tabs = _TAB.findall(text)  # the last is the fragment, which names the tab that is open
    return Address(found[1], int(tabs[-1]) if tabs else None)

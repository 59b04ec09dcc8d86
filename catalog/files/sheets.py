"""What catalogue and orders ask of a spreadsheet service, whichever `SPREADSHEETS` names."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Protocol

from django.conf import settings
from django.utils.module_loading import import_string


@dataclass(frozen=True)
class SheetTable:
    """A tab as it stands: `rows` from the first row on, cells as JSON has them.

    A date is `{"date": "01.02.2026"}`, a formula's error `{"error": "#N/A"}`: see read.py.
    """

    title: str
    rows: list[list[Any]]
    notes: list[list[Any]] = field(default_factory=list)


@dataclass(frozen=True)
class Columns:
    """A heading, and which of its columns are moments (`2026-11-21 10:00:00`) and money."""

    heading: Sequence[str]
    moments: frozenset[str] = frozenset()
    money: frozenset[str] = frozenset()


class Spreadsheets(Protocol):
    """Everything here raises FileError for what trying again would not mend, else DeliveryError."""

    def is_on(self) -> bool:
        """Whether its settings are there."""

    def makes_new(self) -> bool:
        """Whether it has a place for spreadsheets of its own making."""

    def share_with(self) -> str:
        """The address to which people share their spreadsheets; empty when there is none."""

    def tidy_address(self, address: str) -> str:
        """What a person pasted as the address of a spreadsheet, and of a tab if it named one."""

    def read(self, address: str) -> SheetTable:
        """The tab that the address names, else the first one with a heading of goods."""

    def new_spreadsheet(self, title: str, key: str) -> str:
        """The address of a spreadsheet made for `key`: asked again, it is the same one."""

    def new_tab(self, address: str, title: str, key: int) -> str:
        """The address of a tab made for `key` in a spreadsheet: asked again, the same one."""

    def prepare(self, address: str, columns: Columns, rows: int) -> None:
        """Make the tab large enough for `rows` rows of data, freeze its heading, set formats."""

    def write(
        self, address: str, columns: Columns, rows: Iterable[Sequence[Any]], *, after: int
    ) -> int:
        """Put as many of `rows` as one request holds below `after` rows of data; how many.

        The heading is written along with the first. Asked again, the same cells get the same.
        """

    def first_column(self, address: str, columns: Columns) -> list[Any]:
        """The tab's first column below its heading, which must be that of `columns` or none."""


@cache
def _made(path: str) -> Spreadsheets:
    make: Callable[[], Spreadsheets] = import_string(path)
    return make()


def spreadsheets() -> Spreadsheets:
    """The service that the store is set up with."""
    return _made(settings.SPREADSHEETS)

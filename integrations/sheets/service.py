"""Google Sheets as catalogue and orders know it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings

from catalog.files.problems import FileError
from catalog.files.sheets import Columns, SheetTable
from integrations.sheets import making, reading, writing
from integrations.sheets.account import account, is_set_up
from integrations.sheets.address import read_address
from integrations.sheets.client import GoogleClient


class GoogleSheets:
    """See `catalog.files.sheets.Spreadsheets`."""

    def is_on(self) -> bool:
        return is_set_up()

    def makes_new(self) -> bool:
        return is_set_up() and bool(settings.GOOGLE_DRIVE_FOLDER_ID)

    def share_with(self) -> str:
        try:
            return account().email
        except FileError:
            return ""

    def tidy_address(self, address: str) -> str:
        account()  # without one, there is nothing to paste addresses for
        return str(read_address(address))

    def read(self, address: str) -> SheetTable:
        return reading.read_table(GoogleClient(), read_address(address))

    def new_spreadsheet(self, title: str, key: str) -> str:
        return str(making.make_spreadsheet(GoogleClient(), title, key))

    def new_tab(self, address: str, title: str, key: int) -> str:
        return str(making.make_tab(GoogleClient(), read_address(address), title, key))

    def prepare(self, address: str, columns: Columns, rows: int) -> None:
        writing.prepare_tab(GoogleClient(), read_address(address), columns, rows)

    def write(
        self, address: str, columns: Columns, rows: Iterable[Sequence[Any]], *, after: int
    ) -> int:
        return writing.write_rows(GoogleClient(), read_address(address), columns, rows, after=after)

    def first_column(self, address: str, columns: Columns) -> list[Any]:
        return writing.first_column(GoogleClient(), read_address(address), columns)

"""What the status page says of Google Sheets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from gspread.urls import SPREADSHEET_URL

from catalog.files.problems import FileError
from catalog.files.sheet_words import SheetRefusal
from catalog.files.words import refusal_text
from integrations.sheets.account import is_set_up
from integrations.sheets.client import NAME, GoogleClient
from shop.errors import DeliveryError
from shop.integrations import Integration, IntegrationError

_NO_SHEET = "a-sheet-that-is-not-there"


class GoogleSheets(Integration):
    name: ClassVar[str] = NAME
    label: ClassVar[Any] = gettext_lazy("Google Sheets")
    icon: ClassVar[str] = "table_chart"

    def missing(self) -> Sequence[str]:
        return [] if is_set_up() else ["GOOGLE_SERVICE_ACCOUNT_JSON"]

    def test(self) -> str:
        """Ask for a sheet that does not exist: to be told so, one must be let in first."""
        try:
            client = GoogleClient()
            client.request("get", SPREADSHEET_URL % _NO_SHEET, params={"fields": "spreadsheetId"})
        except FileError as refusal:
            if refusal.code != SheetRefusal.MISSING:
                raise IntegrationError(refusal_text(refusal.kept)) from refusal
        except DeliveryError as failure:
            raise IntegrationError(str(failure)) from failure
        return _("Google lets the store in as %(address)s.") % {"address": client.who.email}

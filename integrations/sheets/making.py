"""New spreadsheets in the folder of a shared drive, and new tabs: one for each key, ever.

A service account owns no storage: what it makes must lie in a shared drive,
https://developers.google.com/workspace/drive/api/guides/about-shareddrives
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from gspread.urls import DRIVE_FILES_API_V3_URL

from catalog.files.problems import FileError
from catalog.files.sheet_words import SheetRefusal
from integrations.sheets.address import Address
from integrations.sheets.client import GoogleClient
from integrations.sheets.tabs import open_book
from shop.errors import DeliveryError

_SHEET = "application/vnd.google-apps.spreadsheet"
_PROPERTY = "store_key"
_LONGEST_TITLE = 100


def make_spreadsheet(client: GoogleClient, title: str, key: str) -> Address:
    """A spreadsheet marked with `key` (letters, digits, `-`): the one that is there, or a new one.

    An answer that never came may have made it, so it is looked for first.
    """
    folder = settings.GOOGLE_DRIVE_FOLDER_ID
    if not folder:
        raise FileError(SheetRefusal.NO_FOLDER)
    try:
        found = _made_before(client, key) or _make(client, title, key, folder)
    except FileError as refusal:
        if refusal.code in (SheetRefusal.MISSING, SheetRefusal.READ_ONLY, SheetRefusal.NOT_SHARED):
            raise FileError(SheetRefusal.FOLDER_MISSING, **refusal.details) from refusal
        raise
    return Address(found)


def make_tab(client: GoogleClient, address: Address, title: str, key: int) -> Address:
    """A tab numbered `key` with a name of its own: the one that is there, or a new one."""
    book = open_book(client, address.spreadsheet)
    if all(tab.number != key for tab in book.tabs):
        taken = {tab.title.casefold() for tab in book.tabs}
        name = title[:_LONGEST_TITLE]
        if name.casefold() in taken:
            name = f"{title[: _LONGEST_TITLE - 12]} ({key})"
        properties = {"sheetId": key, "title": name}
        client.batch_update(
            address.spreadsheet, {"requests": [{"addSheet": {"properties": properties}}]}
        )
    return Address(address.spreadsheet, key)


def _made_before(client: GoogleClient, key: str) -> str:
    answer = client.request(
        "get",
        DRIVE_FILES_API_V3_URL,
        params={
            "q": f"appProperties has {{ key='{_PROPERTY}' and value='{key}' }} and trashed=false",
            "fields": "files(id)",
            "corpora": "allDrives",
            "supportsAllDrives": "true",
            "includeItemsFromAllDrives": "true",
        },
    ).json()
    files = answer.get("files") or []
    return str(files[0]["id"]) if files else ""


def _make(client: GoogleClient, title: str, key: str, folder: str) -> str:
    body = {
        "name": title[:_LONGEST_TITLE],
        "mimeType": _SHEET,
        "parents": [folder],
        "appProperties": {_PROPERTY: key},
    }
    answer: Any = client.request(
        "post",
        DRIVE_FILES_API_V3_URL,
        params={"supportsAllDrives": "true", "fields": "id"},
        json=body,
    ).json()
    if not answer.get("id"):
        raise DeliveryError("answered with something that is no file")
    return str(answer["id"])

"""Who may open a spreadsheet that the store made.

https://developers.google.com/workspace/drive/api/reference/rest/v3/permissions
"""

from __future__ import annotations

from typing import Any

from gspread.urls import DRIVE_FILES_API_V3_URL

from catalog.files.problems import FileError
from catalog.files.sheet_words import SheetRefusal
from integrations.sheets.client import GoogleClient


def share(client: GoogleClient, spreadsheet: str, email: str) -> None:
    """Let `email` edit it; Google writes to them. Raises FileError when it will not have it.

    An address without a Google account can be invited only by such a letter. Sharing again with
    the same person changes nothing.
    """
    try:
        client.request(
            "post",
            _permissions(spreadsheet),
            params={"supportsAllDrives": "true", "sendNotificationEmail": "true", "fields": "id"},
            json={"type": "user", "role": "writer", "emailAddress": email},
        )
    except FileError as refusal:
        if refusal.code in (SheetRefusal.REFUSED, SheetRefusal.READ_ONLY):
            raise FileError(
                SheetRefusal.NO_SHARING, email=email, text=refusal.details.get("text", "")
            ) from refusal
        raise


def unshare(client: GoogleClient, spreadsheet: str, email: str = "") -> None:
    """Take it from `email` again, or from everybody; who does not have it does not mind.

    Who has it by the shared drive keeps it: that is the drive's own affair.
    """
    answer: Any = client.request(
        "get",
        _permissions(spreadsheet),
        params={
            "supportsAllDrives": "true",
            "fields": "permissions(id,emailAddress,permissionDetails(inherited))",
            "pageSize": "100",
        },
    ).json()
    for one in answer.get("permissions") or []:
        inherited = any(way.get("inherited") for way in one.get("permissionDetails") or [])
        theirs = str(one.get("emailAddress", "")).casefold()
        if (
            not inherited
            and theirs != client.who.email.casefold()
            and email.casefold() in ("", theirs)
        ):
            client.request(
                "delete",
                f"{_permissions(spreadsheet)}/{one['id']}",
                params={"supportsAllDrives": "true"},
            )


def _permissions(spreadsheet: str) -> str:
    return f"{DRIVE_FILES_API_V3_URL}/{spreadsheet}/permissions"

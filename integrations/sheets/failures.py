"""What an answer of Google other than 2xx means.

https://developers.google.com/workspace/sheets/api/troubleshoot-api-errors and
https://developers.google.com/workspace/drive/api/guides/handle-errors
"""

from __future__ import annotations

import re
from typing import Any

import requests

from catalog.files.problems import FileError
from catalog.files.sheet_words import SheetRefusal
from integrations.sheets.account import Account
from shop.errors import DeliveryError

_TOO_OFTEN = frozenset({"rateLimitExceeded", "userRateLimitExceeded", "RATE_LIMIT_EXCEEDED"})
_API_OFF = frozenset({"SERVICE_DISABLED", "accessNotConfigured"})
_NO_STORAGE = frozenset({"storageQuotaExceeded", "teamDriveFileLimitExceeded"})
_NOT_FOR_GOOD = frozenset({408, 409, 423, 425, 429})
_LONGEST_WAIT = 3600.0


def failure_of(response: requests.Response, who: Account, *, writing: bool) -> Exception:
    """A FileError with words for a manager, or a DeliveryError for what passes."""
    status = response.status_code
    error = _error(response)
    reasons, text = _reasons(error), str(error.get("message", ""))[:300]
    if status >= 500 or status in _NOT_FOR_GOOD or reasons & _TOO_OFTEN:
        return DeliveryError(
            f"answered {status}: {text}" if text else f"answered {status}",
            retry_after=_retry_after(response),
        )
    refusal = _refusal(status, text, reasons, writing=writing)
    details = {"text": text or str(status), "address": who.email, "tab": _tab(text)}
    return FileError(refusal, **details)


def _refusal(status: int, text: str, reasons: set[str], *, writing: bool) -> SheetRefusal:
    if status == 401:
        return SheetRefusal.ACCOUNT
    if reasons & _API_OFF or "has not been used in project" in text:
        return SheetRefusal.API_OFF
    if reasons & _NO_STORAGE:
        return SheetRefusal.FOLDER_NOT_SHARED_DRIVE
    if "protected cell" in text:
        return SheetRefusal.PROTECTED
    if status == 403:
        return SheetRefusal.READ_ONLY if writing else SheetRefusal.NOT_SHARED
    if status == 404:
        return SheetRefusal.MISSING
    if "Unable to parse range" in text or "No grid with id" in text:
        return SheetRefusal.TAB_MISSING
    if "not supported for this document" in text:
        return SheetRefusal.NOT_NATIVE
    if "number of cells in the workbook above the limit" in text:
        return SheetRefusal.FULL
    return SheetRefusal.REFUSED


def _error(response: requests.Response) -> dict[str, Any]:
    try:
        answer = response.json()
    except ValueError:
        return {}
    error = answer.get("error") if isinstance(answer, dict) else None
    return error if isinstance(error, dict) else {}


def _reasons(error: dict[str, Any]) -> set[str]:
    """The reasons that Sheets gives in `details` and Drive in `errors`."""
    listed = [*(error.get("details") or []), *(error.get("errors") or [])]
    return {str(one.get("reason", "")) for one in listed if isinstance(one, dict)}


def _tab(text: str) -> str:
    found = re.search(r"sheet '?([^'!]+)'?", text)
    return found[1] if found else ""


def _retry_after(response: requests.Response) -> float | None:
    try:
        return min(max(float(response.headers.get("retry-after", "")), 0.0), _LONGEST_WAIT)
    except ValueError:
        return None

"""The service account: who the store is at Google, and its key.

https://developers.google.com/identity/protocols/oauth2/service-account
"""

from __future__ import annotations

import ipaddress
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import requests
from django.conf import settings
from google.auth.exceptions import GoogleAuthError
from google.auth.transport.requests import AuthorizedSession
from google.oauth2.service_account import Credentials

from catalog.files.problems import FileError
from catalog.files.sheet_words import SheetRefusal

SCOPES = (
    "https://www.googleapis.com/auth/spreadsheets",
    "https://www.googleapis.com/auth/drive",
)
_SIGN_IN_SECONDS = 15


@dataclass(frozen=True)
class Account:
    """`email` is the address to which people share their sheets."""

    email: str
    project: str
    key: str


def is_set_up() -> bool:
    return bool(settings.GOOGLE_SERVICE_ACCOUNT_JSON) or speaks_to_this_machine()


def speaks_to_this_machine() -> bool:
    """Whether Google's part is played by a server on this machine, which asks for no sign-in."""
    return any(
        _is_local(urlsplit(url).hostname or "")
        for url in (settings.GOOGLE_SHEETS_URL, settings.GOOGLE_DRIVE_URL)
    )


def account() -> Account:
    """The account that the settings name. Raises FileError without one, or for a damaged key."""
    if not is_set_up():
        raise FileError(SheetRefusal.OFF)
    return _read(settings.GOOGLE_SERVICE_ACCOUNT_JSON or '{"client_email": "store@localhost"}')


def session_of(who: Account) -> requests.Session:
    """A session that signs its requests as `who`; its token is shared by the process."""
    if speaks_to_this_machine():
        return requests.Session()
    sign = _credentials(who.key)
    return AuthorizedSession(sign, refresh_timeout=_SIGN_IN_SECONDS)  # type: ignore[no-untyped-call]


@cache
def _read(setting: str) -> Account:
    """The setting is the key's JSON, or the path of the file with it."""
    try:
        text = setting if setting.lstrip().startswith("{") else Path(setting).read_text("utf-8")
        key: Any = json.loads(text)
        return Account(str(key["client_email"]), str(key.get("project_id", "")), text)
    except (OSError, ValueError, KeyError, TypeError) as broken:
        # Without `from`: the error of a JSON reader quotes what it read, and this is a secret.
        raise FileError(SheetRefusal.ACCOUNT) from OSError(type(broken).__name__)


@cache
def _credentials(key: str) -> Credentials:
    try:
        found: Credentials = Credentials.from_service_account_info(  # type: ignore[no-untyped-call]
            json.loads(key), scopes=SCOPES
        )
    except (ValueError, GoogleAuthError):
        raise FileError(SheetRefusal.ACCOUNT) from None
    return found


def _is_local(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False

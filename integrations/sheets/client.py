"""gspread's way to Google: within the quotas, with time limits, failures told apart.

Quotas: https://developers.google.com/workspace/sheets/api/limits
"""

from __future__ import annotations

import json as json_codec
from collections.abc import Mapping
from typing import Any

import requests
from django.conf import settings
from google.auth.exceptions import RefreshError, TransportError
from gspread.http_client import HTTPClient

from catalog.files.problems import FileError
from catalog.files.sheet_words import SheetRefusal
from integrations.sheets.account import Account, account, session_of
from integrations.sheets.failures import failure_of
from shop import throttle
from shop.errors import DeliveryError
from shop.integrations import heard

NAME = "sheets"
"""On the status page."""
# What is wrong with the store's account, and not with somebody's sheet.
_OURS = (SheetRefusal.ACCOUNT, SheetRefusal.API_OFF)
# The requests of a slice end within its lease, or another worker would be writing too.
TIMEOUT = (5.0, 40.0)
# Google advises at most 2 MB a request; answers are as large as a tab, but not without end.
MOST_SENT = 2_000_000
MOST_ANSWERED = 40 * 1024 * 1024
_SHEETS = "https://sheets.googleapis.com"
_DRIVE = "https://www.googleapis.com"


class GoogleClient(HTTPClient):
    """gspread's client, asked for one request at a time; raises FileError or DeliveryError.

    Nothing is tried again here: whoever asked does that, with its own patience.
    """

    def __init__(self) -> None:
        """Raises FileError when the store has no account."""
        self.who = account()
        super().__init__(None, session_of(self.who))  # type: ignore[arg-type]  # the session signs

    def request(
        self,
        method: str,
        endpoint: str,
        params: Any = None,
        data: bytes | None = None,
        json: Mapping[str, Any] | None = None,
        files: Any = None,
        headers: Any = None,
    ) -> requests.Response:
        """The answer: a JSON object, or nothing at all (204). The status page hears how it went."""
        try:
            answer = self._ask(method, endpoint, params, data, json, headers)
        except DeliveryError as failure:
            if failure.retry_after is None:  # being asked to wait is no failure
                heard(NAME, error=str(failure))
            raise
        except FileError as refusal:
            if refusal.code in _OURS:
                heard(NAME, error=str(refusal))
            raise
        heard(NAME)
        return answer

    def _ask(
        self,
        method: str,
        endpoint: str,
        params: Any,
        data: bytes | None,
        json: Mapping[str, Any] | None,
        headers: Any,
    ) -> requests.Response:
        if json is not None:
            data, headers = packed(json), {"Content-Type": "application/json; charset=utf-8"}
        if endpoint.startswith(_SHEETS):
            _take_turn(self.who, "read" if method.lower() == "get" else "write")
        try:
            response = self.session.request(
                method=method.upper(),
                url=_where(endpoint),
                params=params,
                data=data,
                headers=headers,
                timeout=TIMEOUT,
                allow_redirects=False,
                stream=True,
            )
            with response:
                # What `.content` would be, had it a limit.
                response._content = _body(response)
        except RefreshError as refused:
            if refused.retryable:
                raise DeliveryError("no answer to the sign-in") from None
            raise FileError(SheetRefusal.ACCOUNT) from None
        except (requests.RequestException, TransportError) as lost:
            raise DeliveryError(f"no answer: {type(lost).__name__}") from lost
        if not 200 <= response.status_code < 300:
            raise failure_of(response, self.who, writing=method.lower() != "get")
        if response.status_code == 204:
            return response
        try:
            answer = response.json()
        except ValueError:
            answer = None
        if not isinstance(answer, dict):
            raise DeliveryError(f"answered {response.status_code} with something that is no JSON")
        return response


def packed(body: Any) -> bytes:
    """The bytes that a body is sent as."""
    return json_codec.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def _where(endpoint: str) -> str:
    """The address in the settings that stands for one of Google's."""
    for origin, ours in (
        (_SHEETS, settings.GOOGLE_SHEETS_URL),
        (_DRIVE, settings.GOOGLE_DRIVE_URL),
    ):
        if endpoint.startswith(origin):
            return str(ours).rstrip("/") + endpoint[len(origin) :]
    raise ValueError("an address of neither API")


def _body(response: requests.Response) -> bytes:
    body = bytearray()
    for piece in response.iter_content(256 * 1024):
        body += piece
        if len(body) > MOST_ANSWERED:
            raise FileError(SheetRefusal.REFUSED, text=f"> {MOST_ANSWERED // 2**20} MB")
    return bytes(body)


def _take_turn(who: Account, kind: str) -> None:
    """Count one request against both quotas, for all processes. Raises DeliveryError to wait."""
    user = throttle.hit(throttle.Limit(f"sheets_{kind}_user", 60, 60), who.email)
    if not user.allowed:
        raise DeliveryError("the quota of the minute is used up", retry_after=user.retry_after)
    project = throttle.hit(throttle.Limit(f"sheets_{kind}_project", 300, 60), who.project)
    if not project.allowed:
        throttle.take_back(user)
        raise DeliveryError("the quota of the minute is used up", retry_after=project.retry_after)

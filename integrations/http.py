"""One way to speak to services outside: a time limit always, and failures that say what to do."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import httpx

from shop.errors import DeliveryError

TIMEOUT = httpx.Timeout(10.0, connect=5.0)
_NOT_FOR_GOOD = {408, 409, 423, 425, 429}
_LONGEST_WAIT = 3600.0


@contextmanager
def client(base_url: str = "", **options: Any) -> Iterator[httpx.Client]:
    """An HTTP client for one job; `options` are httpx's. Redirects are not followed."""
    with httpx.Client(base_url=base_url, timeout=TIMEOUT, **options) as opened:
        yield opened


def send(http: httpx.Client, method: str, url: str, **options: Any) -> httpx.Response:
    """The answer of a request that succeeded (2xx).

    Raises `DeliveryError`: permanent for what the far side refuses (4xx and redirects), to be
    tried again for what did not arrive (5xx, timeouts, resets) and for 429, with its wait.
    Neither the address, which may hold a key, nor headers stand in the error.
    """
    try:
        response = http.request(method, url, **options)
    except httpx.HTTPError as error:
        raise DeliveryError(f"no answer: {type(error).__name__}") from error
    if not response.is_success:
        raise failure_of(response)
    return response


def json_of(response: httpx.Response) -> Any:
    """The JSON of an answer; `DeliveryError` (to be tried again) when it is none."""
    try:
        return response.json()
    except ValueError as error:
        raise DeliveryError(
            f"answered {response.status_code} with something that is no JSON"
        ) from error


def object_of(response: httpx.Response, *fields: str) -> dict[str, Any]:
    """The JSON object of an answer that has `fields`; `DeliveryError` as for `json_of`."""
    answer = json_of(response)
    if not isinstance(answer, dict) or not all(field in answer for field in fields):
        raise DeliveryError(f"answered {response.status_code} with something else")
    return answer


def failure_of(response: httpx.Response) -> DeliveryError:
    """What an answer other than 2xx means to whoever waits for it."""
    status = response.status_code
    said = " ".join(response.text[:300].split())
    return DeliveryError(
        f"answered {status}: {said}" if said else f"answered {status}",
        permanent=status < 500 and status not in _NOT_FOR_GOOD,
        retry_after=retry_after(response) if status in (429, 503) else None,
    )


def retry_after(response: httpx.Response) -> float | None:
    """Seconds that the far side asks to wait (RFC 9110, 10.2.3: a number or a date), if it does."""
    value = response.headers.get("retry-after", "").strip()
    if not value:
        return None
    try:
        seconds = float(value)
    except ValueError:
        try:
            seconds = (parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds()
        except (ValueError, TypeError):
            return None
    return min(max(seconds, 0.0), _LONGEST_WAIT) if math.isfinite(seconds) else None

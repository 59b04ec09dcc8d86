"""One call to a marketplace: within its limits, its answer kept for support, its failure told."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Protocol

import httpx

from integrations.http import retry_after
from integrations.marketplaces.errors import MarketplaceError, Trouble
from integrations.marketplaces.limits import Bucket, Limiter

PATIENCE = 2.0
"""Seconds that a call may wait for its turn; who is told to wait longer comes back later."""

_LONGEST_PAUSE = 4 * 3600.0
_MASK = "***"
_sleep = time.sleep


class Keep(Protocol):
    """Where raw answers are kept; `took` is seconds."""

    def __call__(self, *, call: str, status: int, body: bytes, took: float) -> None: ...


@dataclass
class Caller:
    """Calls of one account over one HTTP client.

    `secrets` never stand in errors. `keep` gets each raw answer. `failure_of` tells what an
    answer other than 2xx means at this marketplace.
    """

    http: httpx.Client
    limiter: Limiter
    headers: Mapping[str, str] = field(repr=False)
    secrets: tuple[str, ...] = field(repr=False)
    failure_of: Callable[[httpx.Response, str], MarketplaceError]
    keep: Keep | None = None
    patience: float = PATIENCE

    def json(self, bucket: Bucket, method: str, url: str, **options: Any) -> Any:
        """The JSON of a 2xx answer, None of an empty one. Raises MarketplaceError."""
        response = self.send(bucket, method, url, **options)
        if response.status_code == 204 or not response.content:
            return None
        try:
            return response.json(parse_float=Decimal)
        except ValueError as error:
            raise broken(f"{_path(url)} answered with something that is no JSON") from error

    def send(self, bucket: Bucket, method: str, url: str, **options: Any) -> httpx.Response:
        """A 2xx answer. Raises MarketplaceError."""
        self._wait_for_turn(bucket, url)
        began = time.monotonic()
        try:
            response = self.http.request(method, url, headers=dict(self.headers), **options)
        except httpx.HTTPError as error:
            raise MarketplaceError(
                Trouble.UNAVAILABLE,
                f"{_path(url)}: no answer ({type(error).__name__})",
                uncertain=method != "GET",
            ) from error
        finally:
            took = time.monotonic() - began
            self.limiter.answered(bucket, took)
        if self.keep is not None:
            call, status = f"{method} {_path(url)}", response.status_code
            self.keep(call=call, status=status, body=response.content, took=took)
        self._learn(bucket, response)
        if not response.is_success:
            raise self._failure(bucket, response, url)
        return response

    def _wait_for_turn(self, bucket: Bucket, url: str) -> None:
        left = self.patience
        while wait := self.limiter.take(bucket):
            if wait > left:
                raise MarketplaceError(
                    Trouble.BUSY,
                    f"{_path(url)}: the limit {bucket.name} is used up",
                    retry_after=wait,
                )
            left -= wait
            _sleep(wait)

    def _learn(self, bucket: Bucket, response: httpx.Response) -> None:
        """Take from the answer what it says of the limit."""
        status = response.status_code
        if 400 <= status < 500:
            self.limiter.refused(bucket)
        if status == 429:
            self.limiter.pause(bucket, seconds_to_wait(response) or _pause(bucket))
        elif (left := _number(response.headers.get("x-ratelimit-remaining"))) is not None:
            self.limiter.has_left(bucket, int(left))

    def _failure(self, bucket: Bucket, response: httpx.Response, url: str) -> MarketplaceError:
        said = " ".join(response.text[:300].split())
        for secret in self.secrets:
            said = said.replace(secret, _MASK) if secret else said
        message = f"{_path(url)} answered {response.status_code}: {said}".rstrip(": ")
        status = response.status_code
        if status == 429:
            wait = seconds_to_wait(response) or _pause(bucket)
            return MarketplaceError(Trouble.BUSY, message, retry_after=wait)
        if status >= 500 or status in (408, 425):
            wait_asked = retry_after(response) if status == 503 else None
            return MarketplaceError(Trouble.UNAVAILABLE, message, retry_after=wait_asked)
        failure = self.failure_of(response, message)
        failure.answer = response.content
        return failure


def seconds_to_wait(response: httpx.Response) -> float | None:
    """What a 429 asks for: X-Ratelimit-Retry, else Retry-After, else X-Ratelimit-Reset.

    Each in seconds: https://dev.wildberries.ru/docs/openapi/api-information#tag/Vvedenie/Limity-zaprosov
    """
    asked = _number(response.headers.get("x-ratelimit-retry"))
    asked = asked if asked is not None else retry_after(response)
    asked = asked if asked is not None else _number(response.headers.get("x-ratelimit-reset"))
    return None if asked is None else min(max(asked, 1.0), _LONGEST_PAUSE)


def broken(message: str) -> MarketplaceError:
    """An answer that is not what the description says; the next one may be."""
    return MarketplaceError(Trouble.BROKEN_ANSWER, message)


def moment(text: object, *, zone: Any = UTC) -> datetime | None:
    """An aware time of an ISO 8601 text; one without a zone is of `zone`. None of anything else."""
    if not isinstance(text, str):
        return None
    try:
        parsed = datetime.fromisoformat(text)
    except ValueError:
        return None
    if parsed.year < 2000:  # "0001-01-01T00:00:00" stands for never
        return None
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=zone)


def _pause(bucket: Bucket) -> float:
    """How long to wait after a 429 that does not say it."""
    return max(5.0, 2 * bucket.interval)


def _number(text: str | None) -> float | None:
    try:
        found = float(text) if text else None
    except ValueError:
        return None
    return found if found is not None and math.isfinite(found) else None


def _path(url: str) -> str:
    return httpx.URL(url).path

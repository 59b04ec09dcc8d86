"""Many small requests to one far side: a few at a time, and none to one that is away."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from shop.errors import DeliveryError
from shop.integrations import heard

AT_ONCE = 8
_SECONDS = 15.0  # with the longest request after it still shorter than a lease


@dataclass(frozen=True)
class Parcel:
    """What one call of `send` tells the far side; it raises `DeliveryError`, and uses no database."""

    delivery_ids: tuple[int, ...]
    send: Callable[[], object]


def send_all(name: str, parcels: Sequence[Parcel]) -> dict[int, DeliveryError | None]:
    """Send each, by delivery what became of it; the status page hears of `name` how it went.

    After a failure that may pass nothing more is begun, and what was not sent shares it: so a
    far side in trouble is asked once per batch, and each delivery backs off by its own tries.
    """
    until = time.monotonic() + _SECONDS
    passing: list[DeliveryError] = []

    def attempt(parcel: Parcel) -> DeliveryError | None:
        if passing:
            return passing[0]
        if time.monotonic() > until:
            return DeliveryError("no time was left in the batch", retry_after=0)
        try:
            parcel.send()
        except DeliveryError as failure:
            if not failure.permanent:
                passing.append(failure)
            return failure
        return None

    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="sending") as pool:
        outcome = list(pool.map(attempt, parcels))
    tell_status(name, outcome)
    return {
        pk: failure
        for parcel, failure in zip(parcels, outcome, strict=True)
        for pk in parcel.delivery_ids
    }


def tell_status(name: str, outcome: Sequence[DeliveryError | None]) -> None:
    """Note the first failure of a batch, or that all of it went well."""
    failures = [failure for failure in outcome if failure is not None]
    if failures:
        heard(name, error=str(failures[0]))
    elif outcome:
        heard(name)

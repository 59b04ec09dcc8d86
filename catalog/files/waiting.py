"""How long to leave a service outside alone after it failed, until one gives up."""

from __future__ import annotations

import random
from datetime import timedelta

# About an hour in all.
_MOST_ATTEMPTS = 12
_FIRST = 2.0
_LONGEST = 600.0


def wait_after(failures: int, asked: float | None) -> timedelta | None:
    """The wait after so many failures in a row, at least what was `asked`; None: give up."""
    if failures >= _MOST_ATTEMPTS:
        return None
    usual = min(_LONGEST, _FIRST * 2 ** (failures - 1))
    jitter = 0.75 + random.random() / 2  # noqa: S311  # spreads retries, guards nothing
    return timedelta(seconds=max(usual * jitter, asked or 0.0))

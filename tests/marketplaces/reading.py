"""How tests read a list to its end: page by page, waiting when told to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from integrations.marketplaces.errors import MarketplaceError, Trouble
from integrations.marketplaces.facts import Cursor, Page
from tests.fakes.marketplaces.limiting import Clock


def read_all(fetch: Callable[[Cursor | None], Page[Any]], clock: Clock) -> list[Any]:
    """All items; a limit that is used up is waited for, other failures are raised."""
    found: list[Any] = []
    cursor: Cursor | None = None
    while True:
        try:
            page = fetch(cursor)
        except MarketplaceError as failure:
            if failure.code is not Trouble.BUSY:
                raise
            clock.sleep(failure.retry_after or 1.0)
            continue
        found += page.items
        cursor = page.cursor
        clock.sleep(page.wait)
        if cursor is None:
            return found

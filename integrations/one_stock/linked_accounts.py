"""Which accounts follow the store's stock, kept in the cache: every change of stock asks."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.cache import cache

_KEY = "one_stock.accounts"
_SECONDS = 30


def linked_accounts() -> Sequence[str]:
    """The ids of the accounts that have links; a change is known within 30 seconds."""
    found: list[str] | None = cache.get(_KEY)
    if found is None:
        found = _read()
        cache.set(_KEY, found, _SECONDS)
    return found


def forget_linked_accounts() -> None:
    cache.delete(_KEY)


def _read() -> list[str]:
    from integrations.one_stock.links import live_links  # the models call `forget_linked_accounts`

    links = live_links().order_by("account").values_list("account", flat=True).distinct()
    return [str(pk) for pk in links]

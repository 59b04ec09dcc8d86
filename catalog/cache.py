"""What browsing keeps in the cache, and the one call that makes it stale.

Kept: the category tree and what never prices or stocks a product. Prices and stock are
always read from the database.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.core.cache import cache
from django.db import transaction

T = TypeVar("T")

SECONDS = 60
_TREE, _SHOWN = "catalog.tree", "catalog.shown"


def catalogue_changed(*product_ids: int) -> None:
    """Forget the tree and these products' cards as soon as the transaction is committed."""
    keys = [_TREE, _SHOWN, *(_card_key(pk) for pk in product_ids)]
    transaction.on_commit(lambda: cache.delete_many(keys))


def cached_tree(build: Callable[[], T]) -> T:
    return _cached(_TREE, build)


def cached_shown(build: Callable[[], T]) -> T:
    return _cached(_SHOWN, build)


def cached_card(product_id: int) -> Any:
    """What `keep_card` was given for a product, or None."""
    return cache.get(_card_key(product_id))


def keep_card(product_id: int, card: object) -> None:
    cache.set(_card_key(product_id), card, SECONDS)


def _card_key(product_id: int) -> str:
    return f"catalog.card.{product_id}"


def _cached(key: str, build: Callable[[], T]) -> T:
    found: T | None = cache.get(key)
    if found is None:
        found = build()
        cache.set(key, found, SECONDS)
    return found

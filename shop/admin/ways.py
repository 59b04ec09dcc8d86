"""Searching a large table in several ways at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from django.db.models import Model, Q, QuerySet

from shop.admin.capped import MOST_COUNTED

M = TypeVar("M", bound=Model)

# For the first row alone PostgreSQL would rather read the table than ask an index.
_PROBED = 1_000


def found_any_way(rows: QuerySet[M], ways: Sequence[Q], *newest: str) -> QuerySet[M]:
    """Those of `rows` that any of the ways finds.

    Tied together by "or", conditions on different tables can be carried by no index. So each way is
    asked by itself whether it finds anything, and where several do, the newest of each (by the
    ordering `newest`) are taken: as many as a list counts.
    """
    every = rows.model._default_manager.order_by()
    useful = [way for way in ways if every.filter(way).values("pk")[:_PROBED].count()]
    if len(useful) < 2:
        return rows.filter(useful[0]) if useful else rows.none()
    bare = rows.order_by(*newest).values("pk")
    # SQLite takes no "limit" right beside "union": each stands one step further in.
    first, *others = (
        every.filter(pk__in=bare.filter(way)[: MOST_COUNTED + 1]).values_list("pk", flat=True)
        for way in useful
    )
    return rows.filter(pk__in=first.union(*others))

"""Searching a large table in several ways at once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Model, Q, QuerySet
from django.db.models.expressions import RawSQL

from shop.admin.capped import MOST_COUNTED

M = TypeVar("M", bound=Model)

TRIGRAM = 3  # letters

# For the first row alone PostgreSQL would rather read the table than ask an index.
_PROBED = 1_000
# With more of them than this PostgreSQL is right to read everything.
_KNOWN = 5_000
# So many of a way are looked up as they lie; of more the newest are found quickly in their order.
_FEW = 20_000


def containing(field: str, text: str) -> Q:
    """`text` anywhere in the field; of one or two letters only at its beginning, since an index of
    trigrams finds no more."""
    return Q(**{f"{field}__{'icontains' if len(text) >= TRIGRAM else 'istartswith'}": text})


def looked_up(keys: QuerySet[Any, Any]) -> Any:
    """For `…__in`: the keys themselves where they are few, since PostgreSQL cannot guess in how few
    rows a part of a word stands, and would read all that points to them."""
    few = list(keys[: _KNOWN + 1])
    return _listed(few) if len(few) <= _KNOWN else keys


def found_any_way(rows: QuerySet[M], ways: Sequence[Q], *newest: str) -> QuerySet[M]:
    """Those of `rows` that any of the ways finds.

    Tied together by "or", conditions on different tables can be carried by no index. So each way is
    asked by itself whether it finds anything, and where several do, the newest of each (by the
    ordering `newest`) are looked up: as many as a list counts.
    """
    every = rows.model._default_manager.order_by()
    useful = [way for way in ways if every.filter(way).values("pk")[:_PROBED].count()]
    if len(useful) < 2:
        return rows.filter(useful[0]) if useful else rows.none()
    found = {pk for way in useful for pk in _newest(rows.filter(way), newest)}
    return rows.filter(pk__in=_listed(found))


def _newest(rows: QuerySet[M], ordering: Sequence[str]) -> list[int]:
    """The keys of all rows if they are few, else of as many as a list counts."""
    keys = rows.order_by().values_list("pk", flat=True)
    few = list(keys[: _FEW + 1])
    return few if len(few) <= _FEW else list(keys.order_by(*ordering)[: MOST_COUNTED + 1])


def _listed(keys: Collection[int]) -> Collection[int] | RawSQL:
    """For `pk__in`. PostgreSQL reads ten thousand parameters ten times as long as one array."""
    if connection.vendor != "postgresql":
        return keys
    return RawSQL("SELECT unnest(%s::bigint[])", [list(keys)])

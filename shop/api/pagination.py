"""Lists: `{"items", "total", "page", "size"}`."""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.core.cache import cache
from django.core.exceptions import EmptyResultSet
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response

from shop.api.filters import OrderedFilterSet

DEFAULT_SIZE = 10
LARGEST_SIZE = 100
LAST_PAGE = 1_000_000
# Up to here a total is counted each time; a larger one may be as old as this many seconds.
EXACT_UP_TO = 5_000
COUNT_SECONDS = 30


class Pages(BasePagination):
    """`page` from 1 and `size` up to 100; a page past the end is empty."""

    size_name = "size"
    largest_size = LARGEST_SIZE

    def paginate_queryset(  # type: ignore[override]  # of query sets alone
        self, queryset: QuerySet[Any], request: Request, view: Any = None
    ) -> list[Any]:
        """The rows of the page. The ids are found first: passing over rows is then cheap."""
        ids = self.ids(queryset, request, view)
        rows = queryset.in_bulk(ids) if ids else {}
        return [rows[pk] for pk in ids if pk in rows]

    def ids(self, queryset: QuerySet[Any], request: Request, view: Any) -> list[int]:
        """The primary keys of the page, in the order that is asked for; also counts the whole."""
        self.page = _number(request, "page", 1, LAST_PAGE)
        self.size = _number(request, self.size_name, DEFAULT_SIZE, self.largest_size)
        start = (self.page - 1) * self.size
        filters = getattr(view, "filterset", None)
        rows = filters.in_order(queryset) if isinstance(filters, OrderedFilterSet) else queryset
        ids = list(rows.values_list("pk", flat=True)[start : start + self.size])
        if len(ids) < self.size and (ids or start == 0):
            self.total = start + len(ids)
        else:
            kept = filters.kept_total() if isinstance(filters, OrderedFilterSet) else None
            self.total = count(queryset, kept)
        return ids

    def get_paginated_response(self, data: Sequence[Any]) -> Response:
        return Response({"items": data, "total": self.total, "page": self.page, "size": self.size})

    def get_paginated_response_schema(self, schema: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "type": "object",
            "required": ["items", "total", "page", "size"],
            "properties": {
                "items": schema,
                "total": {"type": "integer", "minimum": 0, "example": 42},
                "page": {"type": "integer", "minimum": 1, "example": 1},
                "size": {"type": "integer", "minimum": 0, "example": DEFAULT_SIZE},
            },
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        return [
            _parameter("page", LAST_PAGE, 1, "Which page, from 1."),
            _parameter(self.size_name, self.largest_size, DEFAULT_SIZE, "How many on a page."),
        ]


def count(queryset: QuerySet[Any], kept: Callable[[], int] | None = None) -> int:
    """How many rows there are: exact while they are few, else at most half a minute old.

    Of many rows `kept` is asked, if there is one: it knows the number from elsewhere, a minute old.
    While one request counts many anew, others that come meanwhile are told the old number.
    """
    rows = queryset.order_by()
    try:
        query = str(rows.query)
    except EmptyResultSet:
        return 0
    key = f"api.count.{hashlib.sha256(query.encode('utf-8', 'replace')).hexdigest()}"
    known: tuple[int, float] | None = cache.get(key)
    if known is not None:
        total, counted_at = known
        is_fresh = time.time() - counted_at < COUNT_SECONDS
        if is_fresh or not cache.add(f"{key}.counting", True, COUNT_SECONDS):
            return total
    total = rows.values("pk")[: EXACT_UP_TO + 1].count() if kept else rows.count()
    if total > EXACT_UP_TO:
        total = kept() if kept else total
        cache.set(key, (total, time.time()), 10 * COUNT_SECONDS)
    return total


def _number(request: Request, name: str, default: int, most: int) -> int:
    given = request.query_params.get(name)
    if given is None:
        return default
    if not re.fullmatch(r"[0-9]{1,9}", given, re.ASCII) or not 1 <= int(given) <= most:
        raise ValidationError({name: [_("A whole number from 1 to %(most)d.") % {"most": most}]})
    return int(given)


def _parameter(name: str, most: int, default: int, description: str) -> dict[str, Any]:
    return {
        "name": name,
        "in": "query",
        "required": False,
        "description": description,
        "schema": {"type": "integer", "minimum": 1, "maximum": most, "default": default},
    }

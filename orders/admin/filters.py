"""What the list of orders can be narrowed to."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import (
    AutocompleteSelectFilter,
    ChoicesCheckboxFilter,
    DropdownFilter,
    RangeDateFilter,
    RangeNumericFilter,
)
from unfold.utils import parse_date_str

from orders.models import Order, OrderItem
from shop.admin.base import tell_once
from shop.periods import start_of

_DAY = timedelta(days=1)
_MOST = Decimal(10) ** 12


class PlacedFilter(RangeDateFilter):  # type: ignore[misc]  # unfold is untyped
    """From one day of the store's time zone to another, both included."""

    def queryset(self, request: HttpRequest, queryset: QuerySet[Order]) -> QuerySet[Order]:
        first, last = self._day(request, "from"), self._day(request, "to")
        if first:
            queryset = queryset.filter(created_at__gte=start_of(first))
        if last:
            queryset = queryset.filter(created_at__lt=start_of(last + _DAY))
        return queryset

    def _day(self, request: HttpRequest, end: str) -> date | None:
        text = str(self.used_parameters.get(f"{self.parameter_name}_{end}", ""))
        found: date | None = parse_date_str(text)
        if found and 1990 <= found.year <= 2200:
            return found
        if text:
            tell_once(
                request, _("“%(text)s” is not a day, so it narrows nothing.") % {"text": text}
            )
        return None


class AmountFilter(RangeNumericFilter):  # type: ignore[misc]
    """From one amount to another; a decimal comma will do, and nonsense is said to be none."""

    def queryset(self, request: HttpRequest, queryset: QuerySet[Order]) -> QuerySet[Order]:
        least, most = self._amount(request, "from"), self._amount(request, "to")
        if least is not None:
            queryset = queryset.filter(**{f"{self.parameter_name}__gte": least})
        if most is not None:
            queryset = queryset.filter(**{f"{self.parameter_name}__lte": most})
        return queryset

    def _amount(self, request: HttpRequest, end: str) -> Decimal | None:
        text = str(self.used_parameters.get(f"{self.parameter_name}_{end}", ""))
        try:
            amount = Decimal("".join(text.split()).replace(",", "."))
        except InvalidOperation:
            amount = Decimal("NaN")
        if amount.is_finite() and abs(amount) < _MOST:
            return amount
        if text:
            words = _("“%(text)s” is not an amount, so it narrows nothing.")
            tell_once(request, words % {"text": text})
        return None


class ProductFilter(AutocompleteSelectFilter):  # type: ignore[misc]
    """Orders with any variant of a product; for those who may look products up."""

    def __init__(self, field: Any, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        self._is_allowed = request.user.has_perm("catalog.view_product")
        super().__init__(field, request, *args, **kwargs)
        self.title = _("product")

    def has_output(self) -> bool:
        return self._is_allowed

    def queryset(self, request: HttpRequest, queryset: QuerySet[Order]) -> QuerySet[Order]:
        product_id = self.value()
        if product_id is None:
            return queryset
        items = OrderItem.objects.filter(variant__product=product_id)
        return queryset.filter(pk__in=items.values("order"))

    def value(self) -> int | None:
        asked = str(super().value() or "")
        return int(asked) if asked.isdecimal() and len(asked) <= 18 else None


class CommentFilter(DropdownFilter):  # type: ignore[misc]
    title = _("comment")
    parameter_name = "comment"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("With a comment")), ("no", _("Without"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Order]) -> QuerySet[Order]:
        wanted = {"yes": ~Q(comment=""), "no": Q(comment="")}.get(self.value() or "")
        return queryset if wanted is None else queryset.filter(wanted)


ORDER_FILTERS: tuple[Any, ...] = (
    ("status", ChoicesCheckboxFilter),
    ("payment_status", ChoicesCheckboxFilter),
    ("created_at", PlacedFilter),
    ("total_amount", AmountFilter),
    ("items__variant__product", ProductFilter),
    CommentFilter,
)

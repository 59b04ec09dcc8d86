"""What the list of orders can be narrowed to."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import (
    AutocompleteSelectFilter,
    ChoicesCheckboxFilter,
    DropdownFilter,
)

from orders.models import Order, OrderItem
from orders.models.order import CAME_BACK_UNPAID
from shop.admin.filters import AmountFilter, DaysFilter, OneOf, not_offered
from shop.models import Customer

_FEW = 5_000
_NO_LIMIT = 10**9
# Days from and to, which say nothing of who the customer is.
CAME = ("customer__first_order_at_from", "customer__first_order_at_to")


class CameFilter(DaysFilter):
    """By when the customer first ordered; the front page asks for it."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.title = _("customer's first order")

    def has_output(self) -> bool:
        return bool(self.used_parameters)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Order]) -> QuerySet[Order]:
        customers = Customer.objects.filter(**self.bounds(request, "first_order_at"))
        found = Order.objects.order_by().filter(customer__in=customers)
        if _are_many(customers) or _are_many(found):
            return queryset.filter(customer__in=customers)
        # With a limit, though it never bites, PostgreSQL begins with the orders of these few; else
        # it would go through all orders, the newest first, until it met a page full of theirs.
        return queryset.filter(pk__in=found.values("pk")[:_NO_LIMIT])


def _are_many(rows: QuerySet[Any]) -> bool:
    return rows.values("pk")[: _FEW + 1].count() > _FEW


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
        if asked.isdecimal() and len(asked) <= 18:
            return int(asked)
        if asked:
            not_offered(self.request, asked, self.title)
        return None


class CommentFilter(OneOf, DropdownFilter):  # type: ignore[misc]
    title = _("comment")
    parameter_name = "comment"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("With a comment")), ("no", _("Without"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Order]) -> QuerySet[Order]:
        wanted = {"yes": ~Q(comment=""), "no": Q(comment="")}.get(self.value() or "")
        return queryset if wanted is None else queryset.filter(wanted)


class CameBackFilter(OneOf, DropdownFilter):  # type: ignore[misc]
    """Orders that came back before they were paid; the front page leaves them out."""

    title = _("came back unpaid")
    parameter_name = "came_back"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("Yes")), ("no", _("No"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Order]) -> QuerySet[Order]:
        wanted = {"yes": CAME_BACK_UNPAID, "no": ~CAME_BACK_UNPAID}.get(self.value() or "")
        return queryset if wanted is None else queryset.filter(wanted)


ORDER_FILTERS: tuple[Any, ...] = (
    ("status", ChoicesCheckboxFilter),
    ("payment_status", ChoicesCheckboxFilter),
    ("created_at", DaysFilter),
    ("customer__first_order_at", CameFilter),
    ("total_amount", AmountFilter),
    ("items__variant__product", ProductFilter),
    CommentFilter,
    CameBackFilter,
)

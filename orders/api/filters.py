from __future__ import annotations

import datetime
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rest_framework.exceptions import PermissionDenied

from orders.admin.search import find_orders
from orders.models import Order
from orders.rights import sees_contact
from orders.state import OrderStatus
from shop.api.filters import IdFilter, OrderedFilterSet, OrderingFilter, SearchFilter


class StaffOrders(OrderedFilterSet):
    status = django_filters.ChoiceFilter(
        choices=OrderStatus.choices, help_text="Orders that stand there now."
    )
    payment_status = django_filters.ChoiceFilter(
        choices=Order.PaymentStatus.choices, help_text="How far they are paid."
    )
    created_after = django_filters.IsoDateTimeFilter(
        field_name="created_at", lookup_expr="gte", help_text="At this moment or later; UTC."
    )
    created_before = django_filters.IsoDateTimeFilter(
        field_name="created_at", lookup_expr="lt", help_text="Before this moment; UTC."
    )
    customer_id = IdFilter(method="of_customer", help_text="By those who may see who ordered.")
    search = SearchFilter(
        method="by_text", help_text="A number (`#56`), SKU, name or phone, however written."
    )
    ordering = OrderingFilter(
        "created_at",
        "id",
        "total_amount",
        "updated_at",
        help_text="The newest first, unless it says otherwise.",
    )

    class Meta:
        model = Order
        fields: tuple[str, ...] = ()

    def of_customer(self, queryset: QuerySet[Order], name: str, value: int) -> QuerySet[Order]:
        if not sees_contact(self.request.user):
            raise PermissionDenied(_("Your role does not let you see who ordered."))
        return queryset.filter(customer=value)

    def by_text(self, queryset: QuerySet[Order], name: str, value: str) -> QuerySet[Order]:
        return find_orders(queryset, value, by_contact=sees_contact(self.request.user))

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        for name in ("created_after", "created_before"):
            moment: datetime.datetime | None = self.form.cleaned_data.get(name)
            if moment is not None:
                self.form.cleaned_data[name] = _within_reach(moment)
        found: QuerySet[Any] = super().filter_queryset(queryset)
        return found


def _within_reach(moment: datetime.datetime) -> datetime.datetime:
    """`moment` in UTC, or the first or last that there is: the year 1 has none before it."""
    try:
        return moment.astimezone(datetime.UTC)
    except OverflowError:
        return datetime.datetime(1 if moment.year < 2 else 9999, 1, 1, tzinfo=datetime.UTC)

"""The colours of an order, and a customer's orders."""

from __future__ import annotations

from django.db.models import Model
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from orders.models import Order
from shop.admin.base import ReadOnly, badge, money
from shop.admin.typed import TabularInline, display

STATUS_COLOURS = {
    "pending": "warning",
    "confirmed": "info",
    "processing": "info",
    "shipped": "primary",
    "delivered": "success",
    "cancelled": "danger",
}
PAYMENT_COLOURS = {
    "unpaid": "warning",
    "partially_paid": "info",
    "paid": "success",
    "partially_refunded": "info",
    "refunded": "danger",
}


class OrderInline(ReadOnly, TabularInline[Order, Model]):
    """A customer's orders, the newest first."""

    model = Order
    fields = ("number", "created_at", "status_badge", "payment_badge", "total")
    readonly_fields = fields
    hide_title = True
    per_page = 20
    ordering = ("-pk",)

    @display(description=_("number"))
    def number(self, order: Order) -> SafeString:
        return format_html(
            '<a class="text-primary-600 dark:text-primary-500" href="{}">{}</a>',
            reverse("admin:orders_order_change", args=[order.pk]),
            order,
        )

    @display(description=_("status"))
    def status_badge(self, order: Order) -> SafeString:
        return badge(order.get_status_display(), STATUS_COLOURS[order.status])

    @display(description=_("payment"))
    def payment_badge(self, order: Order) -> SafeString:
        return badge(order.get_payment_status_display(), PAYMENT_COLOURS[order.payment_status])

    @display(description=_("total"))
    def total(self, order: Order) -> str:
        return money(order.total_amount, order.currency)

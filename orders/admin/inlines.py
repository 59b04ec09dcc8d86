"""What hangs on an order or a customer, to be read."""

from __future__ import annotations

from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from orders.models import Order, OrderEvent, OrderItem
from shop.admin.base import ReadOnly, badge, money, staff_language, thumbnail
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


class ItemInline(ReadOnly, TabularInline[OrderItem, Order]):
    model = OrderItem
    fields = ("picture", "name", "sku", "price", "quantity", "line_sum")
    readonly_fields = fields
    hide_title = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[OrderItem]:
        return (
            super()
            .get_queryset(request)
            .select_related("order")
            .prefetch_related("variant__chosen", "variant__product__images")
        )

    @display(description="")
    def picture(self, item: OrderItem) -> SafeString:
        """That of an option value of the variant (its colour), else the product's first."""
        if item.variant is None:
            return thumbnail(None)
        images = list(item.variant.product.images.all())
        values = {choice.option_value_id for choice in item.variant.chosen.all()}
        own = (image for image in images if image.option_value_id in values)
        image = next(own, images[0] if images else None)
        return thumbnail(image.image if image else None)

    @display(description=_("product"))
    def name(self, item: OrderItem) -> str | SafeString:
        title = item.title(staff_language())
        if item.variant is None:
            return title
        return format_html(
            '<a class="text-primary-600 dark:text-primary-500" href="{}">{}</a>',
            reverse("admin:catalog_product_change", args=[item.variant.product_id]),
            title,
        )

    @display(description=_("price"))
    def price(self, item: OrderItem) -> str:
        return money(item.price_at_purchase, item.order.currency)

    @display(description=_("sum"))
    def line_sum(self, item: OrderItem) -> str:
        return money(item.line_total, item.order.currency)


class TimelineInline(ReadOnly, TabularInline[OrderEvent, Order]):
    model = OrderEvent
    fields = ("created_at", "what", "by_whom")
    readonly_fields = fields
    hide_title = True
    verbose_name_plural = _("timeline")

    @display(description=_("event"))
    def what(self, event: OrderEvent) -> str:
        if event.old_status and event.new_status:
            return f"{event.get_old_status_display()} → {event.get_new_status_display()}"
        return event.get_kind_display()

    @display(description=_("by whom"))
    def by_whom(self, event: OrderEvent) -> str:
        if event.actor == "customer":
            return str(_("customer"))
        return event.actor.removeprefix("staff:") or "–"


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

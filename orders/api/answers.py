"""The shapes of what the API of carts and orders answers."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from orders.models import Order
from orders.payments import How
from orders.state import OrderStatus
from shop.api.fields import Money, Time

Answer = serializers.Serializer[Any]


class ItemAnswer(Answer):
    product_name = serializers.CharField(help_text="With the variant: `Classic T-Shirt (Red, M)`.")
    variant_id = serializers.IntegerField(allow_null=True)
    sku = serializers.CharField()
    quantity = serializers.IntegerField()
    price_at_purchase = Money()
    discount = Money(help_text="Off the whole line; a gift has a price of 0.")


_UNCLAIMED = "Of the total, what came back before it was paid for."


class PaymentAnswer(Answer):
    """How an order is paid, and what is to be done now."""

    method = serializers.CharField()
    state = serializers.ChoiceField(
        choices=["on_delivery", "waiting", "paid", "not_paid"],
        help_text="`not_paid`: it was given up, choose again.",
    )
    how = serializers.ChoiceField(
        choices=[how.value for how in How],
        help_text=(
            "`link`: at `url`; `invoice`: Telegram shows it in the chat, and by "
            "`Telegram.WebApp.openInvoice(url)`."
        ),
    )
    url = serializers.CharField(
        allow_null=True, help_text="Where to pay; null until the provider has named it."
    )
    owed = Money(help_text="What is still to be paid, in the order's currency.")


class OrderAnswer(Answer):
    id = serializers.IntegerField()
    status = serializers.ChoiceField(choices=OrderStatus.choices)
    payment_status = serializers.ChoiceField(choices=Order.PaymentStatus.choices)
    total_amount = Money(help_text="After discounts.")
    discount_amount = Money()
    unclaimed_amount = Money(help_text=_UNCLAIMED)
    currency = serializers.CharField()
    full_name = serializers.CharField(allow_blank=True)
    phone_number = serializers.CharField(allow_blank=True)
    shipping_address = serializers.CharField(allow_blank=True)
    comment = serializers.CharField(allow_blank=True)
    created_at = Time()
    updated_at = Time()
    items = ItemAnswer(many=True)
    payment = PaymentAnswer()


class StaffItemAnswer(Answer):
    variant_id = serializers.IntegerField(allow_null=True)
    sku = serializers.CharField()
    product_name = serializers.CharField()
    variant_name = serializers.CharField(allow_blank=True)
    quantity = serializers.IntegerField()
    price_at_purchase = Money()
    discount = Money(help_text="Off the whole line; a gift has a price of 0.")


class EventAnswer(Answer):
    kind = serializers.CharField()
    old_status = serializers.CharField(allow_blank=True)
    new_status = serializers.CharField(allow_blank=True)
    actor = serializers.CharField()
    created_at = Time()


class StaffOrderSummary(Answer):
    id = serializers.IntegerField()
    user_id = serializers.IntegerField(
        allow_null=True, help_text="This and the contact are null without the right to see them."
    )
    status = serializers.ChoiceField(choices=OrderStatus.choices)
    payment_status = serializers.ChoiceField(choices=Order.PaymentStatus.choices)
    total_amount = Money(help_text="After discounts.")
    discount_amount = Money()
    unclaimed_amount = Money(help_text=_UNCLAIMED)
    currency = serializers.CharField()
    shipping_address = serializers.CharField(allow_null=True, allow_blank=True)
    customer_contact = serializers.CharField(allow_null=True, allow_blank=True)
    comment = serializers.CharField(allow_null=True, allow_blank=True)
    source = serializers.CharField(  # type: ignore[assignment]  # a field of that name
        help_text="bot, miniapp or api."
    )
    created_at = Time()
    updated_at = Time()


class StaffOrderAnswer(StaffOrderSummary):
    allowed_statuses = serializers.ListField(
        child=serializers.CharField(), help_text="Where you may move it now."
    )
    events = EventAnswer(many=True)
    items = StaffItemAnswer(many=True)


class CartLineAnswer(Answer):
    variant_id = serializers.IntegerField()
    product_id = serializers.IntegerField()
    product_name = serializers.CharField(help_text="With the variant: `Classic T-Shirt (Red, M)`.")
    sku = serializers.CharField()
    quantity = serializers.IntegerField()
    price = Money()
    old_price = Money(allow_null=True, help_text="What was shown before, when it has changed.")
    line_total = Money()
    available = serializers.IntegerField(help_text="How many can be had now.")


class CartAnswer(Answer):
    version = serializers.IntegerField()
    items = CartLineAnswer(many=True)
    total_amount = Money()
    currency = serializers.CharField()


class MeAnswer(Answer):
    id = serializers.IntegerField()
    full_name = serializers.CharField(allow_blank=True)
    username = serializers.CharField(allow_blank=True)
    phone_number = serializers.CharField(allow_blank=True)
    shipping_address = serializers.CharField(allow_blank=True)
    language = serializers.CharField()
    created_at = Time()


class CustomerAnswer(MeAnswer):
    blocked_at = Time(allow_null=True)
    orders_count = serializers.IntegerField()
    spent_amount = Money(help_text="Orders that are not cancelled, in the store's currency.")
    currency = serializers.CharField()


class TotalsAnswer(Answer):
    orders = serializers.IntegerField(help_text="Without cancelled ones.")
    revenue = Money()
    average_order = Money(allow_null=True)
    cancelled = serializers.IntegerField()
    new_customers = serializers.IntegerField()


class DayAnswer(TotalsAnswer):
    date = serializers.DateField()


class TopProductAnswer(Answer):
    product_id = serializers.IntegerField()
    name = serializers.CharField()
    quantity = serializers.IntegerField()
    revenue = Money()


class StatsAnswer(Answer):
    since = serializers.DateField()
    until = serializers.DateField()
    currency = serializers.CharField()
    totals = TotalsAnswer()
    before = TotalsAnswer(help_text="Of the period before, as far as it had come by this time.")
    by_status = serializers.DictField(child=serializers.IntegerField())
    by_day = DayAnswer(many=True)
    top_products = TopProductAnswer(many=True)

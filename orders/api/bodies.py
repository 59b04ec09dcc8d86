"""What the API of carts and orders takes, checked field by field."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rest_framework import serializers

from orders import contact
from orders.services.update_cart import MAX_LINES, MAX_QUANTITY
from orders.state import OrderStatus
from shop.api.error_words import words
from shop.api.fields import Flag, Id, Money, Text, Whole, rows
from shop.errors import StoreError

Body = serializers.Serializer[Any]


class _Checked(Text):
    """A text that a check of `orders.contact` accepts and cleans."""

    def __init__(self, check: Callable[[str], str], **kwargs: Any) -> None:
        self.check = check
        super().__init__(**kwargs)

    def to_internal_value(self, data: Any) -> str:
        text = super().to_internal_value(data)
        try:
            return self.check(text)
        except StoreError as refusal:
            raise serializers.ValidationError(words(refusal.code.value)) from None


class OrderLine(Body):
    variant_id = Id()
    quantity = Whole(min_value=1, max_value=MAX_QUANTITY)


class UserDetails(Body):
    full_name = _Checked(
        contact.clean_name,
        max_length=contact.MAX_NAME,
        help_text="Two characters or more, at least two of them letters.",
    )
    phone_number = _Checked(
        contact.clean_phone,
        max_length=40,
        help_text="Possible by the plan of its country, as `+15551234567`; kept as E.164.",
    )


class NewOrder(Body):
    user_id = Id(required=False, help_text="The customer's Telegram id: only with `X-Api-Key`.")
    user_details = UserDetails()
    shipping_address = _Checked(
        contact.clean_address,
        max_length=contact.MAX_ADDRESS,
        help_text="Five characters or more, with letters.",
    )
    comment = _Checked(
        contact.clean_comment,
        max_length=contact.MAX_COMMENT,
        required=False,
        allow_blank=True,
        default="",
    )
    promo_code = Text(
        required=False,
        allow_blank=True,
        max_length=40,
        default="",
        help_text="In any case. Refused as `promo_code_…` when it does not hold.",
    )
    expected_total = Money(
        required=False, help_text="Refused as `price_changed` when it is not the total now."
    )
    payment_method = Text(
        required=False,
        default="",
        allow_blank=True,
        max_length=32,
        help_text="Refused as `payment_method_off`, which names those `offered`.",
    )
    use_wallet = Flag(
        required=False, default=False, help_text="The customer's balance pays what it can."
    )
    items = rows(OrderLine(), min_length=1, max_length=MAX_LINES)


class NewPayment(Body):
    payment_method = Text(
        required=False,
        default="",
        allow_blank=True,
        max_length=32,
        help_text="Empty: the way that the order is to be paid by.",
    )
    use_wallet = Flag(
        required=False, default=False, help_text="The customer's balance pays what it can."
    )


class NewCart(Body):
    version = Whole(
        required=False,
        min_value=0,
        max_value=2**31 - 1,
        help_text="Refused as `cart_changed` when the cart is another by now.",
    )
    items = rows(OrderLine(), max_length=MAX_LINES)


class StatusChange(Body):
    status = serializers.ChoiceField(choices=OrderStatus.choices)

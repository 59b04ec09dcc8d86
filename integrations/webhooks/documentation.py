"""The webhooks in the OpenAPI description; in words: docs/webhooks.md."""

from __future__ import annotations

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import (
    OpenApiParameter,
    OpenApiResponse,
    OpenApiWebhook,
    extend_schema,
    inline_serializer,
)
from rest_framework import serializers

_MONEY: dict[str, Any] = {"max_digits": 14, "decimal_places": 2}


class WebhookOrderLine(serializers.Serializer[None]):
    variant_id = serializers.IntegerField(allow_null=True)
    sku = serializers.CharField()
    product_name = serializers.CharField()
    variant_name = serializers.CharField()
    quantity = serializers.IntegerField()
    price_at_purchase = serializers.DecimalField(**_MONEY)


class WebhookContact(serializers.Serializer[None]):
    full_name = serializers.CharField()
    phone_number = serializers.CharField()
    shipping_address = serializers.CharField()
    comment = serializers.CharField()


class WebhookOrder(serializers.Serializer[None]):
    id = serializers.IntegerField()
    customer_id = serializers.IntegerField(help_text="The customer's Telegram id.")
    status = serializers.CharField()
    payment_status = serializers.CharField()
    total_amount = serializers.DecimalField(**_MONEY)
    currency = serializers.CharField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()
    items = WebhookOrderLine(many=True)
    contact = WebhookContact(
        required=False, help_text="Only where an owner ticked “with contacts”."
    )


class WebhookOrderData(serializers.Serializer[None]):
    order = WebhookOrder(help_text="As it is at the moment of sending.")


class WebhookStatusData(serializers.Serializer[None]):
    old_status = serializers.CharField()
    new_status = serializers.CharField()
    order = WebhookOrder()


class WebhookStockChangedData(serializers.Serializer[None]):
    variant_id = serializers.IntegerField()
    product_id = serializers.IntegerField()
    sku = serializers.CharField()
    quantity = serializers.IntegerField(help_text="By how much it moved, signed.")
    stock_quantity = serializers.IntegerField(help_text="How much there was afterwards.")
    reason = serializers.CharField()
    reference = serializers.CharField()


class WebhookStockLowData(serializers.Serializer[None]):
    product_id = serializers.IntegerField()
    variant_id = serializers.IntegerField()
    sku = serializers.CharField()
    stock_quantity = serializers.IntegerField()
    threshold = serializers.IntegerField()


def _header(name: str, description: str) -> OpenApiParameter:
    return OpenApiParameter(
        name, OpenApiTypes.STR, OpenApiParameter.HEADER, required=True, description=description
    )


_HEADERS = [
    _header("X-Store-Signature", "`t=<seconds>,v1=<hex>`: HMAC-SHA256 of `t.body` by the secret."),
    _header("X-Store-Event", "The type of the event."),
    _header("X-Store-Event-Id", "The same for every try of an event: take each once."),
]


def _webhook(name: str, summary: str, data: serializers.BaseSerializer[Any]) -> OpenApiWebhook:
    """One event type; `data` is what is particular to it."""
    body = inline_serializer(
        f"Webhook_{name}",
        {
            "id": serializers.IntegerField(help_text="The event's id."),
            "type": serializers.CharField(default=name),
            "created_at": serializers.DateTimeField(help_text="When it happened."),
            "data": data,
        },
    )
    taken = OpenApiResponse(description="Any 2xx: taken. Anything else is tried again for 3 days.")
    return OpenApiWebhook(
        name,
        extend_schema(
            summary=summary,
            request=body,
            responses={200: taken},
            parameters=_HEADERS,
            tags=["Webhooks"],
        ),
    )


order_placed = _webhook("order_placed", "An order was placed", WebhookOrderData())
order_status_changed = _webhook(
    "order_status_changed", "An order moved to another status", WebhookStatusData()
)
order_edited = _webhook("order_edited", "The lines of an order were edited", WebhookOrderData())
payment_received = _webhook("payment_received", "An order was paid", WebhookOrderData())
stock_changed = _webhook("stock_changed", "The stock of a variant moved", WebhookStockChangedData())
stock_low = _webhook(
    "stock_low", "A product runs low; once a day at the most", WebhookStockLowData()
)

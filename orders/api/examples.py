"""What the documentation shows."""

from __future__ import annotations

from typing import Any

NEW_ORDER: dict[str, Any] = {
    "user_details": {"full_name": "John Doe", "phone_number": "+15551234567"},
    "shipping_address": "10 Main Street, Springfield",
    "comment": "Ring twice",
    "expected_total": "61.97",
    "items": [{"variant_id": 101, "quantity": 2}, {"variant_id": 102, "quantity": 1}],
}
NEW_ORDER_BY_KEY: dict[str, Any] = {"user_id": 123456789, **NEW_ORDER}
_FACTS: dict[str, Any] = {
    "id": 56,
    "status": "pending",
    "payment_status": "unpaid",
    "total_amount": "61.97",
    "discount_amount": "0.00",
    "unclaimed_amount": "0.00",
    "currency": "RUB",
}
_TIMES = {"created_at": "2026-11-02T09:30:00.123456Z", "updated_at": "2026-11-02T09:30:00.123456Z"}
_PAYMENT: dict[str, Any] = {
    "method": "yookassa",
    "state": "waiting",
    "how": "link",
    "url": "https://yoomoney.ru/checkout/payments/v2/contract?orderId=2d",
    "owed": "61.97",
}
ORDER: dict[str, Any] = {
    **_FACTS,
    "full_name": "John Doe",
    "phone_number": "+15551234567",
    "shipping_address": "10 Main Street, Springfield",
    "comment": "Ring twice",
    **_TIMES,
    "items": [
        {
            "product_name": "Classic T-Shirt (Red, M)",
            "variant_id": 101,
            "sku": "TS-R-M",
            "quantity": 2,
            "price_at_purchase": "19.99",
            "discount": "0.00",
        },
        {
            "product_name": "Classic T-Shirt (Blue, L)",
            "variant_id": 102,
            "sku": "TS-B-L",
            "quantity": 1,
            "price_at_purchase": "21.99",
            "discount": "0.00",
        },
    ],
    "payment": _PAYMENT,
}
STAFF_SUMMARY: dict[str, Any] = {
    **_FACTS,
    "user_id": 123456789,
    "shipping_address": "10 Main Street, Springfield",
    "customer_contact": "John Doe, +15551234567",
    "comment": "Ring twice",
    "source": "api",
    **_TIMES,
}
STAFF_ORDER: dict[str, Any] = {
    **STAFF_SUMMARY,
    "allowed_statuses": ["confirmed", "processing", "cancelled"],
    "events": [
        {
            "kind": "placed",
            "old_status": "",
            "new_status": "pending",
            "actor": "customer",
            "created_at": "2026-11-02T09:30:00.123456Z",
        }
    ],
    "items": [
        {
            "variant_id": 101,
            "sku": "TS-R-M",
            "product_name": "Classic T-Shirt",
            "variant_name": "Red, M",
            "quantity": 2,
            "price_at_purchase": "19.99",
            "discount": "0.00",
        }
    ],
}
CART: dict[str, Any] = {
    "version": 7,
    "items": [
        {
            "variant_id": 101,
            "product_id": 1,
            "product_name": "Classic T-Shirt (Red, M)",
            "sku": "TS-R-M",
            "quantity": 2,
            "price": "19.99",
            "old_price": None,
            "line_total": "39.98",
            "available": 50,
        }
    ],
    "total_amount": "39.98",
    "currency": "RUB",
}
ME: dict[str, Any] = {
    "id": 123456789,
    "full_name": "John Doe",
    "username": "john",
    "phone_number": "+15551234567",
    "shipping_address": "10 Main Street, Springfield",
    "language": "en",
    "created_at": "2026-10-01T08:00:00Z",
}
CUSTOMER: dict[str, Any] = {
    **ME,
    "blocked_at": None,
    "orders_count": 3,
    "spent_amount": "185.91",
    "currency": "RUB",
}
_TOTALS: dict[str, Any] = {
    "orders": 2,
    "revenue": "61.97",
    "average_order": "30.99",
    "cancelled": 1,
    "new_customers": 1,
}
STATS: dict[str, Any] = {
    "since": "2026-11-02",
    "until": "2026-11-02",
    "currency": "RUB",
    "totals": _TOTALS,
    "before": {**_TOTALS, "orders": 0, "revenue": "0.00", "average_order": None},
    "by_status": {
        "pending": 2,
        "confirmed": 0,
        "processing": 0,
        "shipped": 0,
        "delivered": 0,
        "cancelled": 1,
    },
    "by_day": [{"date": "2026-11-02", **_TOTALS}],
    "top_products": [
        {"product_id": 1, "name": "Classic T-Shirt", "quantity": 3, "revenue": "61.97"}
    ],
}

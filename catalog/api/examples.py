"""What the documentation shows."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiExample

CATEGORY: dict[str, Any] = {
    "id": 1,
    "name": "Clothing",
    "slug": "clothing",
    "parent_id": None,
    "product_count": 12,
    "children": [
        {
            "id": 2,
            "name": "T-Shirts",
            "slug": "t-shirts",
            "parent_id": 1,
            "product_count": 7,
            "children": [],
        }
    ],
}
SHIRT_SUMMARY: dict[str, Any] = {
    "id": 1,
    "name": "Classic T-Shirt",
    "description": "Heavy cotton, straight cut.",
    "category_id": 2,
    "images": ["https://store.example/media/products/shirt.png"],
    "price_from": "19.99",
    "price_to": "21.99",
    "currency": "RUB",
    "in_stock": True,
}
OPTIONS: list[dict[str, Any]] = [
    {"name": "Color", "values": ["Red", "Blue"]},
    {"name": "Size", "values": ["M", "L"]},
]
VARIANTS: list[dict[str, Any]] = [
    {
        "id": 101,
        "sku": "TS-R-M",
        "price": "19.99",
        "price_before": None,
        "stock_quantity": 50,
        "attributes": [{"type": "Color", "value": "Red"}, {"type": "Size", "value": "M"}],
    },
    {
        "id": 102,
        "sku": "TS-B-L",
        "price": "21.99",
        "price_before": None,
        "stock_quantity": 10,
        "attributes": [{"type": "Color", "value": "Blue"}, {"type": "Size", "value": "L"}],
    },
]
SHIRT: dict[str, Any] = {**SHIRT_SUMMARY, "options": OPTIONS, "variants": VARIANTS}
STAFF_SUMMARY: dict[str, Any] = {
    **SHIRT_SUMMARY,
    "is_active": True,
    "sort_order": 0,
    "translations": {},
    "created_at": "2026-11-02T09:30:00Z",
    "updated_at": "2026-11-02T09:30:00Z",
}
STAFF_SHIRT: dict[str, Any] = {
    **STAFF_SUMMARY,
    "options": OPTIONS,
    "variants": [{**variant, "is_active": True} for variant in VARIANTS],
}
NEW_SHIRT: dict[str, Any] = {
    "name": "Classic T-Shirt",
    "description": "Heavy cotton, straight cut.",
    "category_id": 2,
    "is_active": True,
    "options": OPTIONS,
    "variants": [
        {key: value for key, value in variant.items() if key not in ("id", "price_before")}
        for variant in VARIANTS
    ],
}
STAFF_CATEGORY: dict[str, Any] = {
    "id": 2,
    "name": "T-Shirts",
    "slug": "t-shirts",
    "parent_id": 1,
    "sort_order": 0,
    "is_active": True,
    "translations": {},
}
MOVEMENT: dict[str, Any] = {
    "id": 9,
    "variant_id": 101,
    "sku": "TS-R-M",
    "quantity": 20,
    "stock_after": 70,
    "reason": "received",
    "actor": "staff:anna",
    "reference": "Delivery note 17",
    "created_at": "2026-11-02T09:30:00Z",
}


def shown(name: str, value: Any, code: int = 200) -> OpenApiExample:
    """`value` as the example of the answer `code`."""
    return OpenApiExample(name, value, response_only=True, status_codes=[str(code)])

"""What the documentation of the seller API shows."""

from __future__ import annotations

from typing import Any

_MOMENT = "2026-11-20T21:04:10Z"

TOKENS: dict[str, Any] = {
    "access_token": "eyJhbGciOiJIUzI1NiJ9.eyJtZW1iZXJfaWQiOjF9.c2lnbmF0dXJl",
    "refresh_token": "pQ1x9mVbT0sJ4cYt2rZ8wE6uN3kLhG5dFaB7oIiXyCs",
    "token_type": "bearer",
    "expires_in": 900,
}
ACCOUNT: dict[str, Any] = {
    "id": 7,
    "marketplace_type": "wildberries",
    "name": "",
    "has_key": True,
    "key_hint": "x9Qa",
    "key_expires_at": "2027-05-19T10:00:00Z",
    "state": "ok",
    "last_error": "",
    "last_synced_at": _MOMENT,
    "schedule": "daily",
    "sync_times": [],
    "next_sync_at": "2026-11-21T21:01:00Z",
}
TENANT: dict[str, Any] = {
    "id": 3,
    "company_name": "Romashka",
    "email": "owner@romashka.example",
    "phone": "+74951234567",
    "time_zone": "Europe/Moscow",
    "language": "ru",
    "low_stock_at": 10,
    "notifications": {
        "sync_failed": True,
        "key_expired": True,
        "low_stock": True,
        "price_change": False,
    },
    "member": {
        "id": 1,
        "name": "",
        "email": "owner@romashka.example",
        "role": "owner",
        "uses_bot": False,
    },
    "accounts": [ACCOUNT],
    "created_at": "2026-11-01T09:00:00Z",
}
PRODUCT: dict[str, Any] = {
    "id": 501,
    "account_id": 7,
    "marketplace_type": "wildberries",
    "external_id": 123456789,
    "sku": None,
    "article": "TS-RED",
    "brand": "Romashka",
    "subject": "Футболки",
    "name": "Футболка красная",
    "image_url": "https://basket-01.wbbasket.ru/vol1/1.webp",
    "price": "990.00",
    "currency": "RUB",
    "stock": {"total": 120, "marketplace": 100, "own": 20},
    "is_low": False,
    "in_transit": {"to_client": 8, "from_client": 2, "to_warehouse": 40},
    "orders": {"total": 315, "marketplace": 280, "own": 35, "daily_average": "10.50"},
    "cart_conversion": "9.40",
    "buyout_percent": "87.00",
    "turnover_days": "11.4",
    "sold_out_since": None,
    "as_of": "2026-11-20",
}
PRODUCT_DETAILS: dict[str, Any] = {
    **PRODUCT,
    "sizes": [
        {
            "id": 901,
            "external_id": 77001,
            "offer_id": "",
            "name": "M",
            "barcodes": ["2000000000017"],
            "stock_own": 20,
        }
    ],
    "warehouses": [
        {
            "id": 11,
            "name": "Коледино",
            "kind": "marketplace",
            "stock": 100,
            "orders": 10,
            "turnover_days": "10.0",
        }
    ],
    "history": [
        {
            "date": "2026-11-20",
            "orders": 12,
            "stock": 120,
            "price": "990.00",
            "turnover_days": "11.4",
        }
    ],
}
RUN: dict[str, Any] = {
    "id": 42,
    "account_id": 7,
    "kind": "full",
    "trigger": "hand",
    "state": "running",
    "step": "products",
    "read": 800,
    "written": 12,
    "unchanged": 788,
    "error": "",
    "error_code": "",
    "steps": {"products": 1250},
    "created_at": _MOMENT,
    "started_at": _MOMENT,
    "finished_at": None,
}
STATUS: dict[str, Any] = {"works": True, "accounts": [{**ACCOUNT, "last_run": RUN}]}
SHEET: dict[str, Any] = {
    "account_id": 7,
    "url": "https://docs.google.com/spreadsheets/d/1AbC/edit",
    "shared_with": "owner@romashka.example",
    "auto_sync": True,
    "products": 2000,
    "refreshed_at": _MOMENT,
    "requested_at": None,
    "error": "",
}
BILLING: dict[str, Any] = {
    "subscription": {
        "state": "active",
        "plan": "start",
        "provider": "stripe",
        "paid_until": "2026-12-20T21:00:00Z",
        "grace_until": "2026-12-27T21:00:00Z",
        "renews": True,
    },
    "usage": {"accounts": 1, "products": 1200},
    "plans": [
        {
            "code": "start",
            "name": "Start",
            "price": "990.00",
            "currency": "RUB",
            "stars": 600,
            "providers": ["stripe", "stars"],
            "accounts_limit": 1,
            "products_limit": 2000,
            "syncs_per_day": 4,
        }
    ],
    "payments": [
        {
            "provider": "stripe",
            "amount": "990.00",
            "currency": "RUB",
            "paid_until": "2026-12-20T21:00:00Z",
            "created_at": "2026-11-20T21:00:00Z",
        }
    ],
}

"""Rows of the sellers' world as their API gives them."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from integrations.models import (
    MarketplaceAccount,
    MarketplaceProduct,
    ProductDay,
    SellerMember,
    SellerSheet,
    SyncRun,
    WarehouseDay,
)

JSON = dict[str, Any]


def time(moment: datetime.datetime | None) -> str | None:
    if moment is None:
        return None
    return moment.astimezone(datetime.UTC).isoformat().replace("+00:00", "Z")


def money(amount: Decimal | None) -> str | None:
    return None if amount is None else f"{amount:.2f}"


def decimal(number: Decimal | None) -> str | None:
    return None if number is None else str(number)


def account(row: MarketplaceAccount) -> JSON:
    return {
        "id": row.pk,
        "marketplace_type": row.marketplace,
        "name": row.name,
        "has_key": row.has_key,
        "key_hint": row.hint,
        "key_expires_at": time(row.key_expires_at),
        "state": row.state,
        "last_error": row.last_error,
        "last_synced_at": time(row.last_success_at),
        "schedule": row.schedule,
        "sync_times": row.sync_times,
        "next_sync_at": time(row.next_sync_at),
    }


def tenant(member: SellerMember, accounts: list[MarketplaceAccount]) -> JSON:
    seller = member.seller
    return {
        "id": seller.pk,
        "company_name": seller.company_name,
        "email": seller.email,
        "phone": seller.phone,
        "time_zone": seller.time_zone,
        "language": seller.language,
        "low_stock_at": seller.low_stock_at,
        "notifications": {
            "sync_failed": seller.notify_sync_failed,
            "key_expired": seller.notify_key_expired,
            "low_stock": seller.notify_low_stock,
            "price_change": seller.notify_price_change,
        },
        "member": {
            "id": member.pk,
            "name": member.name,
            "email": member.email,
            "role": member.role,
            "uses_bot": member.customer_id is not None,
        },
        "accounts": [account(row) for row in accounts],
        "created_at": time(seller.created_at),
    }


def product(
    row: MarketplaceProduct, day: ProductDay | None, ordered: JSON | None, low_at: int
) -> JSON:
    """`day` are the figures of the product's last day, `ordered` the pieces of the days before by
    `total`, `marketplace`, `own`; None: there are none.
    """
    day = day or ProductDay()
    ordered = ordered or dict.fromkeys(("total", "marketplace", "own"))
    return {
        "id": row.pk,
        "account_id": row.account_id,
        "marketplace_type": row.account.marketplace,
        "external_id": row.external_id,
        "sku": row.sku,
        "article": row.article,
        "brand": row.brand,
        "subject": row.subject,
        "name": row.name,
        "image_url": row.image_url,
        "price": money(row.price),
        "currency": row.currency,
        "stock": {
            "total": row.stock,
            "marketplace": row.stock_marketplace,
            "own": row.stock_own,
        },
        "is_low": row.stock <= low_at,
        "in_transit": {
            "to_client": day.to_client,
            "from_client": day.from_client,
            "to_warehouse": day.to_warehouse,
        },
        "orders": {**ordered, "daily_average": decimal(day.daily_orders)},
        "cart_conversion": decimal(day.cart_conversion),
        "buyout_percent": decimal(day.buyout),
        "turnover_days": decimal(day.turnover),
        "sold_out_since": row.sold_out_since and row.sold_out_since.isoformat(),
        "as_of": row.day and row.day.isoformat(),
    }


def warehouse(row: WarehouseDay) -> JSON:
    return {
        "id": row.warehouse_id,
        "name": row.warehouse.name,
        "kind": row.warehouse.kind,
        "stock": row.stock,
        "orders": row.orders,
        "turnover_days": decimal(row.turnover),
    }


def day(row: ProductDay) -> JSON:
    return {
        "date": row.date.isoformat(),
        "orders": row.orders,
        "stock": row.stock,
        "price": money(row.price),
        "turnover_days": decimal(row.turnover),
    }


def run(row: SyncRun) -> JSON:
    return {
        "id": row.pk,
        "account_id": row.account_id,
        "kind": row.kind,
        "trigger": row.trigger,
        "state": row.state,
        "step": row.step,
        "read": row.read,
        "written": row.written,
        "unchanged": row.unchanged,
        "error": row.error,
        "error_code": row.error_code,
        "steps": row.steps,
        "created_at": time(row.created_at),
        "started_at": time(row.started_at),
        "finished_at": time(row.finished_at),
    }


def sheet(row: SellerSheet) -> JSON:
    return {
        "account_id": row.account_id,
        "url": row.url,
        "shared_with": row.shared_with,
        "auto_sync": row.auto_sync,
        "products": row.written_rows,
        "refreshed_at": time(row.refreshed_at),
        "requested_at": time(row.wanted_at),
        "error": row.error,
    }

"""Shipments of Ozon as orders; raises MarketplaceError where one lacks what it must have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from integrations.marketplaces.calls import broken, moment
from integrations.marketplaces.facts import Order, OwnOrder
from integrations.marketplaces.fields import decimal, key, objects, part, text, whole

_ON_THEIR_WAY = {"delivering", "driver_pickup", "sent_by_seller"}


def orders(answer: Any, *, is_own: bool) -> list[Order]:
    """Of `POST /v4/posting/fbs/list` or `/v3/posting/fbo/list`, a row per product of a shipment."""
    return [
        Order(
            id=f"{key(posting, 'posting_number')}:{key(line, 'sku')}",
            number=key(line, "sku"),
            warehouse=_warehouse(posting),
            is_own=is_own,
            ordered_at=ordered_at,
            quantity=whole(line, "quantity"),
            price=decimal(part(line, "price"), "amount"),
            is_cancelled=text(posting, "status") == "cancelled",
            is_on_its_way=text(posting, "status") in _ON_THEIR_WAY,
            is_received=text(posting, "status") == "delivered",
        )
        for posting, ordered_at in _postings(answer)
        for line in objects(posting, "products")
    ]


def own_orders(answer: Any) -> list[OwnOrder]:
    """Of `POST /v4/posting/fbs/list`."""
    return [
        OwnOrder(
            id=f"{key(posting, 'posting_number')}:{key(line, 'sku')}",
            order_id=key(posting, "posting_number"),
            key=key(line, "sku"),
            number=key(line, "sku"),
            article=text(line, "offer_id"),
            warehouse_id=text(part(posting, "delivery_method"), "warehouse_id"),
            quantity=whole(line, "quantity"),
            ordered_at=ordered_at,
            is_cancelled=text(posting, "status") == "cancelled" and not _left(posting),
        )
        for posting, ordered_at in _postings(answer)
        for line in objects(posting, "products")
    ]


def _postings(answer: Any) -> Iterator[tuple[Mapping[str, Any], datetime]]:
    for posting in objects(answer, "postings"):
        ordered_at = moment(posting.get("in_process_at")) or moment(posting.get("created_at"))
        if ordered_at is None:
            raise broken("a shipment without its time")
        yield posting, ordered_at


def _warehouse(posting: Mapping[str, Any]) -> str:
    of_method = text(part(posting, "delivery_method"), "warehouse", 120)
    analytics = part(posting, "analytics_data")
    return of_method or text(analytics, "warehouse_name", 120) or text(analytics, "warehouse", 120)


def _left(posting: Mapping[str, Any]) -> bool:
    """Whether it was cancelled after it had been packed and sent: it is on its way back then."""
    return part(posting, "cancellation").get("cancelled_after_ship") is True

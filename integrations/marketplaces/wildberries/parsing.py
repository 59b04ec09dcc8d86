"""Answers of Wildberries as facts; raises MarketplaceError where an answer lacks what it must have."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from integrations.marketplaces.calls import broken, moment
from integrations.marketplaces.facts import (
    Figures,
    Order,
    OwnOrder,
    OwnWarehouse,
    Product,
    Remains,
    Size,
)
from integrations.marketplaces.fields import (
    decimal,
    key,
    objects,
    part,
    text,
    whole,
    whole_or_none,
)

MOSCOW = ZoneInfo("Europe/Moscow")  # the zone of every time that names none
_OWN = "склад продавца"
_CANCELLED = {"canceled", "canceled_by_client", "declined_by_client", "defect"}


def products(answer: Any) -> list[Product]:
    """Of `POST /content/v2/get/cards/list`."""
    return [
        Product(
            id=key(card, "nmID"),
            number=key(card, "nmID"),
            article=text(card, "vendorCode"),
            title=text(card, "title"),
            brand=text(card, "brand"),
            subject=text(card, "subjectName"),
            sizes=tuple(_sizes(card)),
        )
        for card in objects(answer, "cards")
    ]


def _sizes(card: Mapping[str, Any]) -> Iterable[Size]:
    for size in card.get("sizes") or ():
        if isinstance(size, Mapping) and text(size, "chrtID"):
            barcodes = size.get("skus")
            yield Size(
                id=text(size, "chrtID"),
                key=text(size, "chrtID"),
                name=text(size, "techSize"),
                barcodes=tuple(str(code) for code in barcodes)
                if isinstance(barcodes, list)
                else (),
            )


def figures(answer: Any) -> list[Figures]:
    """Of `POST /api/analytics/v3/sales-funnel/products`."""
    return [_figures(row) for row in objects(answer, "data", "products")]


def _figures(row: Mapping[str, Any]) -> Figures:
    card, selected = part(row, "product"), part(part(row, "statistic"), "selected")
    conversions, stocks = part(selected, "conversions"), part(card, "stocks")
    return Figures(
        number=key(card, "nmId"),
        article=text(card, "vendorCode"),
        brand=text(card, "brandName"),
        subject=text(card, "subjectName"),
        title=text(card, "title"),
        opens=whole_or_none(selected, "openCount"),
        carts=whole_or_none(selected, "cartCount"),
        orders=whole_or_none(selected, "orderCount"),
        buyouts=whole_or_none(selected, "buyoutCount"),
        cancels=whole_or_none(selected, "cancelCount"),
        cart_percent=decimal(conversions, "addToCartPercent"),
        buyout_percent=decimal(conversions, "buyoutPercent"),
        stock_marketplace=whole_or_none(stocks, "wb"),
        stock_own=whole_or_none(stocks, "mp"),
    )


def remains(answer: Any) -> list[Remains]:
    """Of `GET /api/v1/warehouse_remains/tasks/{id}/download`: one per NM ID, its rows summed.

    Among the "warehouses" are lines that are none: goods on their way, and the total.
    """
    found: dict[str, _Sums] = {}
    for row in objects(answer):
        sums = found.setdefault(key(row, "nmId"), _Sums(text(row, "vendorCode")))
        for line in row.get("warehouses") or ():
            if isinstance(line, Mapping):
                sums.add(text(line, "warehouseName", 120), whole(line, "quantity"))
    return [sums.remains(number) for number, sums in found.items()]


class _Sums:
    def __init__(self, article: str) -> None:
        self.article = article
        self.warehouses: dict[str, int] = {}
        self.to_customers = self.from_customers = self.total = 0

    def add(self, name: str, quantity: int) -> None:
        said = " ".join(name.casefold().split())
        if said.startswith("в пути") and "возврат" in said:
            self.from_customers += quantity
        elif said.startswith("в пути"):
            self.to_customers += quantity
        elif said.startswith("всего"):
            self.total += quantity
        elif name:
            self.warehouses[name] = self.warehouses.get(name, 0) + quantity

    def remains(self, number: str) -> Remains:
        return Remains(
            number=number,
            article=self.article,
            warehouses=self.warehouses,
            total=max(self.total, sum(self.warehouses.values())),
            to_customers=self.to_customers,
            from_customers=self.from_customers,
        )


def orders(answer: Any) -> list[Order]:
    """Of `GET /api/v1/supplier/orders`: a row is one piece."""
    return [_order(row) for row in objects(answer)]


def _order(row: Mapping[str, Any]) -> Order:
    ordered_at = moment(row.get("date"), zone=MOSCOW)
    if ordered_at is None:
        raise broken("an order without its date")
    return Order(
        id=key(row, "srid"),
        number=key(row, "nmId"),
        warehouse=text(row, "warehouseName", 120),
        is_own=text(row, "warehouseType").casefold() == _OWN,
        ordered_at=ordered_at,
        price=decimal(row, "priceWithDisc"),
        is_cancelled=row.get("isCancel") is True,
        changed_at=moment(row.get("lastChangeDate"), zone=MOSCOW),
    )


def own_warehouses(answer: Any) -> list[OwnWarehouse]:
    """Of `GET /api/v3/warehouses`."""
    return [
        OwnWarehouse(
            id=key(row, "id"),
            name=text(row, "name", 120) or key(row, "id"),
            is_ready=not (row.get("isDeleting") is True or row.get("isProcessing") is True),
        )
        for row in objects(answer)
    ]


def stocks(answer: Any) -> dict[str, int]:
    """Of `POST /api/v3/stocks/{warehouseId}`: chrtId → what can be sold."""
    return {key(row, "chrtId"): whole(row, "amount") for row in objects(answer, "stocks")}


def refused_sizes(answer: Any) -> dict[str, str]:
    """Of a 409 of `PUT /api/v3/stocks/{warehouseId}`: chrtId → why, of those that it names."""
    return {
        text(size, "chrtId"): text(reason, "code") or "refused"
        for reason in (answer if isinstance(answer, list) else [answer])
        if isinstance(reason, Mapping)
        for size in reason.get("data") or ()
        if isinstance(size, Mapping) and text(size, "chrtId")
    }


def own_orders(answer: Any, cancelled: set[str]) -> list[OwnOrder]:
    """Of `GET /api/v3/orders`: an assembly task is one piece."""
    found = []
    for row in objects(answer, "orders"):
        created_at = moment(row.get("createdAt"))
        if created_at is None:
            raise broken("an assembly task without its time")
        found.append(
            OwnOrder(
                id=text(row, "rid") or key(row, "id"),
                order_id=key(row, "id"),
                key=key(row, "chrtId"),
                number=text(row, "nmId"),
                article=text(row, "article"),
                warehouse_id=text(row, "warehouseId"),
                quantity=1,
                ordered_at=created_at,
                is_cancelled=key(row, "id") in cancelled,
            )
        )
    return found


def cancelled_orders(answer: Any) -> set[str]:
    """Of `POST /api/v3/orders/status`: the tasks whose goods stay with the seller.

    What was cancelled after it had been handed over is on its way back, not in the warehouse.
    """
    return {
        key(row, "id")
        for row in objects(answer, "orders")
        if row.get("supplierStatus") == "cancel"
        or (row.get("wbStatus") in _CANCELLED and row.get("supplierStatus") != "complete")
    }

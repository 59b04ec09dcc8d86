"""Rows of Wildberries' answers, of what a made-up seller has."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from tests.fakes.marketplaces.goods import Item, Ordered

_MOSCOW = ZoneInfo("Europe/Moscow")


def card_place(item: Item) -> tuple[str, int]:
    return item.changed_at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"), item.number


def card(item: Item) -> dict[str, Any]:
    changed_at = card_place(item)[0]
    return {
        "nmID": item.number,
        "imtID": item.number,
        "subjectID": 105,
        "subjectName": item.subject,
        "vendorCode": item.article,
        "brand": item.brand,
        "title": item.title,
        "photos": [],
        "sizes": [{"chrtID": item.size, "techSize": "0", "wbSize": "", "skus": [item.barcode]}],
        "createdAt": changed_at,
        "updatedAt": changed_at,
    }


def funnel_row(item: Item, period: dict[str, str], ordered: int, cancelled: int) -> dict[str, Any]:
    days = {"days": 1, "hours": 2, "mins": 3}
    sums = dict.fromkeys(("orderSum", "buyoutSum", "cancelSum", "avgPrice"), 0)
    club = dict.fromkeys(("orderCount", "buyoutCount", "cancelCount", "buyoutPercent"), 0)
    selected = {
        "period": period,
        "openCount": item.opens,
        "cartCount": item.carts,
        "orderCount": ordered,
        "buyoutCount": ordered - cancelled,
        "cancelCount": cancelled,
        **sums,
        "avgOrdersCountPerDay": round(ordered / 30, 2),
        "shareOrderPercent": 0.5,
        "addToWishlist": 3,
        "timeToReady": days,
        "localizationPercent": 40,
        "wbClub": {**sums, **club, "avgOrderCountPerDay": 0.0},
        "conversions": {
            "addToCartPercent": round(100 * item.carts / item.opens) if item.opens else 0,
            "cartToOrderPercent": 20,
            "buyoutPercent": item.buyout_percent,
        },
    }
    stocks = {"wb": sum(item.at_marketplace.values()), "mp": sum(item.own.values())}
    card = {
        "nmId": item.number,
        "title": item.title,
        "vendorCode": item.article,
        "brandName": item.brand,
        "subjectId": 105,
        "subjectName": item.subject,
        "tags": [],
        "productRating": 4.5,
        "feedbackRating": 4.7,
        "stocks": {**stocks, "balanceSum": sum(stocks.values())},
    }
    return {"product": card, "statistic": {"selected": selected}}


def remains_row(item: Item) -> dict[str, Any]:
    lines = {
        "В пути до получателей": item.to_customers,
        "В пути возвраты на склад WB": item.from_customers,
        "Всего находится на складах": sum(item.at_marketplace.values()),
        **item.at_marketplace,
    }
    return {
        "brand": item.brand,
        "subjectName": item.subject,
        "vendorCode": item.article,
        "nmId": item.number,
        "volume": 1.33,
        "warehouses": [
            {"warehouseName": name, "quantity": count} for name, count in lines.items() if count
        ],
    }


def order_row(line: Ordered) -> dict[str, Any]:
    item = line.item
    never = "0001-01-01T00:00:00"
    return {
        "date": _in_moscow(line.at),
        "lastChangeDate": _in_moscow(line.changed_at),
        "warehouseName": line.warehouse,
        "warehouseType": "Склад продавца" if line.own_warehouse else "Склад WB",
        "supplierArticle": item.article,
        "nmId": item.number,
        "barcode": item.barcode,
        "subject": item.subject,
        "brand": item.brand,
        "techSize": "0",
        "totalPrice": item.price * 2,
        "discountPercent": 50,
        "spp": 26,
        "finishedPrice": item.price - 10,
        "priceWithDisc": item.price,
        "isCancel": line.is_cancelled,
        "cancelDate": _in_moscow(line.changed_at) if line.is_cancelled else never,
        "gNumber": line.id[:10],
        "srid": line.id,
    }


def _in_moscow(at: datetime) -> str:
    return at.astimezone(_MOSCOW).strftime("%Y-%m-%dT%H:%M:%S")


def task_row(line: Ordered) -> dict[str, Any]:
    return {
        "address": None,
        "deliveryType": "fbs",
        "orderUid": line.id,
        "article": line.item.article,
        "rid": line.id,
        "createdAt": line.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "skus": [line.item.barcode],
        "id": line.task,
        "warehouseId": line.own_warehouse,
        "nmId": line.item.number,
        "chrtId": line.item.size,
        "price": line.item.price * 100,
        "currencyCode": 643,
        "cargoType": 1,
    }

"""Rows of Ozon's answers, of what a made-up seller has."""

from __future__ import annotations

from typing import Any

from tests.fakes.marketplaces.goods import Item, Ordered

TYPES = {"Кроссовки": 901, "Фотоальбомы": 902, "Кружки": 903}


def details(item: Item) -> dict[str, Any]:
    return {
        "id": item.id,
        "sku": item.number,
        "offer_id": item.article,
        "name": item.title,
        "price": f"{item.price}.00",
        "currency_code": "RUB",
        "barcodes": [item.barcode],
        "type_id": TYPES[item.subject],
        "description_category_id": 2,
        "is_archived": item.is_archived,
    }


def stock_row(item: Item, scheme: str, places: Any, reserved: dict[int, int]) -> dict[str, Any]:
    held = sum(reserved.values())
    return {
        "type": scheme,
        "present": sum(places.values()) + held,
        "reserved": held,
        "sku": item.number,
        "shipment_type": "SHIPMENT_TYPE_GENERAL",
        "warehouse_ids": [place for place in places if isinstance(place, int)],
    }


def remains_rows(item: Item) -> list[dict[str, Any]]:
    rows = []
    for place, (name, count) in enumerate(item.at_marketplace.items()):
        rows.append(
            {
                "sku": item.number,
                "offer_id": item.article,
                "name": item.title,
                "warehouse_id": 9000 + place,
                "warehouse_name": name,
                "cluster_id": 1,
                "cluster_name": "Москва",
                "available_stock_count": count,
                "transit_stock_count": item.to_warehouses if not rows else 0,
                "return_from_customer_stock_count": item.from_customers if not rows else 0,
                "ads": 1.5,
            }
        )
    return rows


def posting(line: Ordered) -> dict[str, Any]:
    posting: dict[str, Any] = {
        "posting_number": line.id,
        "order_id": 1,
        "order_number": line.id,
        "status": line.status,
        "in_process_at": line.at.isoformat().replace("+00:00", "Z"),
        "products": [
            {
                "sku": line.item.number,
                "offer_id": line.item.article,
                "name": line.item.title,
                "quantity": line.quantity,
                "price": {"amount": f"{line.item.price}.0000", "currency": "RUB"},
            }
        ],
    }
    if line.own_warehouse:
        posting["delivery_method"] = {
            "id": 1,
            "name": "Доставка",
            "warehouse": line.warehouse,
            "warehouse_id": line.own_warehouse,
        }
        posting["cancellation"] = {"cancelled_after_ship": False}
    else:
        posting["created_at"] = posting["in_process_at"]
        posting["analytics_data"] = {"warehouse_name": line.warehouse, "warehouse_id": 9000}
    return posting

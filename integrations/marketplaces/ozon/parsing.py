"""Answers of Ozon as facts; raises MarketplaceError where an answer lacks what it must have."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from integrations.marketplaces.calls import broken
from integrations.marketplaces.facts import (
    Figures,
    OwnWarehouse,
    Product,
    Remains,
    Size,
)
from integrations.marketplaces.fields import decimal, key, objects, text, whole

_BRAND = 85  # the characteristic that holds the brand, in every category
_OWN_SCHEMES = {"fbs", "rfbs"}


@dataclass(frozen=True)
class Listed:
    """A line of the product list, which knows ids alone."""

    product_id: str
    article: str


@dataclass(frozen=True)
class Details:
    """A card without its brand; `type_id` names its subject."""

    product: Product
    type_id: str


def listed(answer: Any) -> list[Listed]:
    """Of `POST /v3/product/list`, without what is archived."""
    return [
        Listed(key(row, "product_id"), text(row, "offer_id"))
        for row in objects(answer, "result", "items")
        if row.get("archived") is not True
    ]


def details(answer: Any) -> list[Details]:
    """Of `POST /v3/product/info/list`; what has no SKU yet cannot be sold and is left out."""
    found = []
    for row in objects(answer, "items"):
        sku = text(row, "sku")
        if not sku or sku == "0":
            continue
        codes = row.get("barcodes")
        barcodes = tuple(map(str, codes)) if isinstance(codes, list) else ()
        product = Product(
            id=key(row, "id"),
            number=sku,
            article=text(row, "offer_id"),
            title=text(row, "name"),
            price=decimal(row, "price"),
            currency=text(row, "currency_code", 3) or "RUB",
            sizes=(Size(key(row, "id"), sku, text(row, "offer_id"), barcodes=barcodes),),
        )
        found.append(Details(product, text(row, "type_id")))
    return found


def brands(answer: Any) -> dict[str, str]:
    """Of `POST /v4/product/info/attributes`: product id → brand."""
    return {
        key(row, "id"): brand
        for row in objects(answer, "result")
        if (brand := _brand(row.get("attributes") or ()))
    }


def _brand(attributes: Iterable[Any]) -> str:
    for attribute in attributes:
        if isinstance(attribute, Mapping) and attribute.get("id") == _BRAND:
            for value in attribute.get("values") or ():
                if isinstance(value, Mapping):
                    return text(value, "value")
    return ""


def types(answer: Any) -> dict[str, str]:
    """Of `POST /v1/description-category/tree`: type id → its name."""
    return dict(_types(objects(answer, "result")))


def _types(rows: Iterable[Any]) -> Iterator[tuple[str, str]]:
    for row in rows:
        if isinstance(row, Mapping):
            if text(row, "type_id") and text(row, "type_name"):
                yield text(row, "type_id"), text(row, "type_name")
            yield from _types(row.get("children") or ())


def product(details: Details, brands: Mapping[str, str], types: Mapping[str, str]) -> Product:
    """The whole card."""
    return replace(
        details.product,
        brand=brands.get(details.product.id, ""),
        subject=types.get(details.type_id, ""),
    )


def figures(answer: Any) -> list[Figures]:
    """Of `POST /v1/analytics/data` by SKU, whose metrics are views, carts and orders."""
    found = []
    for row in objects(answer, "result", "data"):
        dimensions, metrics = row.get("dimensions") or (), row.get("metrics") or ()
        if not dimensions or len(metrics) < 3:
            raise broken("analytics without a SKU or without its metrics")
        opens, carts, orders = (whole({"n": number}, "n") for number in metrics[:3])
        found.append(
            Figures(
                number=key(dimensions[0], "id"),
                opens=opens,
                carts=carts,
                orders=orders,
                cart_percent=round(Decimal(100 * carts) / opens, 2) if opens else None,
            )
        )
    return found


def remains(answer: Any) -> list[Remains]:
    """Of `POST /v1/analytics/stocks`: one per SKU, its rows (warehouses and clusters) summed."""
    by_sku: dict[str, list[Mapping[str, Any]]] = {}
    for row in objects(answer, "items"):
        by_sku.setdefault(key(row, "sku"), []).append(row)
    return [_remains(sku, found) for sku, found in by_sku.items()]


def _remains(sku: str, rows: list[Mapping[str, Any]]) -> Remains:
    warehouses: dict[str, int] = {}
    for row in rows:
        name = text(row, "warehouse_name", 120) or text(row, "cluster_name", 120)
        if name and (quantity := whole(row, "available_stock_count")):
            warehouses[name] = warehouses.get(name, 0) + quantity
    return Remains(
        number=sku,
        article=text(rows[0], "offer_id"),
        warehouses=warehouses,
        total=sum(whole(row, "available_stock_count") for row in rows),
        from_customers=sum(whole(row, "return_from_customer_stock_count") for row in rows),
        to_warehouses=sum(whole(row, "transit_stock_count") for row in rows),
    )


@dataclass(frozen=True)
class OwnAmount:
    """What of a SKU lies in the seller's own warehouses together, and in which of them."""

    sku: str
    free: int
    warehouse_ids: tuple[str, ...]


def own_amounts(answer: Any) -> list[OwnAmount]:
    """Of `POST /v4/product/info/stocks`, without what lies at Ozon."""
    found = []
    for row in objects(answer, "items"):
        for stock in objects(row, "stocks"):
            if text(stock, "type").casefold() in _OWN_SCHEMES and text(stock, "sku"):
                ids = stock.get("warehouse_ids") or ()
                found.append(OwnAmount(key(stock, "sku"), _free(stock), tuple(map(str, ids))))
    return found


@dataclass(frozen=True)
class PlaceAmount:
    """What can be sold of a SKU from one own warehouse."""

    sku: str
    product_id: str
    warehouse_id: str
    warehouse: str
    free: int


def place_amounts(answer: Any) -> list[PlaceAmount]:
    """Of `POST /v1/product/info/stocks-by-warehouse/fbs`."""
    return [
        PlaceAmount(
            sku=key(row, "sku"),
            product_id=text(row, "product_id"),
            warehouse_id=key(row, "warehouse_id"),
            warehouse=text(row, "warehouse_name", 120) or key(row, "warehouse_id"),
            free=_free(row),
        )
        for row in objects(answer, "result")
    ]


def _free(row: Mapping[str, Any]) -> int:
    return max(0, whole(row, "present") - whole(row, "reserved"))


def updates(answer: Any) -> dict[str, str]:
    """Of `POST /v2/products/stocks`: product id → the code of its error, empty for success."""
    found = {}
    for row in objects(answer, "result"):
        errors = [error for error in row.get("errors") or () if isinstance(error, Mapping)]
        code = text(errors[0], "code") if errors else ""
        failed = row.get("updated") is not True
        found[key(row, "product_id")] = code or ("not_changed" if failed else "")
    return found


def own_warehouses(answer: Any) -> list[OwnWarehouse]:
    """Of `POST /v2/warehouse/list`."""
    return [
        OwnWarehouse(
            id=key(row, "warehouse_id"),
            name=text(row, "name", 120) or key(row, "warehouse_id"),
            is_ready=text(row, "status").casefold() not in {"disabled", "archived", "blocked"},
        )
        for row in objects(answer, "warehouses")
    ]

"""Orders of days gone by, which marketplaces tell late and take back."""

from __future__ import annotations

from datetime import date

from integrations.models import MarketplaceAccount, MarketplaceProduct, ProductDay, WarehouseDay
from integrations.models.product_day import Kept
from integrations.sync.ordered import Ordered, ordered_on
from integrations.sync.work import number_of

_ORDERS = ["orders", "orders_marketplace", "orders_own"]
_BATCH = 2_000
_NOTHING = Ordered()


def recount(account: MarketplaceAccount, day: date) -> Kept:
    """See that the orders of `day` are what the lines say; its other figures stay."""
    ordered = ordered_on(account, day)
    numbers = {
        product.pk: number_of(product)
        for product in MarketplaceProduct.objects.filter(account=account).only(
            "pk", "sku", "external_id"
        )
    }
    products = _recount_products(day, ordered, numbers)
    places = _recount_warehouses(day, ordered, numbers)
    return Kept(products.written + places.written, products.unchanged + places.unchanged)


def _recount_products(day: date, ordered: dict[int, Ordered], numbers: dict[int, int]) -> Kept:
    known = {
        row["product_id"]: [row[name] for name in _ORDERS]
        for row in ProductDay.objects.filter(date=day, product__in=list(numbers)).values(
            "product_id", *_ORDERS
        )
    }
    changed, same = [], 0
    for product_id, number in numbers.items():
        one = ordered.get(number)
        if one is None and product_id not in known:
            continue
        one = one or _NOTHING
        told = [one.total, one.marketplace, one.own]
        if known.get(product_id) == told:
            same += 1
        else:
            fields = dict(zip(_ORDERS, told, strict=True))
            changed.append(ProductDay(product_id=product_id, date=day, **fields))
    ProductDay.objects.bulk_create(
        changed,
        batch_size=_BATCH,
        update_conflicts=True,
        unique_fields=["product", "date"],
        update_fields=_ORDERS,
    )
    return Kept(len(changed), same)


def _recount_warehouses(day: date, ordered: dict[int, Ordered], numbers: dict[int, int]) -> Kept:
    rows = WarehouseDay.objects.filter(date=day, product__in=list(numbers))
    known = {
        (product_id, place): orders
        for product_id, place, orders in rows.values_list("product_id", "warehouse_id", "orders")
    }
    told = {
        (product_id, place): pieces
        for product_id, number in numbers.items()
        for place, pieces in ordered.get(number, _NOTHING).by_warehouse.items()
    }
    told |= {place: 0 for place in known if place not in told}
    changed = [
        WarehouseDay(product_id=product_id, date=day, warehouse_id=place, orders=pieces)
        for (product_id, place), pieces in told.items()
        if known.get((product_id, place)) != pieces
    ]
    WarehouseDay.objects.bulk_create(
        changed,
        batch_size=_BATCH,
        update_conflicts=True,
        unique_fields=["product", "date", "warehouse"],
        update_fields=["orders"],
    )
    return Kept(len(changed), len(told) - len(changed))

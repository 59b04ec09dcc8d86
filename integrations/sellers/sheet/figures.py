from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from django.db.models import F

from integrations.models import (
    MarketplaceAccount,
    MarketplaceProduct,
    MarketplaceWarehouse,
    ProductDay,
    WarehouseDay,
)
from integrations.sellers.sheet.layout import Layout, Place, Row, Warehouse, lay_out


def figures_of(account: MarketplaceAccount, columns: Sequence[int]) -> Layout:
    """The sheet as it should be now: every product with the figures of its last day.

    `columns` are the warehouses whose columns stand already.
    """
    warehouses = [
        Warehouse(one.pk, one.name, is_gone=one.gone_at is not None)
        for one in MarketplaceWarehouse.objects.filter(account=account).order_by("pk")
    ]
    products = MarketplaceProduct.objects.filter(account=account, gone_at=None).order_by("pk")
    days = {
        day.product_id: day
        for day in ProductDay.objects.filter(
            product__account=account, product__gone_at=None, date=F("product__day")
        )
    }
    places = _places(account)
    rows = [_row(one, days.get(one.pk), places[one.pk]) for one in products]
    return lay_out(columns, warehouses, rows)


def numbers_gone(account: MarketplaceAccount) -> set[int]:
    """The numbers of products that the marketplace names no more."""
    gone = MarketplaceProduct.objects.filter(account=account, gone_at__isnull=False)
    return {number_of(one) for one in gone.only("external_id", "sku")}


def number_of(product: MarketplaceProduct) -> int:
    """By what people know it: the NM ID of Wildberries, the SKU of Ozon."""
    return product.sku or product.external_id


def _places(account: MarketplaceAccount) -> defaultdict[int, dict[int, Place]]:
    rows = WarehouseDay.objects.filter(
        product__account=account, product__gone_at=None, date=F("product__day")
    ).values_list("product_id", "warehouse_id", "stock", "orders", "turnover")
    found: defaultdict[int, dict[int, Place]] = defaultdict(dict)
    for product, warehouse, stock, orders, turnover in rows.iterator(chunk_size=5_000):
        found[product][warehouse] = Place(stock, orders, turnover)
    return found


def _row(product: MarketplaceProduct, day: ProductDay | None, places: dict[int, Place]) -> Row:
    day = day or ProductDay()
    return Row(
        number=number_of(product),
        brand=product.brand,
        subject=product.subject,
        article=product.article,
        to_client=day.to_client,
        from_client=day.from_client,
        orders=day.orders,
        stock=day.stock if day.stock is not None else product.stock,
        turnover=day.turnover,
        places=places,
    )

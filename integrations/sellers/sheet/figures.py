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
from integrations.sync.metrics import turnover, window
from integrations.sync.ordered import Ordered, ordered_in


def figures_of(account: MarketplaceAccount, columns: Sequence[int]) -> Layout:
    """The sheet as it should be now: every product with the figures of its last day, and the orders
    of the 30 days before, by which its turnover is counted: of its own day, which is read when it
    has just begun, there are none yet.

    `columns` are the warehouses whose columns stand already.
    """
    warehouses = [
        Warehouse(one.pk, one.name, is_gone=one.gone_at is not None)
        for one in MarketplaceWarehouse.objects.filter(account=account).order_by("pk")
    ]
    here = MarketplaceProduct.objects.filter(account=account, gone_at=None)
    products = list(here.order_by("pk"))
    days = {
        day.product_id: day
        for day in ProductDay.objects.filter(
            product__account=account, product__gone_at=None, date=F("product__day")
        )
    }
    last = max((one.day for one in products if one.day), default=None)
    ordered = ordered_in(account, window(last)) if last else {}
    stocks = _stocks(account)
    rows = [
        _row(one, days.get(one.pk), stocks[one.pk], ordered.get(number_of(one), Ordered()))
        for one in products
    ]
    return lay_out(columns, warehouses, rows)


def numbers_gone(account: MarketplaceAccount) -> set[int]:
    """The numbers of products that the marketplace names no more."""
    gone = MarketplaceProduct.objects.filter(account=account, gone_at__isnull=False)
    return {number_of(one) for one in gone.only("external_id", "sku")}


def number_of(product: MarketplaceProduct) -> int:
    """By what people know it: the NM ID of Wildberries, the SKU of Ozon."""
    return product.sku or product.external_id


def _stocks(account: MarketplaceAccount) -> defaultdict[int, dict[int, int]]:
    """By product and warehouse."""
    rows = WarehouseDay.objects.filter(
        product__account=account, product__gone_at=None, date=F("product__day")
    ).values_list("product_id", "warehouse_id", "stock")
    found: defaultdict[int, dict[int, int]] = defaultdict(dict)
    for product, warehouse, stock in rows.iterator(chunk_size=5_000):
        found[product][warehouse] = stock
    return found


def _row(
    product: MarketplaceProduct, day: ProductDay | None, stocks: dict[int, int], ordered: Ordered
) -> Row:
    day = day or ProductDay()
    return Row(
        number=number_of(product),
        brand=product.brand,
        subject=product.subject,
        article=product.article,
        to_client=day.to_client,
        from_client=day.from_client,
        orders=None if day.daily_orders is None else ordered.total,
        stock=day.stock if day.stock is not None else product.stock,
        turnover=day.turnover,
        places={
            key: _place(stocks.get(key, 0), ordered.by_warehouse.get(key, 0))
            for key in {*stocks, *ordered.by_warehouse}
        },
    )


def _place(stock: int, orders: int) -> Place:
    return Place(stock, orders, turnover(stock, orders) if stock or orders else None)

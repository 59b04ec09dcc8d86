"""A day's figures are written once: the second time only what changed."""

from __future__ import annotations

from decimal import Decimal

import pytest

from integrations.models import MarketplaceWarehouse, ProductDay, WarehouseDay
from tests.sellers.world import DAY, make_account, make_listed

pytestmark = pytest.mark.django_db


def of(product, **figures):
    return ProductDay(product=product, date=DAY, **figures)


def test_only_what_changed_is_written(django_assert_num_queries) -> None:
    account = make_account()
    one, two = make_listed(account), make_listed(account)
    rows = [of(one, stock=5, turnover=Decimal("2.5")), of(two, stock=7)]
    assert ProductDay.keep(DAY, rows) == (2, 0)
    with django_assert_num_queries(1):
        assert ProductDay.keep(DAY, rows) == (0, 2)
    rows = [of(one, stock=5, turnover=Decimal("2.5")), of(two, stock=6, orders=1)]
    assert ProductDay.keep(DAY, rows) == (1, 1)
    kept = ProductDay.objects.filter(date=DAY).order_by("product_id")
    assert list(kept.values_list("product", "stock", "orders", "turnover")) == [
        (one.pk, 5, None, Decimal("2.5")),
        (two.pk, 6, 1, None),
    ]


def test_an_empty_warehouse_has_no_row_until_it_had_one() -> None:
    account = make_account()
    product = make_listed(account)
    near, far = (
        MarketplaceWarehouse.objects.create(
            account=account, kind="marketplace", key=name, name=name
        )
        for name in ("Коледино", "Казань")
    )

    def keep(**stocks):
        rows = [
            WarehouseDay(product=product, warehouse=place, date=DAY, stock=stock)
            for place, stock in ((near, stocks.get("near")), (far, stocks.get("far")))
            if stock is not None
        ]
        return WarehouseDay.keep(DAY, rows, products=[product.pk])

    def kept():
        found = WarehouseDay.objects.order_by("warehouse")
        return list(found.values_list("warehouse", "stock"))

    assert keep(near=3, far=0) == (1, 0)
    assert kept() == [(near.pk, 3)]
    assert keep(near=3, far=2) == (1, 1)
    assert keep(far=2) == (1, 1)  # nothing is said of the near one any more
    assert kept() == [(near.pk, 0), (far.pk, 2)]
    assert keep() == (1, 1)
    assert kept() == [(near.pk, 0), (far.pk, 0)]

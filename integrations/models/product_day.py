"""The history by day. A year of thirty sellers with 2,000 products at ten warehouses is 22 million
rows of products and up to 220 million of warehouses, so rows are narrow and have no key but their
own: a product's days lie together, which is how charts and the sheet read them."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping, Sequence
from typing import Any, ClassVar, NamedTuple, TypeVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from integrations.models.marketplace_goods import MarketplaceProduct, MarketplaceWarehouse
from integrations.models.of_seller import OfSeller

D = TypeVar("D", "ProductDay", "WarehouseDay")
_BATCH = 2_000


class Kept(NamedTuple):
    written: int
    unchanged: int


class ProductDay(OfSeller):
    """What a marketplace said of a product on a day (the seller's accounts live by Moscow's).

    Counts are pieces; None is what was not known. `daily_orders` is the average of the days before,
    `turnover` for how many days the stock lasts at that pace. Percents are 0–100.
    """

    seller_path: ClassVar[str] = "product__account__seller_id"
    figures: ClassVar[tuple[str, ...]] = (
        "orders", "orders_marketplace", "orders_own", "daily_orders", "to_client", "from_client",
        "to_warehouse", "stock", "stock_marketplace", "stock_own", "cart_conversion", "buyout",
        "turnover", "price",
    )  # fmt: skip

    pk = models.CompositePrimaryKey("product_id", "date")
    product = models.ForeignKey(
        MarketplaceProduct,
        models.CASCADE,
        related_name="days",
        db_index=False,
        verbose_name=_("product"),
    )
    date = models.DateField(_("day"))
    orders = models.IntegerField(_("orders"), null=True)
    orders_marketplace = models.IntegerField(_("orders from the marketplace"), null=True)
    orders_own = models.IntegerField(_("orders from own warehouses"), null=True)
    to_client = models.IntegerField(_("on the way to customers"), null=True)
    from_client = models.IntegerField(_("on the way from customers"), null=True)
    to_warehouse = models.IntegerField(_("on the way to warehouses"), null=True)
    stock = models.IntegerField(_("in stock"), null=True)
    stock_marketplace = models.IntegerField(_("at the marketplace"), null=True)
    stock_own = models.IntegerField(_("at own warehouses"), null=True)
    daily_orders = models.DecimalField(
        _("orders a day"), max_digits=10, decimal_places=2, null=True
    )
    cart_conversion = models.DecimalField(
        _("put into carts, %"), max_digits=5, decimal_places=2, null=True
    )
    buyout = models.DecimalField(_("bought out, %"), max_digits=5, decimal_places=2, null=True)
    turnover = models.DecimalField(_("turnover in days"), max_digits=8, decimal_places=1, null=True)
    price = models.DecimalField(_("price"), max_digits=12, decimal_places=2, null=True)

    class Meta:
        verbose_name = _("day of a product")
        verbose_name_plural = _("days of products")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.product_id} {self.date}"

    @property
    def place(self) -> tuple[Any, ...]:
        return self.product_id, self.date

    @classmethod
    def keep(cls, day: datetime.date, rows: Sequence[ProductDay]) -> Kept:
        """See that these are what is known of `day`; what is so already is not written."""
        known = cls.objects.filter(date=day, product__in=[row.product_id for row in rows])
        return _keep(rows, {row.place: row for row in known}, ["product", "date"])


class WarehouseDay(OfSeller):
    """A product's stock, orders and turnover at a warehouse on a day; no row: neither of them."""

    seller_path: ClassVar[str] = "product__account__seller_id"
    figures: ClassVar[tuple[str, ...]] = ("stock", "orders", "turnover")

    pk = models.CompositePrimaryKey("product_id", "date", "warehouse_id")
    product = models.ForeignKey(
        MarketplaceProduct,
        models.CASCADE,
        related_name="warehouse_days",
        db_index=False,
        verbose_name=_("product"),
    )
    date = models.DateField(_("day"))
    warehouse = models.ForeignKey(
        MarketplaceWarehouse,
        models.CASCADE,
        related_name="days",
        db_index=False,
        verbose_name=_("warehouse"),
    )
    stock = models.IntegerField(_("in stock"), default=0)
    orders = models.IntegerField(_("orders"), default=0)
    turnover = models.DecimalField(_("turnover in days"), max_digits=8, decimal_places=1, null=True)

    class Meta:
        verbose_name = _("day of a warehouse")
        verbose_name_plural = _("days of warehouses")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.product_id} {self.date} {self.warehouse_id}"

    @property
    def place(self) -> tuple[Any, ...]:
        return self.product_id, self.date, self.warehouse_id

    @property
    def is_empty(self) -> bool:
        return not self.stock and not self.orders

    @classmethod
    def keep(
        cls, day: datetime.date, rows: Sequence[WarehouseDay], *, products: Collection[int]
    ) -> Kept:
        """See that these are all that is known of `products` on `day`; what is so already is not
        written.

        Where there is neither stock nor an order no row is made; one that has become so is emptied.
        """
        known = {row.place: row for row in cls.objects.filter(date=day, product__in=products)}
        told = [row for row in rows if not row.is_empty or row.place in known]
        places = {row.place for row in told}
        emptied = [
            cls(product_id=row.product_id, warehouse_id=row.warehouse_id, date=day)
            for place, row in known.items()
            if place not in places
        ]
        return _keep([*told, *emptied], known, ["product", "date", "warehouse"])


def _keep(rows: Sequence[D], known: Mapping[Any, D], key: list[str]) -> Kept:
    changed = [row for row in rows if not _same(row, known.get(row.place))]
    if changed:
        model = type(changed[0])
        model._default_manager.bulk_create(
            changed,
            batch_size=_BATCH,
            update_conflicts=True,
            unique_fields=key,
            update_fields=list(model.figures),
        )
    return Kept(written=len(changed), unchanged=len(rows) - len(changed))


def _same(row: D, known: D | None) -> bool:
    return known is not None and all(
        getattr(row, figure) == getattr(known, figure) for figure in row.figures
    )

"""What a slice works with: the run, its account here and at the marketplace, and where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any

from integrations.marketplaces.base import Account
from integrations.models import MarketplaceAccount, MarketplaceProduct, MarketplaceSize, SyncRun
from integrations.models.product_day import Kept
from integrations.sync.goods import Warehouses


@dataclass
class Work:
    """`place` is the run's cursor: `day`, and of the step at hand `page` and `cursor`."""

    run: SyncRun
    market: Account
    cache: dict[str, Any] = field(default_factory=dict)

    @property
    def account(self) -> MarketplaceAccount:
        return self.run.account

    @property
    def place(self) -> dict[str, Any]:
        found: dict[str, Any] = self.run.cursor
        return found

    @property
    def day(self) -> date:
        return date.fromisoformat(self.place["day"])

    @property
    def page(self) -> int:
        return int(self.place.get("page", 0))

    @property
    def begun_at(self) -> datetime:
        return self.run.started_at or self.run.created_at

    @cached_property
    def warehouses(self) -> Warehouses:
        return Warehouses(self.account)

    @cached_property
    def products(self) -> Sequence[MarketplaceProduct]:
        """Those that the marketplace names, in the order of their keys."""
        here = MarketplaceProduct.objects.filter(account=self.account, gone_at=None)
        return list(here.order_by("pk"))

    @property
    def numbers(self) -> Sequence[str]:
        """By which the marketplace's lists name them."""
        return [str(number_of(product)) for product in self.products]

    @cached_property
    def keys(self) -> Sequence[str]:
        """Of all sizes, by which their stock is asked for."""
        return [size.key for size in self.sizes]

    @cached_property
    def sizes(self) -> Sequence[MarketplaceSize]:
        here = MarketplaceSize.objects.filter(
            product__account=self.account, product__gone_at=None, gone_at=None
        )
        return list(here.select_related("product").order_by("pk"))

    def note(self, kept: Kept) -> None:
        self.run.written += kept.written
        self.run.unchanged += kept.unchanged


def number_of(product: MarketplaceProduct) -> int:
    """The number by which lists and orders name a product: NM ID, or Ozon's SKU."""
    return product.sku if product.sku is not None else product.external_id

"""On the front page: what is sold out or soon will be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalog.models import ProductVariant
from shop.admin.base import staff_language
from shop.admin.dashboard import BasePanel, Board, Tile, list_url
from shop.models import StoreSettings

_SHOWN = 6


def _scarce() -> QuerySet[ProductVariant]:
    """Variants on sale of which few or none are left."""
    return ProductVariant.objects.filter(
        is_active=True,
        product__is_active=True,
        stock_quantity__lte=StoreSettings.current().low_stock_threshold,
    )


class _StockPanel(BasePanel):
    def is_for(self, board: Board) -> bool:
        return board.may("catalog.view_stockmovement") and board.may("catalog.view_product")


class LowStock(_StockPanel):
    def tiles(self, board: Board) -> Sequence[Tile]:
        counts = _scarce().aggregate(
            out=Count("pk", filter=Q(stock_quantity=0)),
            low=Count("pk", filter=~Q(stock_quantity=0)),
        )
        return [
            Tile(
                label=_("Sold out"),
                number=counts["out"],
                icon="production_quantity_limits",
                url=list_url("catalog.product", stock="out", is_active__exact=1),
                note=_("Variants that cannot be bought") if counts["out"] else _("Nothing"),
                tone="danger" if counts["out"] else "",
            ),
            Tile(
                label=_("Low stock"),
                number=counts["low"],
                icon="inventory",
                url=list_url("catalog.product", stock="low", is_active__exact=1),
                note=_("%(n)d pieces or fewer left")
                % {"n": StoreSettings.current().low_stock_threshold},
                tone="warning" if counts["low"] else "",
            ),
        ]


class StockList(_StockPanel):
    template: ClassVar[str] = "admin/dashboard/stock.html"
    title: ClassVar[Any] = _("Running out")

    def content(self, board: Board) -> Mapping[str, Any] | None:
        """Those of which something is left come first: there is still time to order more."""
        few = _scarce().filter(stock_quantity__gt=0)
        variants = list(few.select_related("product").order_by("stock_quantity", "pk")[:_SHOWN])
        language = staff_language()
        return {
            "rows": [
                {
                    "name": variant.product.text_of("name", language),
                    "sku": variant.sku,
                    "left": variant.stock_quantity,
                    "url": reverse("admin:catalog_product_change", args=[variant.product_id]),
                }
                for variant in variants
            ],
            "all_url": list_url("catalog.product", stock="low", is_active__exact=1),
        }

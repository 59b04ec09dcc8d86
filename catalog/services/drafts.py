"""A product as somebody wants it to be: what `save_product` takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from catalog.models import StockMovement


@dataclass(frozen=True)
class VariantDraft:
    """A variant as it is to be; what is None stays as it is, or has its default when it is new.

    It is the variant with this `pk`, else the product's own with this `sku`, else a new one.
    Stock is named as it shall be (`stock_quantity`), or as what came or went (`stock_change`).
    """

    sku: str | None = None
    pk: int | None = None
    price: Decimal | None = None
    stock_quantity: int | None = None
    stock_change: int = 0
    is_active: bool | None = None
    attributes: Mapping[str, str] | None = None
    price_before: Decimal | None = None
    keeps_price_before: bool = True


@dataclass(frozen=True)
class ProductDraft:
    """A product as it is to be; what is None stays as it is. Lists are in display order."""

    facts: Mapping[str, Any]
    options: Mapping[str, Sequence[str]] | None = None
    variants: Sequence[VariantDraft] | None = None
    stock_reason: str = StockMovement.Reason.CORRECTION


@dataclass(frozen=True)
class Gone:
    """The SKUs of variants that a product lost: deleted, or withdrawn because they were ordered."""

    deleted: Sequence[str] = ()
    withdrawn: Sequence[str] = ()

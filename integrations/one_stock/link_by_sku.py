"""Listings find their variants by the SKU that both bear."""

from __future__ import annotations

from django.db.models import Count

from catalog.models import ProductVariant
from integrations.models import (
    ListingLink,
    MarketplaceAccount,
    MarketplaceSize,
    MarketplaceWarehouse,
)
from integrations.one_stock.linked_accounts import forget_linked_accounts
from shop.errors import ErrorCode, StoreError
from shop.transactions import transactional


@transactional
def link_by_sku(*, account: MarketplaceAccount, warehouse: MarketplaceWarehouse) -> int:
    """Link, on trial, each listing of the account whose article, offer or barcode is a SKU; how many.

    What is linked already stays as it is; a listing that several variants fit, or whose stock is
    digital codes, is left to a person. Raises StoreError(NOT_FOUND) when the account is not the
    store's own, or the warehouse is not the account's own.
    """
    is_ours = account.seller.sells_here and warehouse.account_id == account.pk
    if not is_ours or warehouse.kind != MarketplaceWarehouse.Kind.OWN:
        raise StoreError(ErrorCode.NOT_FOUND)
    taken = ListingLink.objects.filter(warehouse=warehouse).values("size")
    sizes = MarketplaceSize.objects.filter(
        product__account=account, product__gone_at=None, gone_at=None
    ).exclude(pk__in=taken)
    counted = sizes.select_related("product").annotate(siblings=Count("product__sizes"))
    names = {size: _names(size, alone=size.siblings == 1) for size in counted.order_by("pk")}
    skus = {name for each in names.values() for name in each}
    variants = {
        variant.sku: variant
        for variant in ProductVariant.objects.filter(sku__in=skus)
        if not variant.stock_is_codes
    }
    links = [
        ListingLink(account=account, variant=found.pop(), size=size, warehouse=warehouse)
        for size, each in names.items()
        if len(found := {variants[name] for name in each if name in variants}) == 1
    ]
    ListingLink.objects.bulk_create(links, ignore_conflicts=True)
    forget_linked_accounts()
    return len(links)


def _names(size: MarketplaceSize, *, alone: bool) -> set[str]:
    """By what a size may be known in the store; an article alone names a product of one size."""
    named = {size.offer_id, *map(str, size.barcodes)}
    if alone:
        named.add(size.product.article)
    return named - {""}

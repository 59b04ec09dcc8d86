"""Products put into the shop, taken out of it, laid into the archive and brought back."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils import timezone

from catalog.cache import catalogue_changed
from catalog.models import Product
from catalog.services.adjust_stock import lock_variants
from catalog.services.save_variants import ordered_variants
from shop.transactions import transactional


@transactional
def publish_products(product_ids: Iterable[int]) -> list[int]:
    """Show the products in the shop; the ids of those that change. Archived ones stay away."""
    hidden = Product.objects.filter(is_active=False, archived_at=None)
    return _change(hidden, product_ids, is_active=True)


@transactional
def unpublish_products(product_ids: Iterable[int]) -> list[int]:
    """Take the products out of the shop; the ids of those that change."""
    return _change(Product.objects.filter(is_active=True), product_ids, is_active=False)


@transactional
def archive_products(product_ids: Iterable[int]) -> list[int]:
    """Lay the products aside, out of the shop; the ids of those that change.

    Nothing that belongs to them changes: orders keep their lines, variants their stock.
    """
    there = Product.objects.filter(archived_at=None)
    return _change(there, product_ids, is_active=False, archived_at=timezone.now())


@transactional
def restore_products(product_ids: Iterable[int]) -> list[int]:
    """Bring the products back from the archive, unpublished; the ids of those that change."""
    return _change(Product.objects.exclude(archived_at=None), product_ids, archived_at=None)


@transactional
def remove_product(*, product: Product) -> bool:
    """Delete the product, or archive one that was ever ordered; whether it was deleted."""
    pk = product.pk
    if ordered_variants(lock_variants(product.variants.values_list("pk", flat=True))):
        archive_products([pk])
        return False
    product.delete()
    catalogue_changed(pk)
    return True


def _change(products: QuerySet[Product], ids: Iterable[int], **columns: object) -> list[int]:
    found = products.filter(pk__in=list(ids)).select_for_update(no_key=True).order_by("pk")
    changed = list(found.values_list("pk", flat=True))
    Product.objects.filter(pk__in=changed).update(updated_at=timezone.now(), **columns)
    catalogue_changed(*changed)
    return changed

"""Products, their sizes and the warehouses, brought to what the marketplace says of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from django.utils import timezone

from integrations.marketplaces.facts import Product, Size
from integrations.models import (
    MarketplaceAccount,
    MarketplaceProduct,
    MarketplaceSize,
    MarketplaceWarehouse,
)
from integrations.models.product_day import Kept

_PRODUCT = (
    "sku",
    "article",
    "brand",
    "subject",
    "name",
    "search_text",
    "currency",
    "gone_at",
)
_SIZE = ("offer_id", "name", "barcodes", "gone_at")
_BATCH = 1_000


def keep_products(account: MarketplaceAccount, cards: Sequence[Product]) -> Kept:
    """See that the products of `cards` and their sizes are as told; equal ones are not written."""
    told = {int(card.id): card for card in cards if card.id.isdecimal()}
    known = {
        product.external_id: product
        for product in MarketplaceProduct.objects.filter(
            account=account, external_id__in=list(told)
        )
    }
    new = [
        _told(MarketplaceProduct(account=account, external_id=number), card)
        for number, card in told.items()
        if number not in known
    ]
    changed = [
        product for product in known.values() if _differs(product, told[product.external_id])
    ]
    MarketplaceProduct.objects.bulk_create(new, batch_size=_BATCH)
    MarketplaceProduct.objects.bulk_update(changed, _PRODUCT, batch_size=_BATCH)
    sizes = _keep_sizes([*known.values(), *new], told)
    written = len(new) + len(changed)
    return Kept(written + sizes.written, len(told) - written + sizes.unchanged)


def mark_gone(account: MarketplaceAccount, seen: Collection[int]) -> int:
    """Note which products the marketplace names no more; how many are so since now."""
    here = MarketplaceProduct.objects.filter(account=account, gone_at=None)
    gone = [one for one in here.values_list("external_id", flat=True) if one not in seen]
    now, count = timezone.now(), 0
    for start in range(0, len(gone), _BATCH):
        part = gone[start : start + _BATCH]
        count += here.filter(external_id__in=part).update(gone_at=now)
    return count


class Warehouses:
    """The warehouses of an account, made when they are first heard of."""

    def __init__(self, account: MarketplaceAccount) -> None:
        self._account = account
        self._by_key: dict[tuple[str, str], MarketplaceWarehouse] = {}
        self._own_by_name: dict[str, MarketplaceWarehouse] = {}
        for found in MarketplaceWarehouse.objects.filter(account=account):
            self._learn(found)

    def of_marketplace(self, name: str) -> int:
        """The id of a warehouse of the marketplace's."""
        return self._id(MarketplaceWarehouse.Kind.MARKETPLACE, name, name)

    def own(self, number: str, name: str) -> int:
        """The id of one of the seller's own; renamed when it is called otherwise now."""
        found = self._by_key.get((MarketplaceWarehouse.Kind.OWN, number))
        found = found or self._by_key.get((MarketplaceWarehouse.Kind.OWN, name))  # see `own_named`
        if found is None:
            return self._id(MarketplaceWarehouse.Kind.OWN, number, name or number)
        if (found.key, found.name) != (number, name or found.name):
            found.key, found.name = number, name or found.name
            found.save(update_fields=["key", "name"])
            self._learn(found)
        return found.pk

    def own_named(self, name: str) -> int:
        """The id of one of the seller's own, of which only the name is told; it is its key then."""
        found = self._own_by_name.get(name)
        return found.pk if found else self._id(MarketplaceWarehouse.Kind.OWN, name, name)

    def _id(self, kind: str, key: str, name: str) -> int:
        key, name = key[:120] or "?", name[:200] or "?"
        found = self._by_key.get((kind, key))
        if found is None:
            found, _is_new = MarketplaceWarehouse.objects.get_or_create(
                account=self._account, kind=kind, key=key, defaults={"name": name}
            )
            self._learn(found)
        return found.pk

    def _learn(self, warehouse: MarketplaceWarehouse) -> None:
        self._by_key[warehouse.kind, warehouse.key] = warehouse
        if warehouse.kind == MarketplaceWarehouse.Kind.OWN:
            self._own_by_name.setdefault(warehouse.name, warehouse)


def _told(product: MarketplaceProduct, card: Product) -> MarketplaceProduct:
    """The product with what the card says, but its price, which the count compares and writes."""
    product.sku = int(card.number) if card.number != card.id and card.number.isdecimal() else None
    product.article, product.brand = card.article[:200], card.brand[:200]
    product.subject, product.name = card.subject[:200], card.title[:500]
    product.currency, product.gone_at = card.currency, None
    product.search_text = product.words()
    return product


def _differs(product: MarketplaceProduct, card: Product) -> bool:
    before = [getattr(product, field) for field in _PRODUCT]
    _told(product, card)
    return before != [getattr(product, field) for field in _PRODUCT]


def _keep_sizes(products: Sequence[MarketplaceProduct], cards: Mapping[int, Product]) -> Kept:
    known: dict[tuple[int, int], MarketplaceSize] = {
        (size.product_id, size.external_id): size
        for size in MarketplaceSize.objects.filter(product__in=[product.pk for product in products])
    }
    new, changed, same = [], [], 0
    for product in products:
        for size in cards[product.external_id].sizes:
            found = known.pop((product.pk, int(size.id)), None)
            if found is None:
                new.append(_sized(MarketplaceSize(product=product, external_id=int(size.id)), size))
            elif _size_differs(found, size):
                changed.append(found)
            else:
                same += 1
    now = timezone.now()
    for left in known.values():
        if left.gone_at is None:
            left.gone_at = now
            changed.append(left)
    MarketplaceSize.objects.bulk_create(new, batch_size=_BATCH, ignore_conflicts=True)
    MarketplaceSize.objects.bulk_update(changed, _SIZE, batch_size=_BATCH)
    return Kept(len(new) + len(changed), same)


def _sized(size: MarketplaceSize, told: Size) -> MarketplaceSize:
    size.offer_id, size.name = told.offer[:200], told.name[:64]
    size.barcodes, size.gone_at = list(told.barcodes), None
    return size


def _size_differs(size: MarketplaceSize, told: Size) -> bool:
    before = [getattr(size, field) for field in _SIZE]
    _sized(size, told)
    return before != [getattr(size, field) for field in _SIZE]

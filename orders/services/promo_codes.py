"""Promo codes: what they take off an order, counted once per order under the lock of the code."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Count, Exists, F, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from catalog.models import Category, ProductVariant
from catalog.tree import category_tree
from orders.models import Order, PromoCode, PromoUse
from orders.models.promo import code_key
from orders.pricing import percent_of, spread
from orders.state import OrderStatus
from shop.errors import ErrorCode, StoreError
from shop.models import Customer
from shop.money import round_money

MOST_CODES = 5
_ZERO = Decimal(0)
_ORDER = (PromoCode.Kind.PERCENT, PromoCode.Kind.FIXED, PromoCode.Kind.GIFT)


@dataclass(frozen=True)
class Goods:
    """A line as codes look at it; `amount` is what its pieces come to."""

    product_id: int
    category_id: int
    amount: Decimal

    @classmethod
    def of(cls, variant: ProductVariant, quantity: int) -> Goods:
        product = variant.product
        return cls(product.pk, product.category_id, variant.price * quantity)


@dataclass(frozen=True)
class Applied:
    """A code, and what it takes off."""

    promo: PromoCode
    amount: Decimal = _ZERO

    @property
    def gift(self) -> ProductVariant | None:
        return self.promo.gift if self.promo.kind == PromoCode.Kind.GIFT else None


@dataclass(frozen=True)
class Discounts:
    """What codes make of an order: the part that each line bears, and the codes themselves."""

    by_line: Sequence[Decimal]
    applied: Sequence[Applied] = field(default_factory=list)

    @property
    def total(self) -> Decimal:
        return sum(self.by_line, _ZERO)

    @property
    def gifts(self) -> list[ProductVariant]:
        return [one.gift for one in self.applied if one.gift is not None]


def price_with_codes(
    *, customer: Customer, codes: Sequence[str], goods: Sequence[Goods], currency: str
) -> Discounts:
    """What `codes` would take off `goods` now; nothing is locked, nothing counted.

    Percents come first, then sums, whatever order they were typed in, so that the same codes
    always come to the same. Raises StoreError, the first refusal with its `promo_code`: one of
    PROMO_CODE_REFUSALS.
    """
    if not codes:
        return Discounts([_ZERO for _ in goods])
    promos = find_codes(customer, codes)
    reach = {promo.pk: _is_for(promo, goods) for promo in promos}
    for promo in promos:
        _check(promo, promos, goods, reach[promo.pk])
        _check_segment(promo, customer)
    left = [line.amount for line in goods]
    applied = []
    for promo in sorted(promos, key=lambda one: (_ORDER.index(one.kind), one.pk)):
        before = sum(left, _ZERO)
        left = _take_off(promo, left, reach[promo.pk], currency)
        applied.append(Applied(promo, before - sum(left, _ZERO)))
    by_line = [line.amount - rest for line, rest in zip(goods, left, strict=True)]
    return Discounts(by_line, applied)


def find_codes(customer: Customer, codes: Sequence[str]) -> list[PromoCode]:
    """The codes that were typed, each once, with what is known of this customer and them.

    Raises StoreError(PROMO_CODE_UNKNOWN).
    """
    typed = {code_key(code): code for code in codes}
    if not typed:
        return []
    mine = PromoUse.objects.filter(
        promo=OuterRef("pk"), customer=customer, released_at__isnull=True
    )
    orders = Order.objects.filter(customer=customer).exclude(status=OrderStatus.CANCELLED)
    known = (
        PromoCode.objects.filter(key__in=typed, is_active=True)
        .select_related("gift__product", "segment")
        .annotate(
            by_customer=Coalesce(
                Subquery(mine.order_by().values("promo").annotate(n=Count("pk")).values("n")), 0
            ),
            has_ordered=Exists(orders),
        )
    )
    found = {promo.key: promo for promo in known}
    for key, code in typed.items():
        if key not in found:
            raise StoreError(ErrorCode.PROMO_CODE_UNKNOWN, promo_code=" ".join(code.split())[:40])
    return [found[key] for key in typed]


def lock_codes(codes: Iterable[str]) -> None:
    """Lock the rows of these codes, in id order, until the transaction ends: uses are counted then."""
    keys = {code_key(code) for code in codes}
    if not keys:
        return
    rows = PromoCode.objects.select_for_update(no_key=True).filter(key__in=keys).order_by("pk")
    list(rows.values_list("pk", flat=True))


def check_gifts(
    discounts: Discounts, locked: Mapping[int, ProductVariant], wanted: Mapping[int, int]
) -> None:
    """See that every gift can be given from the `locked` variants beside what is `wanted` of them.

    Raises StoreError(PROMO_CODE_GIFT_GONE).
    """
    taken = dict(wanted)
    for one in discounts.applied:
        if one.gift is None:
            continue
        variant = locked.get(one.gift.pk)
        needed = taken.get(one.gift.pk, 0) + 1
        if variant is None or not _can_be_had(variant) or variant.stock_quantity < needed:
            raise StoreError(ErrorCode.PROMO_CODE_GIFT_GONE, promo_code=one.promo.code)
        taken[variant.pk] = needed


def use_codes(order: Order, discounts: Discounts) -> None:
    """Count the codes, which the caller has locked, as used by `order`."""
    PromoUse.objects.bulk_create(
        PromoUse(promo=one.promo, order=order, customer=order.customer, amount=one.amount)
        for one in discounts.applied
    )
    _count([one.promo.pk for one in discounts.applied], by=1)


def release_codes(order: Order) -> None:
    """Give the codes that the locked `order` used back to be used again, once."""
    uses = PromoUse.objects.filter(order=order, released_at__isnull=True)
    promo_ids = list(uses.values_list("promo", flat=True))
    if not promo_ids:
        return
    lock_codes(PromoCode.objects.filter(pk__in=promo_ids).values_list("key", flat=True))
    uses.update(released_at=timezone.now())
    _count(promo_ids, by=-1)


def _count(promo_ids: Sequence[int], *, by: int) -> None:
    if promo_ids:
        PromoCode.objects.filter(pk__in=promo_ids).update(used=F("used") + by)


def _check(
    promo: PromoCode, together: Sequence[PromoCode], goods: Sequence[Goods], reach: Sequence[bool]
) -> None:
    total = sum((line.amount for line in goods), _ZERO)
    minimum = promo.minimum_sum or _ZERO
    by_customer: int = getattr(promo, "by_customer", 0)  # `find_codes` annotates both
    has_ordered: bool = getattr(promo, "has_ordered", False)
    reason: ErrorCode | None = None
    facts: dict[str, object] = {}
    if promo.is_to_come:
        reason = ErrorCode.PROMO_CODE_NOT_YET
        facts = {"starts_at": promo.starts_at}
    elif promo.is_over:
        reason = ErrorCode.PROMO_CODE_ENDED
    elif promo.is_used_up:
        reason = ErrorCode.PROMO_CODE_USED_UP
    elif promo.customer_limit is not None and by_customer >= promo.customer_limit:
        reason = ErrorCode.PROMO_CODE_USED_BY_YOU
    elif promo.first_order_only and has_ordered:
        reason = ErrorCode.PROMO_CODE_FIRST_ORDER
    elif len(together) > 1 and not (promo.stackable and len(together) <= MOST_CODES):
        reason = ErrorCode.PROMO_CODE_ALONE
    elif not any(reach):
        reason = ErrorCode.PROMO_CODE_NOT_FOR_GOODS
    elif total < minimum:
        reason = ErrorCode.PROMO_CODE_MINIMUM_SUM
        facts = {"minimum": minimum, "missing": minimum - total}
    elif promo.kind == PromoCode.Kind.GIFT and not (promo.gift and _can_be_had(promo.gift)):
        reason = ErrorCode.PROMO_CODE_GIFT_GONE
    if reason is not None:
        raise StoreError(reason, promo_code=promo.code, **facts)


def _check_segment(promo: PromoCode, customer: Customer) -> None:
    if promo.segment and not promo.segment.customers().filter(pk=customer.pk).exists():
        raise StoreError(ErrorCode.PROMO_CODE_NOT_FOR_YOU, promo_code=promo.code)


def _can_be_had(variant: ProductVariant) -> bool:
    return variant.is_active and variant.product.is_active and variant.stock_quantity > 0


def _is_for(promo: PromoCode, goods: Sequence[Goods]) -> list[bool]:
    """Which lines the code is for."""
    if promo.product_id is None and promo.category_id is None:
        return [True for _ in goods]
    shelves = _shelves(promo.category_id) if promo.category_id else set()
    return [line.product_id == promo.product_id or line.category_id in shelves for line in goods]


def _shelves(category_id: int) -> set[int]:
    """The category and all under it: as the shop shows them, or as they are where it is hidden."""
    node = category_tree().nodes.get(category_id)
    if node is None:
        return Category(pk=category_id).subtree_ids()
    return {one.pk for one in node.subtree()}


def _take_off(
    promo: PromoCode, left: Sequence[Decimal], reach: Sequence[bool], currency: str
) -> list[Decimal]:
    """What is left of each line's amount once the code has taken its part off those it is for."""
    if promo.kind == PromoCode.Kind.GIFT or promo.value is None:
        return list(left)
    weights = [rest if is_for else _ZERO for rest, is_for in zip(left, reach, strict=True)]
    most = sum(weights, _ZERO)
    if promo.kind == PromoCode.Kind.PERCENT:
        off = min(percent_of(most, promo.value, currency), most)
    else:
        off = min(round_money(promo.value, currency), most)
    shares = spread(off, weights, currency)
    return [rest - share for rest, share in zip(left, shares, strict=True)]

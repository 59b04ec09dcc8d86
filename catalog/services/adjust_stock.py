"""The one way a variant's stock changes: a movement row and the new quantity, together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db.models import Case, F, IntegerField, Value, When

from catalog.models import ProductVariant, StockMovement
from catalog.services.tell_stock import tell_stock
from shop.errors import ErrorCode, StoreError
from shop.transactions import transactional

_OF_CODES = frozenset(
    {
        StockMovement.Reason.CODES,
        StockMovement.Reason.ORDER_PLACED,
        StockMovement.Reason.ORDER_CANCELLED,
        StockMovement.Reason.ORDER_EDITED,
    }
)


def lock_variants(variant_ids: Iterable[int]) -> dict[int, ProductVariant]:
    """The variants by id, `with_on_shelf`, locked until the transaction ends, in id order.

    The lock lets others refer to the variants meanwhile: a filling cart waits for no order.
    """
    locked = (
        ProductVariant.objects.with_on_shelf()
        .select_for_update(of=("self",), no_key=True)
        .filter(pk__in=set(variant_ids))
        .order_by("pk")
    )
    return {variant.pk: variant for variant in locked}


@transactional
def adjust_stock(
    *,
    variant: ProductVariant,
    quantity: int,
    reason: str,
    actor: str = "",
    reference: str = "",
) -> StockMovement | None:
    """Move the stock of `variant` by `quantity` (signed); None when there is nothing to move.

    `reason` is a `StockMovement.Reason` or a few words of one's own. The instance given is
    brought up to date. Raises StoreError(STOCK_NEGATIVE) when less than nothing would be left.
    """
    if quantity == 0:
        return None
    locked = lock_variants([variant.pk])
    if not locked:
        raise StoreError(ErrorCode.NOT_FOUND, variant_id=variant.pk)
    movements = move_locked_stock(
        locked, {variant.pk: quantity}, reason=reason, actor=actor, reference=reference
    )
    variant.stock_quantity = locked[variant.pk].stock_quantity
    return movements[0]


def move_locked_stock(
    locked: Mapping[int, ProductVariant],
    changes: Mapping[int, int],
    *,
    reason: str,
    actor: str = "",
    reference: str = "",
) -> list[StockMovement]:
    """Move several variants that `lock_variants` gave, in two statements however many they are.

    Raises StoreError, before anything is written: STOCK_NEGATIVE, and STOCK_IS_CODES when somebody
    would move by hand what moves with its codes.
    """
    for pk, quantity in changes.items():
        if locked[pk].stock_quantity + quantity < 0:
            raise StoreError(
                ErrorCode.STOCK_NEGATIVE, sku=locked[pk].sku, available=locked[pk].stock_quantity
            )
        if locked[pk].stock_is_codes and reason not in _OF_CODES:
            raise StoreError(ErrorCode.STOCK_IS_CODES, sku=locked[pk].sku)
    movements = []
    for pk, quantity in sorted(changes.items()):
        locked[pk].stock_quantity += quantity
        movements.append(
            StockMovement(
                variant_id=pk,
                quantity=quantity,
                stock_after=locked[pk].stock_quantity,
                reason=reason,
                actor=actor,
                reference=reference,
            )
        )
    ProductVariant.objects.filter(pk__in=changes).update(
        stock_quantity=F("stock_quantity")
        + Case(
            *(When(pk=pk, then=Value(quantity)) for pk, quantity in changes.items()),
            output_field=IntegerField(),
        )
    )
    written = StockMovement.objects.bulk_create(movements)
    tell_stock(written, locked)
    return written

"""The whole cart at once, as the Mini App sends it."""

from __future__ import annotations

from collections.abc import Sequence

from catalog.models import ProductVariant
from orders.limits import check_pieces
from orders.lines import Line
from orders.models import CartItem
from orders.services.update_cart import (
    MAX_LINES,
    MAX_QUANTITY,
    CartView,
    clear_cart,
    lock_cart,
    view_cart,
)
from orders.track_lines import track_lines
from shop.errors import ErrorCode, StoreError
from shop.models import Customer
from shop.transactions import transactional


@transactional
def replace_cart(
    *, customer: Customer, lines: Sequence[Line], version: int | None = None
) -> CartView:
    """Make the cart hold `lines`, in their order; the same variant twice is one line.

    Raises StoreError: CART_CHANGED when `version` is named and not the cart's, TOO_MANY_LINES,
    INVALID_QUANTITY, PRODUCT_INACTIVE, OUT_OF_STOCK, TOO_MANY_PIECES; `problems` name every
    line concerned. A refusal leaves the cart as it was.
    """
    wanted: dict[int, int] = {}
    for line in lines:
        wanted[line.variant_id] = wanted.get(line.variant_id, 0) + line.quantity
    cart = lock_cart(customer)
    if version is not None and cart.version != version:
        raise StoreError(ErrorCode.CART_CHANGED, version=cart.version)
    variants = ProductVariant.objects.with_on_shelf().in_bulk(wanted)
    _check(wanted, variants)
    had = dict(cart.items.values_list("variant_id", "quantity"))
    clear_cart(customer=customer)
    CartItem.objects.bulk_create(
        CartItem(cart=cart, variant=variants[pk], quantity=quantity, price=variants[pk].price)
        for pk, quantity in wanted.items()
    )
    more = [
        (variants[pk], quantity - had.get(pk, 0))
        for pk, quantity in wanted.items()
        if quantity > had.get(pk, 0)
    ]
    track_lines("cart_item_added", more, customer=customer)
    return view_cart(customer=customer)


def _check(wanted: dict[int, int], variants: dict[int, ProductVariant]) -> None:
    if len(wanted) > MAX_LINES:
        raise StoreError(ErrorCode.TOO_MANY_LINES, most=MAX_LINES)
    many = [pk for pk, quantity in wanted.items() if not 1 <= quantity <= MAX_QUANTITY]
    if many:
        raise StoreError(
            ErrorCode.INVALID_QUANTITY,
            most=MAX_QUANTITY,
            problems=[{"variant_id": pk} for pk in many],
        )
    inactive = [pk for pk in wanted if pk not in variants or not variants[pk].is_on_sale]
    if inactive:
        raise StoreError(
            ErrorCode.PRODUCT_INACTIVE, problems=[{"variant_id": pk} for pk in inactive]
        )
    short = [
        {"variant_id": pk, "requested": quantity, "available": variants[pk].stock_quantity}
        for pk, quantity in wanted.items()
        if quantity > variants[pk].stock_quantity
    ]
    if short:
        raise StoreError(ErrorCode.OUT_OF_STOCK, problems=short)
    check_pieces((variants[pk], quantity) for pk, quantity in wanted.items())

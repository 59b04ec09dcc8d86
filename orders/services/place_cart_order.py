"""What lies in the cart becomes an order, once for each version of the cart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from orders.contact import Contact
from orders.lines import Line
from orders.models import Order
from orders.services.place_order import place_order
from orders.services.update_cart import lock_cart
from shop.errors import ErrorCode, StoreError
from shop.models import Customer
from shop.transactions import transactional


@transactional
def place_cart_order(
    *,
    customer: Customer,
    cart_version: int,
    contact: Contact,
    comment: str,
    source: str,
    expected_total: Decimal | None = None,
    promo_codes: Sequence[str] = (),
    pay_with: str = "",
    use_wallet: bool = False,
    leased: Iterable[str] = (),
    reply_to: Mapping[str, int] | None = None,
) -> Order:
    """Order what lies in the cart, and empty it; the order that this version became before, if so.

    Raises StoreError: CART_CHANGED when the cart is no longer the one that was shown,
    CART_EMPTY, and what `place_order` raises. Whatever it raises, nothing is changed.
    `expected_total` and those after it: see `place_order`.
    """
    cart = lock_cart(customer)
    if cart.version != cart_version:  # placing an order makes a new version
        placed = Order.objects.filter(cart=cart, cart_version=cart_version).first()
        if placed is None:
            raise StoreError(ErrorCode.CART_CHANGED)
        return placed
    items = list(cart.items.order_by("pk"))
    if not items:
        raise StoreError(ErrorCode.CART_EMPTY)
    order = place_order(
        customer=customer,
        lines=[Line(item.variant_id, item.quantity, item.price) for item in items],
        contact=contact,
        comment=comment,
        source=source,
        expected_total=expected_total,
        cart=cart,
        promo_codes=promo_codes,
        pay_with=pay_with,
        use_wallet=use_wallet,
        leased=leased,
        reply_to=reply_to,
    )
    cart.items.all().delete()
    cart.version += 1
    cart.save(update_fields=["version", "updated_at"])
    return order

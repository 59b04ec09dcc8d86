"""The one way to an order: lock, look again, take the stock, snapshot everything."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from catalog.models import ProductVariant, StockMovement
from catalog.services.adjust_stock import lock_variants, move_locked_stock
from orders import payments
from orders.contact import Contact
from orders.customer_figures import order_came
from orders.limits import check_open, check_pieces, check_total
from orders.lines import Line, snapshot_lines
from orders.models import Cart, Order, OrderEvent, OrderItem
from orders.payments import How, Provider
from orders.services.hand_over import hand_over
from orders.services.pay_from_wallet import pay_from_wallet
from orders.services.promo_codes import (
    Discounts,
    Goods,
    check_gifts,
    find_codes,
    lock_codes,
    price_with_codes,
    use_codes,
)
from orders.services.request_payment import request_payment
from orders.services.update_cart import MAX_LINES, MAX_QUANTITY
from shop import outbox
from shop.errors import ErrorCode, StoreError
from shop.models import Customer, StoreSettings
from shop.money import round_money
from shop.tracking import visit_mark
from shop.transactions import transactional


@transactional
def place_order(
    *,
    customer: Customer,
    lines: Sequence[Line],
    contact: Contact,
    comment: str,
    source: str,
    expected_total: Decimal | None = None,
    cart: Cart | None = None,
    promo_codes: Sequence[str] = (),
    pay_with: str = "",
    use_wallet: bool = False,
    leased: Iterable[str] = (),
    reply_to: Mapping[str, int] | None = None,
) -> Order:
    """Take the stock, write the order with its lines, its first event and what others are told.

    Raises StoreError, before anything is written: INVALID_QUANTITY, TOO_MANY_LINES,
    PRODUCT_INACTIVE, OUT_OF_STOCK, PRICE_CHANGED, STORE_CLOSED, TOO_MANY_PIECES,
    ORDER_TOO_SMALL; `problems` or `changes` in its context name every line concerned;
    PAYMENT_METHOD_OFF; one of PROMO_CODE_REFUSALS when one of the
    `promo_codes` does not hold. What they take off is spread over the lines; gifts are lines of
    their own. `expected_total` is what the customer was shown, after discounts.

    `pay_with` names a way to pay, empty for the store's first; with `use_wallet` the customer's
    balance pays what it can. What is then to be paid now is asked for at once
    (`request_payment`), and the order expires unless it is paid as soon as the settings ask. The
    subscribers in `leased` leave the telling to the caller for a lease's time; `reply_to` is the
    message (`chat_id`, `message_id`) that will be edited to say so.
    """
    sale = _checked(customer, lines, promo_codes, expected_total, pay_with)
    if not contact.shipping_address and not sale.is_digital:
        raise StoreError(ErrorCode.INVALID_ADDRESS)
    order = _written(sale, customer, contact, comment, source, cart)
    outbox.publish(
        "order_placed",
        {
            "order_id": order.pk,
            "reply_to": dict(reply_to or {}),
            **visit_mark("order_placed", customer),
        },
        customer_id=customer.pk,
        leased=leased,
    )
    if use_wallet:
        pay_from_wallet(order=order)
    is_paid = order.payment_status == Order.PaymentStatus.PAID
    if sale.provider is not None and sale.provider.how != How.LATER and not is_paid:
        request_payment(order=order, provider=sale.provider)
    if sale.has_digital and not sale.total:
        hand_over(order)
    order_came(order, {variant.product.category_id for variant in sale.variants.values()})
    return order


@dataclass(frozen=True)
class _Sale:
    """What is sold, looked at under the locks; `provider` is None where nothing is to be paid."""

    lines: Sequence[Line]
    variants: Mapping[int, ProductVariant]
    discounts: Discounts
    total: Decimal
    currency: str
    provider: Provider | None

    @property
    def gifts(self) -> list[Line]:
        return [Line(gift.pk, 1) for gift in self.discounts.gifts]

    @property
    def has_digital(self) -> bool:
        return any(variant.is_digital for variant in self.variants.values())

    @property
    def is_digital(self) -> bool:
        """Nothing is to be sent anywhere."""
        return all(variant.is_digital for variant in self.variants.values())


def _checked(
    customer: Customer,
    lines: Sequence[Line],
    codes: Sequence[str],
    expected_total: Decimal | None,
    pay_with: str,
) -> _Sale:
    """Lock what is wanted, and see that all of it can be sold on these terms."""
    check_open()
    _check_quantities(lines)
    gift_ids = [one.gift_id for one in find_codes(customer, codes) if one.gift_id]
    locked = lock_variants([*(line.variant_id for line in lines), *gift_ids])
    _check_stock(lines, locked)
    check_pieces((locked[line.variant_id], line.quantity) for line in lines)
    _check_prices(lines, locked)
    currency = StoreSettings.current().currency
    discounts = _discounts(customer, codes, lines, locked, currency)
    goods = sum((locked[line.variant_id].price * line.quantity for line in lines), Decimal(0))
    total = round_money(goods, currency) - discounts.total
    if expected_total is not None and expected_total != total:
        raise StoreError(ErrorCode.PRICE_CHANGED, expected=expected_total, total=total)
    check_total(goods)
    has_digital = any(variant.is_digital for variant in locked.values())
    provider = _provider(pay_with, total, currency, has_digital) if total else None
    return _Sale(lines, locked, discounts, total, currency, provider)


def _written(
    sale: _Sale,
    customer: Customer,
    contact: Contact,
    comment: str,
    source: str,
    cart: Cart | None,
) -> Order:
    """The order with its lines and its first event; codes are used, and the stock is taken."""
    order = Order.objects.create(
        customer=customer,
        pay_with=sale.provider.name if sale.provider else "",
        has_digital=sale.has_digital,
        # An order that comes to nothing is paid.
        payment_status=Order.PaymentStatus.UNPAID if sale.total else Order.PaymentStatus.PAID,
        total_amount=sale.total,
        discount_amount=sale.discounts.total,
        currency=sale.currency,
        full_name=contact.full_name,
        phone_number=contact.phone_number,
        shipping_address=contact.shipping_address,
        comment=comment,
        language=customer.language,
        source=source,
        cart=cart,
        cart_version=cart.version if cart else None,
    )
    OrderItem.objects.bulk_create(_items(order, sale))
    use_codes(order, sale.discounts)
    move_locked_stock(
        sale.variants,
        {pk: -quantity for pk, quantity in _quantities([*sale.lines, *sale.gifts]).items()},
        reason=StockMovement.Reason.ORDER_PLACED,
        actor="customer",
        reference=f"order:{order.pk}",
    )
    OrderEvent.objects.create(
        order=order, kind=OrderEvent.Kind.PLACED, new_status=order.status, actor="customer"
    )
    return order


def _discounts(
    customer: Customer,
    codes: Sequence[str],
    lines: Sequence[Line],
    locked: Mapping[int, ProductVariant],
    currency: str,
) -> Discounts:
    """What the codes take off, read anew under their lock."""
    lock_codes(codes)
    goods = [Goods.of(locked[line.variant_id], line.quantity) for line in lines]
    discounts = price_with_codes(customer=customer, codes=codes, goods=goods, currency=currency)
    check_gifts(discounts, locked, _quantities(lines))
    return discounts


def _items(order: Order, sale: _Sale) -> list[OrderItem]:
    """The rows of the order: each line with its part of the discount, gifts at 0."""
    items = snapshot_lines(order, [*sale.lines, *sale.gifts], sale.variants)
    for item, discount in zip(items, sale.discounts.by_line, strict=False):
        item.discount = discount
    for item in items[len(sale.lines) :]:
        item.price_at_purchase = Decimal(0)
    return items


def _provider(name: str, total: Decimal, currency: str, digital: bool) -> Provider:
    offered = payments.offered(total, currency, digital=digital)
    found = [provider for provider in offered if name in ("", provider.name)]
    if not found:
        raise StoreError(
            ErrorCode.PAYMENT_METHOD_OFF, method=name, offered=[way.name for way in offered]
        )
    return found[0]


def _check_quantities(lines: Sequence[Line]) -> None:
    if not lines:
        raise StoreError(ErrorCode.CART_EMPTY)
    if len(lines) > MAX_LINES:
        raise StoreError(ErrorCode.TOO_MANY_LINES, most=MAX_LINES)
    for line in lines:
        if not 1 <= line.quantity <= MAX_QUANTITY:
            raise StoreError(ErrorCode.INVALID_QUANTITY, variant_id=line.variant_id)


def _quantities(lines: Sequence[Line]) -> dict[int, int]:
    wanted: dict[int, int] = {}
    for line in lines:
        wanted[line.variant_id] = wanted.get(line.variant_id, 0) + line.quantity
    return wanted


def _check_stock(lines: Sequence[Line], locked: Mapping[int, ProductVariant]) -> None:
    wanted = _quantities(lines)
    inactive = [pk for pk in wanted if pk not in locked or not locked[pk].is_on_sale]
    if inactive:
        raise StoreError(
            ErrorCode.PRODUCT_INACTIVE, problems=[{"variant_id": pk} for pk in inactive]
        )
    short = [
        {"variant_id": pk, "requested": quantity, "available": locked[pk].stock_quantity}
        for pk, quantity in wanted.items()
        if quantity > locked[pk].stock_quantity
    ]
    if short:
        raise StoreError(ErrorCode.OUT_OF_STOCK, problems=short)


def _check_prices(lines: Sequence[Line], locked: Mapping[int, ProductVariant]) -> None:
    changes = [
        {"variant_id": line.variant_id, "old": line.price, "new": locked[line.variant_id].price}
        for line in lines
        if line.price is not None and line.price != locked[line.variant_id].price
    ]
    if changes:
        raise StoreError(ErrorCode.PRICE_CHANGED, changes=changes)

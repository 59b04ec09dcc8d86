"""What a customer may do with their cart. Every change makes a new version of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from django.conf import settings
from django.db import connection
from django.db.models import F
from django.utils import timezone

from catalog.cards import variant_names
from catalog.models import ProductVariant
from orders.limits import check_pieces
from orders.models import Cart, CartItem
from orders.track_lines import track_lines
from shop.errors import ErrorCode, StoreError
from shop.models import Customer
from shop.transactions import transactional

MAX_LINES = 100
MAX_QUANTITY = 1000


@dataclass(frozen=True)
class CartLine:
    """A line as it stands now; `old_price` is what the customer was shown, if it has changed."""

    item: CartItem
    names: Mapping[str, str]
    old_price: Decimal | None = None

    @property
    def variant(self) -> ProductVariant:
        return self.item.variant

    @property
    def on_sale(self) -> bool:
        return self.item.is_on_sale

    @property
    def available(self) -> int:
        """How many pieces can be had now."""
        return self.variant.stock_quantity if self.on_sale else 0

    @property
    def is_short(self) -> bool:
        return self.item.quantity > self.available

    @property
    def total(self) -> Decimal:
        return self.variant.price * self.item.quantity

    def title(self, language: str) -> str:
        """`Classic T-Shirt (Red, M)`, or just the product when it has no options."""
        product = self.variant.product.text_of("name", language)
        variant = self.names[language]
        return f"{product} ({variant})" if variant else product


@dataclass(frozen=True)
class CartView:
    """The cart with prices and stock of now."""

    version: int
    lines: Sequence[CartLine] = field(default_factory=list)
    line_gone: bool = False
    """Whether the line that was to be changed was no longer there."""

    @property
    def total(self) -> Decimal:
        """What it costs, without what cannot be had at all."""
        return sum((line.total for line in self.lines if line.available), Decimal(0))

    @property
    def pieces(self) -> int:
        return sum(line.item.quantity for line in self.lines)

    @property
    def has_something(self) -> bool:
        return any(line.available for line in self.lines)

    @property
    def has_digital(self) -> bool:
        return any(line.variant.is_digital for line in self.lines)

    @property
    def is_digital(self) -> bool:
        """Whether nothing of it goes anywhere."""
        return bool(self.lines) and all(line.variant.is_digital for line in self.lines)

    @property
    def can_be_ordered(self) -> bool:
        return bool(self.lines) and not any(line.is_short for line in self.lines)


def lock_cart(customer: Customer) -> Cart:
    """The customer's cart, made if there was none, locked until the transaction ends."""
    cart = Cart.objects.select_for_update().filter(pk=customer.pk).first()
    if cart is None:
        Cart.objects.bulk_create([Cart(customer=customer)], ignore_conflicts=True)
        cart = Cart.objects.select_for_update().get(pk=customer.pk)
    return cart


@transactional
def add_to_cart(*, customer: Customer, variant: ProductVariant, quantity: int = 1) -> int:
    """Put `quantity` more of `variant` into the cart; how many of it are there now.

    `variant` is fresh from the database, with its product, on a shelf that is shown. A refusal
    leaves the cart's content as it was. Raises StoreError: PRODUCT_INACTIVE, INVALID_QUANTITY,
    OUT_OF_STOCK (with `available` and `in_cart`), TOO_MANY_LINES, TOO_MANY_PIECES.
    """
    if quantity < 1:
        raise StoreError(ErrorCode.INVALID_QUANTITY, quantity=quantity)
    _begin_change(customer)
    lying = CartItem.objects.filter(cart=customer.pk).select_related("variant")
    items = {item.variant_id: item for item in lying}
    item = items.get(variant.pk)
    in_cart = item.quantity if item else 0
    on_sale = variant.is_active and variant.product.is_active
    _check_available(variant, in_cart + quantity, in_cart, on_sale=on_sale)
    _check_pieces(variant, quantity, items.values())
    if item is not None:
        CartItem.objects.filter(pk=item.pk).update(quantity=F("quantity") + quantity)
    elif len(items) >= MAX_LINES:
        raise StoreError(ErrorCode.TOO_MANY_LINES, most=MAX_LINES)
    else:
        CartItem.objects.create(
            cart_id=customer.pk, variant=variant, quantity=quantity, price=variant.price
        )
    track_lines("cart_item_added", [(variant, quantity)], customer=customer)
    return in_cart + quantity


@transactional
def change_quantity(*, customer: Customer, item_id: int, by: int) -> CartView:
    """Add `by` (signed) to a line of the cart; at zero the line goes. A line gone is no error.

    Raises StoreError(OUT_OF_STOCK, PRODUCT_INACTIVE, INVALID_QUANTITY or TOO_MANY_PIECES) when
    more is asked than can be had; the cart's content is then as it was.
    """
    _begin_change(customer)
    items = _items(customer)
    item = next((item for item in items if item.pk == item_id), None)
    if item is None:
        return replace(_view(customer, items), line_gone=True)
    wanted = item.quantity + by
    if by > 0:
        _check_available(item.variant, wanted, item.quantity, on_sale=item.is_on_sale)
        _check_pieces(item.variant, by, items)
    if wanted < 1:
        items.remove(item)
        item.delete()
    else:
        item.quantity = wanted
        item.save(update_fields=["quantity"])
        if by > 0:
            track_lines("cart_item_added", [(item.variant, by)], customer=customer)
    return _view(customer, items)


@transactional
def remove_item(*, customer: Customer, item_id: int) -> CartView:
    """Take a line out of the cart; a line gone is no error."""
    _begin_change(customer)
    deleted, _by_model = CartItem.objects.filter(pk=item_id, cart=customer.pk).delete()
    return replace(_view(customer, _items(customer)), line_gone=not deleted)


@transactional
def clear_cart(*, customer: Customer) -> None:
    """Empty the cart."""
    _begin_change(customer)
    CartItem.objects.filter(cart=customer.pk).delete()


@transactional
def view_cart(*, customer: Customer) -> CartView:
    """The cart as it is now. Prices that changed are marked once, and count as shown then."""
    return _view(customer, _items(customer))


def _begin_change(customer: Customer) -> None:
    """Lock the cart, made if there was none, and make a new version of it: one statement."""
    table = connection.ops.quote_name(Cart._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (customer_id, version, updated_at) VALUES (%s, 1, %s)"  # noqa: S608
            f" ON CONFLICT (customer_id) DO UPDATE"
            f" SET version = {table}.version + 1, updated_at = excluded.updated_at",
            [customer.pk, timezone.now()],
        )


def _items(customer: Customer) -> list[CartItem]:
    items = CartItem.objects.filter(cart=customer.pk)
    return list(items.with_variants().select_related("cart").order_by("pk"))


def _view(customer: Customer, items: Sequence[CartItem]) -> CartView:
    if not items:
        version = Cart.objects.filter(pk=customer.pk).values_list("version", flat=True).first()
        return CartView(version or 0)
    names = variant_names((item.variant_id for item in items), settings.STORE_LANGUAGES)
    lines = []
    for item in items:
        old = item.price if item.price != item.variant.price else None
        lines.append(CartLine(item, names[item.variant_id], old))
        item.price = item.variant.price
    version = items[0].cart.version
    changed = [line.item for line in lines if line.old_price is not None]
    if changed:
        # What was shown before at other prices can no longer be confirmed.
        _begin_change(customer)
        version += 1
        CartItem.objects.bulk_update(changed, ["price"])
    return CartView(version, lines)


def _check_available(variant: ProductVariant, wanted: int, in_cart: int, *, on_sale: bool) -> None:
    if not on_sale:
        raise StoreError(ErrorCode.PRODUCT_INACTIVE, variant_id=variant.pk)
    if wanted > MAX_QUANTITY:
        raise StoreError(ErrorCode.INVALID_QUANTITY, most=MAX_QUANTITY)
    if wanted > variant.stock_quantity:
        raise StoreError(
            ErrorCode.OUT_OF_STOCK,
            variant_id=variant.pk,
            available=variant.stock_quantity,
            in_cart=in_cart,
        )


def _check_pieces(variant: ProductVariant, more: int, items: Iterable[CartItem]) -> None:
    """That so many more of a variant are not too many of its product."""
    same = [item for item in items if item.variant.product_id == variant.product_id]
    in_cart = sum(item.quantity for item in same)
    check_pieces([(variant, in_cart + more)], in_cart=in_cart)

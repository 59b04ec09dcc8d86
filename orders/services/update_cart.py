"""What a customer may do with their cart. Every change makes a new version of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from django.db import transaction

from catalog.cards import variant_names
from catalog.models import ProductVariant
from orders.models import Cart, CartItem
from shop.errors import ErrorCode, StoreError
from shop.models import Customer

MAX_LINES = 100
MAX_QUANTITY = 1000


@dataclass(frozen=True)
class CartLine:
    """A line as it stands now; `old_price` is what the customer was shown, if it has changed."""

    item: CartItem
    variant_name: str
    old_price: Decimal | None = None

    @property
    def variant(self) -> ProductVariant:
        return self.item.variant

    @property
    def on_sale(self) -> bool:
        return self.variant.is_active and self.variant.product.is_active

    @property
    def missing(self) -> int:
        """How many of the wanted pieces cannot be had now."""
        available = self.variant.stock_quantity if self.on_sale else 0
        return max(0, self.item.quantity - available)

    @property
    def total(self) -> Decimal:
        return self.variant.price * self.item.quantity


@dataclass(frozen=True)
class CartView:
    """The cart with prices and stock of now."""

    version: int
    lines: list[CartLine] = field(default_factory=list)

    @property
    def total(self) -> Decimal:
        return sum((line.total for line in self.lines), Decimal(0))

    @property
    def can_be_ordered(self) -> bool:
        return bool(self.lines) and not any(line.missing for line in self.lines)


def lock_cart(customer: Customer) -> Cart:
    """The customer's cart, made if there was none, locked until the transaction ends."""
    cart = Cart.objects.select_for_update().filter(customer=customer).first()
    if cart is None:
        Cart.objects.bulk_create([Cart(customer=customer)], ignore_conflicts=True)
        cart = Cart.objects.select_for_update().get(customer=customer)
    return cart


@transaction.atomic
def add_to_cart(*, customer: Customer, variant_id: int, quantity: int = 1) -> int:
    """Put `quantity` more of a variant into the cart; how many of it are there now.

    Raises StoreError: PRODUCT_INACTIVE, OUT_OF_STOCK (with `available` and `in_cart`),
    INVALID_QUANTITY, TOO_MANY_LINES. A refusal changes nothing.
    """
    if quantity < 1:
        raise StoreError(ErrorCode.INVALID_QUANTITY, quantity=quantity)
    cart = lock_cart(customer)
    variant = ProductVariant.objects.select_related("product").filter(pk=variant_id).first()
    if variant is None or not (variant.is_active and variant.product.is_active):
        raise StoreError(ErrorCode.PRODUCT_INACTIVE, variant_id=variant_id)
    items = {item.variant_id: item for item in cart.items.all()}
    item = items.get(variant_id)
    in_cart = item.quantity if item else 0
    _check_available(variant, in_cart + quantity, in_cart)
    if item is None:
        if len(items) >= MAX_LINES:
            raise StoreError(ErrorCode.TOO_MANY_LINES, most=MAX_LINES)
        CartItem.objects.create(cart=cart, variant=variant, quantity=quantity, price=variant.price)
    else:
        item.quantity += quantity
        item.save(update_fields=["quantity"])
    _touch(cart)
    return in_cart + quantity


@transaction.atomic
def change_quantity(*, customer: Customer, item_id: int, by: int) -> None:
    """Add `by` (signed) to a line of the cart; at zero the line goes. A line gone is no error.

    Raises StoreError(OUT_OF_STOCK or PRODUCT_INACTIVE) when more is asked than there is.
    """
    cart = lock_cart(customer)
    item = cart.items.select_related("variant__product").filter(pk=item_id).first()
    if item is None:
        return
    wanted = item.quantity + by
    if wanted < 1:
        item.delete()
    else:
        if by > 0:
            if not (item.variant.is_active and item.variant.product.is_active):
                raise StoreError(ErrorCode.PRODUCT_INACTIVE, variant_id=item.variant_id)
            _check_available(item.variant, wanted, item.quantity)
        item.quantity = wanted
        item.save(update_fields=["quantity"])
    _touch(cart)


@transaction.atomic
def remove_item(*, customer: Customer, item_id: int) -> None:
    """Take a line out of the cart; a line gone is no error."""
    cart = lock_cart(customer)
    if cart.items.filter(pk=item_id).delete()[0]:
        _touch(cart)


@transaction.atomic
def clear_cart(*, customer: Customer) -> None:
    cart = lock_cart(customer)
    if cart.items.all().delete()[0]:
        _touch(cart)


@transaction.atomic
def view_cart(*, customer: Customer, language: str) -> CartView:
    """The cart as it is now. Prices that changed are marked once, and count as shown then."""
    items = list(
        CartItem.objects.filter(cart__customer=customer)
        .select_related("cart", "variant__product")
        .order_by("pk")
    )
    if not items:
        version = Cart.objects.filter(customer=customer).values_list("version", flat=True).first()
        return CartView(version or 0)
    names = variant_names([item.variant_id for item in items], [language])
    lines = []
    for item in items:
        old = item.price if item.price != item.variant.price else None
        lines.append(CartLine(item, names[item.variant_id][language], old))
        item.price = item.variant.price
    changed = [line.item for line in lines if line.old_price is not None]
    if changed:
        CartItem.objects.bulk_update(changed, ["price"])
    return CartView(items[0].cart.version, lines)


def _check_available(variant: ProductVariant, wanted: int, in_cart: int) -> None:
    if wanted > MAX_QUANTITY:
        raise StoreError(ErrorCode.INVALID_QUANTITY, most=MAX_QUANTITY)
    if wanted > variant.stock_quantity:
        raise StoreError(
            ErrorCode.OUT_OF_STOCK,
            variant_id=variant.pk,
            available=variant.stock_quantity,
            in_cart=in_cart,
        )


def _touch(cart: Cart) -> None:
    cart.version += 1
    cart.save(update_fields=["version", "updated_at"])

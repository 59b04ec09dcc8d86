"""Customers, products and carts for tests: the fewest rows that make a shop."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import count

from catalog.models import Category, Product, ProductVariant
from catalog.services.create_product import NewVariant, create_product
from orders.contact import Contact
from orders.lines import Line
from orders.models import Cart, Order
from orders.services.place_order import place_order
from orders.services.update_cart import add_to_cart
from shop.models import Customer

JOHN = Contact("John Doe", "+15551234567", "10 Main Street, Springfield")
# As Product.translations has it.
Texts = Mapping[str, Mapping[str, str]]

_numbers = count(1)


def make_customer(pk: int | None = None, *, language: str = "en", name: str = "John") -> Customer:
    """A customer with a Telegram id of their own, who reads `language`."""
    pk = pk or 1_000_000 + next(_numbers)
    return Customer.objects.create(id=pk, full_name=name, telegram_language=language)


def make_category(
    name: str = "Clothing",
    *,
    parent: Category | None = None,
    is_active: bool = True,
    sort_order: int = 0,
    translations: Texts | None = None,
) -> Category:
    return Category.objects.create(
        name=name,
        slug=f"category-{next(_numbers)}",
        parent=parent,
        is_active=is_active,
        sort_order=sort_order,
        translations=translations or {},
    )


def make_product(
    name: str = "Classic T-Shirt",
    *,
    category: Category | None = None,
    variants: Sequence[NewVariant] | None = None,
    options: Mapping[str, Sequence[str]] | None = None,
    is_active: bool = True,
    sort_order: int = 0,
    translations: Texts | None = None,
) -> Product:
    """A product; one variant at 10.00 with ten pieces, unless `variants` say otherwise."""
    product = create_product(
        category=category or make_category(),
        name=name,
        options=options,
        variants=[new_variant()] if variants is None else variants,
        is_active=is_active,
        sort_order=sort_order,
    )
    if translations:
        product.translations = translations
        product.save()
    return product


def new_variant(
    price: str = "10.00", stock: int = 10, *, sku: str = "", **options: str
) -> NewVariant:
    """A variant to be, for `make_product`: `new_variant("19.99", 3, Color="Red")`."""
    return NewVariant(
        sku=sku or f"SKU-{next(_numbers)}",
        price=Decimal(price),
        stock_quantity=stock,
        options=options,
    )


def make_variant(price: str = "10.00", stock: int = 10, *, sku: str = "") -> ProductVariant:
    """The only variant of a product without options."""
    return make_product(variants=[new_variant(price, stock, sku=sku)]).variants.get()


def make_shirt() -> dict[str, ProductVariant]:
    """A T-shirt, red and blue, in M and L, with names in both languages; its variants by SKU."""
    product = make_product(
        "Футболка",
        translations={"en": {"name": "Classic T-Shirt"}},
        options={"Цвет": ["Красный", "Синий"], "Размер": ["M", "L"]},
        variants=[
            new_variant("19.99", 5, sku="TS-R-M", Цвет="Красный", Размер="M"),
            new_variant("19.99", 3, sku="TS-R-L", Цвет="Красный", Размер="L"),
            new_variant("21.99", 0, sku="TS-B-M", Цвет="Синий", Размер="M"),
        ],
    )
    colour = product.options.get(name="Цвет")
    for value, english in (("Красный", "Red"), ("Синий", "Blue")):
        colour.values.filter(value=value).update(translations={"en": {"value": english}})
    return {variant.sku: variant for variant in product.variants.select_related("product")}


def fill_cart(customer: Customer, wanted: Mapping[ProductVariant, int]) -> Cart:
    """The customer's cart with so many of each variant added."""
    for variant, quantity in wanted.items():
        add_to_cart(customer=customer, variant=variant, quantity=quantity)
    return Cart.objects.get(customer=customer)


def make_order(
    customer: Customer | None = None,
    wanted: Mapping[ProductVariant, int] | None = None,
    *,
    contact: Contact = JOHN,
) -> Order:
    """A pending order; of one piece of a new variant, unless `wanted` says otherwise."""
    wanted = {make_variant(): 1} if wanted is None else wanted
    return place_order(
        customer=customer or make_customer(),
        lines=[Line(variant.pk, quantity) for variant, quantity in wanted.items()],
        contact=contact,
        comment="",
        source="test",
    )

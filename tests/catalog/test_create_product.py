from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from catalog.models import OptionType, OptionValue, Product, ProductVariant, StockMovement
from catalog.services.create_product import NewVariant, create_product
from catalog.services.set_variant_options import combination_key, set_variant_options
from shop.errors import ErrorCode, StoreError
from tests.factories import make_category, make_product, make_shirt, new_variant

pytestmark = pytest.mark.django_db


def nothing_was_made():
    models = (Product, OptionType, OptionValue, ProductVariant, StockMovement)
    return not any(model.objects.exists() for model in models)


def test_a_product_comes_with_its_options_variants_and_opening_stock():
    category = make_category()
    product = create_product(
        category=category,
        name="Mug",
        description="Holds tea",
        sort_order=4,
        options={"Colour": ["White", "Black"], "Size": ["S"]},
        variants=[
            NewVariant(
                "MUG-W", Decimal("5.00"), 7, Decimal("6.50"), {"Colour": "White", "Size": "S"}
            ),
            NewVariant("MUG-B", Decimal("5.50"), 0, options={"Size": "S", "Colour": "Black"}),
        ],
        actor="anna",
    )
    product.refresh_from_db()
    assert (product.category, product.name, product.description) == (category, "Mug", "Holds tea")
    assert (product.is_active, product.sort_order, product.search_text) == (True, 4, "mug")
    options = [(o.name, [v.value for v in o.values.all()]) for o in product.options.all()]
    assert options == [("Colour", ["White", "Black"]), ("Size", ["S"])]
    white, black = product.variants.all()
    assert (white.sku, white.price, white.price_before) == ("MUG-W", Decimal("5"), Decimal("6.5"))
    assert (black.sku, black.stock_quantity, black.price_before) == ("MUG-B", 0, None)
    chosen = white.chosen.values_list("option_type__name", "option_value__value")
    assert set(chosen) == {("Colour", "White"), ("Size", "S")}
    assert white.combination == combination_key(white.chosen.values_list("option_value", flat=True))
    movement = StockMovement.objects.get()
    assert (movement.variant, movement.quantity, movement.stock_after) == (white, 7, 7)
    assert (movement.reason, movement.actor) == ("initial", "anna")


def test_a_product_without_options_has_one_plain_variant():
    product = make_product(variants=[new_variant(sku="BOOK")])
    assert product.variants.get().combination == ""


@pytest.mark.parametrize(
    "chosen",
    [
        {"Size": "XXL"},
        {"Material": "Wool"},
        {"Size": "M", "Material": "Wool"},
        {},
    ],
)
def test_a_variant_of_unknown_or_missing_options_is_refused(chosen):
    category = make_category()
    with transaction.atomic(), pytest.raises(StoreError) as caught:
        create_product(
            category=category,
            name="Shirt",
            options={"Size": ["M", "L"]},
            variants=[new_variant(Size="L"), new_variant(sku="ODD", **chosen)],
        )
    assert caught.value.code == ErrorCode.INVALID_OPTIONS
    assert caught.value.context == {"sku": "ODD"}
    assert nothing_was_made()


@pytest.mark.parametrize(
    "variants",
    [
        [new_variant(sku="ONE", Size="M"), new_variant(sku="TWO", Size="M")],
        [new_variant(sku="ONE", Size="M"), new_variant(sku="ONE", Size="L")],
        [new_variant("-1.00", sku="ONE", Size="M")],
    ],
    ids=["combination twice", "SKU twice", "negative price"],
)
def test_what_the_database_refuses_leaves_nothing_behind(variants):
    category = make_category()
    with pytest.raises(IntegrityError):
        create_product(
            category=category, name="Shirt", options={"Size": ["M", "L"]}, variants=variants
        )
    assert nothing_was_made()


def test_a_negative_opening_stock_leaves_nothing_behind():
    category = make_category()
    with pytest.raises(StoreError) as caught:
        create_product(category=category, name="Book", variants=[new_variant(stock=-1)])
    assert caught.value.code == ErrorCode.STOCK_NEGATIVE
    assert nothing_was_made()


def values_of(variant, *names):
    return list(OptionValue.objects.filter(option_type__product=variant.product, value__in=names))


def test_a_variant_can_become_another_combination():
    variant = make_shirt()["TS-R-M"]
    set_variant_options(variant=variant, values=values_of(variant, "Синий", "L"))
    variant.refresh_from_db()
    chosen = variant.chosen.values_list("option_value", flat=True)
    assert set(variant.chosen.values_list("option_value__value", flat=True)) == {"Синий", "L"}
    assert variant.combination == combination_key(chosen)


def test_a_variant_cannot_become_the_combination_of_a_sibling():
    shirts = make_shirt()
    variant = shirts["TS-R-M"]
    with pytest.raises(IntegrityError), transaction.atomic():
        set_variant_options(variant=variant, values=values_of(variant, "Красный", "L"))
    assert set(variant.chosen.values_list("option_value__value", flat=True)) == {"Красный", "M"}


@pytest.mark.parametrize(
    "names", [["Красный"], ["Красный", "Синий"], ["Красный", "Синий", "M"], []]
)
def test_a_variant_takes_exactly_one_value_of_each_option(names):
    variant = make_shirt()["TS-R-M"]
    with pytest.raises(StoreError) as caught:
        set_variant_options(variant=variant, values=values_of(variant, *names))
    assert caught.value.code == ErrorCode.INVALID_OPTIONS
    assert set(variant.chosen.values_list("option_value__value", flat=True)) == {"Красный", "M"}


def test_a_variant_takes_no_values_of_another_product():
    variant = make_shirt()["TS-R-M"]
    other = make_product(options={"Size": ["M"]}, variants=[new_variant(Size="M")])
    foreign = OptionValue.objects.get(option_type__product=other)
    with pytest.raises(StoreError) as caught:
        set_variant_options(variant=variant, values=[*values_of(variant, "Красный"), foreign])
    assert caught.value.code == ErrorCode.INVALID_OPTIONS


def test_the_order_of_values_does_not_matter_to_a_combination():
    assert combination_key([30, 4, 100]) == "4-30-100"
    assert combination_key([]) == ""


def test_names_in_every_language_are_found_whatever_their_case():
    product = make_product("ШАПКА", translations={"en": {"name": "Woolly HAT"}})
    assert product.search_text == "шапка\nwoolly hat"

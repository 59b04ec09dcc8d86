"""What must never be true is refused by the database, whoever writes."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from catalog.models import (
    Category,
    OptionType,
    OptionValue,
    ProductVariant,
    StockMovement,
    VariantOption,
)
from tests.factories import make_category, make_product, make_shirt, make_variant

pytestmark = pytest.mark.django_db


def refused(write):
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        write()
    return str(caught.value)


@pytest.mark.parametrize(
    "change",
    [
        {"price": Decimal("-0.01")},
        {"stock_quantity": -1},
        {"price_before": Decimal("10.00")},
        {"price_before": Decimal("9.99")},
    ],
)
def test_a_variant_has_no_impossible_figures(change):
    variant = make_variant("10.00", 10)
    refused(lambda: ProductVariant.objects.filter(pk=variant.pk).update(**change))
    variant.refresh_from_db()
    assert (variant.price, variant.stock_quantity, variant.price_before) == (
        Decimal("10.00"),
        10,
        None,
    )


def test_a_price_of_nothing_is_possible():
    assert make_variant("0.00").price == 0


def test_a_sku_exists_once():
    make_variant(sku="TS-1")
    other = make_product(variants=[])
    refused(lambda: ProductVariant.objects.create(product=other, sku="TS-1", price=1))
    assert not other.variants.exists()


def test_a_combination_exists_once_within_a_product():
    shirt = make_shirt()["TS-R-M"]
    refused(
        lambda: ProductVariant.objects.create(
            product=shirt.product, sku="TWIN", price=1, combination=shirt.combination
        )
    )
    assert shirt.product.variants.count() == 3


def test_a_product_without_options_has_one_variant():
    product = make_product()
    refused(lambda: ProductVariant.objects.create(product=product, sku="SECOND", price=1))
    assert product.variants.count() == 1


def test_a_variant_has_one_value_of_an_option():
    shirt = make_shirt()["TS-R-M"]
    blue = OptionValue.objects.get(value="Синий")
    refused(
        lambda: VariantOption.objects.create(
            variant=shirt, option_type=blue.option_type, option_value=blue
        )
    )
    assert set(shirt.chosen.values_list("option_value__value", flat=True)) == {"Красный", "M"}


def test_an_option_and_a_value_exist_once():
    colour = OptionType.objects.get(product=make_shirt()["TS-R-M"].product, name="Цвет")
    refused(lambda: OptionType.objects.create(product=colour.product, name="Цвет"))
    refused(lambda: OptionValue.objects.create(option_type=colour, value="Синий"))


def test_a_movement_moves_something_and_leaves_no_less_than_nothing():
    variant = make_variant(stock=3)
    for figures in ({"quantity": 0, "stock_after": 3}, {"quantity": -4, "stock_after": -1}):
        refused(
            lambda row=figures: StockMovement.objects.create(variant=variant, reason="x", **row)
        )
    assert variant.movements.count() == 1


def test_a_category_cannot_be_its_own_parent():
    category = make_category()
    refused(lambda: Category.objects.filter(pk=category.pk).update(parent=category.pk))


def test_a_category_cannot_be_moved_into_its_own_subtree():
    top = make_category("Top")
    middle = make_category("Middle", parent=top)
    bottom = make_category("Bottom", parent=middle)
    top.parent = bottom
    with pytest.raises(ValidationError) as caught:
        top.clean()
    assert set(caught.value.message_dict) == {"parent"}
    assert top.subtree_ids() == {top.pk, middle.pk, bottom.pk}


def test_a_product_goes_with_all_that_is_its_own():
    product = make_shirt()["TS-R-M"].product
    product.delete()
    for model in (ProductVariant, OptionType, OptionValue, VariantOption, StockMovement):
        assert not model.objects.exists()


def test_a_value_that_a_variant_is_made_of_cannot_be_deleted():
    make_shirt()
    with pytest.raises(IntegrityError):
        OptionValue.objects.get(value="Красный").delete()
    assert OptionValue.objects.filter(value="Красный").exists()

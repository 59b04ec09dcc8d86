"""A product as a buyer sees it: texts from the cache, prices and stock of this moment."""

from decimal import Decimal

import pytest

from catalog.cache import catalogue_changed
from catalog.cards import product_card, variant_names
from catalog.models import OptionValue, Product, ProductImage, ProductVariant
from catalog.services.adjust_stock import adjust_stock
from catalog.services.set_variant_options import set_variant_options
from tests.factories import make_product, make_shirt, make_variant, new_variant

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _commits_take_effect(monkeypatch):
    """`on_commit` works at once: a test's transaction is never committed."""
    monkeypatch.setattr("catalog.cache.transaction.on_commit", lambda callback: callback())


def test_a_card_shows_options_and_offers_in_display_order():
    shirts = make_shirt()
    card = product_card(shirts["TS-R-M"].product_id)
    assert [choice.option.name for choice in card.choices] == ["Цвет", "Размер"]
    assert [value.value for value in card.values.values()] == ["Красный", "Синий", "M", "L"]
    assert [offer.variant.sku for offer in card.offers] == ["TS-R-M", "TS-R-L", "TS-B-M"]
    assert [offer.in_stock for offer in card.offers] == [True, True, False]
    assert card.offer(shirts["TS-B-M"].pk).variant.price == Decimal("21.99")
    assert card.offer(10**9) is None


def test_choosing_values_narrows_the_offers():
    product = make_shirt()["TS-R-M"].product
    card = product_card(product.pk)
    ids = {value.value: pk for pk, value in card.values.items()}

    def skus(*chosen):
        return [offer.variant.sku for offer in card.having(ids[name] for name in chosen)]

    assert skus() == ["TS-R-M", "TS-R-L", "TS-B-M"]
    assert skus("Красный") == ["TS-R-M", "TS-R-L"]
    assert skus("M") == ["TS-R-M", "TS-B-M"]
    assert skus("Синий", "L") == []


def test_an_offer_is_named_in_the_reader_s_language_where_it_can_be():
    product = make_shirt()["TS-R-M"].product
    card = product_card(product.pk)
    names = [card.variant_name(card.offers[0], code) for code in ("ru", "en", "de")]
    assert names == ["Красный, M", "Red, M", "Красный, M"]
    assert card.product.text_of("name", "en") == "Classic T-Shirt"


def test_the_picture_is_the_one_of_the_chosen_colour():
    product = make_shirt()["TS-R-M"].product
    blue = OptionValue.objects.get(value="Синий")
    ProductImage.objects.create(product=product, image="b.png", option_value=blue, sort_order=2)
    ProductImage.objects.create(product=product, image="a.png", sort_order=1)
    card = product_card(product.pk)
    assert card.image().image.name == "a.png"
    assert card.image([blue.pk]).image.name == "b.png"
    assert product_card(make_product().pk).image() is None


def test_a_cached_card_costs_one_query(django_assert_num_queries):
    product = make_shirt()["TS-R-M"].product
    product_card(product.pk)
    with django_assert_num_queries(1):
        card = product_card(product.pk)
        assert card.values
        assert [card.variant_name(offer, "en") for offer in card.offers] == [
            "Red, M",
            "Red, L",
            "Blue, M",
        ]


def test_a_card_costs_no_more_however_many_variants_there_are(django_assert_max_num_queries):
    sizes = [str(size) for size in range(30)]
    product = make_product(
        options={"Size": sizes}, variants=[new_variant(Size=size) for size in sizes]
    )
    with django_assert_max_num_queries(2):  # the tree is the second
        assert len(product_card(product.pk).offers) == 30


def test_prices_and_stock_are_fresh_though_the_card_is_cached():
    variant = make_variant("10.00", 5)
    product_card(variant.product_id)
    adjust_stock(variant=variant, quantity=-5, reason="sold")
    ProductVariant.objects.filter(pk=variant.pk).update(price=Decimal("12.00"))
    offer = product_card(variant.product_id).offers[0]
    assert (offer.variant.price, offer.variant.stock_quantity) == (Decimal("12.00"), 0)
    assert not offer.in_stock


@pytest.mark.parametrize("cached", [False, True])
def test_a_product_that_is_not_published_has_no_card(cached):
    product = make_product()
    if cached:
        assert product_card(product.pk) is not None
    Product.objects.filter(pk=product.pk).update(is_active=False)
    assert product_card(product.pk) is None


def test_an_unknown_product_has_no_card():
    assert product_card(404) is None


def test_variants_taken_off_sale_are_not_offered():
    shirts = make_shirt()
    product = shirts["TS-R-M"].product
    product_card(product.pk)
    ProductVariant.objects.filter(sku="TS-R-L").update(is_active=False)
    assert [o.variant.sku for o in product_card(product.pk).offers] == ["TS-R-M", "TS-B-M"]
    ProductVariant.objects.filter(product=product).update(is_active=False)
    assert product_card(product.pk) is None


def test_a_changed_text_is_shown_once_the_catalogue_is_said_to_have_changed():
    product = make_product("Old")
    other = make_product("Other")
    product_card(product.pk), product_card(other.pk)
    Product.objects.update(name="New")
    assert product_card(product.pk).product.name == "Old"
    catalogue_changed(product.pk)
    assert product_card(product.pk).product.name == "New"
    assert product_card(other.pk).product.name == "Other"


def test_a_variant_that_came_after_the_card_was_cached_is_offered_with_its_options():
    product = make_product(
        options={"Size": ["M", "L"]}, variants=[new_variant(Size="M", sku="HAT-M")]
    )
    product_card(product.pk)
    large = OptionValue.objects.get(value="L")
    variant = ProductVariant.objects.create(
        product=product, sku="HAT-L", price=1, sort_order=1, combination="new"
    )
    set_variant_options(variant=variant, values=[large])
    offer = product_card(product.pk).offer(variant.pk)
    assert offer.values == {large.pk}


def test_a_variant_that_became_another_combination_is_shown_so():
    product = make_product(
        options={"Size": ["M", "L"]}, variants=[new_variant(Size="M", sku="HAT")]
    )
    product_card(product.pk)
    large = OptionValue.objects.get(value="L")
    set_variant_options(variant=product.variants.get(), values=[large])
    assert product_card(product.pk).offers[0].values == {large.pk}


def test_variants_are_named_in_each_language_by_one_query(django_assert_num_queries):
    shirts = make_shirt()
    plain = make_variant()
    red, blue = shirts["TS-R-M"].pk, shirts["TS-B-M"].pk
    with django_assert_num_queries(1):
        names = variant_names([red, blue, plain.pk], ["ru", "en"])
    assert names == {
        red: {"ru": "Красный, M", "en": "Red, M"},
        blue: {"ru": "Синий, M", "en": "Blue, M"},
        plain.pk: {"ru": "", "en": ""},
    }

"""The cache forgets when the change is committed, not before: a reader would bring the old back."""

import pytest
from django.db import transaction

from catalog.cache import catalogue_changed
from catalog.cards import product_card
from catalog.models import Product
from tests.factories import make_product


@pytest.mark.django_db(transaction=True)
def test_a_change_reaches_buyers_when_it_is_committed():
    product = make_product("Old")
    product_card(product.pk)
    with transaction.atomic():
        Product.objects.update(name="New")
        catalogue_changed(product.pk)
        assert product_card(product.pk).product.name == "Old"
    assert product_card(product.pk).product.name == "New"


@pytest.mark.django_db(transaction=True)
def test_a_change_that_is_rolled_back_forgets_nothing(django_assert_num_queries):
    product = make_product("Old")
    product_card(product.pk)
    with transaction.atomic():
        catalogue_changed(product.pk)
        transaction.set_rollback(True)
    with django_assert_num_queries(1):
        assert product_card(product.pk).product.name == "Old"

"""The column `is_digital`: read, written, and what it does to the stock."""

import pytest

from catalog.models import ProductVariant
from orders.services.upload_codes import upload_codes
from tests.factories import make_variant
from tests.files.steps import confirmed, upload_rows

pytestmark = pytest.mark.django_db
HEADING = ["sku", "product_name", "category", "price", "stock_quantity", "is_digital"]


def stock(sku):
    found = ProductVariant.objects.get(sku=sku)
    return found.is_digital, found.stock_quantity


def test_new_digital_goods_have_no_stock_before_their_codes():
    confirmed(upload_rows([HEADING, ["G-1", "Game", "Games", "15", "100", "1"]]))
    assert stock("G-1") == (True, 0)


def test_goods_that_become_digital_sell_their_pieces_no_more():
    make_variant(stock=7, sku="G-1")
    confirmed(upload_rows([["sku", "is_digital"], ["G-1", "yes"]]))
    assert stock("G-1") == (True, 0)


def test_the_stock_of_codes_is_not_a_file_s_to_change():
    upload_codes(variant=make_variant(stock=0, sku="G-1"), codes=["A", "B"], actor="x")
    confirmed(upload_rows([["sku", "stock_quantity", "price"], ["G-1", "50", "9"]]))
    assert stock("G-1") == (True, 2)

"""A discount is told wherever an order's money is: papers, files, figures."""

import csv
import io
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from pypdf import PdfReader

from orders.figures.fresh import keep_fresh
from orders.models import Order
from orders.pdf.invoice import invoices
from orders.reports import read_days, top_products
from shop.periods import Period
from shop.privacy import export_customer
from tests.factories import make_customer, make_variant
from tests.fakes.subscriber import listen
from tests.orders.codes import buy, make_code
from tests.staff import staff_client

pytestmark = pytest.mark.django_db


@pytest.fixture
def order(monkeypatch):
    """Two things for 30.00, less 10%."""
    listen(monkeypatch)
    make_code()
    return buy(make_customer(), {make_variant("20.00"): 1, make_variant("10.00"): 1}, "SUMMER")


def test_the_invoice(order):
    found = Order.objects.prefetch_related("items").get()
    text = PdfReader(io.BytesIO(invoices([found]))).pages[0].extract_text()
    for words in ("Goods: ₽30", "Discount: −₽3", "Total: ₽27"):
        assert words in text


def test_the_files(order):
    client = staff_client()

    def rows(kind):
        file = client.get(f"/admin/orders/order/export/?rows={kind}&format=csv")
        text = b"".join(file.streaming_content).decode("utf-8-sig")
        return list(csv.DictReader(io.StringIO(text)))

    [found] = rows("orders")
    assert (found["discount_amount"], found["total_amount"]) == ("3.00", "27.00")
    assert [row["discount"] for row in rows("items")] == ["2.00", "1.00"]


def test_the_figures(order):
    keep_fresh()
    today = timezone.localdate()
    period = Period(today - timedelta(days=1), today)
    assert read_days(period.first, period.last, "RUB").of(period).revenue == Decimal(27)
    assert sorted(sold.revenue for sold in top_products(period, "RUB")) == [9, 18]


def test_what_a_person_is_given(order):
    held = export_customer(order.customer_id)
    [use] = held["promo_codes"]
    assert (use["promo__code"], use["amount"]) == ("SUMMER", "3.00")
    assert held["orders"][0]["discount_amount"] == "3.00"
    assert [item["discount"] for item in held["order_items"]] == ["2.00", "1.00"]

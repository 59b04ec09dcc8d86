"""Packing slips and invoices: Cyrillic, long names, many pages, many orders."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from orders.contact import Contact
from orders.models import Order, OrderItem
from orders.pdf.fonts import markup, printable
from orders.pdf.invoice import invoices
from orders.pdf.packing_slip import packing_slips
from shop.models import StoreSettings
from tests.factories import make_customer, make_order, make_shirt, make_variant
from tests.staff import staff_client

pytestmark = pytest.mark.django_db

IVAN = Contact("Иван Щёголев", "+79123456789", "Москва, ул. Мира, 1")


def pages(pdf: bytes) -> list[str]:
    """The words of each page, their line breaks folded."""
    return [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf)).pages]


def read(orders: list[Order]) -> list[Order]:
    return list(
        Order.objects.filter(pk__in=[order.pk for order in orders])
        .order_by("pk")
        .prefetch_related("items")
    )


def test_a_slip_says_what_goes_where_and_no_price() -> None:
    order = make_order(make_customer(language="ru"), {make_shirt()["TS-R-M"]: 3}, contact=IVAN)
    Order.objects.update(comment="Домофон <не> работает 🎉", carrier="СДЭК", tracking_number="AB1")

    (text,) = pages(packing_slips(read([order]), language="ru"))

    assert f"#{order.pk}" in text or f"№{order.pk}" in text
    for words in ("Иван Щёголев", "+79123456789", "Москва, ул. Мира, 1", "СДЭК · AB1", "TS-R-M"):
        assert words in text
    assert "Футболка (Красный, M)" in text
    assert "Домофон <не> работает" in text
    assert "19,99" not in text
    assert "59,97" not in text


def test_an_invoice_is_in_the_customers_language_with_its_sums() -> None:
    shirt = make_shirt()["TS-R-M"]
    english = make_order(make_customer(language="en"), {shirt: 2}, contact=IVAN)
    russian = make_order(make_customer(language="ru"), {shirt: 1}, contact=IVAN)

    first, second = pages(invoices(read([english, russian])))

    assert f"Invoice for order #{english.pk}" in first
    assert "Classic T-Shirt (Red, M)" in first
    assert "₽19.99" in first
    assert "Total: ₽39.98" in first
    assert "Unpaid" in first
    assert "Page 1 of 1" in first
    assert "Футболка (Красный, M)" in second
    assert "19,99 ₽" in second.replace("\xa0", " ")


def test_an_invoice_names_the_seller_as_registered() -> None:
    store = StoreSettings.current()
    store.seller_name, store.seller_inn = "ООО «Ромашка»", "7707083893"
    store.seller_ogrn, store.seller_address = "1027700132195", "Москва, Садовая ул., 1"
    store.seller_email = "shop@example.com"
    store.save()

    [page] = pages(invoices(read([make_order(contact=IVAN)])))

    for shown in (
        "ООО «Ромашка»", "INN 7707083893, OGRN 1027700132195", "Москва, Садовая ул., 1",
        "shop@example.com",
    ):  # fmt: skip
        assert shown in page, shown


def test_a_long_order_takes_several_pages_and_counts_its_own() -> None:
    long, short = make_order(), make_order(contact=IVAN)
    name = "Очень длинное название, которое не влезает в одну строку " * 3
    OrderItem.objects.bulk_create(
        OrderItem(
            order=long,
            sku=f"SKU-{number}-{'LONG' * 12}",
            product_name=(name + "Безпробелов" * 20)[:200],
            quantity=number + 1,
            price_at_purchase="1234567890.12",
        )
        for number in range(70)
    )

    for draw in (lambda orders: packing_slips(orders, language="en"), invoices):
        texts = pages(draw(read([long, short])))
        count = len(texts) - 1
        assert count > 3
        for number, text in enumerate(texts[:-1], start=1):
            assert f"Page {number} of {count}" in text
            assert "Item" in text  # the head of the table, on every page
        assert "Page 1 of 1" in texts[-1]
        assert "Щёголев" in texts[-1]
        assert all(f"SKU-{number}-" in "".join(texts).replace(" ", "") for number in range(70))


def test_letters_that_the_font_lacks_do_no_harm() -> None:
    assert printable("Ёлка ₽ ₸ Ўзбек №5 🎉👍🏽") == "Ёлка ₽ ₸ Ўзбек №5"
    assert printable("漢") == "□"
    assert markup("<b>&\nx") == "&lt;b&gt;&amp;<br/>x"


def test_many_are_printed_from_the_list_in_one_file() -> None:
    staff = staff_client()
    orders = [make_order(wanted={make_variant(sku=f"M-{number}"): 1}) for number in range(3)]
    answer = staff.post(
        reverse("admin:orders_order_changelist"),
        {"action": "print_packing-slip", "_selected_action": [orders[0].pk, orders[2].pk]},
    )
    first, second = pages(answer.content)
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == (
        f'inline; filename="packing-slip-{orders[0].pk}-and-1-more.pdf"'
    )
    assert ("M-0" in first, "M-2" in second) == (True, True)


def test_too_many_at_once_are_refused_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("orders.admin.order.MOST_PRINTED", 1)
    staff: Client = staff_client()
    orders = [make_order(), make_order()]
    answer = staff.post(
        reverse("admin:orders_order_changelist"),
        {"action": "print_invoice", "_selected_action": [order.pk for order in orders]},
        follow=True,
    )
    assert "Choose at most 1 orders at once." in answer.content.decode()

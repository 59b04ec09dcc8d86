"""A manager keeps products, their variants, categories and stock."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from catalog.cache import cached_card, keep_card
from catalog.models import (
    Category,
    OptionType,
    Product,
    ProductImage,
    ProductVariant,
    StockMovement,
)
from tests.factories import (
    make_category,
    make_order,
    make_product,
    make_shirt,
    make_variant,
    new_variant,
)
from tests.staff import staff_client

pytestmark = pytest.mark.django_db

LIST = "admin:catalog_product_changelist"
PAGE = "admin:catalog_product_change"
MOST_QUERIES = 25


@pytest.fixture
def staff() -> Client:
    return staff_client()


def form_of(client: Client, address: str) -> dict[str, Any]:
    """Everything a browser would post back from the page as it stands."""
    page = client.get(address)
    forms = [page.context["adminform"].form]
    for inline in page.context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    fields: dict[str, Any] = {}
    for form in forms:
        for bound in form:
            value = bound.value()
            if value is not None and value is not False and not hasattr(value, "storage"):
                fields[bound.html_name] = "on" if value is True else value
    return fields


def post(client: Client, address: str, changes: Mapping[str, Any]) -> Any:
    fields = {**form_of(client, address), **changes}
    return client.post(
        address, {name: value for name, value in fields.items() if value is not None}
    )


def queries(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as caught:
        assert client.get(address).status_code == 200
    return len(caught)


def errors_of(response: Any) -> str:
    assert response.status_code == 200
    return str(response.content.decode())


def test_translations_are_shown_changed_and_taken_away(staff: Client) -> None:
    product = make_product("Кружка", translations={"en": {"name": "Mug", "description": "Old"}})
    address = reverse(PAGE, args=[product.pk])
    assert form_of(staff, address)["name_en"] == "Mug"

    post(staff, address, {"name_en": "Cup", "description_en": ""})

    product.refresh_from_db()
    assert product.translations == {"en": {"name": "Cup"}}
    assert product.search_text == "кружка\ncup"


def test_stock_moves_with_a_reason_and_a_name(staff: Client) -> None:
    shirt = make_shirt()
    address = reverse("admin:catalog_product_adjust_stock", args=[shirt["TS-R-M"].product_id])
    assert "TS-R-M" in staff.get(address).content.decode()

    response = staff.post(
        address,
        {
            "reason": "received",
            "note": "Invoice 7",
            f"variant_{shirt['TS-R-M'].pk}": "10",
            f"variant_{shirt['TS-R-L'].pk}": "-2",
        },
    )

    assert response.status_code == 302
    stock = dict(ProductVariant.objects.values_list("sku", "stock_quantity"))
    assert stock == {"TS-R-M": 15, "TS-R-L": 1, "TS-B-M": 0}
    moved = StockMovement.objects.filter(reference="Invoice 7").order_by("variant_id")
    assert [(row.quantity, row.reason, row.actor) for row in moved] == [
        (10, "received", "staff:anna"),
        (-2, "received", "staff:anna"),
    ]


def test_more_than_there_is_cannot_go_and_then_nothing_moves(staff: Client) -> None:
    shirt = make_shirt()
    before = StockMovement.objects.count()

    response = staff.post(
        reverse("admin:catalog_product_adjust_stock", args=[shirt["TS-R-M"].product_id]),
        {
            "reason": "correction",
            "note": "",
            f"variant_{shirt['TS-R-M'].pk}": "10",
            f"variant_{shirt['TS-R-L'].pk}": "-4",
        },
    )

    assert "Only 3 in stock: nothing was changed." in errors_of(response)
    assert StockMovement.objects.count() == before
    shirt["TS-R-M"].refresh_from_db()
    assert shirt["TS-R-M"].stock_quantity == 5


def test_what_was_ordered_is_not_deleted_and_says_why(staff: Client) -> None:
    variant = make_variant()
    make_order(wanted={variant: 1})
    page = reverse("admin:catalog_product_delete", args=[variant.product_id])

    asked = staff.post(page, {"post": "yes"})
    listed = staff.post(
        reverse(LIST),
        {"action": "delete_selected", "_selected_action": [variant.product_id], "post": "yes"},
    )

    assert "it has been ordered. Archive it instead." in errors_of(asked)
    assert "it has been ordered. Archive it instead." in errors_of(listed)
    assert Product.objects.filter(pk=variant.product_id).exists()


def test_what_was_never_ordered_can_go(staff: Client) -> None:
    shirt = make_shirt()

    staff.post(
        reverse("admin:catalog_product_delete", args=[shirt["TS-R-M"].product_id]), {"post": "yes"}
    )

    assert not Product.objects.exists()


def test_values_are_renamed_and_a_used_one_stays(staff: Client) -> None:
    shirt = make_shirt()
    product = shirt["TS-R-M"].product
    colour: OptionType = product.options.get(name="Цвет")
    address = reverse("admin:catalog_optiontype_change", args=[colour.pk])

    response = post(staff, address, {"values-0-value": "Алый", "values-0-value_en": "Scarlet"})
    refused = post(staff, address, {"values-0-DELETE": "on"})

    first = colour.values.order_by("sort_order").first()
    assert first is not None
    assert response["Location"] == reverse(PAGE, args=[product.pk])
    assert (first.value, first.text_of("value", "en")) == ("Алый", "Scarlet")
    assert refused.status_code == 200
    assert colour.values.count() == 2


def test_publish_and_unpublish_many_and_the_card_is_fresh(
    staff: Client, django_capture_on_commit_callbacks: Any
) -> None:
    product, hidden = make_product(), make_product(is_active=False)
    keep_card(product.pk, "old")

    with django_capture_on_commit_callbacks(execute=True):
        staff.post(
            reverse(LIST), {"action": "unpublish", "_selected_action": [product.pk, hidden.pk]}
        )

    product.refresh_from_db()
    assert not product.is_active
    assert cached_card(product.pk) is None
    staff.post(reverse(LIST), {"action": "publish", "_selected_action": [product.pk]})
    product.refresh_from_db()
    assert product.is_active


def test_saving_a_product_makes_its_card_fresh(
    staff: Client, django_capture_on_commit_callbacks: Any
) -> None:
    product = make_product()
    keep_card(product.pk, "old")

    with django_capture_on_commit_callbacks(execute=True):
        post(staff, reverse(PAGE, args=[product.pk]), {"name": "New"})

    assert cached_card(product.pk) is None


def test_products_are_found_by_name_in_any_case_and_language_and_by_sku(staff: Client) -> None:
    shirt = make_shirt()["TS-R-M"].product
    make_product("Mug")

    for text in ("футбол", "T-SHIRT", "classic shirt", "ts-b"):
        listed = staff.get(reverse(LIST), {"q": text}).context["cl"].result_list
        assert [product.pk for product in listed] == [shirt.pk], text


def test_list_shows_price_range_and_stock(staff: Client) -> None:
    make_shirt()
    make_product("Sold out", variants=[new_variant("5.00", 0)])

    page = staff.get(reverse(LIST)).content.decode()
    sold_out = staff.get(reverse(LIST), {"stock": "out"}).context["cl"].result_list

    assert "₽19.99 – ₽21.99" in page
    assert {product.name for product in sold_out} == {"Футболка", "Sold out"}


def test_a_category_with_products_is_not_deleted(staff: Client) -> None:
    product = make_product()
    page = reverse("admin:catalog_category_delete", args=[product.category_id])

    asked = staff.post(page, {"post": "yes"})

    assert asked.context["protected"] == ["Products: 1"]  # counted: it may be all there are
    assert Category.objects.filter(pk=product.category_id).exists()


def test_the_ledger_is_only_read(staff: Client) -> None:
    movement = make_variant().movements.get()
    StockMovement.objects.update(actor="staff:anna", reference="order:56")

    ledger = staff.get(reverse("admin:catalog_stockmovement_changelist")).content.decode()
    assert "+10" in ledger
    assert "anna" in ledger
    assert "#56" in ledger
    assert "staff:anna" not in ledger
    assert staff.get(reverse("admin:catalog_stockmovement_add")).status_code == 403
    changed = staff.post(
        reverse("admin:catalog_stockmovement_change", args=[movement.pk]), {"quantity": "99"}
    )
    assert changed.status_code == 403


def test_queries_stay_few_however_large_the_catalogue(staff: Client) -> None:
    product = make_shirt()["TS-R-M"].product
    ProductImage.objects.create(product=product, image="products/a.jpg")
    addresses = [
        reverse(LIST),
        reverse(PAGE, args=[product.pk]),
        reverse("admin:catalog_product_adjust_stock", args=[product.pk]),
        reverse("admin:catalog_category_changelist"),
        reverse("admin:catalog_category_change", args=[product.category_id]),
        reverse("admin:catalog_stockmovement_changelist"),
    ]
    few = [queries(staff, address) for address in addresses]
    colour = product.options.get(name="Цвет")
    for number in range(30):
        make_product(category=make_category(parent=product.category))
        ProductImage.objects.create(product=product, image=f"products/{number}.jpg")
        colour.values.create(value=f"Colour {number}")
        ProductVariant.objects.create(
            product=product, sku=f"MORE-{number}", price=1, combination=f"more-{number}"
        )

    many = [queries(staff, address) for address in addresses]

    assert many == few
    assert max(many) <= MOST_QUERIES

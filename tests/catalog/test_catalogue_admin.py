"""A manager keeps products, their variants, categories and stock."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from catalog.admin import variants as variants_admin
from catalog.cache import cached_card
from catalog.models import (
    Category,
    OptionType,
    Product,
    ProductImage,
    ProductVariant,
    StockMovement,
)
from catalog.services.adjust_stock import adjust_stock
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
PIXEL = bytes.fromhex(
    "47494638396101000100800000ffffff00000021f90401000000002c00000000010001000002024401003b"
)


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


def row_of(client: Client, address: str, sku: str) -> str:
    """The prefix of the variant's row in the form."""
    fields = form_of(client, address)
    (name,) = [name for name, value in fields.items() if name.endswith("-sku") and value == sku]
    return name.removesuffix("sku")


def queries(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as caught:
        assert client.get(address).status_code == 200
    return len(caught)


def errors_of(response: Any) -> str:
    assert response.status_code == 200
    return str(response.content.decode())


def test_a_simple_product_is_made_in_one_step(staff: Client) -> None:
    category = make_category("Mugs")

    response = post(
        staff,
        reverse("admin:catalog_product_add"),
        {
            "name": "Кружка",
            "name_en": "Mug",
            "description_en": "For tea",
            "category": category.pk,
            "variants-0-sku": " MUG-1 ",
            "variants-0-price": "350.00",
            "images-TOTAL_FORMS": "1",
            "images-0-image": SimpleUploadedFile("mug.gif", PIXEL, "image/gif"),
            "images-0-sort_order": "0",
        },
    )

    assert response.status_code == 302
    product = Product.objects.get()
    variant = product.variants.get()
    assert product.text_of("name", "en") == "Mug"
    assert product.text_of("description", "en") == "For tea"
    assert product.search_text == "кружка\nmug"
    assert (variant.sku, variant.price, variant.combination) == ("MUG-1", Decimal("350.00"), "")
    assert product.images.count() == 1


def test_translations_are_shown_changed_and_taken_away(staff: Client) -> None:
    product = make_product("Кружка", translations={"en": {"name": "Mug", "description": "Old"}})
    address = reverse(PAGE, args=[product.pk])
    assert form_of(staff, address)["name_en"] == "Mug"

    post(staff, address, {"name_en": "Cup", "description_en": ""})

    product.refresh_from_db()
    assert product.translations == {"en": {"name": "Cup"}}
    assert product.search_text == "кружка\ncup"


def test_options_then_variants(staff: Client) -> None:
    product = make_product("Футболка", variants=[])
    address = reverse(PAGE, args=[product.pk])
    post(
        staff,
        address,
        {
            "options-TOTAL_FORMS": "1",
            "options-0-name": "Размер",
            "options-0-name_en": "Size",
            "options-0-new_values": "S, M , ,S",
            "options-0-sort_order": "0",
        },
    )
    option = product.options.get()
    small, medium = option.values.all()
    assert (option.text_of("name", "en"), small.value, medium.value) == ("Size", "S", "M")

    response = post(
        staff,
        address,
        {
            "variants-TOTAL_FORMS": "2",
            "variants-0-sku": "T-S",
            "variants-0-price": "10",
            "variants-0-sort_order": "0",
            f"variants-0-option_{option.pk}": small.pk,
            "variants-0-is_active": "on",
            "variants-1-sku": "T-M",
            "variants-1-price": "12",
            "variants-1-sort_order": "1",
            f"variants-1-option_{option.pk}": medium.pk,
            "variants-1-is_active": "on",
        },
    )

    assert response.status_code == 302
    made = {variant.sku: variant for variant in product.variants.all()}
    assert made["T-S"].combination == str(small.pk)
    assert made["T-M"].chosen.get().option_value == medium


def test_the_same_combination_twice_is_refused(staff: Client) -> None:
    shirt = make_shirt()
    product = shirt["TS-R-M"].product
    address = reverse(PAGE, args=[product.pk])
    size = product.options.get(name="Размер")
    row = row_of(staff, address, "TS-R-L")

    response = post(staff, address, {f"{row}option_{size.pk}": size.values.get(value="M").pk})

    assert "Another variant is this combination already." in errors_of(response)
    shirt["TS-R-L"].refresh_from_db()
    assert shirt["TS-R-L"].chosen.get(option_type=size).option_value.value == "L"


def test_two_variants_change_places(staff: Client) -> None:
    shirt = make_shirt()
    product = shirt["TS-R-M"].product
    address = reverse(PAGE, args=[product.pk])
    size = product.options.get(name="Размер")
    medium, large = size.values.get(value="M"), size.values.get(value="L")
    before = {sku: variant.combination for sku, variant in shirt.items()}

    response = post(
        staff,
        address,
        {
            f"{row_of(staff, address, 'TS-R-M')}option_{size.pk}": large.pk,
            f"{row_of(staff, address, 'TS-R-L')}option_{size.pk}": medium.pk,
        },
    )

    assert response.status_code == 302
    after = dict(product.variants.values_list("sku", "combination"))
    assert after["TS-R-M"] == before["TS-R-L"]
    assert after["TS-R-L"] == before["TS-R-M"]


def test_every_option_must_be_chosen(staff: Client) -> None:
    shirt = make_shirt()
    product = shirt["TS-R-M"].product
    address = reverse(PAGE, args=[product.pk])
    size = product.options.get(name="Размер")

    response = post(staff, address, {f"{row_of(staff, address, 'TS-R-M')}option_{size.pk}": ""})

    assert "This field is required." in errors_of(response)
    assert shirt["TS-R-M"].chosen.count() == 2


def test_an_option_of_another_product_is_refused(staff: Client) -> None:
    shirt = make_shirt()
    product = shirt["TS-R-M"].product
    other = make_product("Hat", options={"Size": ["S"]}, variants=[new_variant(Size="S")])
    address = reverse(PAGE, args=[product.pk])
    size = product.options.get(name="Размер")
    foreign = other.options.get().values.get()

    response = post(
        staff, address, {f"{row_of(staff, address, 'TS-R-M')}option_{size.pk}": foreign.pk}
    )

    assert "Select a valid choice" in errors_of(response)


def test_prices_change_and_a_sale_must_be_cheaper(staff: Client) -> None:
    variant = make_variant("100.00")
    address = reverse(PAGE, args=[variant.product_id])

    refused = post(
        staff, address, {"variants-0-price": "90.00", "variants-0-price_before": "80.00"}
    )
    assert "Must be more than the price." in errors_of(refused)
    variant.refresh_from_db()
    assert variant.price == Decimal("100.00")

    post(staff, address, {"variants-0-price": "90.00", "variants-0-price_before": "100.00"})
    variant.refresh_from_db()
    assert (variant.price, variant.price_before) == (Decimal("90.00"), Decimal("100.00"))


def test_saving_a_page_keeps_the_stock_that_moved_meanwhile(
    staff: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    variant = make_variant("100.00", stock=10)
    clean = variants_admin.VariantFormSet.clean

    def sold_meanwhile(formset: Any) -> None:
        sold = ProductVariant.objects.get(pk=variant.pk)
        adjust_stock(variant=sold, quantity=-4, reason="order_placed")
        clean(formset)

    monkeypatch.setattr(variants_admin.VariantFormSet, "clean", sold_meanwhile)
    post(staff, reverse(PAGE, args=[variant.product_id]), {"variants-0-price": "90.00"})

    variant.refresh_from_db()
    assert (variant.price, variant.stock_quantity) == (Decimal("90.00"), 6)


def test_stock_cannot_be_typed_in(staff: Client) -> None:
    variant = make_variant(stock=10)

    post(
        staff,
        reverse(PAGE, args=[variant.product_id]),
        {"variants-0-stock_quantity": "999", "variants-0-stock": "999", "variants-0-price": "5"},
    )

    variant.refresh_from_db()
    assert (variant.stock_quantity, variant.price) == (10, Decimal(5))


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

    assert "it has been ordered. Unpublish it instead." in errors_of(asked)
    assert "it has been ordered. Unpublish it instead." in errors_of(listed)
    assert Product.objects.filter(pk=variant.product_id).exists()


def test_a_variant_that_was_ordered_is_not_removed(staff: Client) -> None:
    shirt = make_shirt()
    make_order(wanted={shirt["TS-R-M"]: 1})
    address = reverse(PAGE, args=[shirt["TS-R-M"].product_id])

    response = post(staff, address, {f"{row_of(staff, address, 'TS-R-M')}DELETE": "on"})
    assert "TS-R-M has been ordered and cannot be removed." in errors_of(response)

    response = post(staff, address, {f"{row_of(staff, address, 'TS-B-M')}DELETE": "on"})
    assert response.status_code == 302
    assert set(ProductVariant.objects.values_list("sku", flat=True)) == {"TS-R-M", "TS-R-L"}


def test_what_was_never_ordered_can_go(staff: Client) -> None:
    shirt = make_shirt()

    staff.post(
        reverse("admin:catalog_product_delete", args=[shirt["TS-R-M"].product_id]), {"post": "yes"}
    )

    assert not Product.objects.exists()


def test_removing_an_option_must_leave_variants_distinct(staff: Client) -> None:
    shirt = make_shirt()
    product = shirt["TS-R-M"].product
    address = reverse(PAGE, args=[product.pk])
    fields = form_of(staff, address)
    (size,) = [name for name, value in fields.items() if value == "Размер"]

    refused = post(staff, address, {size.replace("name", "DELETE"): "on"})
    assert "several variants would be the same" in errors_of(refused)
    assert product.options.count() == 2

    shirt["TS-R-L"].delete()
    done = post(staff, address, {size.replace("name", "DELETE"): "on"})
    assert done.status_code == 302
    colour = product.options.get()
    combinations = dict(product.variants.values_list("sku", "combination"))
    assert combinations == {
        "TS-R-M": str(colour.values.get(value="Красный").pk),
        "TS-B-M": str(colour.values.get(value="Синий").pk),
    }


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
    assert cached_card(product.pk, lambda: "old") == "old"

    with django_capture_on_commit_callbacks(execute=True):
        staff.post(
            reverse(LIST), {"action": "unpublish", "_selected_action": [product.pk, hidden.pk]}
        )

    product.refresh_from_db()
    assert not product.is_active
    assert cached_card(product.pk, lambda: "new") == "new"
    staff.post(reverse(LIST), {"action": "publish", "_selected_action": [product.pk]})
    product.refresh_from_db()
    assert product.is_active


def test_saving_a_product_makes_its_card_fresh(
    staff: Client, django_capture_on_commit_callbacks: Any
) -> None:
    product = make_product()
    cached_card(product.pk, lambda: "old")

    with django_capture_on_commit_callbacks(execute=True):
        post(staff, reverse(PAGE, args=[product.pk]), {"name": "New"})

    assert cached_card(product.pk, lambda: "new") == "new"


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


def test_categories_stand_as_a_tree_and_never_in_a_circle(staff: Client) -> None:
    top = make_category("Top", sort_order=1)
    child = make_category("Child", parent=top)
    first = make_category("First", sort_order=0)

    listed = staff.get(reverse("admin:catalog_category_changelist")).context["cl"].result_list
    address = reverse("admin:catalog_category_change", args=[top.pk])
    circle = post(staff, address, {"parent": child.pk})
    post(staff, address, {"name_en": "Top in English"})

    top.refresh_from_db()
    assert [(one.name, one.depth) for one in listed] == [("First", 0), ("Top", 0), ("Child", 1)]
    assert "A category cannot lie inside itself." in errors_of(circle)
    assert top.parent_id is None
    assert top.text_of("name", "en") == "Top in English"
    assert "Top / Child" in staff.get(address).content.decode()
    assert first.slug in staff.get(reverse("admin:catalog_category_changelist")).content.decode()


def test_a_category_with_products_is_not_deleted(staff: Client) -> None:
    product = make_product()

    staff.post(
        reverse("admin:catalog_category_delete", args=[product.category_id]), {"post": "yes"}
    )

    assert Category.objects.filter(pk=product.category_id).exists()


def test_the_ledger_is_only_read(staff: Client) -> None:
    movement = make_variant().movements.get()

    assert "+10" in staff.get(reverse("admin:catalog_stockmovement_changelist")).content.decode()
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

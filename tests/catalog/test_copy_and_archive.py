"""A manager copies a product, lays one aside and brings it back."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from catalog.cards import product_card
from catalog.models import Product, ProductImage
from catalog.services.import_products import undo_import
from catalog.services.publish_products import archive_products
from tests.catalog.editor import row, save
from tests.factories import make_order, make_product, make_shirt, make_variant
from tests.files.steps import imported, worked
from tests.staff import staff_client

pytestmark = pytest.mark.django_db

LIST = "admin:catalog_product_changelist"


@pytest.fixture
def staff() -> Client:
    return staff_client("Manager")


def press(client: Client, name: str, product: Product) -> Any:
    return client.post(reverse(f"admin:catalog_product_{name}", args=[product.pk]))


def act(client: Client, action: str, *products: Product, **query: str) -> None:
    client.post(
        reverse(LIST, query=query),
        {"action": action, "_selected_action": [product.pk for product in products]},
    )


def listed(client: Client, **query: str) -> list[int]:
    rows = client.get(reverse(LIST), query).context["cl"].result_list
    return sorted(product.pk for product in rows)


def test_a_copy_has_everything_but_the_stock_and_the_skus(staff: Client) -> None:
    shirt = make_shirt()
    product = shirt["TS-R-M"].product
    red = product.options.get(name="Цвет").values.get(value="Красный")
    ProductImage.objects.create(
        product=product, image="products/a.jpg", thumbnail="products/a-small.jpg", option_value=red
    )
    shirt["TS-R-L"].price_before = 30
    shirt["TS-R-L"].save()

    response = press(staff, "copy", product)

    copy = Product.objects.exclude(pk=product.pk).get()
    assert response["Location"] == reverse("admin:catalog_product_change", args=[copy.pk])
    assert copy.name == "Футболка (копия)"
    assert copy.text_of("name", "en") == "Classic T-Shirt (copy)"
    assert not copy.is_active
    assert [
        (one.sku, str(one.price), one.price_before, one.stock_quantity)
        for one in copy.variants.order_by("sort_order")
    ] == [
        ("TS-R-M-2", "19.99", None, 0),
        ("TS-R-L-2", "19.99", 30, 0),
        ("TS-B-M-2", "21.99", None, 0),
    ]
    image = copy.images.get()
    assert (image.image.name, image.thumbnail.name) == ("products/a.jpg", "products/a-small.jpg")
    assert image.option_value is not None
    assert image.option_value.option_type.product == copy
    assert image.option_value.text_of("value", "en") == "Red"
    first = copy.variants.get(sku="TS-R-M-2")
    assert {choice.option_value.value for choice in first.chosen.all()} == {"Красный", "M"}
    assert set(product.variants.values_list("sku", flat=True)) == set(shirt)


def test_copies_of_copies_have_free_skus(staff: Client) -> None:
    product = make_variant(sku="MUG").product
    for _ in range(3):
        press(staff, "copy", product)
    skus = set(Product.objects.values_list("variants__sku", flat=True))
    assert skus == {"MUG", "MUG-2", "MUG-3", "MUG-4"}


def test_an_archived_product_is_out_of_the_shop_and_its_orders_keep_their_lines(
    staff: Client,
) -> None:
    variant = make_variant()
    order = make_order(wanted={variant: 1})
    other = make_product()

    press(staff, "archive", variant.product)

    product = Product.objects.get(pk=variant.product_id)
    assert (product.is_active, product.archived_at is not None) == (False, True)
    assert product_card(product.pk) is None
    assert order.items.get().variant_id == variant.pk
    assert listed(staff) == [other.pk]
    assert listed(staff, archive="only") == [product.pk]
    assert listed(staff, archive="all") == sorted([product.pk, other.pk])


def test_it_comes_back_unpublished(staff: Client) -> None:
    product = make_product()
    press(staff, "archive", product)
    press(staff, "restore", product)
    product.refresh_from_db()
    assert (product.is_active, product.archived_at) == (False, None)


def test_many_are_archived_and_restored(staff: Client) -> None:
    products = [make_product(), make_product()]
    act(staff, "archive", *products)
    assert listed(staff, archive="only") == sorted(one.pk for one in products)
    act(staff, "publish", *products, archive="all")
    assert not Product.objects.filter(is_active=True).exists()
    act(staff, "restore", *products, archive="only")
    assert listed(staff) == sorted(one.pk for one in products)
    act(staff, "publish", *products)
    assert Product.objects.filter(is_active=True, archived_at=None).count() == 2


def test_an_archived_product_is_edited_but_not_published_by_its_page(staff: Client) -> None:
    product = make_product()
    archive_products([product.pk])
    product.refresh_from_db()

    save(staff, product, name="Other", rows=[row(id=product.variants.get().pk, sku="X")])

    product.refresh_from_db()
    assert (product.name, product.is_active) == ("Other", False)
    assert product.archived_at is not None


def test_publishing_one_from_elsewhere_takes_it_out_of_the_archive() -> None:
    product = make_product()
    archive_products([product.pk])
    product.refresh_from_db()
    product.is_active = True
    product.save(update_fields=["is_active"])
    product.refresh_from_db()
    assert product.archived_at is None


def test_a_file_that_publishes_it_restores_it_and_its_undo_unpublishes_again() -> None:
    product = make_variant(sku="A").product
    archive_products([product.pk])

    run = imported([["sku", "is_active"], ["A", "1"]])
    product.refresh_from_db()
    assert (product.is_active, product.archived_at) == (True, None)

    undo_import(run=run)
    worked(run)
    product.refresh_from_db()
    assert not product.is_active


def test_an_import_that_hid_it_is_undone_after_it_was_archived() -> None:
    product = make_variant(sku="A").product
    run = imported([["sku", "is_active"], ["A", "0"]])
    archive_products([product.pk])

    undo_import(run=run)
    worked(run)

    product.refresh_from_db()
    assert (product.is_active, product.archived_at) == (True, None)


def test_the_database_knows_no_published_archived_product() -> None:
    product = make_product()
    archive_products([product.pk])
    with pytest.raises(IntegrityError), transaction.atomic():
        Product.objects.filter(pk=product.pk).update(is_active=True)


@pytest.mark.parametrize("name", ["copy", "archive", "restore"])
def test_who_may_only_look_presses_nothing(name: str) -> None:
    product = make_product()
    if name == "restore":
        archive_products([product.pk])
    client = staff_client("Warehouse")
    page = client.get(reverse("admin:catalog_product_change", args=[product.pk]))

    assert reverse(f"admin:catalog_product_{name}", args=[product.pk]) not in page.content.decode()
    assert press(client, name, product).status_code == 403
    address = reverse(f"admin:catalog_product_{name}", args=[product.pk])
    assert client.get(address).status_code == 405
    before = product.updated_at
    product.refresh_from_db()
    assert (product.archived_at is not None) == (name == "restore")
    assert Product.objects.count() == 1
    assert name == "restore" or product.updated_at == before

"""What every list of the admin has in common: its title, its count, its words."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from catalog.models import StockMovement
from catalog.services.adjust_stock import adjust_stock
from shop.admin.capped import CappedPaginator
from tests.factories import make_category, make_order, make_product, make_variant
from tests.staff import staff_client

pytestmark = pytest.mark.django_db


def listed(client: Client, name: str, **query: str) -> list[object]:
    page = client.get(reverse(f"admin:{name}_changelist"), query)
    assert page.status_code == 200
    return list(page.context["cl"].result_list)


def test_no_list_of_our_tables_counts_the_whole_of_it() -> None:
    ours = ("shop", "catalog", "orders", "integrations", "botapp")
    uncapped = [
        model.__name__
        for model, one in admin.site._registry.items()
        if model._meta.app_label in ours
        and not issubclass(one.paginator, CappedPaginator)
        and model.__name__ != "AuditEntry"  # bounded in a way of its own
    ]
    assert uncapped == []


def test_titles_and_counts_are_grammatical_in_russian() -> None:
    client = staff_client()
    for _ in range(2):
        make_order()

    text = client.get(
        reverse("admin:orders_order_changelist"), headers={"Accept-Language": "ru"}
    ).content.decode()

    assert "<title>" in text
    assert "Заказы | " in text
    assert "всего 2" in text
    assert "2 заказы" not in text


def test_products_and_their_categories_are_named_in_the_viewers_language() -> None:
    category = make_category("Одежда", translations={"en": {"name": "Clothing"}})
    make_product("Кепка", category=category, translations={"en": {"name": "Cap"}})

    text = staff_client().get(reverse("admin:catalog_product_changelist")).content.decode()

    assert ">Cap</a>" in text
    assert "Clothing" in text
    assert ">Кепка</a>" not in text


def test_a_category_counts_and_lists_its_whole_branch() -> None:
    client = staff_client()
    clothing = make_category("Clothing")
    caps = make_category("Caps", parent=clothing)
    cap, shirt = make_product(category=caps), make_product(category=clothing)
    make_product(category=make_category("Books"))

    tree = client.get(reverse("admin:catalog_category_changelist")).context["rows"]

    assert [(row["name"], row["products"]) for row in tree] == [
        ("Clothing", 2), ("Caps", 1), ("Books", 1),
    ]  # fmt: skip
    branch = {"category__id__exact": str(clothing.pk)}
    assert set(listed(client, "catalog_product", **branch)) == {cap, shirt}


def test_the_ledger_is_searched_by_sku_order_and_note() -> None:
    client = staff_client()
    mug, cap = make_variant(stock=5, sku="MUG-77"), make_variant(stock=5, sku="CAP-1")
    order = make_order(wanted={mug: 1})
    received = adjust_stock(
        variant=cap, quantity=3, reason="received", actor="staff:anna", reference="Note 4711"
    )
    sold = StockMovement.objects.get(reference=f"order:{order.pk}")

    assert set(listed(client, "catalog_stockmovement", q="mug-7")) == {
        *StockMovement.objects.filter(variant=mug)
    }
    assert listed(client, "catalog_stockmovement", q=f"#{order.pk}") == [sold]
    assert listed(client, "catalog_stockmovement", q="note 47") == [received]
    assert received in listed(client, "catalog_stockmovement", q="anna")
    assert listed(client, "catalog_stockmovement", q="nobody") == []


def test_products_are_found_by_name_and_by_sku_at_once() -> None:
    client = staff_client()
    named = make_product("Blue cap")
    coded = make_variant(sku="CAP-1").product

    assert set(listed(client, "catalog_product", q="cap")) == {named, coded}
    assert listed(client, "catalog_product", q="cup") == []


def test_new_versions_of_documents_stand_behind_one_button() -> None:
    text = staff_client().get(reverse("admin:shop_legaldocument_changelist")).content.decode()

    assert "New version" in text
    assert reverse("admin:shop_legaldocument_new_offer") in text

"""A manager sees the categories as a tree and rearranges it; never into a circle."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from catalog.cards import product_card
from catalog.models import Category
from catalog.services.move_category import tree_version
from catalog.services.publish_products import archive_products
from tests.factories import make_category, make_product
from tests.staff import staff_client

pytestmark = pytest.mark.django_db

TREE = "admin:catalog_category_changelist"


@pytest.fixture
def staff() -> Client:
    return staff_client("Manager")


def shown(client: Client) -> list[tuple[str, int]]:
    rows = client.get(reverse(TREE)).context["rows"]
    return [(row["name"], row["depth"]) for row in rows]


def move(
    client: Client, one: Category, parent: Category | None, place: int, version: str = ""
) -> Any:
    return client.post(
        reverse("admin:catalog_category_move"),
        {
            "category": one.pk,
            "parent": parent.pk if parent else "",
            "place": place,
            "version": version or tree_version(),
        },
    )


def grown() -> tuple[Category, Category, Category, Category]:
    clothing = make_category("Clothing")
    shirts = make_category("Shirts", parent=clothing, sort_order=0)
    shoes = make_category("Shoes", parent=clothing, sort_order=1)
    return clothing, shirts, shoes, make_category("Books", sort_order=1)


def test_the_tree_is_shown_with_what_lies_in_it(staff: Client) -> None:
    clothing, shirts, *_others = grown()
    archive_products([make_product(category=shirts).pk])
    make_product(category=shirts, is_active=False)

    page = staff.get(reverse(TREE))

    assert shown(staff) == [("Clothing", 0), ("Shirts", 1), ("Shoes", 1), ("Books", 0)]
    assert [row["products"] for row in page.context["rows"]] == [1, 1, 0, 0]
    assert reverse("admin:catalog_category_change", args=[clothing.pk]) in page.content.decode()


def test_forms_name_categories_in_the_language_of_the_page(staff: Client) -> None:
    shoes = make_category("Обувь", parent=make_category("Одежда"))
    shoes.set_text("name", "en", "Shoes")
    shoes.save()

    page = staff.get(reverse("admin:catalog_product_add")).content.decode()

    assert ">Одежда / Shoes</option>" in page


def test_siblings_change_places(staff: Client) -> None:
    clothing, _shirts, shoes, _books = grown()
    answer = move(staff, shoes, clothing, 0)
    assert answer.json() == {"version": tree_version()}
    assert shown(staff) == [("Clothing", 0), ("Shoes", 1), ("Shirts", 1), ("Books", 0)]


def test_a_branch_moves_under_another_parent_and_to_the_top(staff: Client) -> None:
    clothing, shirts, _shoes, books = grown()
    move(staff, clothing, books, 0)
    assert shown(staff) == [("Books", 0), ("Clothing", 1), ("Shirts", 2), ("Shoes", 2)]
    move(staff, shirts, None, 0)
    assert shown(staff) == [("Shirts", 0), ("Books", 0), ("Clothing", 1), ("Shoes", 2)]


def test_a_category_never_lies_inside_itself(staff: Client) -> None:
    clothing, shirts, _shoes, _books = grown()
    before = shown(staff)
    for inside in (clothing, shirts):
        refused = move(staff, clothing, inside, 0)
        assert refused.status_code == 409
        assert refused.json() == {"error": "A category cannot lie inside itself."}
    assert shown(staff) == before


def test_an_old_page_is_refused_kindly(staff: Client) -> None:
    clothing, shirts, shoes, _books = grown()
    old = tree_version()
    move(staff, shoes, clothing, 0)
    before = shown(staff)

    refused = move(staff, shirts, None, 0, version=old)

    assert refused.status_code == 409
    assert "Somebody else rearranged the tree meanwhile." in refused.json()["error"]
    assert shown(staff) == before


def test_what_is_gone_or_makes_no_sense_is_refused(staff: Client) -> None:
    clothing, *_others = grown()
    gone = make_category("Gone")
    Category.objects.filter(pk=gone.pk).delete()
    before = shown(staff)

    assert move(staff, gone, None, 0).status_code == 409
    assert move(staff, clothing, gone, 0).status_code == 409
    assert move(staff, clothing, None, -1).status_code == 400
    assert staff.post(reverse("admin:catalog_category_move"), {}).status_code == 400
    assert shown(staff) == before


def test_who_may_only_look_moves_nothing() -> None:
    _clothing, shirts, _shoes, _books = grown()
    client = staff_client("Warehouse")
    before = shown(client)

    assert "tree_move.js" not in client.get(reverse(TREE)).content.decode()
    assert move(client, shirts, None, 0).status_code == 403
    assert shown(client) == before


def test_its_page_refuses_a_circle_too(staff: Client) -> None:
    clothing, shirts, _shoes, _books = grown()
    address = reverse("admin:catalog_category_change", args=[clothing.pk])

    page = staff.post(
        address,
        {"name": "Clothing", "slug": clothing.slug, "parent": shirts.pk, "sort_order": 0},
    )

    assert "A category cannot lie inside itself." in page.content.decode()
    clothing.refresh_from_db()
    assert clothing.parent_id is None


def test_a_thousand_categories_cost_no_more_queries(staff: Client) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as caught:
            staff.get(reverse(TREE))
        return len(caught)

    clothing, shirts, *_others = grown()
    cost()
    few = cost()
    Category.objects.bulk_create(
        Category(name=f"C{n}", slug=f"c{n}", parent=shirts if n % 2 else clothing, sort_order=n)
        for n in range(1000)
    )
    assert cost() == few
    with CaptureQueriesContext(connection) as caught:
        assert move(staff, Category.objects.get(slug="c999"), clothing, 0).status_code == 200
    assert len(caught) <= 25


def test_the_products_of_a_hidden_category_have_no_card() -> None:
    clothing, shirts, *_others = grown()
    product = make_product(category=shirts)
    assert product_card(product.pk) is not None
    Category.objects.filter(pk=clothing.pk).update(is_active=False)
    cache.clear()
    assert product_card(product.pk) is None

"""The way to a product: the tree of categories, and the shelf of one of them."""

from decimal import Decimal

import pytest

from catalog.cache import catalogue_changed
from catalog.cards import shelf
from catalog.models import Category, ProductVariant
from catalog.tree import category_tree
from tests.factories import make_category, make_product, new_variant

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _commits_take_effect(monkeypatch):
    """`on_commit` works at once: a test's transaction is never committed."""
    monkeypatch.setattr("catalog.cache.transaction.on_commit", lambda callback: callback())


# --- The shelf


def test_a_shelf_lists_price_ranges_and_stock_in_display_order():
    category = make_category()
    second = make_product("Second", category=category, sort_order=2)
    first = make_product(
        "First",
        category=category,
        sort_order=1,
        options={"Size": ["M", "L", "XL"]},
        variants=[
            new_variant("20.00", 3, Size="M"),
            new_variant("15.00", 4, Size="L"),
            new_variant("1.00", 50, sku="OFF", Size="XL"),
        ],
    )
    ProductVariant.objects.filter(sku="OFF").update(is_active=False)
    make_product("Hidden", category=category, is_active=False)
    make_product("Elsewhere")
    lines = [
        (line.product, line.price_from, line.price_to, line.stock)
        for line in shelf(category.pk, start=0, size=10)
    ]
    assert lines == [
        (first, Decimal("15.00"), Decimal("20.00"), 7),
        (second, Decimal("10.00"), Decimal("10.00"), 10),
    ]


def test_a_shelf_is_read_by_pages_in_one_query(django_assert_num_queries):
    category = make_category()
    products = [make_product(f"P{number}", category=category) for number in range(5)]
    with django_assert_num_queries(1):
        lines = shelf(category.pk, start=2, size=2)
    assert [line.product for line in lines] == products[2:4]
    assert shelf(category.pk, start=5, size=2) == []


# --- The tree


def tree_as_text(nodes):
    return [(node.category.name, node.product_count, tree_as_text(node.children)) for node in nodes]


def test_the_tree_counts_what_is_published_in_each_subtree():
    clothing = make_category("Clothing", sort_order=2)
    shirts = make_category("Shirts", parent=clothing)
    make_category("Empty", parent=clothing, sort_order=1)
    books = make_category("Books", sort_order=1)
    for category in (clothing, shirts, shirts, books):
        make_product(category=category)
    make_product(category=books, is_active=False)
    assert tree_as_text(category_tree().roots) == [
        ("Books", 1, []),
        ("Clothing", 3, [("Shirts", 2, []), ("Empty", 0, [])]),
    ]
    tree = category_tree()
    assert [node.pk for node in tree.stocked(clothing.pk)] == [shirts.pk]
    assert [node.pk for node in tree.path(shirts.pk)] == [clothing.pk, shirts.pk]
    assert tree.nodes[clothing.pk].own_count == 1


def test_a_category_inside_a_hidden_one_is_hidden_and_not_counted():
    top = make_category("Top")
    hidden = make_category("Hidden", parent=top, is_active=False)
    inside = make_category("Inside", parent=hidden)
    make_product(category=top)
    make_product(category=hidden)
    make_product(category=inside)
    tree = category_tree()
    assert tree_as_text(tree.roots) == [("Top", 1, [])]
    assert set(tree.nodes) == {top.pk}


def test_the_tree_is_two_queries_and_none_when_it_is_cached(django_assert_num_queries):
    make_product()
    catalogue_changed()
    with django_assert_num_queries(2):
        category_tree()
    with django_assert_num_queries(0):
        assert len(category_tree().stocked()) == 1


def test_the_tree_is_built_anew_once_the_catalogue_has_changed():
    make_product(category=make_category("Old"))
    category_tree()
    Category.objects.update(name="New")
    assert tree_as_text(category_tree().roots) == [("Old", 1, [])]
    catalogue_changed()
    assert tree_as_text(category_tree().roots) == [("New", 1, [])]


def test_a_new_product_is_in_the_tree_at_once():
    category = make_category()
    category_tree()
    make_product(category=category)
    assert category_tree().nodes[category.pk].product_count == 1


def test_a_product_with_nothing_on_offer_is_neither_counted_nor_on_the_shelf():
    category = make_category()
    make_product(category=category, variants=[])
    off_sale = make_product(category=category)
    off_sale.variants.update(is_active=False)
    offered = make_product(category=category)
    assert category_tree().nodes[category.pk].product_count == 1
    assert [line.product for line in shelf(category.pk, start=0, size=10)] == [offered]

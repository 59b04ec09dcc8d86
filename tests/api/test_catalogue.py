"""Anybody looks through the shelves: the tree, lists, filters, a product."""

import pytest
import time_machine
from django.core.cache import cache

from catalog.services.adjust_stock import adjust_stock
from catalog.tree import category_tree
from shop.api import pagination
from tests.api.clients import anybody, details_of, error_of
from tests.factories import make_category, make_product, new_variant

pytestmark = pytest.mark.django_db


@pytest.fixture
def shelves():
    """Clothing with T-shirts and hoodies, and a hidden shelf with one product."""
    clothing = make_category("Clothing", translations={"en": {"name": "Wear"}})
    shirts = make_category("T-Shirts", parent=clothing)
    hidden = make_category("Secret", parent=clothing, is_active=False)
    make_product("Hoodie", category=clothing, variants=[new_variant("50.00", 0)], sort_order=1)
    make_product(
        "Classic T-Shirt",
        category=shirts,
        options={"Color": ["Red", "Blue"]},
        variants=[new_variant("19.99", 3, Color="Red"), new_variant("21.99", 0, Color="Blue")],
        sort_order=2,
    )
    make_product("Ghost", category=hidden)
    make_product("Draft", category=shirts, is_active=False)
    return {"clothing": clothing, "shirts": shirts, "hidden": hidden}


def names(answer):
    assert answer.status_code == 200, answer.content
    return [item["name"] for item in answer.json()["items"]]


def test_the_tree_counts_what_is_published_below(shelves):
    [top] = anybody().get("categories").json()["items"]
    clothing, shirts = shelves["clothing"], shelves["shirts"]
    assert top == {
        "id": clothing.pk,
        "name": "Clothing",
        "slug": clothing.slug,
        "parent_id": None,
        "product_count": 2,
        "children": [
            {
                "id": shirts.pk,
                "name": "T-Shirts",
                "slug": shirts.slug,
                "parent_id": clothing.pk,
                "product_count": 1,
                "children": [],
            }
        ],
    }


def test_the_same_in_one_list(shelves):
    answer = anybody().get("categories", {"flat": "true"}).json()
    assert [item["name"] for item in answer["items"]] == ["Clothing", "T-Shirts"]
    assert (answer["total"], answer["page"]) == (2, 1)
    assert error_of(anybody().get("categories", {"flat": "maybe"})) == (422, "invalid")


def test_names_come_in_the_language_that_is_asked_for(shelves):
    answer = anybody(**{"accept-language": "de, en;q=0.8"}).get("categories")
    assert answer.json()["items"][0]["name"] == "Wear"
    assert answer["Content-Language"] == "en"
    assert "Accept-Language" in answer["Vary"]


def test_a_list_holds_what_is_on_sale_in_the_store_s_order(shelves):
    answer = anybody().get("products")
    assert names(answer) == ["Hoodie", "Classic T-Shirt"]
    assert {key: answer.json()[key] for key in ("total", "page", "size")} == {
        "total": 2,
        "page": 1,
        "size": 10,
    }
    shirt = answer.json()["items"][1]
    assert (shirt["price_from"], shirt["price_to"]) == ("19.99", "21.99")
    assert (shirt["currency"], shirt["in_stock"]) == ("RUB", True)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"min_price": "21"}, ["Hoodie", "Classic T-Shirt"]),
        ({"min_price": "22"}, ["Hoodie"]),
        ({"max_price": "19.98"}, []),
        ({"max_price": "20"}, ["Classic T-Shirt"]),
        ({"min_price": "20", "in_stock": "true"}, []),
        ({"in_stock": "true"}, ["Classic T-Shirt"]),
        ({"in_stock": "false"}, ["Hoodie"]),
        ({"search": "T-SHIRT"}, ["Classic T-Shirt"]),
        ({"search": "nothing of the kind"}, []),
        ({"ordering": "price"}, ["Classic T-Shirt", "Hoodie"]),
        ({"ordering": "-price"}, ["Hoodie", "Classic T-Shirt"]),
        ({"ordering": "name"}, ["Classic T-Shirt", "Hoodie"]),
        ({"ordering": "-created_at"}, ["Classic T-Shirt", "Hoodie"]),
        ({"category_id": "", "search": "", "min_price": ""}, ["Hoodie", "Classic T-Shirt"]),
        ({"category_id": "999999"}, []),
        ({"page": "2"}, []),
        ({"size": "1", "page": "2"}, ["Classic T-Shirt"]),
    ],
)
def test_what_is_asked_for_is_found(shelves, query, expected):
    assert names(anybody().get("products", query)) == expected


def test_by_price_means_the_cheapest_variant_that_is_asked_for(shelves):
    """The shirt's cheapest one has the store's lowest price, but not among those from 20 on."""
    sizes = [new_variant("20.00", 1, Size=size) for size in ("S", "L")]
    make_product("Cap", options={"Size": ["S", "L"]}, variants=sizes)

    def found(**query):
        answer = anybody().get("products", {"ordering": "price", **query})
        assert answer.json()["total"] == len(names(answer))
        return names(answer)

    assert found() == ["Classic T-Shirt", "Cap", "Hoodie"]
    assert found(min_price="20") == ["Cap", "Classic T-Shirt", "Hoodie"]
    assert found(min_price="20", in_stock="true") == ["Cap"]
    assert found(ordering="-price", max_price="21.99") == ["Cap", "Classic T-Shirt"]


def test_a_category_means_its_subtree(shelves):
    clothing, shirts = shelves["clothing"].pk, shelves["shirts"].pk
    assert names(anybody().get("products", {"category_id": clothing})) == [
        "Hoodie",
        "Classic T-Shirt",
    ]
    assert names(anybody().get("products", {"category_id": shirts})) == ["Classic T-Shirt"]
    assert names(anybody().get("products", {"category_id": shelves["hidden"].pk})) == []


def test_the_total_is_that_of_all_pages(shelves):
    answer = anybody().get("products", {"size": 1}).json()
    assert (answer["total"], len(answer["items"])) == (2, 1)
    assert anybody().get("products", {"page": 7}).json()["total"] == 2


def test_of_a_long_shelf_the_tree_knows_the_total(shelves, monkeypatch):
    tree = category_tree()
    for root in tree.roots:
        root.product_count = 70_000
    monkeypatch.setattr("catalog.api.filters.category_tree", lambda: tree)
    monkeypatch.setattr(pagination, "EXACT_UP_TO", 1)

    def total(**query):
        return anybody().get("products", {"size": 1, **query}).json()["total"]

    clothing, shirts = shelves["clothing"].pk, shelves["shirts"].pk
    assert total() == total(ordering="-price") == total(category_id=clothing, page=2) == 70_000
    assert total(category_id=shirts) == 1  # few, and so counted
    assert total(min_price="20") == 2
    cache.clear()
    monkeypatch.setattr(pagination, "EXACT_UP_TO", 2)
    assert total() == 2


@pytest.mark.parametrize(
    "query",
    [
        {"page": "0"}, {"page": "-1"}, {"page": "x"}, {"page": "1.0"}, {"page": "1" * 30},
        {"size": "0"}, {"size": "101"}, {"size": "٣"}, {"category_id": "x"},
        {"category_id": str(2**63)}, {"category_id": "0"}, {"min_price": "cheap"},
        {"min_price": "NaN"}, {"min_price": "-1"}, {"max_price": "1e400"}, {"in_stock": "maybe"},
        {"in_stock": "TRUE"}, {"ordering": "id"}, {"ordering": "name,price"},
        {"search": "x" * 201}, {"search": "\0"},
    ],
)  # fmt: skip
def test_what_is_malformed_is_named(shelves, query):
    answer = anybody().get("products", query)
    assert error_of(answer) == (422, "invalid")
    assert list(details_of(answer)) == list(query)


def test_a_product_as_the_contract_has_it(shelves):
    product = make_product(
        "Mug",
        category=shelves["clothing"],
        options={"Color": ["Red", "Blue"], "Size": ["M"]},
        variants=[
            new_variant("9.5", 3, sku="M-B", Color="Blue", Size="M"),
            new_variant("11", 0, sku="M-R", Color="Red", Size="M"),
        ],
    )
    shown = anybody().get(f"products/{product.pk}").json()
    blue, red = product.variants.all()
    assert shown == {
        "id": product.pk,
        "name": "Mug",
        "description": "",
        "category_id": shelves["clothing"].pk,
        "images": [],
        "price_from": "9.50",
        "price_to": "11.00",
        "currency": "RUB",
        "in_stock": True,
        "options": [
            {"name": "Color", "values": ["Red", "Blue"]},
            {"name": "Size", "values": ["M"]},
        ],
        "variants": [
            {
                "id": blue.pk,
                "sku": "M-B",
                "price": "9.50",
                "price_before": None,
                "stock_quantity": 3,
                "attributes": [{"type": "Color", "value": "Blue"}, {"type": "Size", "value": "M"}],
            },
            {
                "id": red.pk,
                "sku": "M-R",
                "price": "11.00",
                "price_before": None,
                "stock_quantity": 0,
                "attributes": [{"type": "Color", "value": "Red"}, {"type": "Size", "value": "M"}],
            },
        ],
    }


def test_a_product_that_is_not_published_is_not_there(shelves):
    draft = make_product("Draft", is_active=False)
    for path in (f"products/{draft.pk}", "products/999999", f"products/{2**70}", "products/x"):
        assert error_of(anybody().get(path)) == (404, "not_found")


def test_who_has_it_already_gets_304_until_it_changes(shelves):
    product = make_product("Mug", variants=[new_variant("9.50", 3)])
    path = f"products/{product.pk}"
    for one in ("categories", "products", path, f"{path}/"):
        first = anybody().get(one)
        again = anybody().get(one, **{"if-none-match": first["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert again["ETag"] == first["ETag"]
    etag = anybody().get(path)["ETag"]
    adjust_stock(variant=product.variants.get(), quantity=-1, reason="correction")
    changed = anybody().get(path, **{"if-none-match": etag})
    assert changed.status_code == 200
    assert changed.json()["variants"][0]["stock_quantity"] == 2


def test_queries_are_as_many_for_one_product_as_for_a_hundred(
    shelves, django_assert_max_num_queries
):
    anybody().get("products")  # warms the cache of settings
    with django_assert_max_num_queries(7) as few:
        anybody().get("products")
    for number in range(100):
        make_product(f"Mug {number}", category=shelves["shirts"])
    with django_assert_max_num_queries(7) as many:
        answer = anybody().get("products", {"size": 100})
    assert len(answer.json()["items"]) == 100
    assert len(many) <= len(few) + 1  # a full page has to be counted


def test_head_is_get_without_a_body(shelves):
    answer = anybody().head("products")
    assert (answer.status_code, answer.content) == (200, b"")


@pytest.mark.parametrize("path", ["categories", "products", "products?search=shirt"])
def test_who_knows_since_when_it_stands_gets_304_until_it_changes(shelves, path):
    with time_machine.travel("2026-05-01T12:00:00Z", tick=False) as clock:
        first = anybody().get(path)
        assert first["Last-Modified"] == "Fri, 01 May 2026 12:00:00 GMT"
        clock.shift(60)
        told = {"if-modified-since": first["Last-Modified"]}
        again = anybody().get(path, **told)
        assert (again.status_code, again.content) == (304, b"")
        assert (again["Last-Modified"], again["ETag"]) == (first["Last-Modified"], first["ETag"])
        older = {"if-modified-since": "Fri, 01 May 2026 11:59:59 GMT"}
        assert anybody().get(path, **older).status_code == 200
        # The ETag decides where both are given.
        assert anybody().get(path, **told, **{"if-none-match": '"x"'}).status_code == 200

        make_product("T-Shirt of today", category=shelves["shirts"])
        clock.shift(61)  # longer than the tree is cached
        changed = anybody().get(path, **told)
        assert changed.status_code == 200
        assert changed["Last-Modified"] == "Fri, 01 May 2026 12:02:01 GMT"
        english = anybody().get(path, **told, **{"accept-language": "en"})
        assert english.status_code == 200


def test_a_change_within_the_second_is_not_missed(shelves):
    with time_machine.travel("2026-05-01T12:00:00Z", tick=False) as clock:
        first = anybody().get("products")
        make_product("T-Shirt of now", category=shelves["shirts"])
        changed = anybody().get("products", **{"if-modified-since": first["Last-Modified"]})
        assert changed.status_code == 200
        assert changed["Last-Modified"] == first["Last-Modified"]
        clock.shift(60)
        late = anybody().get("products", **{"if-modified-since": first["Last-Modified"]})
        assert late.status_code == 200


def test_a_precondition_of_writing_does_not_keep_from_reading(shelves):
    assert anybody().get("products", **{"if-match": '"x"'}).status_code == 200
    old = {"if-unmodified-since": "Fri, 01 May 2020 12:00:00 GMT"}
    assert anybody().get("products", **old).status_code == 200

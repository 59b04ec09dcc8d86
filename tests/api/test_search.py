"""Searching as people write: other case, other forms, a wrong letter."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog import search
from catalog.mistyped import distance, meanings
from catalog.models import Product, SearchWord
from tests.api.clients import anybody
from tests.factories import make_category, make_product, new_variant

pytestmark = pytest.mark.django_db


@pytest.fixture
def shelf():
    category = make_category()
    make_product(
        "Футболка чёрная", category=category, translations={"en": {"name": "Black T-Shirt"}}
    )
    make_product("Кружка большая", category=category, translations={"en": {"name": "Big mug"}})
    make_product("Running shoes", category=category, variants=[new_variant(sku="RUN-1")])
    book = make_product("Книга", category=category)
    book.description = "Истории о кружках и людях"
    book.translations = {"en": {"description": "Stories of cups and people"}}
    book.save()


def found_on_a_page(text):
    answer = anybody().get("products", {"search": text})
    assert answer.status_code == 200, answer.content
    return answer


def found(text):
    answer = found_on_a_page(text)
    assert answer.json()["total"] == len(answer.json()["items"])
    return {item["name"] for item in answer.json()["items"]}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("футболка", {"Футболка чёрная"}),
        ("ФУТБОЛКА", {"Футболка чёрная"}),
        ("black t-shirt", {"Футболка чёрная"}),
        ("mug", {"Кружка большая"}),
        ("", {"Футболка чёрная", "Кружка большая", "Running shoes", "Книга"}),
        ("   ", {"Футболка чёрная", "Кружка большая", "Running shoes", "Книга"}),
        ("велосипед", set()),
        ("!!!", set()),
    ],
)
def test_plain_words_in_any_language_of_the_store(shelf, text, expected):
    assert found(text) == expected


@pytest.mark.postgres
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("футболки", {"Футболка чёрная"}),
        ("чёрную футболку", {"Футболка чёрная"}),
        ("run shoe", {"Running shoes"}),
        ("shirts", {"Футболка чёрная"}),
        ("футб", {"Футболка чёрная"}),
        ("футблка", {"Футболка чёрная"}),
        ("черная футболка", {"Футболка чёрная"}),
        ("runing shos", {"Running shoes"}),
        ("фтуболка", {"Футболка чёрная"}),
        ("футбалками", {"Футболка чёрная"}),
        ("футба", {"Футболка чёрная"}),
        ("чёрная", {"Футболка чёрная"}),
        ("кружка велосипед", {"Кружка большая", "Книга"}),
        ("история", {"Книга"}),
        ("stories", {"Книга"}),
        ("big shoes", {"Кружка большая", "Running shoes"}),
    ],
)
def test_other_forms_beginnings_and_wrong_letters(shelf, text, expected):
    assert found(text) == expected


@pytest.mark.postgres
def test_a_name_comes_before_a_description(shelf):
    answer = anybody().get("products", {"search": "кружки"})
    assert [item["name"] for item in answer.json()["items"]] == ["Кружка большая", "Книга"]


@pytest.mark.parametrize(
    "text", ["'", "''':*", "a & b | !c", "<->", "\\", "%", "_", "(((", ":*", "\ud7ff", "🦊" * 60]
)
def test_nothing_that_is_typed_breaks_the_search(shelf, text):
    assert isinstance(found(text), set)


@pytest.mark.postgres
@pytest.mark.parametrize(
    "index", ["product_words", "product_trigrams", "product_browse", "search_word_trigrams"]
)
def test_the_indexes_are_there(index):
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_indexes WHERE indexname = %s", [index])
        assert cursor.fetchone() == (1,)


@pytest.mark.postgres
def test_words_are_known_as_soon_as_a_product_has_them(shelf):
    assert found("зепфирка") == set()
    make_product("Зефирка X5")
    assert found("зепфирка") == {"Зефирка X5"}
    Product.objects.filter(name="Зефирка X5").update(search_text="пастила x5")
    assert found("постила") == {"Зефирка X5"}
    words = list(SearchWord.objects.values_list("word", flat=True))
    assert len(words) == len(set(words))
    assert "x5" not in words


@pytest.mark.postgres
def test_a_word_with_a_digit_means_itself(shelf):
    make_product("Лампа X50")
    assert meanings(["x51", "ламба"]) == [["x51"], ["ламп"]]
    assert found("x51") == set()


@pytest.mark.postgres
def test_thousands_of_hits_come_as_the_store_has_them(shelf, monkeypatch):
    monkeypatch.setattr(search, "MOST_RANKED", 1)
    answer = anybody().get("products", {"search": "кружки"})
    assert answer.json()["total"] == 2
    names = [item["name"] for item in answer.json()["items"]]
    assert names == ["Кружка большая", "Книга"]
    Product.objects.filter(name="Книга").update(sort_order=-1)
    answer = anybody().get("products", {"search": "кружки"})
    assert [item["name"] for item in answer.json()["items"]] == ["Книга", "Кружка большая"]


@pytest.mark.postgres
@pytest.mark.parametrize("text", ["футболка", "футбалка"])
def test_more_products_cost_no_more_queries(shelf, text):
    def queries(products):
        for number in range(products):
            make_product(f"Футболка {number}")
        found_on_a_page(text)  # settings and the like are read once, and then cached
        with CaptureQueriesContext(connection) as asked:
            found_on_a_page(text)
        return len(asked)

    assert queries(10) == queries(20)


@pytest.mark.parametrize(
    ("one", "other", "mistakes"),
    [("a", "a", 0), ("", "abc", 3), ("лапма", "лампа", 1), ("smartfon", "smartphon", 2)],
)
def test_mistakes_are_letters_wrong_missing_added_or_swapped(one, other, mistakes):
    assert distance(one, other) == mistakes == distance(other, one)

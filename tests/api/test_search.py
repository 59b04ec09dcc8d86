"""Searching as people write: other case, other forms, a wrong letter."""

import pytest
from django.db import connection

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
    book.save()


def found(text):
    answer = anybody().get("products", {"search": text})
    assert answer.status_code == 200, answer.content
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
@pytest.mark.parametrize("index", ["product_words", "product_trigrams", "product_browse"])
def test_the_indexes_are_there(index):
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_indexes WHERE indexname = %s", [index])
        assert cursor.fetchone() == (1,)

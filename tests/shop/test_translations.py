import pytest

from catalog.models import Category


@pytest.fixture
def category():
    return Category(name="Одежда", translations={"en": {"name": "Clothing"}})


@pytest.mark.parametrize(("language", "text"), [("ru", "Одежда"), ("en", "Clothing")])
def test_a_reader_gets_their_language(category, language, text):
    assert category.text_of("name", language) == text


def test_what_is_not_translated_falls_back_to_the_main_language(category):
    category.translations = {"en": {"name": ""}, "de": {}}
    assert [category.text_of("name", code) for code in ("en", "de", "fr")] == ["Одежда"] * 3


def test_another_store_has_another_main_language(category, settings):
    settings.STORE_LANGUAGES = ["en", "ru"]
    category.translations = {"ru": {"name": "Вещи"}, "en": {"name": "never read"}}
    assert category.text_of("name", "en") == "Одежда"
    assert category.text_of("name", "ru") == "Вещи"


def test_the_main_language_is_written_into_the_column(category):
    category.set_text("name", "ru", "Вещи")
    assert category.name == "Вещи"
    assert category.translations == {"en": {"name": "Clothing"}}


def test_another_language_is_written_beside_the_others(category):
    before = category.translations
    category.set_text("name", "de", "Kleidung")
    assert category.name == "Одежда"
    assert category.translations == {"en": {"name": "Clothing"}, "de": {"name": "Kleidung"}}
    assert before == {"en": {"name": "Clothing"}}  # others may hold the old mapping


def test_an_emptied_text_falls_back_again(category):
    category.set_text("name", "en", "")
    assert category.translations == {}
    assert category.text_of("name", "en") == "Одежда"

"""The main way in Russian, by the labels that are promised."""

from __future__ import annotations

import pytest

from orders.models import Order
from tests.botapp.conftest import Chat
from tests.botapp.ways import labels, start
from tests.factories import make_category, make_product, new_variant

pytestmark = pytest.mark.django_db


def test_a_customer_buys_in_russian(chat: Chat) -> None:
    clothing = make_category("Одежда")
    make_product(
        "Футболка",
        category=clothing,
        options={"Размер": ["M", "L"]},
        variants=[new_variant("1990.00", 5, Размер="M"), new_variant("1990.00", 5, Размер="L")],
    )
    ivan = chat.person("Иван", "ru-RU")

    start(chat, ivan)
    assert labels(ivan) == [
        "🛍 Каталог", "🛒 Корзина", "📦 Мои заказы", "💬 Помощь", "👛 Баланс",
        "🇬🇧 English",
    ]  # fmt: skip
    chat.press(ivan, "Каталог", "Одежда", "Футболка")
    assert "Выберите: Размер" in ivan.screen.text
    assert labels(ivan) == ["M", "L", "⬅️ Назад", "🏠 Главное меню"]
    chat.press(ivan, "L", "В корзину", "Корзина")
    assert "Футболка (L)" in ivan.screen.text
    assert "1 990 ₽" in ivan.screen.text.replace("\xa0", " ")
    assert {"−", "+", "🗑", "🗑 Очистить", "✅ Оформить заказ"} <= set(labels(ivan))
    chat.press(ivan, "Оформить заказ")
    assert labels(ivan) == ["✅ Согласен", "✖️ Отменить", "⬅️ Назад", "🏠 Главное меню"]
    chat.press(ivan, "Согласен")
    chat.say(ivan, "Иван Петров", "8 (900) 123-45-67", "Москва, Тверская, 1, кв. 2")
    assert "+79001234567" in ivan.screen.text
    assert labels(ivan)[0] == "✅ Подтвердить заказ"
    chat.press(ivan, "Подтвердить заказ")

    order = Order.objects.get()
    assert f"Ваш заказ №{order.pk} успешно оформлен!" in ivan.screen.text
    assert order.language == "ru"
    assert order.contact == "Иван Петров, +79001234567"
    assert f"#{order.pk}" in chat.staff.screen.text


def test_a_customer_changes_the_language(chat: Chat) -> None:
    make_product("Футболка", translations={"en": {"name": "T-Shirt"}})
    ivan = chat.person("Иван", "ru")
    start(chat, ivan)

    chat.press(ivan, "English")

    assert labels(ivan)[:4] == ["🛍 Catalog", "🛒 My Cart", "📦 My Orders", "💬 Help"]
    chat.press(ivan, "Catalog", "Clothing")
    assert labels(ivan)[0] == "T-Shirt"
    chat.press(ivan, "Main Menu", "Русский", "Каталог", "Clothing")
    assert labels(ivan)[0] == "Футболка"


@pytest.mark.parametrize("language", ["de", "", "zh-hans"])
def test_an_unknown_language_is_answered_in_english(chat: Chat, language: str) -> None:
    person = chat.person("Hans", language)
    start(chat, person)
    assert labels(person)[0] == "🛍 Catalog"

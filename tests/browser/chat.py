"""The chat's page as a person uses it: look, press, write."""

from __future__ import annotations

import re
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect


@dataclass(frozen=True)
class Words:
    """What the main way says in one language."""

    code: str
    catalog: str
    shelves: tuple[str, str]
    product: str
    options: tuple[str, str]
    add: str
    cart: str
    checkout: str
    agree: str
    share: str
    confirm: str
    placed: str
    shipped: str


ENGLISH = Words(
    "en", "Catalog", ("Clothing", "T-Shirts"), "Norvik Classic T-Shirt", ("Red", "M"),
    "Add to Cart", "My Cart", "Checkout", "I Agree", "Share my number", "Confirm Order",
    r"Your order #(\d+) has been placed successfully!", "Your order has been shipped.",
)  # fmt: skip
RUSSIAN = Words(
    "ru", "Каталог", ("Одежда", "Футболки"), "Футболка Norvik Classic", ("Красный", "L"),
    "В корзину", "Корзина", "Оформить заказ", "Согласен", "Отправить мой номер",
    "Подтвердить заказ", r"Ваш заказ №(\d+) успешно оформлен!", "Ваш заказ отправлен",
)  # fmt: skip


class ChatPage:
    """One open tab of the emulator."""

    def __init__(self, page: Page) -> None:
        self.page = page

    # --- The list

    def item(self, title: str) -> Locator:
        return self.page.locator(f'[data-testid=chat-item][data-title="{title}"]')

    def open(self, title: str) -> None:
        self.item(title).click()
        expect(self.item(title)).to_have_attribute("aria-current", "true")

    def meet(self, name: str, language: str) -> None:
        """A new customer, whose chat is then open."""
        self.page.get_by_test_id("new-customer").click()
        self.page.get_by_test_id("customer-name").fill(name)
        self.page.get_by_test_id("customer-language").select_option(language)
        self.page.get_by_test_id("customer-create").click()
        expect(self.page.get_by_test_id("status")).to_contain_text(f"you are {name}")

    # --- The chat

    @property
    def messages(self) -> Locator:
        return self.page.get_by_test_id("message")

    @property
    def screen(self) -> Locator:
        """The bot's newest message."""
        return self.page.locator("[data-testid=message][data-from=bot]").last

    def button(self, label: str) -> Locator:
        """Of the newest message, whatever emoji stands before the label."""
        exact = re.compile(rf"^\W*{re.escape(label)}$")
        return self.screen.get_by_test_id("inline-button").filter(has_text=exact)

    def press(self, *labels: str) -> None:
        for label in labels:
            self.button(label).click()

    def say(self, text: str) -> None:
        self.page.get_by_test_id("composer-input").fill(text)
        self.page.get_by_test_id("send").click()

    def start(self) -> None:
        self.page.get_by_test_id("start-button").click()

    def share_number(self, label: str) -> None:
        """By Telegram's contact button, which asks first."""
        self.page.get_by_test_id("reply-key").filter(has_text=label).click()
        self.page.get_by_test_id("agree").click()

    # --- The main way

    def fill_cart(self, words: Words) -> None:
        """From the main menu to a cart with one piece."""
        self.press(words.catalog, *words.shelves, words.product)
        expect(self.screen.locator(".photo img")).to_be_visible()
        self.press(*words.options, words.add, words.cart)
        expect(self.screen).to_contain_text(f"{words.product} ({', '.join(words.options)})")

    def check_out(self, words: Words, name: str, address: str) -> None:
        """From the cart to the confirmation."""
        self.press(words.checkout, words.agree)
        expect(self.screen).to_contain_text("👤")
        self.say(name)
        self.share_number(words.share)
        expect(self.screen).to_contain_text("📍")
        self.say(address)
        for told in (words.product, name, address):
            expect(self.screen).to_contain_text(told)

    def confirm(self, words: Words) -> int:
        """The number of the order that was placed."""
        self.press(words.confirm)
        expect(self.screen).to_contain_text(re.compile(words.placed))
        found = re.search(words.placed, self.screen.inner_text())
        assert found
        return int(found[1])

"""A customer buys in the chat, the store ships in the admin, the customer is told."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chat import ENGLISH
from tests.browser.conftest import Tabs
from tests.browser.demo import OWNER, OWNER_PASSWORD, DemoStore

pytestmark = pytest.mark.browser


def log_in(page: Page, store: DemoStore) -> None:
    page.goto(f"{store.url}/admin/")
    page.get_by_label("Username").fill(OWNER)
    page.get_by_label("Password").fill(OWNER_PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url(f"{store.url}/admin/")


def test_from_the_first_message_to_the_parcel(tabs: Tabs, store: DemoStore) -> None:
    chat = tabs.chat()
    chat.open("Emma Wilson")
    chat.start()
    expect(chat.screen).to_contain_text("Demo Store")

    chat.fill_cart(ENGLISH)
    chat.check_out(ENGLISH, "Emma Wilson", "10 Main Street, Springfield")
    expect(chat.screen).to_contain_text("+15551234567")
    number = chat.confirm(ENGLISH)

    admin = tabs.page(beside=chat.page)
    log_in(admin, store)
    admin.get_by_role("link", name="Orders").first.click()
    row = admin.get_by_role("row").filter(has_text=f"#{number}")
    expect(row).to_contain_text("Emma Wilson")
    expect(row).to_contain_text("Pending")
    row.get_by_role("link", name=f"#{number}").click()
    for told in ("Norvik Classic T-Shirt (Red, M)", "+15551234567", "10 Main Street, Springfield"):
        expect(admin.get_by_text(told).first).to_be_visible()

    admin.get_by_text("Mark as “Shipped”").click()
    admin.get_by_role("button", name="Shipped", exact=True).click()
    expect(admin.get_by_text(re.compile("Processing → Shipped"))).to_be_visible()

    chat.page.bring_to_front()
    expect(chat.screen).to_contain_text(f"Order #{number}")
    expect(chat.screen).to_contain_text(ENGLISH.shipped)


def test_the_chat_opens_without_the_slash_too(tabs: Tabs, store: DemoStore) -> None:
    page = tabs.page()
    answer = page.goto(f"{store.url}/emulator")
    assert answer is not None
    assert (answer.status, answer.url) == (200, f"{store.url}/emulator")
    page.locator('[data-testid=chat-item][data-title="Staff"]').click()
    expect(page.get_by_role("heading", name="Staff")).to_be_visible()

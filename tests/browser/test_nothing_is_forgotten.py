"""A reload of the page and a new process keep the chat, and one buys on where one was."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.chat import ENGLISH
from tests.browser.conftest import Tabs, ready
from tests.browser.demo import DemoStore

pytestmark = pytest.mark.browser


def test_a_reload_and_a_restart_keep_the_chat(tabs: Tabs, store: DemoStore) -> None:
    chat = tabs.chat()
    chat.meet("Rita Patient", "en")
    chat.start()
    chat.fill_cart(ENGLISH)
    expect(chat.messages).to_have_count(2)  # the card leaves after the cart has come
    said = chat.messages.all_inner_texts()

    chat.page.reload()
    ready(chat.page)
    expect(chat.screen).to_contain_text(ENGLISH.product)
    assert chat.messages.all_inner_texts() == said

    store.restart()
    expect(chat.page.get_by_test_id("status")).to_contain_text("you are Rita Patient")
    assert all("ERR_" in line for line in tabs.complaints), tabs.complaints  # nobody answered
    tabs.complaints.clear()
    assert chat.messages.all_inner_texts() == said

    chat.check_out(ENGLISH, "Rita Patient", "3 Old Square, York")
    number = chat.confirm(ENGLISH)
    chat.page.reload()
    ready(chat.page)
    expect(chat.screen).to_contain_text(f"Your order #{number} has been placed successfully!")

"""Telegram has a bad day, made on purpose in the inspector: the purchase still ends well."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chat import ENGLISH, ChatPage
from tests.browser.conftest import Tabs
from tests.browser.demo import DemoStore

pytestmark = pytest.mark.browser


def trouble(page: Page, **wishes: str) -> None:
    """Set in the inspector's form, which takes effect at once."""
    page.get_by_test_id("tab-trouble").click()
    for name, value in wishes.items():
        control = page.get_by_test_id(f"trouble-{name}")
        with page.expect_response("**/emulator/app/trouble"):
            if name == "outage":
                control.select_option(value)
            else:
                control.fill(value)
                control.blur()


@pytest.fixture
def chat(tabs: Tabs) -> Iterator[ChatPage]:
    """A customer at the confirmation, with the inspector open; all trouble ends with the test."""
    found = tabs.chat()
    found.meet("Tom Storm", "en")
    found.page.get_by_test_id("inspector-toggle").click()
    yield found
    found.page.get_by_test_id("tab-trouble").click()
    with found.page.expect_response("**/emulator/app/trouble"):
        found.page.get_by_test_id("trouble-clear").click()


def test_a_purchase_in_bad_weather(chat: ChatPage, store: DemoStore) -> None:
    page = chat.page
    trouble(page, latency="150", copies="2")
    chat.start()
    chat.fill_cart(ENGLISH)

    trouble(page, outage="before", times_outage="2")
    chat.check_out(ENGLISH, "Tom Storm", "1 Windy Road, Brighton")

    trouble(page, outage="after", times_outage="1", retry_after="1", times_429="2")
    number = chat.confirm(ENGLISH)

    page.get_by_test_id("tab-traffic").click()
    page.get_by_role("button", name="failures", exact=True).click()
    failures = page.get_by_test_id("entry")
    expect(failures.filter(has_text="429").first).to_be_visible()
    expect(failures.filter(has_text="502").first).to_be_visible()

    expect(chat.messages.filter(has_text=re.compile(ENGLISH.placed))).to_have_count(1)
    chat.say("/orders")
    expect(chat.screen).to_contain_text("My Orders")
    orders = chat.screen.get_by_test_id("inline-button").filter(has_text="#")
    expect(orders).to_have_count(1)
    expect(orders).to_contain_text(f"#{number}")
    chat.open("Staff")
    told = chat.messages.filter(has_text="Tom Storm")
    expect(told.first).to_contain_text(f"#{number}")
    # A message whose answer was lost is sent once more: Telegram knows no idempotency key.
    assert {f"#{number}" in text for text in told.all_inner_texts()} == {True}
    assert told.count() in (1, 2)

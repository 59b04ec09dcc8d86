"""The main way on a screen of 390 pixels, by touch."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.chat import ENGLISH
from tests.browser.conftest import Tabs

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


def test_the_main_way_fits_a_phone(tabs: Tabs) -> None:
    chat = tabs.chat(**PHONE)
    expect(chat.item("Staff")).to_be_in_viewport()
    chat.meet("Lena Small", "en")
    chat.start()
    chat.fill_cart(ENGLISH)
    assert overflow(chat.page) == 0
    chat.check_out(ENGLISH, "Lena Small", "12 Narrow Street, Oxford")
    number = chat.confirm(ENGLISH)
    assert overflow(chat.page) == 0
    expect(chat.screen).to_be_in_viewport()

    chat.page.get_by_role("button", name="Back to the chats").click()
    chat.item("Staff").click()
    expect(chat.messages.filter(has_text=f"#{number}")).to_have_count(1)
    assert overflow(chat.page) == 0


def overflow(page) -> int:
    """By how many pixels the page, or a message in it, is wider than the screen."""
    return page.evaluate(
        """() => {
          const widest = [...document.querySelectorAll(".message, .inline-button, .composer")]
            .map((one) => one.getBoundingClientRect().right);
          return Math.max(0, document.documentElement.scrollWidth - innerWidth,
            Math.ceil(Math.max(0, ...widest) - innerWidth));
        }"""
    )

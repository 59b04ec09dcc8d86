"""Two people buy at once, each in their language; the staff see both."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.chat import ENGLISH, RUSSIAN
from tests.browser.conftest import Tabs

pytestmark = pytest.mark.browser

ANNA = (ENGLISH, "Anna Bell", "5 Long Lane, Cambridge")
OLEG = (RUSSIAN, "Олег Сомов", "Тверь, Садовая ул., 7")


def test_two_languages_at_once(tabs: Tabs) -> None:
    staff = tabs.chat()
    staff.open("Staff")
    orders = staff.messages.filter(has_text="🆕")
    staff.open("Иван Петров")  # the staff chat is not looked at while the orders come
    pages = [(tabs.chat(), *person) for person in (ANNA, OLEG)]

    for chat, words, name, _address in pages:
        chat.meet(name, words.code)
        chat.start()
    for chat, words, _name, _address in pages:
        chat.fill_cart(words)
    for chat, words, name, address in pages:
        chat.check_out(words, name, address)
    numbers = [chat.confirm(words) for chat, words, _name, _address in pages]

    assert len(set(numbers)) == 2
    # What they bought may run low, which is told as well.
    expect(staff.item("Staff").get_by_test_id("unread")).to_have_text(re.compile("^[234]$"))
    staff.open("Staff")
    expect(staff.item("Staff").get_by_test_id("unread")).to_have_count(0)
    for number, (_words, name, address) in zip(numbers, (ANNA, OLEG), strict=True):
        told = orders.filter(has_text=f"#{number}")
        expect(told).to_have_count(1)
        expect(told).to_contain_text(name)
        expect(told).to_contain_text(address)

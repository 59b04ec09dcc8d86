"""Words and files at unexpected moments get a useful answer, never silence."""

from __future__ import annotations

import pytest

from botapp.emulator.engine import Upload
from tests.botapp.conftest import Chat
from tests.botapp.ways import add_picture, bot_messages, go_to_confirmation, labels, start
from tests.factories import make_category, make_product, make_shirt, new_variant

pytestmark = pytest.mark.django_db


def test_words_are_searched_for(chat: Chat) -> None:
    make_shirt()
    make_product("Mug")
    anna = chat.person()

    chat.say(anna, "футБОЛКА")

    assert "Search: футБОЛКА" in anna.screen.text
    assert labels(anna)[0] == "Classic T-Shirt"
    assert "Mug" not in anna.screen.text
    chat.press(anna, "Classic T-Shirt")
    assert "Choose: Цвет" in anna.screen.text


def test_words_that_find_nothing_are_answered_kindly(chat: Chat) -> None:
    make_shirt()
    hidden = make_product("Secret shirt", category=make_category("Hidden", is_active=False))
    anna = chat.person()

    chat.say(anna, hidden.name)

    assert "Nothing was found." in anna.screen.text
    assert labels(anna) == ["🛍 Catalog", "🏠 Main Menu"]


@pytest.mark.parametrize("text", ["<b>&\"'", "%", "_", "/", "\\", "x" * 4096, "🙂" * 2000])
def test_any_text_is_answered(chat: Chat, text: str) -> None:
    make_product("Mug", variants=[new_variant()])
    anna = chat.person()

    chat.say(anna, text)

    assert text[:40] in anna.screen.text
    assert "Nothing was found." in anna.screen.text


def test_what_is_no_text_gets_the_menu(chat: Chat) -> None:
    anna = chat.person()

    anna.send_location()
    chat.settle()
    assert "I understand text and buttons." in anna.screen.text
    anna.send_file(Upload("cat.pdf", b"%PDF-1.4", "application/pdf"))
    chat.settle()
    assert "I understand text and buttons." in anna.screen.text
    anna.send_contact()
    chat.settle()

    assert "I understand text and buttons." in anna.screen.text
    assert labels(anna)[0] == "🛍 Catalog"
    assert len(bot_messages(anna)) == 1


def test_words_at_the_confirmation_do_not_lose_the_answers(chat: Chat) -> None:
    make_shirt()
    anna = chat.person()
    go_to_confirmation(chat, anna)

    chat.say(anna, "shirt")
    assert "Search: shirt" in anna.screen.text
    chat.press(anna, "Main Menu", "My Cart", "Checkout")

    assert "✅ John Doe" in labels(anna)


def test_words_over_a_photo_leave_one_screen(chat: Chat) -> None:
    shirt = make_shirt()["TS-R-M"].product
    add_picture(shirt)
    anna = chat.person()
    start(chat, anna)
    chat.press(anna, "Catalog", "Clothing", "Classic T-Shirt")
    assert anna.screen.photo

    chat.say(anna, "mug")

    assert [message.photo for message in bot_messages(anna)] == [None]

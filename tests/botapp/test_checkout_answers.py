"""What a customer writes in checkout: refused with a reason and asked again, or taken."""

from __future__ import annotations

import pytest

from botapp.emulator.engine import Upload
from botapp.models import Session
from orders.models import CartItem, Order
from shop.models import Consent
from tests.botapp.conftest import Chat
from tests.botapp.ways import ANSWERS, bot_messages, go_to_cart, go_to_confirmation, go_to_name
from tests.factories import make_shirt

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["1", "+15551234567", "🙂🙂🙂"])
def test_a_bad_name_is_explained_and_asked_again(chat: Chat, name: str) -> None:
    make_shirt()
    anna = chat.person()
    go_to_name(chat, anna)

    chat.say(anna, name)

    assert "⚠️ Please write your name in letters" in anna.screen.text
    assert "What is your full name?" in anna.screen.text
    chat.say(anna, "Anna Smith")
    assert "What is your phone number?" in anna.screen.text


@pytest.mark.parametrize("phone", ["hello", "123", "+1", "+999999999999999999"])
def test_a_bad_phone_is_explained_and_asked_again(chat: Chat, phone: str) -> None:
    make_shirt()
    anna = chat.person()
    go_to_name(chat, anna)

    chat.say(anna, "John Doe", phone)

    assert "⚠️ This does not look like a phone number." in anna.screen.text
    assert "What is your phone number?" in anna.screen.text
    assert anna.keyboard[0] == ["📱 Share my number"]
    chat.say(anna, "+15551234567")
    assert "Where shall we deliver?" in anna.screen.text


@pytest.mark.parametrize("address", ["home", "12345"])
def test_a_bad_address_is_explained_and_asked_again(chat: Chat, address: str) -> None:
    make_shirt()
    anna = chat.person()
    go_to_name(chat, anna)

    chat.say(anna, "John Doe", "+15551234567", address)

    assert "⚠️ Please write the whole address" in anna.screen.text
    assert "Where shall we deliver?" in anna.screen.text
    chat.say(anna, ANSWERS[2])
    assert "Check your order, please" in anna.screen.text


def test_a_name_or_an_address_that_is_too_long_is_told_the_limit(chat: Chat) -> None:
    make_shirt()
    anna = chat.person()
    go_to_name(chat, anna)

    chat.say(anna, "x" * 201)
    assert "⚠️ That is too long: at most 200 characters." in anna.screen.text
    assert "What is your full name?" in anna.screen.text
    chat.say(anna, "x" * 200, "+15551234567", "a" * 501)

    assert "⚠️ That is too long: at most 500 characters." in anna.screen.text
    assert "Where shall we deliver?" in anna.screen.text


def test_a_comment_that_is_too_long_is_explained(chat: Chat) -> None:
    make_shirt()
    anna = chat.person()
    go_to_confirmation(chat, anna)

    chat.press(anna, "Add a comment")
    chat.say(anna, "a" * 1001)

    assert "⚠️ That is too long: at most 1000 characters." in anna.screen.text


def test_the_line_that_takes_the_keyboard_away_leaves_no_litter(chat: Chat) -> None:
    make_shirt()
    anna = chat.person()
    go_to_name(chat, anna)
    chat.say(anna, *ANSWERS[:2])
    assert anna.keyboard == []
    assert [message.id for message in bot_messages(anna)] == [anna.screen.id]


@pytest.mark.parametrize("aside", ["/start", "/help", "shirt"])
def test_a_checkout_that_was_interrupted_goes_on_where_it_was(chat: Chat, aside: str) -> None:
    make_shirt()
    anna = chat.person()
    go_to_name(chat, anna)
    chat.say(anna, "John Doe", "/start" if aside == "shirt" else aside)
    if aside == "shirt":
        chat.say(anna, aside)

    chat.press(anna, "Continue checkout")
    assert "What is your phone number?" in anna.screen.text
    chat.say(anna, *ANSWERS[1:], "/start")
    chat.press(anna, "Continue checkout")
    assert "Check your order, please" in anna.screen.text
    chat.press(anna, "Confirm Order")
    assert Order.objects.get().contact == "John Doe, +15551234567"
    chat.say(anna, "/start")
    assert not anna.screen.has_button("Continue checkout")


def test_photos_and_places_are_no_answers(chat: Chat) -> None:
    make_shirt()
    anna = chat.person()
    go_to_name(chat, anna)

    anna.send_file(Upload("cat.pdf", b"%PDF-1.4", "application/pdf"), caption="John Doe")
    chat.settle()
    anna.send_location()
    chat.settle()

    assert "⚠️ Please answer in words." in anna.screen.text
    assert "What is your full name?" in anna.screen.text
    assert Session.objects.get().data == {}


def test_texts_out_of_order_do_not_swap_name_and_phone(chat: Chat) -> None:
    make_shirt()
    anna = chat.person()
    go_to_name(chat, anna)

    anna.send("John Doe")
    anna.send("+15551234567")
    chat.engine.trouble.out_of_order = True
    chat.settle()
    chat.engine.trouble.out_of_order = False

    assert "What is your phone number?" in anna.screen.text  # the name, at the second try of it
    chat.say(anna, "+15551234567", ANSWERS[2])
    chat.press(anna, "Confirm Order")
    assert Order.objects.get().contact == "John Doe, +15551234567"


def test_a_text_older_than_the_answer_taken_is_no_answer(chat: Chat) -> None:
    make_shirt()
    anna = chat.person()
    go_to_name(chat, anna)

    anna.send("John Doe")
    anna.send("Anna Smith")
    chat.engine.trouble.out_of_order = True
    chat.settle()
    chat.engine.trouble.out_of_order = False

    assert "What is your phone number?" in anna.screen.text
    assert "⚠️" not in anna.screen.text
    assert Session.objects.get().data["name"] == "Anna Smith"


def test_another_bots_message_numbers_do_not_keep_the_customer_out(chat: Chat) -> None:
    make_shirt()
    anna = chat.person()
    go_to_cart(chat, anna)
    Session.objects.update(last_text_id=10**6)  # of a bot with another token, long ago

    chat.press(anna, "Checkout", "I Agree")
    chat.say(anna, "John Doe")

    assert "What is your phone number?" in anna.screen.text


def test_consent_is_asked_before_anything_personal(chat: Chat) -> None:
    make_shirt()
    anna = chat.person()
    go_to_cart(chat, anna)

    chat.press(anna, "Checkout")

    links = [entity["url"] for entity in anna.screen.body["entities"] if "url" in entity]
    assert links == [
        "http://127.0.0.1:8000/privacy/?lang=en",
        "http://127.0.0.1:8000/terms/?lang=en",
    ]
    assert anna.screen.buttons == [["✅ I Agree"], ["✖️ Cancel"], ["⬅️ Back", "🏠 Main Menu"]]
    assert not Consent.objects.exists()
    chat.press(anna, "Cancel")
    assert "Checkout is cancelled. Your cart is as it was." in anna.screen.text
    assert not Consent.objects.exists()
    assert CartItem.objects.get().quantity == 1


def test_the_way_back_leads_through_the_questions(chat: Chat) -> None:
    make_shirt()
    anna = chat.person()
    go_to_name(chat, anna)
    chat.say(anna, "John Doe", "+15551234567")

    chat.press(anna, "Back")
    assert "What is your phone number?" in anna.screen.text
    chat.press(anna, "⬅️ Back")
    assert "What is your full name?" in anna.screen.text
    assert anna.keyboard == []
    chat.press(anna, "Back")
    assert "My Cart" in anna.screen.text
    assert len([message for message in bot_messages(anna) if message.buttons]) == 1


@pytest.mark.parametrize("key", ["⬅️ Back", "⬅️ Назад", "back", "📱 Share my number"])
@pytest.mark.parametrize("answered", range(4))
def test_the_bots_own_keys_are_never_taken_for_an_answer(
    chat: Chat, key: str, answered: int
) -> None:
    """At each question, and at that for a comment."""
    make_shirt()
    anna = chat.person()
    go_to_name(chat, anna)
    chat.say(anna, *ANSWERS[:answered])
    if answered == 3:
        chat.press(anna, "Add a comment")
    kept = dict(Session.objects.get().data)
    shown = anna.screen.text
    before = ("My Cart", "full name", "phone number", "Check your order")

    chat.say(anna, key)

    assert Session.objects.get().data == kept
    if "Share" in key:
        assert anna.screen.text == shown
    else:
        assert before[answered] in anna.screen.text


@pytest.mark.parametrize("key", ["✖️ Cancel", "✖️ Отменить"])
@pytest.mark.parametrize("answered", range(3))
def test_the_cancel_key_means_what_it_says_at_every_question(
    chat: Chat, key: str, answered: int
) -> None:
    make_shirt()
    anna = chat.person()
    go_to_name(chat, anna)
    chat.say(anna, *ANSWERS[:answered], key)
    assert "Checkout is cancelled." in anna.screen.text
    assert Session.objects.get().data == {}


def test_a_key_that_still_stands_elsewhere_is_not_searched_for(chat: Chat) -> None:
    make_shirt()
    anna = chat.person()
    chat.say(anna, "⬅️ Back")
    assert "Welcome!" in anna.screen.text


def test_cancel_on_the_phones_keyboard_leaves_checkout(chat: Chat) -> None:
    make_shirt()
    anna = chat.person()
    go_to_name(chat, anna)
    chat.say(anna, "John Doe")

    chat.press(anna, "✖️ Cancel")

    assert "Checkout is cancelled." in anna.screen.text
    assert anna.keyboard == []
    assert Session.objects.get().data == {}
    chat.say(anna, "Classic")
    assert "Search: Classic" in anna.screen.text

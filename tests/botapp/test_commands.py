"""Commands: each has its screen, also in the middle of something else."""

from __future__ import annotations

import pytest

from botapp.management.commands.set_webhook import commands
from botapp.models import Session
from orders.models import CartItem
from shop.models import Customer
from tests.botapp.conftest import Chat
from tests.botapp.ways import go_to_name, labels, start
from tests.factories import make_order, make_shirt

ORDER = ["catalog", "cart", "orders", "help", "cancel", "start"]

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("/start", "Welcome!"),
        ("/start ref_5", "Welcome!"),
        ("/START", "Welcome!"),
        ("/catalog", "What are you looking for?"),
        ("/cart", "Your cart is empty."),
        ("/orders", "You have no orders yet."),
        ("/help", "How to order"),
        ("/help@demo_store_bot", "How to order"),
        ("/cancel", "There is nothing to cancel."),
        ("/nonsense", "I do not know this command. Here is what I can do:"),
    ],
)
def test_a_command_is_answered_with_its_screen(chat: Chat, command: str, words: str) -> None:
    make_shirt()
    anna = chat.person()

    chat.say(anna, command)

    assert words in anna.screen.text
    assert anna.screen.buttons
    assert len(chat.calls("sendMessage")) == 1


def test_a_command_leaves_what_was_being_asked(chat: Chat) -> None:
    make_shirt()
    anna = chat.person()
    go_to_name(chat, anna)

    chat.say(anna, "/catalog")

    assert labels(anna)[0] == "Clothing"
    assert Session.objects.get().step == ""
    chat.say(anna, "Classic")
    assert "Search: Classic" in anna.screen.text


def test_cancel_at_the_first_question_leaves_checkout(chat: Chat) -> None:
    make_shirt()
    anna = chat.person()
    go_to_name(chat, anna)
    chat.say(anna, "/cancel")
    assert "Checkout is cancelled." in anna.screen.text
    chat.say(anna, "/cancel")
    assert "There is nothing to cancel." in anna.screen.text


def test_the_command_menu_begins_with_what_is_used_most() -> None:
    names = [command.command for command in commands("en")]
    assert [name for name in names if name in ORDER] == ORDER
    assert names[:3] == ORDER[:3]
    assert names[-1] == "start"


def test_cancel_keeps_the_cart(chat: Chat) -> None:
    make_shirt()
    anna = chat.person()
    go_to_name(chat, anna)

    chat.say(anna, "John Doe", "/cancel")

    assert "Checkout is cancelled. Your cart is as it was." in anna.screen.text
    assert anna.keyboard == []
    assert CartItem.objects.get().quantity == 1
    assert Session.objects.get().data == {}


def test_orders_are_listed_and_opened(chat: Chat) -> None:
    anna = chat.person()
    start(chat, anna)
    customer = Customer.objects.get()
    numbers = [make_order(customer).pk for _number in range(10)]
    chat.deliver()

    chat.say(anna, "/orders")
    assert labels(anna)[0].startswith(f"#{numbers[-1]} · ")
    assert "🕓 Pending" in labels(anna)[0]
    assert labels(anna)[8:11] == ["Page 1/2", "›", "»"]
    chat.press(anna, "›")
    assert labels(anna)[:5] == [labels(anna)[0], labels(anna)[1], "«", "‹", "Page 2/2"]
    chat.press(anna, f"#{numbers[0]} ")

    assert f"Order #{numbers[0]}" in anna.screen.text
    assert "10 Main Street, Springfield" in anna.screen.text
    assert "Classic T-Shirt × 1 — ₽10" in anna.screen.text
    chat.press(anna, "Back")
    assert "My Orders" in anna.screen.text


def test_a_group_learns_its_id(chat: Chat) -> None:
    chat.say(chat.staff, "/chatid@demo_store_bot")
    assert chat.staff.screen.text == str(chat.staff.chat.id)


def test_a_private_chat_learns_its_id_and_keeps_its_screen(chat: Chat) -> None:
    make_shirt()
    anna = chat.person()
    go_to_name(chat, anna)
    chat.say(anna, "/chatid")
    assert anna.screen.text == str(anna.id)
    chat.say(anna, "John Doe")
    assert "What is your phone number?" in anna.screen.text


def test_a_command_for_another_bot_is_none_of_ours(chat: Chat) -> None:
    chat.say(chat.staff, "/chatid@another_bot")
    assert chat.calls("sendMessage") == []


def test_a_group_is_otherwise_left_alone(chat: Chat) -> None:
    chat.say(chat.staff, "/start", "/cart@demo_store_bot", "hello @demo_store_bot")
    assert chat.calls("sendMessage") == []
    assert not Customer.objects.exists()

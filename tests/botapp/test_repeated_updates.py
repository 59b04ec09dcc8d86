"""An update that comes again has no second effect, and no screen is lost by a death."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from botapp import answer
from botapp.emulator.engine import Person
from botapp.handlers import browse
from botapp.models import Session, UpdateClaim
from botapp.tasks import forget_old_updates, show_missed_screens
from orders.models import CartItem, Order
from shop.models import Customer
from tests.botapp.conftest import Chat
from tests.botapp.ways import bot_messages, go_to_cart, go_to_confirmation, go_to_name, start
from tests.factories import make_shirt

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning"),
]


class Died(BaseException):
    """The process is no more."""


def after(seconds: float) -> time_machine.travel:
    return time_machine.travel(timezone.now() + timedelta(seconds=seconds))


@pytest.fixture
def die_before_showing(chat: Chat, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Hand over what waits to a process that dies between its commit and its first call."""

    def die() -> None:
        async def dies(*_args: object) -> None:
            raise Died

        with monkeypatch.context() as patch:
            patch.setattr(answer, "deliver", dies)
            with pytest.raises(Died):
                chat.updates()

    return die


def proofs(person: Person) -> int:
    return sum("successfully" in message.text for message in bot_messages(person))


def test_an_update_that_comes_twice_in_a_row_takes_effect_once(chat: Chat) -> None:
    make_shirt()
    anna = chat.person()
    go_to_cart(chat, anna)
    chat.engine.trouble.duplicates(3)

    chat.press(anna, "+")

    assert CartItem.objects.get().quantity == 2
    edits = [call for call in chat.calls("editMessageText") if "2 ×" in call.params["text"]]
    assert len(edits) == 1


def test_an_update_that_comes_again_a_minute_later_does_nothing(chat: Chat) -> None:
    make_shirt()
    anna = chat.person()
    go_to_cart(chat, anna)
    anna.press("+")
    number, row = next(iter(chat.engine.state.pending.items()))
    chat.settle()
    calls, screen = len(chat.calls()), anna.screen

    with after(60):
        chat.engine.state.pending[number] = row
        chat.settle()

    assert CartItem.objects.get().quantity == 2
    assert len(chat.calls()) == calls
    assert anna.screen == screen


def test_the_screen_comes_with_the_next_try_when_the_process_died(
    chat: Chat, die_before_showing: Callable[[], None]
) -> None:
    make_shirt()
    anna = chat.person()
    go_to_cart(chat, anna)
    anna.press("+")
    die_before_showing()
    assert CartItem.objects.get().quantity == 2
    assert "1 × ₽19.99" in anna.screen.text

    with after(11):
        chat.settle()

    assert CartItem.objects.get().quantity == 2
    assert "2 × ₽19.99" in anna.screen.text
    assert chat.calls("answerCallbackQuery")[-1].ok
    assert len(bot_messages(anna)) == 1


def test_the_contact_keyboard_goes_though_the_process_died(
    chat: Chat, die_before_showing: Callable[[], None]
) -> None:
    make_shirt()
    anna = chat.person()
    go_to_name(chat, anna)
    chat.say(anna, "John Doe")
    anna.send("+15551234567")
    die_before_showing()
    assert anna.keyboard != []

    with after(11):
        chat.settle()

    assert anna.keyboard == []
    assert "Where shall we deliver?" in anna.screen.text


def test_a_placed_order_is_told_by_the_next_try(
    chat: Chat, die_before_showing: Callable[[], None]
) -> None:
    make_shirt()
    anna = chat.person()
    go_to_confirmation(chat, anna)
    anna.press("Confirm Order")
    die_before_showing()
    assert Order.objects.count() == 1

    with after(11):
        chat.settle()
    with after(120):
        chat.deliver()
        show_missed_screens()

    assert Order.objects.count() == 1
    assert proofs(anna) == 1
    assert "successfully" in anna.screen.text
    assert len(bot_messages(chat.staff)) == 1


@pytest.mark.parametrize("edit_is_refused", [False, True])
def test_a_placed_order_is_told_by_the_worker_when_telegram_gives_up(
    chat: Chat, die_before_showing: Callable[[], None], edit_is_refused: bool
) -> None:
    make_shirt()
    anna = chat.person()
    go_to_confirmation(chat, anna)
    anna.press("Confirm Order")
    die_before_showing()
    chat.engine.updates.forget()
    chat.deliver()
    assert proofs(anna) == 0  # the lease is the dead process's still
    if edit_is_refused:
        anna.delete(anna.screen.id)

    with after(31):
        chat.deliver()
    assert proofs(anna) == 1
    with after(120):
        chat.deliver()
        show_missed_screens()

    assert proofs(anna) == 1
    assert len(bot_messages(chat.staff)) == 1
    assert Session.objects.get().is_shown


def test_the_sweeper_shows_what_telegram_asks_for_no_more(
    chat: Chat, die_before_showing: Callable[[], None]
) -> None:
    make_shirt()
    anna = chat.person()
    go_to_cart(chat, anna)
    anna.press("+")
    die_before_showing()
    chat.engine.updates.forget()

    with after(30):
        show_missed_screens()
    assert "1 × ₽19.99" in anna.screen.text  # Telegram may still try again
    with after(61):
        show_missed_screens()

    assert "2 × ₽19.99" in anna.screen.text
    assert Session.objects.get().is_shown
    calls = len(chat.calls())
    with after(120):
        show_missed_screens()
    assert len(chat.calls()) == calls


def test_the_sweeper_leaves_those_alone_who_blocked_the_bot(
    chat: Chat, die_before_showing: Callable[[], None]
) -> None:
    anna = chat.person()
    anna.start()
    die_before_showing()
    chat.engine.updates.forget()
    Customer.objects.update(blocked_at=timezone.now())
    with after(61):
        show_missed_screens()
    assert chat.calls("sendMessage") == []


def test_one_chat_that_fails_does_not_keep_the_sweeper_from_the_others(
    chat: Chat, die_before_showing: Callable[[], None]
) -> None:
    anna, boris = chat.person("Anna"), chat.person("Boris")
    for person in (anna, boris):
        person.start()
        die_before_showing()
        chat.engine.updates.forget()
    chat.engine.trouble.too_many_requests(60, times=1)

    with after(61):
        show_missed_screens()
    assert len(bot_messages(anna)) + len(bot_messages(boris)) == 1
    with after(125):
        show_missed_screens()
    assert "Welcome!" in anna.screen.text
    assert "Welcome!" in boris.screen.text


def test_a_route_of_an_older_version_becomes_the_menu(
    chat: Chat, die_before_showing: Callable[[], None]
) -> None:
    make_shirt()
    anna = chat.person()
    go_to_cart(chat, anna)
    anna.press("+")
    die_before_showing()
    Session.objects.update(route="0zz:1")
    with after(11):
        chat.settle()
    assert "Welcome!" in anna.screen.text


def test_a_handler_that_raises_leaves_no_claim_and_no_effect(
    chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_shirt()
    anna = chat.person()
    start(chat, anna)
    chat.press(anna, "Catalog", "Clothing", "Classic T-Shirt", "Red", "M")
    claims, screen = UpdateClaim.objects.count(), anna.screen

    def fails(*_args: object, **_kwargs: object) -> None:
        raise ZeroDivisionError

    anna.press("Add to Cart")
    with monkeypatch.context() as patch:
        patch.setattr(browse, "_variant", fails)
        chat.settle(accept_failures=True)
    assert chat.engine.journal.sent[-1].status == 503
    assert UpdateClaim.objects.count() == claims
    assert not CartItem.objects.exists()
    assert anna.screen == screen

    chat.settle()
    assert CartItem.objects.get().quantity == 1
    assert UpdateClaim.objects.count() == claims + 1


def test_claims_are_forgotten_after_a_week(chat: Chat) -> None:
    start(chat, chat.person())
    with after(6 * 86_400):
        forget_old_updates()
        assert UpdateClaim.objects.count() == 1
    with after(8 * 86_400):
        forget_old_updates()
        assert UpdateClaim.objects.count() == 0

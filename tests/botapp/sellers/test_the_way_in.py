"""`/seller`: registering, the first key, and what there is afterwards."""

from __future__ import annotations

import base64
import json

import pytest
from django.utils import timezone

from botapp.emulator.engine import Person
from integrations.models import GivenKey, MarketplaceAccount, Seller, SellerMember, SyncRun
from shop.models import Consent, Delivery, Event
from tests.botapp.conftest import Chat
from tests.botapp.sellers.conftest import OZON_KEY, TOKEN, the_seller
from tests.botapp.ways import bot_messages, labels
from tests.fakes.far_side import Trouble
from tests.fakes.marketplaces import FakeOzon, FakeWildberries

pytestmark = pytest.mark.django_db

Markets = tuple[FakeWildberries, FakeOzon]
ANSWERS = ("Romashka LLC", "Owner@Romashka.example", "+7 900 123-45-67")


def register(chat: Chat, person: Person) -> None:
    person.start("seller")
    chat.settle()
    chat.press(person, "Register", "I Agree")
    chat.say(person, *ANSWERS)


def written(person: Person) -> str:
    """All that stands in the chat."""
    return "\n".join(message.text for message in person.messages)


def test_three_answers_make_a_seller(chat: Chat, anna: Person) -> None:
    anna.start("seller")
    chat.settle()
    assert "Wildberries and Ozon" in anna.screen.text
    chat.press(anna, "Register")
    assert "personal data" in anna.screen.text
    assert not Consent.objects.exists()
    chat.press(anna, "I Agree")
    assert Consent.objects.exists()
    chat.say(anna, *ANSWERS)

    seller = the_seller()
    assert (seller.company_name, seller.email, seller.phone) == (
        "Romashka LLC",
        "owner@romashka.example",
        "+79001234567",
    )
    assert SellerMember.objects.get().role == "owner"
    assert "You are registered" in anna.screen.text
    assert [label.partition(" ")[2] for label in labels(anna)][:2] == ["Add API key", "Settings"]
    assert not anna.screen.has_button("Sync now")


def test_bad_answers_are_explained_and_asked_again(chat: Chat, anna: Person) -> None:
    anna.send("/seller")
    chat.settle()
    chat.press(anna, "Register", "I Agree")
    chat.say(anna, "7")
    assert "write your name" in anna.screen.text
    chat.say(anna, "Romashka", "not an e-mail")
    assert "does not look like an e-mail" in anna.screen.text
    chat.say(anna, "o@romashka.example", "12")
    assert "does not look like a phone" in anna.screen.text
    assert not Seller.objects.exists()
    anna.send_contact("+79001234567")
    chat.settle()
    assert the_seller().phone == "+79001234567"


def test_an_update_that_comes_thrice_makes_one_seller(chat: Chat, anna: Person) -> None:
    anna.send("/seller")
    chat.settle()
    chat.press(anna, "Register", "I Agree")
    chat.say(anna, *ANSWERS[:2])
    chat.engine.trouble.duplicates(3)
    anna.send(ANSWERS[2])
    chat.settle()
    assert Seller.objects.count() == 1
    chat.say(anna, "/seller")
    assert not anna.screen.has_button("Register")


def test_a_key_is_tried_before_it_is_kept_and_leaves_the_chat(
    chat: Chat, anna: Person, markets: Markets
) -> None:
    register(chat, anna)
    chat.press(anna, "Add API key", "Wildberries")
    assert "Аналитика" in anna.screen.text
    anna.send(TOKEN)
    chat.updates()
    assert "Checking the key with Wildberries" in anna.screen.text
    assert not MarketplaceAccount.objects.exists()
    checking = anna.screen.id
    chat.deliver()

    account = MarketplaceAccount.objects.get()
    assert account.credentials.plain == {"token": TOKEN}
    assert "The key works" in anna.screen.text
    assert "••••abcd" in anna.screen.text
    assert anna.screen.id == checking
    assert TOKEN not in written(anna)
    assert not GivenKey.objects.exists()
    assert TOKEN not in str(list(Event.objects.values_list("payload", flat=True)))
    assert SyncRun.objects.get().trigger == "connected"
    chat.press(anna, "Seller's menu")
    assert anna.screen.has_button("My spreadsheet")
    assert anna.screen.has_button("Sync now")
    assert not anna.screen.has_button("Add API key")


def test_a_kept_key_that_died_is_said_to_be_dead(
    chat: Chat, anna: Person, markets: Markets
) -> None:
    register(chat, anna)
    chat.press(anna, "Add API key", "Wildberries")
    chat.say(anna, TOKEN)
    chat.press(anna, "Check the key")
    assert "✅ The key works." in anna.screen.text
    shop = markets[0].shops.pop(TOKEN)
    chat.press(anna, "Check the key")
    assert "does not work any more" in anna.screen.text
    assert "press “Update the key”" in anna.screen.text
    assert "copied" not in anna.screen.text
    assert MarketplaceAccount.objects.get().state == "expired"

    chat.press(anna, "Update the key")
    markets[0].shops["another-key-of-anna-9876"] = shop
    chat.say(anna, "another-key-of-anna-9876")
    assert "The key works" in anna.screen.text
    assert MarketplaceAccount.objects.get().hint == "9876"
    assert MarketplaceAccount.objects.get().state == "ok"


def test_a_key_that_does_not_work_is_not_kept(chat: Chat, anna: Person, markets: Markets) -> None:
    register(chat, anna)
    chat.press(anna, "Add API key", "Wildberries")
    chat.say(anna, "a-key-that-nobody-ever-made")
    assert "does not take this key" in anna.screen.text
    chat.say(anna, "two words")
    assert "does not look like a key" in anna.screen.text
    assert not MarketplaceAccount.objects.exists()
    assert "nobody-ever-made" not in written(anna)
    chat.say(anna, TOKEN)  # the question still stands
    assert "The key works" in anna.screen.text


def test_missing_rights_are_named(chat: Chat, anna: Person, markets: Markets) -> None:
    register(chat, anna)
    chat.press(anna, "Add API key", "Wildberries")
    claims = {"s": 1 << 1 | 1 << 4, "sid": "0c0ffee0-0000-4000-8000-000000000000"}
    body = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    chat.say(anna, f"eyJhbGciOiJFUzI1NiJ9.{body}.signature")
    assert "Аналитика, Статистика" in anna.screen.text
    assert not MarketplaceAccount.objects.exists()


@pytest.mark.parametrize("said", [("123456", OZON_KEY), (f"123456\n{OZON_KEY}",)])
def test_ozon_wants_two_parts(
    chat: Chat, anna: Person, markets: Markets, said: tuple[str, ...]
) -> None:
    register(chat, anna)
    chat.press(anna, "Add API key", "Ozon")
    chat.say(anna, *said)
    account = MarketplaceAccount.objects.get()
    assert account.credentials.plain == {"client_id": "123456", "api_key": OZON_KEY}
    assert OZON_KEY not in written(anna)


def test_a_marketplace_that_is_away_is_waited_for_and_then_said(
    chat: Chat, anna: Person, markets: Markets
) -> None:
    wildberries, _ozon = markets
    register(chat, anna)
    chat.press(anna, "Add API key", "Wildberries")
    wildberries.trouble = lambda _request: Trouble.ERROR
    anna.send(TOKEN)
    chat.settle()
    assert "Checking the key" in anna.screen.text
    wildberries.trouble = lambda _request: None
    again(chat)
    assert "The key works" in anna.screen.text

    MarketplaceAccount.objects.all().delete()
    wildberries.trouble = lambda _request: Trouble.ERROR
    chat.say(anna, "/seller")
    chat.press(anna, "Add API key", "Wildberries")
    chat.say(anna, TOKEN)
    for _try in range(3):
        again(chat)
    assert "does not answer now" in anna.screen.text
    assert not MarketplaceAccount.objects.exists()
    assert not GivenKey.objects.exists()


def again(chat: Chat) -> None:
    """When the wait is over."""
    Delivery.objects.filter(status=Delivery.Status.PENDING).update(due_at=timezone.now())
    chat.deliver()


def test_whoever_went_elsewhere_is_told_by_a_message(
    chat: Chat, anna: Person, markets: Markets
) -> None:
    register(chat, anna)
    chat.press(anna, "Add API key", "Wildberries")
    anna.send(TOKEN)
    chat.updates()
    anna.send("/start")
    chat.updates()
    chat.deliver()
    assert any("The key works" in message.text for message in bot_messages(anna))
    assert MarketplaceAccount.objects.exists()


def test_a_check_that_was_cancelled_keeps_nothing(
    chat: Chat, anna: Person, markets: Markets
) -> None:
    register(chat, anna)
    chat.press(anna, "Add API key", "Wildberries")
    anna.send(TOKEN)
    chat.updates()
    anna.press("Cancel")
    chat.updates()
    chat.deliver()
    assert not MarketplaceAccount.objects.exists()
    assert TOKEN not in written(anna)


def test_in_russian(chat: Chat, markets: Markets) -> None:
    olga = chat.person("Ольга", language="ru")
    olga.start("seller")
    chat.settle()
    chat.press(olga, "Зарегистрироваться", "Согласен")
    chat.say(olga, "ООО Ромашка", "o@romashka.example", "+79001234567")
    chat.press(olga, "Добавить API-ключ", "Wildberries")
    chat.say(olga, TOKEN)
    assert "Ключ работает" in olga.screen.text
    chat.press(olga, "Меню продавца", "Настройки", "Профиль")
    assert "Часовой пояс: Москва" in olga.screen.text
    assert the_seller().language == "ru"

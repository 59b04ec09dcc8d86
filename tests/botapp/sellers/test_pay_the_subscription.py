"""The owner of a seller pays for a plan in the chat; others only look."""

from __future__ import annotations

import pytest
from django.utils import timezone

from botapp.emulator.engine import Person
from botapp.sellers import paying
from botapp.sellers.actions import EndRenewal
from botapp.sellers.paying import SellerPaying
from integrations.models import MarketplaceAccount, Plan, Role, Subscription
from integrations.sellers.subscriptions.begin_trial import begin_trial
from shop import outbox
from shop.errors import DeliveryError
from shop.models import Delivery, Event
from tests.botapp.conftest import Chat
from tests.botapp.sellers.conftest import member, the_seller
from tests.botapp.ways import labels
from tests.sellers.world import make_plan

pytestmark = pytest.mark.django_db(transaction=True)


def open_subscription(chat: Chat, person: Person) -> None:
    person.send("/seller")
    chat.settle()
    chat.press(person, "Settings", "Subscription")


def work(chat: Chat) -> None:
    while outbox.deliver_to(SellerPaying.name).taken:
        chat.settle()


def test_without_plans_it_is_free(chat: Chat, owner: Person) -> None:
    open_subscription(chat, owner)
    assert "Everything is free" in owner.screen.text


def test_a_plan_is_paid_in_stars(chat: Chat, owner: Person) -> None:
    make_plan(stars=300, accounts_limit=2)
    begin_trial(the_seller())
    open_subscription(chat, owner)
    assert "Start: Trial" in owner.screen.text
    assert "accounts: 2" in owner.screen.text

    owner.press("⭐️ Start")
    chat.updates()
    assert "being made" in owner.screen.text
    work(chat)

    assert "Pay by the button below" in owner.screen.text
    assert any("Pay" in label for label in labels(owner))
    [call] = [call for call in chat.calls() if call.method == "createInvoiceLink"]
    owner.pay(slug=str(call.result).rpartition("$")[2])
    chat.settle()
    held = Subscription.objects.get()
    assert (held.state, held.provider, held.renews) == ("active", "stars", True)
    assert "Renews by itself" in owner.screen.text
    assert not [label for label in labels(owner) if "Start" in label]
    Subscription.objects.update(state="grace")

    open_subscription(chat, owner)
    assert "Renews by itself" not in owner.screen.text
    assert [label for label in labels(owner) if "Start" in label]
    Subscription.objects.update(state="stopped")
    owner.send("/seller")
    chat.settle()
    chat.press(owner, "Subscription")
    assert "Stopped" in owner.screen.text
    Subscription.objects.update(state="active")
    open_subscription(chat, owner)
    screen = owner.screen.id
    owner.press("Renew no more")
    chat.updates()
    work(chat)
    assert "renewed no more" in owner.screen.text
    owner.press_data(screen, EndRenewal(the_seller().pk).pack())  # a second tap, late
    chat.updates()
    assert "renewed no more" in owner.screen.text
    held.refresh_from_db()
    assert (held.state, held.renews) == ("active", False)


def test_a_provider_that_is_away_is_said_to_be(
    chat: Chat, owner: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_plan(stars=300)
    open_subscription(chat, owner)
    failures = [DeliveryError("no answer"), DeliveryError("refused", permanent=True)]

    def fail(**_asked: object) -> str:
        raise failures.pop(0)

    monkeypatch.setattr(paying, "begin_to_pay", fail)
    owner.press("⭐️ Start")
    chat.updates()
    work(chat)
    assert "does not answer. We try again" in owner.screen.text
    Delivery.objects.update(due_at=timezone.now())
    work(chat)
    assert "refuses this" in owner.screen.text
    assert owner.screen.has_button("Look again")


def test_a_plan_that_went_is_not_paid(chat: Chat, owner: Person) -> None:
    plan = make_plan(stars=300)
    make_plan("other", name="Other", stars=100)
    open_subscription(chat, owner)
    owner.press("⭐️ Start")
    chat.updates()
    Plan.objects.filter(pk=plan.pk).update(stars=0)
    work(chat)
    assert "⚠️" in owner.screen.text
    assert not [call for call in chat.calls() if call.method == "createInvoiceLink"]


def test_who_is_not_the_owner_only_looks(chat: Chat, owner: Person) -> None:
    make_plan(stars=300)
    boris = member(chat, MarketplaceAccount.objects.get(), Role.ADMIN)
    open_subscription(chat, boris)
    assert "The owner pays." in boris.screen.text
    assert not [label for label in labels(boris) if "Start" in label]
    assert not Event.objects.filter(name="seller_paying").exists()


def test_in_russian(chat: Chat, owner: Person) -> None:
    make_plan(stars=300)
    owner.user.language_code = "ru"
    owner.send("/seller")
    chat.settle()
    chat.press(owner, "Настройки", "Подписка")
    assert "в месяц" in owner.screen.text

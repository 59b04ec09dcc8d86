"""A seller pays for a plan in Telegram Stars: a link, thirty days, renewed by Telegram."""

from __future__ import annotations

from contextlib import asynccontextmanager
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from telegram import StarTransaction, SuccessfulPayment, TransactionPartnerUser, User
from telegram.error import BadRequest, TimedOut

from botapp.invoices import refusal, take_money
from integrations.models import Subscription, SubscriptionPayment
from integrations.payments import stars_subscriptions
from integrations.payments.stars import _entry
from integrations.sellers.register import register_seller
from tests.api.clients import error_of
from tests.factories import make_customer
from tests.sellers.clients import member_api
from tests.sellers.world import make_plan

pytestmark = pytest.mark.django_db


class FakeBot:
    def __init__(self):
        self.links, self.ended = [], []
        self.failure = None

    async def create_invoice_link(self, title, description, payload, currency, prices, **rest):
        if self.failure:
            raise self.failure
        self.links.append((title, description, payload, currency, prices, rest))
        return f"https://t.me/$link{len(self.links)}"

    async def edit_user_star_subscription(self, user_id, charge, *, is_canceled):
        if self.failure:
            raise self.failure
        self.ended.append((user_id, charge, is_canceled))
        return True


@pytest.fixture
def bot(monkeypatch):
    found = FakeBot()

    @asynccontextmanager
    async def sending_bot():
        yield found

    monkeypatch.setattr(stars_subscriptions, "sending_bot", sending_bot)
    return found


@pytest.fixture
def plan():
    return make_plan(stars=600, name="Старт", translations={"en": {"name": "Start"}})


@pytest.fixture
def owner(plan):
    return register_seller(company_name="Romashka", email="owner@romashka.example")


def checkout(owner):
    return member_api(owner).post("seller/billing/checkout", {"plan": "start", "provider": "stars"})


def money(owner, charge, until, *, first=True, recurring=True, amount=600):
    return SuccessfulPayment(
        "XTR",
        amount,
        f"seller:{owner.seller_id}:start",
        charge,
        f"provider_{charge}",
        subscription_expiration_date=until,
        is_recurring=recurring,
        is_first_recurring=first,
    )


def held(owner):
    return Subscription.objects.get(seller=owner.seller)


def test_the_link_is_a_subscription_of_thirty_days(bot, owner):
    answer = checkout(owner)
    assert answer.json() == {"url": "https://t.me/$link1"}
    [(title, description, payload, currency, prices, rest)] = bot.links
    assert (title, currency, payload) == ("Старт", "XTR", f"seller:{owner.seller_id}:start")
    assert description == "Отслеживание маркетплейсов для Romashka, 30 дней"
    assert [price.amount for price in prices] == [600]
    assert rest["provider_token"] == ""
    assert rest["subscription_period"] == timedelta(seconds=2_592_000)


def test_paid_renewed_told_twice(bot, owner):
    now = timezone.now().replace(microsecond=0)
    first, second = now + timedelta(days=30), now + timedelta(days=60)
    paid = money(owner, "charge_1", first)
    assert take_money(paid, 77)
    assert take_money(paid, 77)
    subscription = held(owner)
    assert (subscription.state, subscription.provider) == ("active", "stars")
    assert (subscription.external_id, subscription.payer) == ("charge_1", "77")
    assert (subscription.paid_until, subscription.renews) == (first, True)
    assert take_money(money(owner, "charge_2", second, first=False), 77)
    subscription = held(owner)
    assert (subscription.paid_until, subscription.external_id) == (second, "charge_1")
    ledger = list(SubscriptionPayment.objects.order_by("pk").values_list("amount", "currency"))
    assert ledger == [(Decimal(600), "XTR")] * 2


def test_the_owner_ends_it(bot, owner):
    until = timezone.now() + timedelta(days=30)
    take_money(money(owner, "charge_1", until), 77)
    assert error_of(checkout(owner)) == (409, "already_subscribed")
    bot.failure = TimedOut()
    cancelled = member_api(owner).post("seller/billing/cancel")
    assert error_of(cancelled) == (503, "provider_unavailable")
    assert held(owner).renews
    bot.failure = None
    assert member_api(owner).post("seller/billing/cancel").status_code == 200
    assert bot.ended == [(77, "charge_1", True)]
    assert (held(owner).renews, held(owner).state) == (False, "active")


def test_what_telegram_has_ended_already_is_ended(bot, owner):
    take_money(money(owner, "charge_1", timezone.now() + timedelta(days=30)), 77)
    bot.failure = BadRequest("SUBSCRIPTION_NOT_ACTIVE")
    assert member_api(owner).post("seller/billing/cancel").status_code == 200
    assert not held(owner).renews


def test_before_it_is_paid_it_is_looked_at_again(owner, plan):
    make_customer(77, language="en")
    payload = f"seller:{owner.seller_id}:start"
    assert refusal(77, payload, "XTR", 600) == ""
    assert "open the subscription anew" in refusal(77, payload, "XTR", 599)
    assert refusal(77, f"seller:{owner.seller_id}:other", "XTR", 600)
    assert refusal(77, "seller:999999:start", "XTR", 600)
    assert refusal(77, "seller:x", "XTR", 600)
    take_money(money(owner, "charge_1", timezone.now() + timedelta(days=30)), 77)
    assert refusal(77, payload, "XTR", 600)
    Subscription.objects.update(renews=False)
    plan.is_active = False
    plan.save()
    assert refusal(77, payload, "XTR", 600)


def test_money_for_nobody_is_not_taken(owner):
    paid = money(owner, "charge_1", timezone.now())
    unknown = SuccessfulPayment("XTR", 600, "seller:999999:start", "charge_9", "p")
    assert not take_money(unknown, 77)
    assert SubscriptionPayment.objects.count() == 0
    assert take_money(paid, 77)  # late, but ours: it stands in the ledger
    assert SubscriptionPayment.objects.count() == 1


def test_the_books_of_stars_do_not_take_it_for_an_order():
    line = StarTransaction(
        "charge_1",
        600,
        timezone.now(),
        source=TransactionPartnerUser(
            "invoice_payment", User(77, "Anna", False), invoice_payload="seller:1:start"
        ),
    )
    assert _entry(line) is None

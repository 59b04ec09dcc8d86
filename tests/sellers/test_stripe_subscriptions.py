"""A seller pays for a plan by Stripe: its page, its webhooks in any order, its renewals."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from botapp.sellers.screens.notices import told as told_of
from botapp.staff_notices import screen_of
from integrations.models import Seller, SellerNotice, Subscription, SubscriptionPayment
from integrations.sellers.forget_seller import forget_seller
from integrations.sellers.register import register_seller
from integrations.sellers.subscriptions.end_left import NOT_ENDED, LeftSubscriptions
from integrations.sellers.subscriptions.leave import LEFT
from shop import outbox
from shop.models import Delivery, Event
from tests.api.clients import error_of
from tests.fakes import stripe_api
from tests.fakes.provider_server import serving
from tests.fakes.stripe_subscriptions import StripeBilling
from tests.fakes.subscriber import listen
from tests.sellers.clients import member_api
from tests.sellers.world import make_member, make_plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def far(settings):
    with serving(StripeBilling()) as far:
        settings.STRIPE_URL = far.url
        settings.STRIPE_SECRET_KEY = stripe_api.SECRET
        settings.STRIPE_WEBHOOK_SECRET = stripe_api.WEBHOOK_SECRET
        yield far


@pytest.fixture
def plan():
    return make_plan(stripe_price_id="price_start")


@pytest.fixture
def owner(plan):
    return register_seller(company_name="Romashka", email="owner@romashka.example")


@pytest.fixture
def now():
    return timezone.now().replace(microsecond=0)


@pytest.fixture
def leaving(monkeypatch):
    """Tells Stripe of what is left, when asked to."""
    listen(monkeypatch, LeftSubscriptions())
    return lambda: outbox.deliver_to("left_subscriptions")


def tell(event, signature=None):
    body, own = event
    return (
        Client()
        .post(
            "/payments/stripe/webhook",
            body,
            content_type="application/json",
            headers={"stripe-signature": own if signature is None else signature},
        )
        .status_code
    )


def checkout(owner):
    return member_api(owner).post(
        "seller/billing/checkout", {"plan": "start", "provider": "stripe"}
    )


def subscribed(far, owner, until):
    url = checkout(owner).json()["url"]
    return far.subscribe(url.rpartition("/")[2], until)


def held(owner):
    return Subscription.objects.get(seller=owner.seller)


def test_the_page_is_of_this_seller_and_plan_and_keeps_the_trial(far, owner):
    answer = checkout(owner)
    assert answer.status_code == 200
    [session] = far.sessions.values()
    assert answer.json() == {"url": session["url"]}
    assert session["client_reference_id"] == f"seller:{owner.seller_id}"
    assert session["price"] == "price_start"
    assert session["subscription_metadata"] == {"seller_id": str(owner.seller_id), "plan": "start"}
    assert session["trial_end"] == str(int(held(owner).paid_until.timestamp()))
    assert checkout(owner).json() == answer.json()  # a second tap, the same page
    assert len(far.sessions) == 1


def test_paid_renewed_told_twice(far, owner, now):
    first, second = now + timedelta(days=30), now + timedelta(days=60)
    number = subscribed(far, owner, first)
    event = far.renew(number, first)
    assert [tell(event), tell(event)] == [200, 200]
    subscription = held(owner)
    assert (subscription.state, subscription.provider) == ("active", "stripe")
    assert (subscription.external_id, subscription.payer) == (number, "cus_1")
    assert (subscription.paid_until, subscription.renews) == (first, True)
    assert tell(far.renew(number, second)) == 200
    assert held(owner).paid_until == second
    ledger = SubscriptionPayment.objects.order_by("pk").values_list("amount", "currency")
    assert list(ledger) == [(Decimal("990.00"), "RUB")] * 2
    said = member_api(owner).get("seller/billing").json()
    assert said["subscription"]["state"] == "active"
    assert [row["amount"] for row in said["payments"]] == ["990.00", "990.00"]


def test_what_comes_late_changes_nothing_back(far, owner, now):
    first, second = now + timedelta(days=30), now + timedelta(days=60)
    number = subscribed(far, owner, first)
    early = far.renew(number, first)
    late = far.renew(number, second)
    assert [tell(late), tell(early)] == [200, 200]
    assert held(owner).paid_until == second
    assert SubscriptionPayment.objects.count() == 2


def test_ended_at_stripe_it_works_for_as_long_as_it_is_paid(far, owner, now):
    until = now + timedelta(days=30)
    number = subscribed(far, owner, until)
    tell(far.renew(number, until))
    far.subscriptions[number].update(status="canceled")
    gone = far.told("customer.subscription.deleted", far.subscriptions[number])
    assert tell(gone) == 200
    subscription = held(owner)
    assert (subscription.renews, subscription.state) == (False, "active")
    assert subscription.paid_until == until


def test_a_plan_changed_at_stripe_is_followed(far, owner, now):
    bigger = make_plan("big", stripe_price_id="price_big")
    number = subscribed(far, owner, now + timedelta(days=30))
    tell(far.renew(number, now + timedelta(days=30)))
    far.subscriptions[number]["items"]["data"][0]["price"]["id"] = "price_big"
    changed = far.told("customer.subscription.updated", far.subscriptions[number])
    assert tell(changed) == 200
    assert held(owner).plan == bigger


def test_the_owner_ends_it_and_cannot_pay_twice(far, owner, now):
    until = now + timedelta(days=30)
    number = subscribed(far, owner, until)
    tell(far.renew(number, until))
    assert error_of(checkout(owner)) == (409, "already_subscribed")
    api = member_api(owner)
    answer = api.post("seller/billing/cancel")
    assert answer.json()["subscription"]["renews"] is False
    assert far.subscriptions[number]["cancel_at_period_end"] is True
    assert held(owner).state == "active"
    asked = len(far.asked)
    assert api.post("seller/billing/cancel").status_code == 200
    assert len(far.asked) == asked


def test_after_a_renewal_that_failed_it_is_paid_anew_and_not_twice(far, owner, now):
    number = subscribed(far, owner, now + timedelta(days=30))
    tell(far.renew(number, now + timedelta(days=30)))
    Subscription.objects.update(state="grace", paid_until=now - timedelta(days=1))
    far.subscriptions[number]["status"] = "past_due"
    assert checkout(owner).status_code == 200
    assert far.subscriptions[number]["status"] == "canceled"
    assert held(owner).renews is False


def test_another_page_with_another_e_mail_and_when_the_first_is_paid(far, owner, now):
    first = checkout(owner).json()["url"]
    Seller.objects.update(email="new@romashka.example")
    second = checkout(owner).json()["url"]
    number = far.subscribe(second.rpartition("/")[2], now + timedelta(days=30))
    tell(far.renew(number, now + timedelta(days=30)))
    member_api(owner).post("seller/billing/cancel")
    assert len({first, second, checkout(owner).json()["url"]}) == 3


def test_of_two_that_are_paid_one_goes_on(far, owner, now, leaving):
    make_plan("big", stripe_price_id="price_big")
    api = member_api(owner)
    pages = [
        api.post("seller/billing/checkout", {"plan": plan, "provider": "stripe"}).json()["url"]
        for plan in ("start", "big")
    ]
    first, second = now + timedelta(days=30), now + timedelta(days=30, minutes=5)
    old, new = (
        far.subscribe(page.rpartition("/")[2], until)
        for page, until in zip(pages, (first, second), strict=True)
    )
    early, late = far.renew(old, first), far.renew(new, second)
    assert [tell(late), tell(early), tell(late)] == [200, 200, 200]  # out of order, and again
    far.trouble = [500]
    leaving()
    assert far.subscriptions[old]["status"] == "active"
    Delivery.objects.update(due_at=now)
    leaving()
    assert [far.subscriptions[number]["status"] for number in (old, new)] == ["canceled", "active"]
    subscription = held(owner)
    assert (subscription.external_id, subscription.plan.code) == (new, "big")
    assert (subscription.paid_until, subscription.renews) == (second, True)
    assert SubscriptionPayment.objects.count() == 2
    said = told_of(SellerNotice.objects.get(kind="paid_twice"), "ru").text
    assert "Лишнюю мы завершаем: Stripe больше не продлит её." in said
    gone = far.told("customer.subscription.deleted", far.subscriptions[old])
    assert tell(gone) == 200
    assert held(owner).renews
    assert not Event.objects.filter(name=NOT_ENDED).exists()


def test_what_ended_long_ago_and_is_told_late_hides_nothing(far, owner, now):
    old = subscribed(far, owner, now + timedelta(days=30))
    told_late = far.renew(old, now + timedelta(days=30))
    far.subscriptions[old]["status"] = "canceled"
    Seller.objects.update(email="new@romashka.example")
    new = subscribed(far, owner, now + timedelta(days=29))
    tell(far.renew(new, now + timedelta(days=29)))
    assert tell(told_late) == 200
    assert (held(owner).external_id, held(owner).renews) == (new, True)
    assert held(owner).paid_until == now + timedelta(days=30)
    assert not Event.objects.filter(name=LEFT).exists()
    assert not SellerNotice.objects.exists()


def test_a_forgotten_seller_is_charged_no_more_and_else_the_staff_are_told(
    far, owner, now, leaving
):
    number = subscribed(far, owner, now + timedelta(days=30))
    tell(far.renew(number, now + timedelta(days=30)))
    forget_seller(owner.seller)
    theirs = far.subscriptions.pop(number)
    leaving()  # Stripe knows no such subscription
    [told] = Event.objects.filter(name=NOT_ENDED)
    assert number in screen_of(told).text
    far.subscriptions[number] = theirs
    Delivery.objects.update(status="pending", due_at=now)
    leaving()
    assert far.subscriptions[number]["status"] == "canceled"
    assert (held(owner).renews, held(owner).payer) == (False, "")
    far.subscriptions[number]["status"] = "active"
    tell(far.renew(number, now + timedelta(days=60)))  # paid after all
    leaving()
    assert far.subscriptions[number]["status"] == "canceled"


def test_forged_or_of_nobody(far, owner, now):
    number = subscribed(far, owner, now + timedelta(days=30))
    event = far.renew(number, now + timedelta(days=30))
    assert tell(event, "t=1,v1=00") == 403
    assert not SubscriptionPayment.objects.exists()
    far.subscriptions[number]["metadata"] = {"seller_id": "999999", "plan": "start"}
    assert tell(event) == 200
    assert not SubscriptionPayment.objects.exists()


def test_without_a_secret_nobody_is_believed(far, owner, now, settings):
    number = subscribed(far, owner, now + timedelta(days=30))
    body, _signature = far.renew(number, now + timedelta(days=30))
    settings.STRIPE_WEBHOOK_SECRET = ""
    assert tell((body, stripe_api.sign(body, secret=""))) == 400
    assert not SubscriptionPayment.objects.exists()


def test_stripe_away_is_told_again(far, owner, now):
    number = subscribed(far, owner, now + timedelta(days=30))
    event = far.renew(number, now + timedelta(days=30))
    far.trouble = [500]
    assert tell(event) == 503
    assert not SubscriptionPayment.objects.exists()
    assert tell(event) == 200
    assert SubscriptionPayment.objects.count() == 1
    far.trouble = ["reset"]
    assert error_of(member_api(owner).post("seller/billing/cancel")) == (
        503,
        "provider_unavailable",
    )
    assert held(owner).renews


def test_a_plan_that_cannot_be_paid_so(far, owner, plan):
    api = member_api(owner)
    for body in (
        {"plan": "start", "provider": "stars"},
        {"plan": "nothing", "provider": "stripe"},
        {"plan": "start", "provider": "hand"},
    ):
        assert error_of(api.post("seller/billing/checkout", body)) == (400, "plan_not_offered")
    assert far.asked == []
    [offered] = api.get("seller/billing").json()["plans"]
    assert (offered["code"], offered["providers"]) == ("start", ["stripe"])


def test_only_the_owner_pays(far, owner):
    for role in ("admin", "viewer"):
        member = make_member(owner.seller, role=role)
        assert error_of(checkout(member)) == (403, "role_too_low")
    assert far.asked == []

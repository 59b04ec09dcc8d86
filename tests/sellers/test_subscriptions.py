"""Trial, paid, grace, stopped: syncing stops and says so, and nothing is deleted."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from botapp.sellers.screens.notices import told as told_seller
from integrations.models import (
    MarketplaceAccount,
    MarketplaceProduct,
    ProductDay,
    Provider,
    SellerNotice,
    Subscription,
    SubscriptionPayment,
    SyncRun,
)
from integrations.sellers.allowance import allowance
from integrations.sellers.ask_for_sync import ask_for_sync
from integrations.sellers.register import register_seller
from integrations.sellers.subscriptions.advance import advance_subscriptions
from integrations.sellers.subscriptions.take_payment import Paid, take_payment
from integrations.sellers.want_sheet import want_sheet
from integrations.sync.schedule import start_due
from integrations.tasks import advance_subscriptions as job
from shop.errors import ErrorCode, StoreError
from tests.races.threads import together
from tests.sellers.world import (
    at,
    make_account,
    make_everything,
    make_listed,
    make_plan,
    make_seller,
)

START = at("2026-11-01 10:00")


def subscription_of(seller):
    return Subscription.objects.get(seller=seller)


def paid(number, until, **given):
    return Paid(
        **{
            "provider": Provider.STRIPE,
            "external_id": number,
            "amount": Decimal("990.00"),
            "currency": "RUB",
            "paid_until": until,
            **given,
        }
    )


def later(time_machine, **delta):
    time_machine.move_to(START + timedelta(**delta), tick=False)
    return job()


@pytest.mark.django_db
def test_while_no_plan_is_on_offer_all_is_free(told):
    seller = make_seller()
    assert job() == 0
    assert not Subscription.objects.exists()
    assert allowance(seller).works
    assert allowance(seller).accounts is None


@pytest.mark.django_db
def test_from_trial_to_the_stop_and_back(time_machine, told):
    time_machine.move_to(START, tick=False)
    plan = make_plan(trial_days=14)
    seller = register_seller(company_name="Romashka", email="a@b.example").seller
    account = make_account(seller)
    assert subscription_of(seller).state == "trial"
    assert subscription_of(seller).paid_until == START + timedelta(days=14)
    assert later(time_machine, days=10) == 0
    assert not SellerNotice.objects.exists()

    assert later(time_machine, days=11, hours=1) == 0  # three days before: it is told
    assert later(time_machine, days=12, hours=1) == 0  # once
    assert list(SellerNotice.objects.values_list("kind", flat=True)) == ["pay_soon"]

    assert later(time_machine, days=14, minutes=1) == 1
    assert subscription_of(seller).state == "grace"
    assert allowance(seller).works
    ask_for_sync(account=account, actor="x")
    SyncRun.objects.update(state="done")

    assert later(time_machine, days=21) == 0
    assert later(time_machine, days=21, minutes=1) == 1
    assert (subscription_of(seller).state, allowance(seller).works) == ("stopped", False)
    assert later(time_machine, days=90) == 0
    kinds = list(SellerNotice.objects.order_by("pk").values_list("kind", flat=True))
    assert kinds == ["pay_soon", "pay_soon", "stopped"]
    told = [told_seller(notice, "en").text for notice in SellerNotice.objects.order_by("pk")[:2]]
    assert ["is paid until" in text for text in told] == [True, False]
    assert "On 22 November 2026 syncing stops." in told[1]
    for refused in (
        lambda: ask_for_sync(account=account, actor="x"),
        lambda: want_sheet(account=account),
    ):
        with pytest.raises(StoreError) as refusal:
            refused()
        assert refusal.value.code == ErrorCode.SUBSCRIPTION_STOPPED
    assert SyncRun.objects.count() == 1

    dead, by_hand = make_account(seller), make_account(seller)
    MarketplaceAccount.objects.filter(pk=dead.pk).update(state="expired")
    MarketplaceAccount.objects.filter(pk=by_hand.pk).update(schedule="off")
    now = timezone.now()
    assert take_payment(seller=seller, plan=plan, paid=paid("in_1", now + timedelta(days=30)))
    assert (subscription_of(seller).state, allowance(seller).works) == ("active", True)
    again = SyncRun.objects.get(state="waiting")  # at once, not at the next midnight
    assert (again.account, again.trigger) == (account, "schedule")
    SyncRun.objects.update(state="done")
    assert take_payment(seller=seller, plan=plan, paid=paid("in_2", now + timedelta(days=60)))
    assert not SyncRun.objects.exclude(state="done").exists()
    assert ask_for_sync(account=account, actor="x")[1]


@pytest.mark.django_db
def test_nothing_is_deleted_when_it_stops(time_machine):
    seller = make_seller()
    make_everything(seller)
    Subscription.objects.update(paid_until=timezone.now() - timedelta(days=1), state="grace")
    time_machine.move_to(timezone.now() + timedelta(days=30), tick=False)
    assert job() == 1
    assert subscription_of(seller).state == "stopped"
    assert MarketplaceProduct.objects.count() == 1
    assert ProductDay.objects.count() == 1
    assert seller.accounts.get().has_key


@pytest.mark.django_db
def test_a_schedule_that_the_plan_forbids_says_so_once_a_day():
    seller = make_seller()
    account = make_account(seller)
    plan = make_plan(products_limit=0)
    Subscription.objects.create(
        seller=seller, plan=plan, paid_until=timezone.now() + timedelta(days=9)
    )
    make_listed(account)
    for _ in range(2):
        MarketplaceAccount.objects.update(next_sync_at=timezone.now() - timedelta(minutes=1))
        assert start_due() == 0
    assert not SyncRun.objects.exists()
    notice = SellerNotice.objects.get()
    assert notice.kind == "sync_failed"
    assert (notice.context["code"], notice.context["limit"]) == ("plan_limit", 0)
    plan.products_limit = 1
    plan.save()
    MarketplaceAccount.objects.update(next_sync_at=timezone.now() - timedelta(minutes=1))
    assert start_due() == 1


@pytest.mark.django_db
def test_the_store_itself_pays_nothing():
    make_plan()
    seller = make_seller()
    seller.sells_here = True
    seller.save()
    assert job() == 0
    assert allowance(seller).works
    assert not Subscription.objects.exists()


@pytest.mark.django_db
def test_who_came_before_the_plans_gets_a_trial_too():
    seller = make_seller()
    plan = make_plan(trial_days=5)
    make_plan("off", is_active=False, sort_order=-1)
    assert job() == 1
    assert job() == 0
    subscription = subscription_of(seller)
    assert (subscription.plan, subscription.state) == (plan, "trial")
    assert timedelta(days=4) < subscription.paid_until - timezone.now() <= timedelta(days=5)


@pytest.mark.django_db
def test_money_told_again_is_the_same_money():
    seller, plan = make_seller(), make_plan()
    until = timezone.now() + timedelta(days=30)
    assert take_payment(seller=seller, plan=plan, paid=paid("in_1", until))
    assert not take_payment(
        seller=seller, plan=plan, paid=paid("in_1", until + timedelta(days=300))
    )
    assert SubscriptionPayment.objects.count() == 1
    assert subscription_of(seller).paid_until == until
    assert take_payment(seller=seller, plan=plan, paid=paid("in_2", until - timedelta(days=3)))
    assert subscription_of(seller).paid_until == until  # never less than what was paid


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_money_told_by_many_at_once_is_taken_once():
    seller, plan = make_seller(), make_plan()
    until = timezone.now() + timedelta(days=30)

    def take(_number):
        return take_payment(seller=seller, plan=plan, paid=paid("in_1", until))

    taken = together([lambda n=n: take(n) for n in range(8)])
    assert sorted(taken) == [False] * 7 + [True]
    assert SubscriptionPayment.objects.count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_jobs_at_once_tell_once():
    seller, plan = make_seller(), make_plan()
    Subscription.objects.create(
        seller=seller, plan=plan, paid_until=timezone.now() - timedelta(hours=1)
    )
    moved = together([advance_subscriptions for _ in range(4)])
    assert sum(moved) == 1
    assert SellerNotice.objects.count() == 1

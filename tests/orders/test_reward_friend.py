"""A friend's order is delivered: whoever invited them is rewarded, and loses it when money goes back."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orders.lines import Line
from orders.models import Order, Payment, Refund, Reward, WalletEntry
from orders.paying import Refunds
from orders.rewarding import Rewards
from orders.services.change_status import change_status
from orders.services.confirm_payment import confirm_payment
from orders.services.move_wallet import balance_of, move_wallet
from orders.services.place_order import place_order
from orders.services.request_refund import request_refund
from orders.services.reward_friend import settle_order_reward
from orders.services.top_up import request_top_up
from orders.wallet import WalletProvider
from shop import outbox
from shop.models import Delivery, StoreSettings
from shop.privacy import erase_customer, export_customer
from shop.roles import SUPPORT
from shop.services.invite_friend import bind_referrer, referral_code
from tests.factories import JOHN, make_customer, make_variant
from tests.fakes.pay import FarSide, pay_by
from tests.fakes.subscriber import listen
from tests.staff import staff_client

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _outbox(monkeypatch):
    listen(monkeypatch, Refunds(), Rewards())


@pytest.fixture
def far(monkeypatch):
    provider = FarSide()
    pay_by(monkeypatch, provider, WalletProvider())
    return provider


@pytest.fixture
def anna():
    return make_customer()


@pytest.fixture
def friend(anna):
    reward(percent="5")
    person = make_customer()
    bind_referrer(customer=person, code=referral_code(anna))
    return person


def reward(percent="5", **facts):
    store = StoreSettings.current()
    store.referral_percent = Decimal(percent)
    for name, value in facts.items():
        setattr(store, name, value)
    store.save()


def deliver_all():
    while outbox.deliver_due():
        pass


def order_of(customer, price="100.00", **options):
    return place_order(
        customer=customer,
        lines=[Line(make_variant(price).pk, 1)],
        contact=JOHN,
        comment="",
        source="test",
        **options,
    )


def pay(order, external_id=""):
    payment = Payment.objects.filter(order=order).exclude(provider="wallet").get()
    confirm_payment(payment=payment, external_id=external_id or f"e{order.pk}", charge=None)
    order.refresh_from_db()
    return payment


def hand_over(order):
    for status in ("processing", "shipped", "delivered"):
        change_status(order=order, to=status, actor="boris")
    deliver_all()


def give_back(payment, amount):
    request_refund(payment=payment, amount=Decimal(amount), actor="boris", reason="")
    deliver_all()


def test_the_reward_comes_with_the_delivery(anna, friend, far):
    order = order_of(friend)
    pay(order)
    deliver_all()
    assert balance_of(anna, "RUB") == 0
    hand_over(order)
    entry = WalletEntry.objects.get()
    assert (entry.kind, entry.amount, entry.order) == ("reward", 5, order)
    assert balance_of(anna, "RUB") == 5
    found = Reward.objects.get()
    assert (found.referrer, found.friend, found.percent, found.amount) == (anna, friend, 5, 5)


def test_what_is_paid_after_delivery_counts_too(anna, friend, far):
    order = order_of(friend)
    hand_over(order)
    assert not Reward.objects.exists()
    pay(order)
    deliver_all()
    assert balance_of(anna, "RUB") == 5


def test_told_again_it_is_given_once(anna, friend, far):
    order = order_of(friend)
    pay(order)
    hand_over(order)
    Delivery.objects.filter(subscriber="rewards").update(status="pending")
    deliver_all()
    settle_order_reward(order=order)
    assert balance_of(anna, "RUB") == 5
    assert WalletEntry.objects.count() == 1


def test_a_part_given_back_takes_its_part_of_the_reward(anna, friend, far):
    order = order_of(friend, "99.90")
    payment = pay(order)
    hand_over(order)
    assert balance_of(anna, "RUB") == Decimal("5.00")
    give_back(payment, "33.30")
    assert balance_of(anna, "RUB") == Decimal("3.33")
    give_back(payment, "66.60")
    assert balance_of(anna, "RUB") == 0
    found = Reward.objects.get()
    assert (found.amount, found.taken_back, found.missing) == (5, 5, 0)
    kinds = WalletEntry.objects.order_by("pk").values_list("kind", "amount")
    assert list(kinds) == [
        ("reward", 5),
        ("reward_back", Decimal("-1.67")),
        ("reward_back", Decimal("-3.33")),
    ]


def test_a_wallet_that_was_spent_gives_what_it_has_and_the_rest_is_noted(anna, friend, far):
    order = order_of(friend)
    payment = pay(order)
    hand_over(order)
    move_wallet(
        customer=anna, currency="RUB", amount=Decimal(-3), kind=WalletEntry.Kind.CORRECTION,
        reference="spent", actor="boris",
    )  # fmt: skip
    give_back(payment, "100")
    assert balance_of(anna, "RUB") == 0
    found = Reward.objects.get()
    assert (found.amount, found.taken_back, found.missing) == (5, 2, 3)


def test_a_cancelled_order_brings_nothing(anna, friend, far):
    order = order_of(friend)
    pay(order)
    change_status(order=order, to="cancelled", actor="boris")
    deliver_all()
    assert not Reward.objects.exists()
    assert balance_of(anna, "RUB") == 0


def test_the_percentage_is_that_of_the_first_day(anna, friend, far):
    order = order_of(friend)
    payment = pay(order)
    hand_over(order)
    reward("50")
    give_back(payment, "20")
    assert balance_of(anna, "RUB") == 4
    reward("0")
    give_back(payment, "80")
    assert balance_of(anna, "RUB") == 0


@pytest.mark.parametrize("facts", [{"percent": "0"}, {"percent": "5", "wallet_on": False}])
def test_switched_off_nothing_is_given(anna, friend, far, facts):
    reward(**facts)
    order = order_of(friend)
    pay(order)
    hand_over(order)
    assert not Reward.objects.exists()
    assert not Delivery.objects.filter(subscriber="rewards").exists()


def test_who_came_by_themselves_brings_nobody_anything(anna, far):
    reward()
    order = order_of(anna)
    pay(order)
    hand_over(order)
    assert not WalletEntry.objects.exists()


def top_up(customer, far, amount, external_id="t1"):
    payment = request_top_up(customer=customer, amount=Decimal(amount), provider=far)
    confirm_payment(payment=payment, external_id=external_id, charge=None)
    deliver_all()


def test_top_ups_are_rewarded_only_where_the_store_says_so(anna, friend, far):
    top_up(friend, far, 200)
    assert balance_of(anna, "RUB") == 0
    reward(referral_top_ups=True)
    top_up(friend, far, 200, "t2")
    assert balance_of(anna, "RUB") == 10


def test_what_was_rewarded_as_a_top_up_is_not_rewarded_again_as_an_order(anna, friend, far):
    reward(referral_top_ups=True)
    top_up(friend, far, 60)
    assert balance_of(anna, "RUB") == 3
    order = order_of(friend, use_wallet=True)  # 60 of its 100
    pay(order)
    hand_over(order)
    assert balance_of(anna, "RUB") == 5  # and 5% of the other 40


def test_the_balance_counts_where_top_ups_do_not(anna, friend, far):
    top_up(friend, far, 60)
    order = order_of(friend, use_wallet=True)
    pay(order)
    hand_over(order)
    assert balance_of(anna, "RUB") == 5


@given(st.lists(st.integers(1, 40), max_size=4), st.integers(0, 60))
@settings(max_examples=15, deadline=None)
def test_whatever_goes_back_the_ledger_says_what_the_reward_says(backs, spent):
    """Wallet and reward agree, and together with what is missing they are the right share."""
    anna, friend = make_customer(), make_customer()
    friend.referred_by = anna
    friend.save()
    reward("50")
    order = order_of(friend, pay_with="on_delivery")
    Order.objects.filter(pk=order.pk).update(status="delivered")
    payment = Payment.objects.create(
        order=order, customer=friend, provider="far", amount=100, currency="RUB", status="paid",
        charged_amount=100, charged_currency="RUB",
    )  # fmt: skip
    settle_order_reward(order=order)
    spent = min(spent, 50)
    if spent:
        move_wallet(
            customer=anna, currency="RUB", amount=Decimal(-spent), kind="correction",
            reference=f"spent {order.pk}", actor="boris",
        )  # fmt: skip
    for back in backs:
        payment.refunded_amount = min(payment.refunded_amount + back, Decimal(100))
        payment.save()
        settle_order_reward(order=order)
        found = Reward.objects.get(order=order)
        assert found.due == (100 - payment.refunded_amount) / 2
        assert balance_of(anna, "RUB") == found.kept - spent >= 0
        moved = WalletEntry.objects.filter(order=order).values_list("amount", flat=True)
        assert sum(moved) == found.kept


def test_a_person_is_given_their_rewards_and_forgotten_without_their_friends(anna, friend, far):
    order = order_of(friend)
    pay(order)
    hand_over(order)
    held = export_customer(anna.pk)
    assert held["customer"][0]["referral_code"] == referral_code(anna)
    assert [(row["amount"], row["percent"]) for row in held["rewards"]] == [("5.00", "5.00")]
    assert str(friend.pk) not in str(held)
    erase_customer(anna.pk)
    friend.refresh_from_db()
    anna.refresh_from_db()
    assert (friend.referred_by, anna.referral_code) == (None, None)
    assert Refund.objects.count() == 0
    assert Reward.objects.get().amount == 5


def test_staff_see_on_the_customer_s_page_who_invited_them_and_what_it_brought(anna, friend, far):
    order = order_of(friend)
    payment = pay(order)
    hand_over(order)
    move_wallet(
        customer=anna, currency="RUB", amount=Decimal(-5), kind=WalletEntry.Kind.CORRECTION,
        reference="spent", actor="boris",
    )  # fmt: skip
    give_back(payment, "40")
    support = staff_client(SUPPORT)
    page = support.get(f"/admin/shop/customer/{anna.pk}/change/").content.decode()
    assert "1 friend · earned ₽5 · ₽2 could not be taken back" in page
    page = support.get(f"/admin/shop/customer/{friend.pk}/change/").content.decode()
    assert f"/admin/shop/customer/{anna.pk}/change/" in page

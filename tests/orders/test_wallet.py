"""What a customer has with the store: topped up, spent, given back, never below zero."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from orders.lines import Line
from orders.models import Payment, Refund, Wallet, WalletEntry
from orders.paying import Refunds
from orders.payments import How
from orders.services.change_status import change_status
from orders.services.confirm_payment import confirm_payment
from orders.services.move_wallet import balance_of, move_wallet
from orders.services.pay_from_wallet import pay_from_wallet
from orders.services.place_order import place_order
from orders.services.request_payment import request_payment
from orders.services.request_refund import request_refund
from orders.services.top_up import request_top_up
from orders.wallet import WalletProvider
from shop import outbox
from shop.errors import ErrorCode, StoreError
from shop.models import Event
from tests.factories import JOHN, make_customer, make_order, make_variant
from tests.fakes.pay import FarSide, pay_by
from tests.fakes.subscriber import listen

pytestmark = pytest.mark.django_db
CORRECTION = WalletEntry.Kind.CORRECTION


@pytest.fixture(autouse=True)
def _only_refunds_leave(monkeypatch):
    listen(monkeypatch, Refunds())


@pytest.fixture
def far(monkeypatch):
    provider = FarSide()
    pay_by(monkeypatch, provider, WalletProvider())
    return provider


@pytest.fixture
def anna():
    return make_customer()


def give(customer, amount, reference="gift"):
    return move_wallet(
        customer=customer,
        currency="RUB",
        amount=Decimal(amount),
        kind=CORRECTION,
        reference=reference,
        actor="boris",
    )


def order_of(customer, **options):
    return place_order(
        customer=customer,
        lines=[Line(make_variant().pk, 2)],
        contact=JOHN,
        comment="",
        source="test",
        **options,
    )


def test_the_balance_is_the_sum_of_the_entries(anna):
    give(anna, "30")
    give(anna, "-12.50", "less")
    rows = WalletEntry.objects.order_by("pk").values_list("amount", "balance_after")
    assert list(rows) == [(30, 30), (Decimal("-12.50"), Decimal("17.50"))]
    assert balance_of(anna, "RUB") == Decimal("17.50")


def test_the_same_thing_counts_once(anna):
    assert give(anna, "30") == give(anna, "30")
    assert balance_of(anna, "RUB") == 30


def test_a_wallet_is_never_below_zero(anna):
    give(anna, "10")
    with pytest.raises(StoreError) as refused:
        give(anna, "-10.01", "too much")
    assert (refused.value.code, refused.value.context) == ("wallet_too_small", {"left": 10})
    with pytest.raises(IntegrityError), transaction.atomic():
        Wallet.objects.update(balance=-1)
    assert balance_of(anna, "RUB") == 10


@pytest.mark.parametrize("amount", ["0", "0.001", "1e11"])
def test_sums_that_are_none_are_refused(anna, amount):
    with pytest.raises(StoreError) as refused:
        give(anna, amount)
    assert refused.value.code == ErrorCode.INVALID_AMOUNT
    assert not WalletEntry.objects.exists()


def test_an_order_is_paid_wholly_from_the_balance(anna, far):
    give(anna, "50")
    order = order_of(anna, use_wallet=True)
    order.refresh_from_db()
    assert (order.payment_status, balance_of(anna, "RUB")) == ("paid", 30)
    assert not Event.objects.filter(name="payment_requested").exists()


def test_an_order_is_paid_in_part_and_the_rest_otherwise(anna, far):
    give(anna, "5")
    order = order_of(anna, use_wallet=True)
    order.refresh_from_db()
    assert (order.payment_status, balance_of(anna, "RUB")) == ("partially_paid", 0)
    asked = Payment.objects.get(provider="far")
    assert asked.amount == 15
    confirm_payment(payment=asked, external_id="x", charge=None)
    order.refresh_from_db()
    assert order.payment_status == "paid"


def test_the_balance_is_left_alone_unless_wanted(anna, far):
    give(anna, "50")
    order_of(anna)
    assert balance_of(anna, "RUB") == 50


def test_an_empty_wallet_pays_nothing(anna, far):
    assert pay_from_wallet(order=make_order(anna)) is None
    assert not Payment.objects.filter(provider="wallet").exists()


def test_money_from_the_wallet_goes_back_to_it(anna, far):
    give(anna, "50")
    order = order_of(anna, use_wallet=True)
    payment = Payment.objects.get()
    request_refund(payment=payment, amount=Decimal("7.50"), actor="boris", reason="torn")
    outbox.deliver_due()
    order.refresh_from_db()
    assert (order.payment_status, balance_of(anna, "RUB")) == (
        "partially_refunded",
        Decimal("37.50"),
    )
    assert Refund.objects.get().status == "done"


def test_a_cancelled_order_gives_the_balance_back(anna, far):
    give(anna, "50")
    order = order_of(anna, use_wallet=True)
    change_status(order=order, to="cancelled", actor="boris")
    outbox.deliver_due()
    order.refresh_from_db()
    assert (order.payment_status, balance_of(anna, "RUB")) == ("refunded", 50)


def test_what_cannot_be_given_back_becomes_balance(anna, far):
    far.refunds = False
    order = make_order(anna)
    payment = request_payment(order=order, provider=far)
    change_status(order=order, to="cancelled", actor="boris")
    confirm_payment(payment=payment, external_id="x", charge=None)
    order.refresh_from_db()
    assert (order.payment_status, balance_of(anna, "RUB")) == ("refunded", 10)


def test_a_top_up_becomes_balance_once(anna, far):
    payment = request_top_up(customer=anna, amount=Decimal(100), provider=far)
    for _ in range(3):
        confirm_payment(payment=payment, external_id="x", charge=None)
    assert balance_of(anna, "RUB") == 100
    assert Event.objects.filter(name="topped_up").count() == 1
    confirm_payment(payment=payment, external_id="y", charge=None)  # the same invoice, paid again
    assert balance_of(anna, "RUB") == 200


@pytest.mark.parametrize("amount", ["19.99", "10000.01", "20.001"])
def test_a_top_up_has_its_limits(anna, far, amount):
    with pytest.raises(StoreError) as refused:
        request_top_up(customer=anna, amount=Decimal(amount), provider=far)
    assert refused.value.code == ErrorCode.TOP_UP_AMOUNT
    assert not Payment.objects.exists()


def test_nobody_tops_up_on_delivery(anna, far):
    far.how = How.LATER
    with pytest.raises(StoreError) as refused:
        request_top_up(customer=anna, amount=Decimal(100), provider=far)
    assert refused.value.code == ErrorCode.PAYMENT_METHOD_OFF

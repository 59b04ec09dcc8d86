"""Webhook, poll and redirect tell of the same money at once; two of the staff refund at once."""

from collections import Counter
from decimal import Decimal

import pytest

from orders.models import Order, OrderEvent, Payment, Refund
from orders.services import confirm_payment as confirming
from orders.services import request_refund as refunding
from orders.services.request_payment import request_payment
from shop.errors import ErrorCode, StoreError
from shop.models import Event
from tests.factories import make_order, make_variant
from tests.fakes.pay import FarSide, pay_by
from tests.fakes.subscriber import listen
from tests.races.threads import meeting, together

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
HANDS = 5


@pytest.fixture(autouse=True)
def _nobody_listens(monkeypatch):
    listen(monkeypatch)


@pytest.fixture
def far(monkeypatch):
    provider = FarSide()
    pay_by(monkeypatch, provider)
    return provider


@pytest.fixture
def payment(far):
    return request_payment(order=make_order(wanted={make_variant(): 2}), provider=far)


def confirming_it(payment, external_id="x-1"):
    return lambda: confirming.confirm_payment(
        payment=Payment.objects.select_related("order").get(pk=payment.pk),
        external_id=external_id,
        charge=None,
    )


def test_one_success_told_by_all_at_once_pays_once(payment):
    results = together([confirming_it(payment)] * HANDS)
    assert {result.pk for result in results} == {payment.pk}
    assert Order.objects.get().payment_status == "paid"
    assert Event.objects.filter(name="payment_received").count() == 1
    assert OrderEvent.objects.filter(kind="paid").count() == 1
    assert not Refund.objects.exists()


def test_two_successes_at_once_are_two_sums_and_one_goes_back(payment):
    together([confirming_it(payment, "x-1"), confirming_it(payment, "x-2")])
    assert sorted(Payment.objects.values_list("external_id", "status")) == [
        ("x-1", "paid"),
        ("x-2", "paid"),
    ]
    assert Refund.objects.get().amount == 20


def test_without_the_order_s_lock_it_is_told_twice(payment, monkeypatch):
    """The control: all find the payment open."""
    everybody_has_looked = meeting(HANDS)

    def look_without_locking(order):
        found = Order.objects.get(pk=order.pk)
        everybody_has_looked()
        return found

    monkeypatch.setattr(confirming, "lock_order", look_without_locking)
    together([confirming_it(payment)] * HANDS)
    assert OrderEvent.objects.filter(kind="paid").count() > 1


def test_two_of_the_staff_give_back_once(payment):
    paid = confirming.confirm_payment(payment=payment, external_id="x-1", charge=None)

    def refund():
        found = Payment.objects.select_related("order").get(pk=paid.pk)
        return refunding.request_refund(
            payment=found, amount=Decimal(20), actor="anna", reason="torn"
        )

    results = together([refund] * HANDS)
    kinds = Counter(r.code if isinstance(r, StoreError) else type(r) for r in results)
    assert kinds == {Refund: 1, ErrorCode.REFUND_TOO_LARGE: HANDS - 1}

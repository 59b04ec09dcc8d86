"""Money goes back: asked for, sent by the outbox, settled by the provider's answer."""

from decimal import Decimal

import pytest

from orders.models import OrderEvent, Refund
from orders.paying import Refunds
from orders.payments import Charge, State
from orders.services.confirm_payment import confirm_payment
from orders.services.request_payment import request_payment
from orders.services.request_refund import request_refund
from orders.services.settle_refund import settle_refund
from shop import outbox
from shop.errors import DeliveryError, ErrorCode, StoreError
from shop.models import Delivery
from tests.factories import make_order, make_variant
from tests.fakes.pay import FarSide, pay_by
from tests.fakes.subscriber import listen

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _only_refunds_leave(monkeypatch):
    listen(monkeypatch, Refunds())


@pytest.fixture
def far(monkeypatch):
    provider = FarSide()
    pay_by(monkeypatch, provider)
    return provider


@pytest.fixture
def payment(far):
    asked = request_payment(order=make_order(wanted={make_variant(): 2}), provider=far)
    return confirm_payment(payment=asked, external_id="x-1", charge=None)


def refund(payment, amount="20.00"):
    return request_refund(payment=payment, amount=Decimal(amount), actor="anna", reason="torn")


def test_the_whole_goes_back(payment, far):
    asked = refund(payment)
    assert outbox.deliver_due() == 1
    assert far.given_back == {asked.key: ("x-1", Charge(Decimal("20.00"), "RUB"))}
    asked.refresh_from_db()
    payment.refresh_from_db()
    assert (asked.status, asked.external_id) == ("done", f"back-{asked.key}")
    assert (payment.refunded_amount, payment.order.payment_status) == (20, "refunded")
    kinds = OrderEvent.objects.filter(order=payment.order).values_list("kind", "actor")
    assert list(kinds)[-2:] == [("refund_asked", "anna"), ("refunded", "far")]


def test_a_part_goes_back_and_then_the_rest(payment, far):
    refund(payment, "5.00")
    outbox.deliver_due()
    payment.order.refresh_from_db()
    assert payment.order.payment_status == "partially_refunded"
    refund(payment, "15.00")
    outbox.deliver_due()
    payment.order.refresh_from_db()
    assert payment.order.payment_status == "refunded"


@pytest.mark.parametrize("amount", ["0", "-1", "20.01", "1.001"])
def test_an_impossible_amount_is_refused(payment, amount):
    with pytest.raises(StoreError) as refused:
        refund(payment, amount)
    assert refused.value.code == ErrorCode.REFUND_TOO_LARGE
    assert not Refund.objects.exists()


def test_a_double_click_gives_nothing_back_twice(payment):
    refund(payment)
    with pytest.raises(StoreError) as refused:
        refund(payment)
    assert (refused.value.code, refused.value.context["most"]) == ("refund_too_large", 0)
    assert Refund.objects.count() == 1


def test_a_part_is_refused_where_only_the_whole_can_go_back(payment, far):
    far.refunds_in_part = False
    with pytest.raises(StoreError) as refused:
        refund(payment, "5.00")
    assert refused.value.code == ErrorCode.REFUND_NOT_POSSIBLE
    assert refund(payment).amount == 20


def test_a_provider_that_is_away_is_asked_again_under_the_same_key(payment, far):
    far.failures = [DeliveryError("no answer")]
    asked = refund(payment)
    outbox.deliver_due()
    assert Delivery.objects.get().last_error == "no answer"
    Delivery.objects.update(due_at=asked.created_at)
    outbox.deliver_due()
    assert list(far.given_back) == [asked.key]


def test_a_refusal_is_what_holds(payment, far):
    far.failures = [DeliveryError("answered 400: too late", permanent=True)]
    asked = refund(payment)
    outbox.deliver_due()
    asked.refresh_from_db()
    payment.refresh_from_db()
    assert (asked.status, asked.error) == ("failed", "answered 400: too late")
    assert (payment.refunded_amount, payment.order.payment_status) == (0, "paid")
    assert refund(payment).pk != asked.pk  # it may be tried anew


def test_a_refund_on_its_way_is_looked_at_again(payment, far):
    far.refund_state = State.OPEN
    asked = refund(payment)
    outbox.deliver_due()
    asked.refresh_from_db()
    assert asked.status == "asked"
    assert Delivery.objects.get().status == "pending"


def test_a_refund_settled_twice_counts_once(payment):
    asked = refund(payment)
    for _ in range(2):
        settle_refund(refund=asked, external_id="back")
    payment.refresh_from_db()
    assert payment.refunded_amount == 20


def test_stars_go_back_as_stars(monkeypatch):
    stars = FarSide("stars", rate=3)
    pay_by(monkeypatch, stars)
    asked = request_payment(order=make_order(wanted={make_variant(): 3}), provider=stars)
    paid = confirm_payment(payment=asked, external_id="s", charge=None)
    sent = refund(paid, "30.00")
    outbox.deliver_due()
    assert stars.given_back[sent.key] == ("s", Charge(Decimal("10.00"), "XTR"))

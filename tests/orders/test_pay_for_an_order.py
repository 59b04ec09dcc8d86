"""Money comes for an order: asked for, told of once or many times, too much or too late."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from orders.models import Order, OrderEvent, Payment, PaymentStep, Refund
from orders.payments import Charge, How, Notice, State
from orders.services.change_status import change_status
from orders.services.confirm_payment import confirm_payment
from orders.services.open_payment import open_payment
from orders.services.payment_status import owed
from orders.services.reconcile_payments import reconcile_payments
from orders.services.request_payment import request_payment
from orders.services.take_notice import take_notice
from shop.errors import DeliveryError, ErrorCode, StoreError
from shop.models import Event
from tests.factories import make_order, make_variant
from tests.fakes.pay import FarSide, pay_by

pytestmark = pytest.mark.django_db


@pytest.fixture
def far(monkeypatch):
    provider = FarSide()
    pay_by(monkeypatch, provider)
    return provider


@pytest.fixture
def order():
    return make_order(wanted={make_variant(): 2})  # 2 × 10.00


def paid(order, far, external_id="x-1", amount="20.00"):
    payment = request_payment(order=order, provider=far)
    return confirm_payment(
        payment=payment, external_id=external_id, charge=Charge(Decimal(amount), "RUB")
    )


def opened(order, far):
    payment = request_payment(order=order, provider=far)
    open_payment(payment)
    return payment


def told(name):
    return Event.objects.filter(name=name).count()


# --- Asking


def test_what_is_owed_is_asked_for_and_the_customer_is_told_how(order, far):
    payment = request_payment(order=order, provider=far)
    assert (payment.amount, payment.charged_amount, payment.charged_currency) == (20, 20, "RUB")
    order.refresh_from_db()
    assert (order.pay_with, order.payment_status) == ("far", "unpaid")
    assert Event.objects.get(name="payment_requested").payload == {"payment_id": payment.pk}
    assert not told("payment_ready")


def test_asking_twice_is_one_payment(order, far):
    first = request_payment(order=order, provider=far)
    assert request_payment(order=order, provider=far) == first
    assert Payment.objects.count() == 1


def test_an_order_that_became_dearer_needs_a_new_payment(order, far):
    first = request_payment(order=order, provider=far)
    Order.objects.update(total_amount=30)
    second = request_payment(order=order, provider=far)
    assert (second.amount, second.pk) != (first.amount, first.pk)


@pytest.mark.parametrize("status", ["cancelled", "paid"])
def test_nothing_is_asked_for_what_owes_nothing(order, far, status):
    if status == "paid":
        paid(order, far)
    else:
        change_status(order=order, to=status, actor="anna")
    count = Payment.objects.count()
    with pytest.raises(StoreError) as refused:
        request_payment(order=order, provider=far)
    assert refused.value.code == ErrorCode.PAYMENT_NOT_NEEDED
    assert Payment.objects.count() == count


def test_a_way_that_is_off_is_refused(order, far):
    far.is_on = lambda currency: False
    with pytest.raises(StoreError) as refused:
        request_payment(order=order, provider=far)
    assert refused.value.code == ErrorCode.PAYMENT_METHOD_OFF
    assert not Payment.objects.exists()


def test_on_delivery_asks_for_nothing_now(order, far):
    far.how = How.LATER
    assert request_payment(order=order, provider=far) is None
    assert not Payment.objects.exists()


def test_the_provider_is_asked_once_under_our_key(order, far):
    payment = request_payment(order=order, provider=far)
    open_payment(payment)
    assert (payment.external_id, payment.url) == (f"ext-{payment.key}", "https://far.example/pay")
    open_payment(Payment.objects.get())
    request = far.created[payment.key]
    assert (request.order_id, request.charge) == (order.pk, Charge(Decimal(20), "RUB"))
    assert len(far.created) == 1
    assert told("payment_ready") == 1
    assert list(PaymentStep.objects.values_list("kind", "succeeded")) == [("create", True)]


def test_a_provider_that_fails_leaves_a_trace_and_the_payment_open(order, far):
    far.failures = [DeliveryError("no answer: ReadTimeout")]
    payment = request_payment(order=order, provider=far)
    with pytest.raises(DeliveryError):
        open_payment(payment)
    step = PaymentStep.objects.get()
    assert (step.succeeded, step.answer) == (False, {"error": "no answer: ReadTimeout"})
    open_payment(Payment.objects.get())
    assert Payment.objects.get().url


# --- Money comes


def test_the_same_success_told_five_times_pays_once(order, far):
    payment = request_payment(order=order, provider=far)
    for _ in range(5):
        take_notice(
            provider="far",
            notice=Notice("x-1", State.PAID, payment.key, Charge(Decimal("20.00"), "RUB")),
        )
    order.refresh_from_db()
    assert (order.payment_status, owed(order)) == ("paid", 0)
    assert Payment.objects.get().external_id == "x-1"
    assert told("payment_received") == 1
    assert OrderEvent.objects.filter(kind="paid").count() == 1
    assert not Refund.objects.exists()


def test_a_notice_is_found_by_the_provider_s_number_alone(order, far):
    payment = opened(order, far)
    take_notice(provider="far", notice=Notice(payment.external_id, State.PAID))
    assert Payment.objects.get().status == "paid"


def test_a_notice_of_another_provider_or_of_nobody_changes_nothing(order, far):
    payment = request_payment(order=order, provider=far)
    assert take_notice(provider="other", notice=Notice("x", State.PAID, payment.key)) is None
    assert take_notice(provider="far", notice=Notice("", State.PAID)) is None
    assert Payment.objects.get().status == "asked"


def test_less_than_was_asked_pays_a_part(order, far):
    paid(order, far, amount="5.00")
    order.refresh_from_db()
    assert (order.payment_status, owed(order)) == ("partially_paid", Decimal("15.00"))


def test_a_payment_given_up_is_closed_and_late_money_still_counts(order, far):
    payment = opened(order, far)
    closed = Notice(payment.external_id, State.CLOSED)
    take_notice(provider="far", notice=closed)
    assert Payment.objects.get().status == "closed"
    take_notice(provider="far", notice=Notice(payment.external_id, State.PAID))
    take_notice(provider="far", notice=closed)  # told late
    assert Payment.objects.get().status == "paid"


# --- Money that is not needed


def test_an_old_invoice_paid_again_is_given_back(order, far):
    payment = request_payment(order=order, provider=far)
    for charge_id in ("x-1", "x-2"):
        confirm_payment(payment=payment, external_id=charge_id, charge=None)
    refund = Refund.objects.get()
    assert (refund.payment.external_id, refund.amount, refund.actor) == ("x-2", 20, "store")
    assert told("payment_not_needed") == 1
    order.refresh_from_db()
    assert order.payment_status == "paid"


def test_money_for_a_cancelled_order_is_given_back(order, far):
    payment = request_payment(order=order, provider=far)
    change_status(order=order, to="cancelled", actor="anna")
    confirm_payment(payment=payment, external_id="x-1", charge=None)
    assert Refund.objects.get().amount == 20


def test_a_part_too_much_is_given_back_where_parts_can_be(order, far):
    paid(order, far, amount="25.00")
    assert Refund.objects.get().amount == 5


def test_where_it_cannot_be_given_back_the_staff_are_told(order, far):
    far.refunds_in_part = False
    paid(order, far, amount="25.00")
    assert not Refund.objects.exists()
    assert told("payment_not_needed") == 1


def test_stars_count_for_what_they_settle(order, monkeypatch):
    stars = FarSide("stars", rate=2)
    pay_by(monkeypatch, stars)
    payment = request_payment(order=order, provider=stars)
    assert (payment.charged_amount, payment.charged_currency) == (10, "XTR")
    confirm_payment(payment=payment, external_id="s", charge=Charge(Decimal(10), "XTR"))
    order.refresh_from_db()
    assert order.payment_status == "paid"


# --- What must never be


def test_the_database_refuses_one_success_on_two_rows(order, far):
    paid(order, far)
    with pytest.raises(IntegrityError), transaction.atomic():
        Payment.objects.create(
            order=order,
            customer=order.customer,
            currency="RUB",
            provider="far",
            external_id="x-1",
            amount=1,
            charged_amount=1,
            charged_currency="RUB",
        )
    assert Payment.objects.count() == 1


# --- Webhooks that were lost


@pytest.fixture
def forgotten(order, far):
    """A payment opened ten minutes ago of which nothing was heard."""
    payment = opened(order, far)
    Payment.objects.update(created_at=timezone.now() - timedelta(minutes=10))
    return payment


def test_a_lost_webhook_costs_nothing(forgotten, far, order):
    far.says = {forgotten.external_id: Notice(forgotten.external_id, State.PAID)}
    assert reconcile_payments() == 1
    order.refresh_from_db()
    assert order.payment_status == "paid"
    assert reconcile_payments() == 0


def test_a_provider_is_asked_ever_more_rarely(forgotten, far):
    assert reconcile_payments() == 1
    assert reconcile_payments() == 0
    Payment.objects.update(checked_at=timezone.now() - timedelta(minutes=5, seconds=1))
    assert reconcile_payments() == 1


def test_one_that_fails_keeps_no_other_from_being_asked(forgotten, far):
    other = opened(make_order(), far)
    Payment.objects.update(created_at=timezone.now() - timedelta(minutes=10))
    far.failures = [DeliveryError("no answer")]
    far.says = {other.external_id: Notice(other.external_id, State.PAID)}
    assert reconcile_payments() == 2
    assert Payment.objects.get(pk=other.pk).status == "paid"


def test_a_fresh_payment_is_left_alone(order, far):
    opened(order, far)
    assert reconcile_payments() == 0

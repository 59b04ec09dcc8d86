"""What was lost on the way is found: needless payments, forgotten refunds, other books than ours."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from orders.models import LedgerPosition, Order, Payment, Refund
from orders.paying import Refunds
from orders.payments import Charge, LedgerEntry, Notice, State
from orders.services.change_status import change_status
from orders.services.confirm_payment import confirm_payment
from orders.services.open_payment import open_payment
from orders.services.reconcile_payments import (
    ask_again_for_refunds,
    close_needless,
    reconcile_payments,
)
from orders.services.request_payment import request_payment
from orders.services.request_refund import request_refund
from orders.tasks import compare_ledgers
from shop import outbox
from shop.models import Delivery, Event
from tests.factories import make_order, make_variant
from tests.fakes.pay import FarSide, pay_by
from tests.fakes.subscriber import listen

pytestmark = pytest.mark.django_db
LONG_AGO = timezone.now() - timedelta(hours=2)


class Books(FarSide):
    """A provider that lets its books be read."""

    has_ledger = True

    def __init__(self):
        super().__init__("books")
        self.lines = []

    def ledger(self, position, limit):
        return self.lines[position : position + limit]


@pytest.fixture(autouse=True)
def _only_refunds_leave(monkeypatch):
    listen(monkeypatch, Refunds())


@pytest.fixture
def far(monkeypatch):
    provider = FarSide()
    pay_by(monkeypatch, provider)
    return provider


@pytest.fixture
def books(monkeypatch):
    provider = Books()
    pay_by(monkeypatch, provider)
    return provider


def asked(provider, pieces=2):
    return request_payment(order=make_order(wanted={make_variant(): pieces}), provider=provider)


def line(external_id, payment=None, amount="20", *, is_refund=False):
    key = payment.key if payment else "?"
    return LedgerEntry(external_id, key, Charge(Decimal(amount), "RUB"), is_refund)


def differs():
    events = Event.objects.filter(name="ledger_differs")
    return [event.payload["what"] for event in events]


def test_what_nobody_can_pay_any_more_is_closed(far):
    cancelled, old, open_one = asked(far), asked(far), asked(far)
    change_status(order=cancelled.order, to="cancelled", actor="x")
    Payment.objects.filter(pk=old.pk).update(expires_at=LONG_AGO)
    Payment.objects.update(created_at=LONG_AGO)
    assert close_needless() == 2
    statuses = dict(Payment.objects.values_list("pk", "status"))
    assert statuses == {cancelled.pk: "closed", old.pk: "closed", open_one.pk: "asked"}


def test_what_a_provider_knows_of_is_withdrawn_with_the_order(far, monkeypatch):
    payment = asked(far)
    open_payment(payment)
    change_status(order=payment.order, to="cancelled", actor="x")
    Payment.objects.update(created_at=LONG_AGO)
    assert close_needless() == 0
    monkeypatch.setattr(far, "withdraw", lambda number: Notice(number, State.CLOSED))
    assert reconcile_payments() == 1
    assert Payment.objects.get().status == "closed"


def test_money_that_came_before_it_was_withdrawn_goes_back(far, monkeypatch):
    payment = asked(far)
    open_payment(payment)
    change_status(order=payment.order, to="cancelled", actor="x")
    Payment.objects.update(created_at=LONG_AGO)
    number = payment.external_id
    paid = Notice(number, State.PAID, charge=Charge(Decimal(20), "RUB"))
    monkeypatch.setattr(far, "withdraw", lambda number: paid)
    reconcile_payments()
    outbox.deliver_due()
    assert Refund.objects.get().status == "done"


def test_a_refund_that_nobody_asks_for_any_more_is_asked_for_again(far):
    paid = confirm_payment(payment=asked(far), external_id="x", charge=None)
    refund = request_refund(payment=paid, amount=Decimal(20), actor="anna", reason="torn")
    Refund.objects.update(created_at=LONG_AGO)
    assert ask_again_for_refunds() == 0  # it is being asked for
    Delivery.objects.update(status="parked")
    assert ask_again_for_refunds() == 1
    outbox.deliver_due()
    assert list(far.given_back) == [refund.key]


def test_after_a_day_the_provider_is_asked_first_whether_it_is_done(far):
    payment = asked(far)
    open_payment(payment)
    paid = confirm_payment(payment=payment, external_id=payment.external_id, charge=None)
    request_refund(payment=paid, amount=Decimal(5), actor="anna", reason="torn")
    Refund.objects.update(created_at=timezone.now() - timedelta(days=2))
    far.says[paid.external_id] = Notice(paid.external_id, State.PAID, refunded=Decimal(5))
    outbox.deliver_due()
    assert far.given_back == {}
    assert Refund.objects.get().status == "done"


def test_a_success_that_was_never_told_is_read_from_the_books(books):
    payment = asked(books)
    books.lines = [None, line("c-1", payment)]
    compare_ledgers()
    payment.refresh_from_db()
    assert (payment.status, payment.external_id) == ("paid", "c-1")
    assert Order.objects.get().payment_status == "paid"
    assert (LedgerPosition.objects.get().position, differs()) == (2, [])


def test_what_is_known_is_not_taken_twice(books):
    payment = confirm_payment(payment=asked(books), external_id="c-1", charge=None)
    books.lines = [line("c-1", payment)]
    for _ in range(3):
        compare_ledgers()
        LedgerPosition.objects.update(position=0)
    assert Payment.objects.count() == 1
    assert differs() == []


@pytest.mark.parametrize("what", ["unknown", "amount", "refunded", "missing"])
def test_staff_are_told_once_of_what_differs(books, what):
    payment = confirm_payment(payment=asked(books), external_id="c-1", charge=None)
    Payment.objects.update(paid_at=LONG_AGO)
    known = line("c-1", payment)
    books.lines = {
        "unknown": [known, line("c-2")],
        "amount": [line("c-1", payment, "19")],
        "refunded": [known, line("c-1", payment, is_refund=True)],
        "missing": [],
    }[what]
    for _ in range(2):
        compare_ledgers()
    assert differs() == [what]
    payment.refresh_from_db()
    assert payment.needs_hand is (what in ("refunded", "missing"))


def test_a_refund_in_the_books_settles_ours(books):
    payment = confirm_payment(payment=asked(books), external_id="c-1", charge=None)
    request_refund(payment=payment, amount=Decimal(20), actor="anna", reason="torn")
    books.lines = [line("c-1", payment), line("c-1", payment, is_refund=True)]
    compare_ledgers()
    assert Refund.objects.get().status == "done"
    outbox.deliver_due()
    assert books.given_back == {}
    assert differs() == []

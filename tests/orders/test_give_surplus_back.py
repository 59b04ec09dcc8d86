"""A paid order that becomes cheaper: what was paid too much goes back, once, by the same rules."""

from decimal import Decimal

import pytest

from orders.models import Payment, Refund, WalletEntry
from orders.paying import Refunds
from orders.services.cancel_lines import Cancelled, cancel_lines
from orders.services.confirm_payment import confirm_payment
from orders.services.edit_lines import LineChange, edit_lines
from orders.services.mark_paid import mark_paid
from orders.services.move_wallet import balance_of
from orders.services.payment_status import owed, owed_of
from orders.services.request_payment import request_payment
from orders.services.request_refund import request_refund
from shop import outbox
from shop.errors import StoreError
from shop.models import Event, StoreSettings
from tests.factories import make_order, make_variant
from tests.fakes.pay import FarSide, pay_by
from tests.fakes.subscriber import listen

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _only_refunds_leave(monkeypatch):
    listen(monkeypatch, Refunds())


def paid_order(monkeypatch, far, pieces=3):
    """An order of so many pieces at 10.00 each, all of it paid by `far`."""
    pay_by(monkeypatch, far)
    order = make_order(wanted={make_variant("10.00"): pieces})
    asked = request_payment(order=order, provider=far)
    confirm_payment(payment=asked, external_id="x-1", charge=None)
    order.refresh_from_db()
    return order


def with_pieces(order, pieces):
    item = order.items.get()
    edit_lines(order=order, changes=[LineChange(item.pk, item.quantity, pieces)], actor="anna")
    order.refresh_from_db()


def not_needed():
    events = Event.objects.filter(name="payment_not_needed").order_by("pk")
    return [(event.payload["amount"], event.payload["back"]) for event in events]


def test_the_difference_goes_back_the_way_it_was_paid(monkeypatch):
    far = FarSide()
    order = paid_order(monkeypatch, far)
    with_pieces(order, 1)
    assert (order.total_amount, order.payment_status) == (10, "paid")
    refund = Refund.objects.get()
    assert (refund.amount, refund.actor, refund.status) == (20, "store", "asked")
    assert not_needed() == [("20.00", "as_paid")]
    outbox.deliver_due()
    assert [charge.amount for _id, charge in far.given_back.values()] == [20]
    order.refresh_from_db()
    assert (order.payment_status, owed(order)) == ("paid", 0)


def test_lines_that_are_cancelled_are_paid_back_too(monkeypatch):
    order = paid_order(monkeypatch, FarSide())
    line = order.items.get()
    cancel_lines(order=order, lines=[Cancelled(line.pk, 3, 1)], actor="anna")
    assert Refund.objects.get().amount == 10


def test_each_edit_gives_back_its_own_difference(monkeypatch):
    order = paid_order(monkeypatch, FarSide())
    with_pieces(order, 2)
    with_pieces(order, 1)
    assert list(Refund.objects.order_by("pk").values_list("amount", flat=True)) == [10, 10]


def test_it_becomes_the_balance_where_the_provider_gives_no_part_back(monkeypatch):
    order = paid_order(monkeypatch, FarSide("stars", in_part=False))
    with_pieces(order, 2)
    with_pieces(order, 1)
    assert not Refund.objects.exists()
    assert balance_of(order.customer, "RUB") == 20
    assert not_needed() == [("10.00", "to_balance"), ("10.00", "to_balance")]
    assert Payment.objects.get().refunded_amount == 20
    assert order.payment_status == "paid"


def test_staff_are_left_with_it_where_nothing_else_is_possible(monkeypatch):
    order = paid_order(monkeypatch, FarSide(refunds=False))
    store = StoreSettings.current()
    store.wallet_on = False
    store.save()
    with_pieces(order, 2)
    assert not WalletEntry.objects.exists()
    assert Payment.objects.get().needs_hand
    assert not_needed() == [("10.00", "by_hand")]


def test_an_order_that_becomes_dearer_is_no_longer_paid(monkeypatch):
    order = paid_order(monkeypatch, FarSide())
    with_pieces(order, 4)
    assert (order.payment_status, owed(order)) == ("partially_paid", 10)
    assert not_needed() == []


def test_what_is_on_its_way_back_is_not_given_back_again(monkeypatch):
    """A refund is asked for, the order grows again, and what then comes is needed."""
    far = FarSide()
    order = paid_order(monkeypatch, far)
    with_pieces(order, 1)
    with_pieces(order, 4)
    asked = request_payment(order=order, provider=far)
    assert asked.amount == 10
    confirm_payment(payment=asked, external_id="x-2", charge=None)
    assert Refund.objects.count() == 1
    assert not_needed() == [("20.00", "as_paid")]


def test_what_staff_gave_back_is_not_asked_for_again(monkeypatch):
    order = paid_order(monkeypatch, FarSide())
    request_refund(
        payment=Payment.objects.get(), amount=Decimal(10), actor="staff:anna", reason="torn"
    )
    outbox.deliver_due()
    order.refresh_from_db()
    assert order.payment_status == "partially_refunded"
    assert owed(order) == owed_of(order, order.payments.all()) == 0
    with pytest.raises(StoreError):
        request_payment(order=order, provider=FarSide())
    # Staff who gave it back to be paid in cash can note that it was.
    assert mark_paid(order=order, amount=Decimal(10), actor="staff:anna", key="k").amount == 10
    assert order.payment_status == "paid"


def test_what_was_too_much_and_went_back_is_still_owed_when_the_order_grows(monkeypatch):
    order = paid_order(monkeypatch, FarSide())
    confirm_payment(payment=Payment.objects.get(), external_id="x-again", charge=None)
    outbox.deliver_due()
    with_pieces(order, 4)
    assert owed(order) == 10

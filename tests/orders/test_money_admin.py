"""Money on the order's page: marked paid, given back with goods, tried again; by whom."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from catalog.models import StockMovement
from orders.models import Order, OrderItem, Payment, PaymentStep, Refund, WalletEntry
from orders.models.payment import new_key
from orders.paying import Refunds
from orders.reconcile_money import Payments
from orders.services.change_status import change_status
from orders.services.confirm_payment import confirm_payment
from orders.services.mark_paid import mark_paid
from orders.services.move_wallet import balance_of
from orders.services.payment_status import owed, owed_of
from orders.services.request_payment import request_payment
from shop import outbox
from shop.errors import DeliveryError
from shop.models import Event, StoreSettings
from shop.roles import ANALYST, MANAGER, SUPPORT, WAREHOUSE
from tests.factories import make_customer, make_order, make_variant
from tests.fakes.pay import FarSide, pay_by
from tests.fakes.subscriber import listen
from tests.staff import staff_client

pytestmark = pytest.mark.django_db
MOST_QUERIES = 25


@pytest.fixture(autouse=True)
def far(monkeypatch):
    listen(monkeypatch, Refunds())
    provider = FarSide()
    from integrations.payments.on_delivery import OnDelivery

    pay_by(monkeypatch, OnDelivery(), provider)
    return provider


@pytest.fixture
def variant():
    return make_variant(stock=10)


@pytest.fixture
def order(variant):
    return make_order(wanted={variant: 3})


@pytest.fixture
def paid(order, far):
    asked = request_payment(order=order, provider=far)
    return confirm_payment(payment=asked, external_id="x-1", charge=None)


def url(name, *args):
    return reverse(f"admin:orders_{name}", args=args)


def page(client, order):
    return client.get(url("order_change", order.pk)).content.decode()


def refund_form(paid, **fields):
    return {
        "key": new_key(),
        "payment": paid.pk,
        "amount": "30.00",
        "back": "as_paid",
        "reason": "torn",
        **fields,
    }


def delivered(order):
    for status in ("processing", "shipped", "delivered"):
        change_status(order=order, to=status, actor="x")


def test_cash_is_marked_paid_once_however_often_it_is_clicked(order):
    staff = staff_client(MANAGER)
    assert "Mark as paid" in page(staff, order)
    form = {"amount": "30.00", "key": new_key()}
    for _ in range(2):
        staff.post(url("order_paid", order.pk), form)
    payment = Payment.objects.get()
    assert (payment.provider, payment.amount, payment.status) == ("on_delivery", 30, "paid")
    order.refresh_from_db()
    assert order.payment_status == "paid"
    assert order.events.last().actor == "staff:anna"
    assert Event.objects.filter(name="payment_received").count() == 1
    text = page(staff, order)
    assert "Mark as paid" not in text
    assert "Payment received" in text


def test_a_part_may_be_paid_and_no_more_than_is_owed(order):
    staff = staff_client(MANAGER)
    assert (
        staff.post(url("order_paid", order.pk), {"amount": "30.01", "key": new_key()}).status_code
        == 400
    )
    assert not Payment.objects.exists()
    staff.post(url("order_paid", order.pk), {"amount": "10", "key": new_key()})
    order.refresh_from_db()
    assert order.payment_status == "partially_paid"


def test_the_page_tells_what_was_paid_by_what_and_every_step(order, paid):
    PaymentStep.objects.create(payment=paid, kind="notice", succeeded=True, answer={"a": "b-c"})
    staff = staff_client(MANAGER)
    with CaptureQueriesContext(connection) as queries:
        text = page(staff, order)
    assert len(queries) <= MOST_QUERIES
    for words in ("Far side", "x-1", "1 step", "Told by the provider", "b-c"):
        assert words in text


def test_money_and_goods_come_back_once(order, paid, far, variant):
    delivered(order)
    staff = staff_client(MANAGER)
    item = order.items.get()
    form = refund_form(paid, amount="20.00", **{f"goods_{item.pk}": "2"})
    for _ in range(2):
        assert staff.post(url("order_refund", order.pk), form).status_code == 302
    outbox.deliver_due()

    refund = Refund.objects.get()
    assert (refund.amount, refund.status, refund.reason, refund.actor) == (
        Decimal("20.00"), "done", "torn", "staff:anna",
    )  # fmt: skip
    assert far.given_back[refund.key][1].amount == Decimal("20.00")
    variant.refresh_from_db()
    item.refresh_from_db()
    assert (variant.stock_quantity, item.returned_quantity) == (9, 2)
    movement = StockMovement.objects.get(reason="returned")
    assert (movement.quantity, movement.reference) == (2, f"order:{order.pk}")
    order.refresh_from_db()
    assert order.payment_status == "partially_refunded"
    assert "Goods returned" in page(staff, order)


def test_goods_of_a_parcel_that_was_refused_unpaid_come_back_once(order, variant):
    delivered(order)
    staff = staff_client(MANAGER)
    assert "Return of goods" in page(staff, order)
    item = order.items.get()
    form = {"seen": "0", "reason": "refused", f"goods_{item.pk}": "2"}
    assert staff.post(url("order_refund", order.pk), form).status_code == 302
    assert staff.post(url("order_refund", order.pk), form | {"reason": "again"}).status_code == 400
    variant.refresh_from_db()
    item.refresh_from_db()
    assert (variant.stock_quantity, item.returned_quantity) == (9, 2)
    assert order.events.get(kind="returned").text == "refused"
    assert (
        staff.post(url("order_refund", order.pk), {"seen": "2", "reason": "x"}).status_code == 400
    )


def shipped(order):
    for status in ("processing", "shipped"):
        change_status(order=order, to=status, actor="x")


def test_a_parcel_that_nobody_claimed_owes_nothing_more(order, far, variant):
    OrderItem.objects.update(discount=5)  # a third of the line is 8.33
    Order.objects.update(total_amount=25, discount_amount=5)
    order.refresh_from_db()
    asked = request_payment(order=order, provider=far)
    shipped(order)
    staff = staff_client(MANAGER)
    item = order.items.get()
    for pieces, seen, left in (1, 0, "16.67"), (2, 1, "0"):
        form = {"seen": seen, "reason": "unclaimed", f"goods_{item.pk}": pieces}
        staff.post(url("order_refund", order.pk), form)
        order.refresh_from_db()
        assert owed(order) == owed_of(order, order.payments.all()) == Decimal(left)
    assert (order.status, order.payment_status, order.unclaimed_amount) == ("shipped", "unpaid", 25)
    variant.refresh_from_db()
    assert variant.stock_quantity == 10
    text = page(staff, order)
    assert "Mark as" not in text
    action = {"action": "move_to_delivered", "_selected_action": order.pk}
    told = staff.post(url("order_changelist"), action, follow=True).content.decode()
    assert f"Not moved: #{order.pk}. From “Came back unpaid” there is no way to" in told
    order.refresh_from_db()
    assert order.status == "shipped"
    assert "Came back unpaid: <s>₽8.33</s> → <b>₽25</b>" in text
    for choice, found in ("yes", [order]), ("no", []):
        listed = staff.get(url("order_changelist"), {"came_back": choice}).context["cl"]
        assert list(listed.result_list) == found
    assert Payments().look(0).differences == []

    confirm_payment(payment=asked, external_id="late", charge=None)
    outbox.deliver_due()
    assert Refund.objects.get().amount == 25
    order.refresh_from_db()
    assert order.payment_status == "refunded"


def test_what_was_paid_of_an_unclaimed_parcel_goes_back_and_the_rest_is_not_asked_for(order):
    paid = mark_paid(order=order, amount=Decimal(10), actor="x", key=new_key())
    shipped(order)
    item = order.items.get()
    form = refund_form(paid, amount="10", back="by_hand", **{f"goods_{item.pk}": "3"})
    staff_client(MANAGER).post(url("order_refund", order.pk), form)
    order.refresh_from_db()
    assert (order.payment_status, order.unclaimed_amount, owed(order)) == ("refunded", 20, 0)


def test_more_goods_than_were_bought_change_nothing(order, paid, variant):
    delivered(order)
    staff = staff_client(MANAGER)
    item = order.items.get()
    answer = staff.post(
        url("order_refund", order.pk), refund_form(paid, **{f"goods_{item.pk}": "4"})
    )
    assert answer.status_code == 400
    variant.refresh_from_db()
    assert (variant.stock_quantity, Refund.objects.count()) == (7, 0)


@pytest.mark.parametrize("fields", [{"amount": "30.01"}, {"reason": " "}, {"payment": "0"}])
def test_an_impossible_refund_is_said_and_not_done(order, paid, fields):
    staff = staff_client(MANAGER)
    answer = staff.post(url("order_refund", order.pk), refund_form(paid, **fields))
    assert answer.status_code == 400
    assert not Refund.objects.exists()


def test_by_hand_and_to_the_balance(order, paid, far):
    staff = staff_client(MANAGER)
    far.refunds = False
    refused = staff.post(url("order_refund", order.pk), refund_form(paid))
    assert "Choose another way" in refused.content.decode()
    staff.post(url("order_refund", order.pk), refund_form(paid, amount="10", back="by_hand"))
    staff.post(url("order_refund", order.pk), refund_form(paid, amount="20", back="to_balance"))
    assert list(Refund.objects.values_list("status", flat=True)) == ["done", "done"]
    assert far.given_back == {}
    assert balance_of(order.customer, "RUB") == 20
    order.refresh_from_db()
    assert order.payment_status == "refunded"
    told = Event.objects.filter(name="payment_refunded").order_by("pk")
    assert [event.payload["back"] for event in told] == ["by_hand", "to_balance"]
    noted = order.events.filter(kind="refunded").order_by("pk")
    assert [(e.changes[0]["old"], e.actor[:6]) for e in noted] == [
        ("far", "staff:"),
        ("wallet", "staff:"),
    ]


def test_what_was_refused_waits_on_the_front_page_and_is_tried_again_once(order, paid, far):
    staff = staff_client(MANAGER)
    far.failures = [DeliveryError("answered 400: no", permanent=True)]
    staff.post(url("order_refund", order.pk), refund_form(paid))
    outbox.deliver_due()
    refused = Refund.objects.get()
    assert refused.status == "failed"
    assert "Not needed, and not gone back" in staff.get(reverse("admin:index")).content.decode()
    assert "Try again" in page(staff, order)

    for _ in range(2):
        staff.post(url("refund_retry", refused.pk))
    assert Refund.objects.count() == 2
    outbox.deliver_due()
    order.refresh_from_db()
    assert order.payment_status == "refunded"
    assert not Payment.objects.filter(needs_hand=True).exists()


def test_the_money_of_a_cancelled_order_waits_for_somebody(order, paid):
    change_status(order=order, to="cancelled", actor="x")
    paid.refresh_from_db()
    assert paid.needs_hand
    staff = staff_client(MANAGER)
    listed = staff.get(url("payment_changelist"), {"needs_hand__exact": 1}).content.decode()
    assert f"#{order.pk}" in listed
    staff.post(
        url("payment_changelist"), {"action": "nothing_to_do", "_selected_action": [paid.pk]}
    )
    paid.refresh_from_db()
    assert not paid.needs_hand


def test_money_that_no_one_can_return_is_left_to_staff(order, far):
    store = StoreSettings.current()
    store.wallet_on = False
    store.save()
    far.refunds = False
    asked = request_payment(order=order, provider=far)
    change_status(order=order, to="cancelled", actor="x")
    confirm_payment(payment=asked, external_id="late", charge=None)
    assert Payment.objects.get().needs_hand


@pytest.mark.parametrize("role", [SUPPORT, WAREHOUSE, ANALYST])
def test_others_neither_see_nor_force_it(order, paid, role):
    staff = staff_client(role)
    failed = Refund.objects.create(payment=paid, amount=1, status="failed", actor="x")
    text = page(staff, order)
    assert "Mark as paid" not in text
    assert url("order_refund", order.pk) not in text
    assert (
        staff.post(url("order_paid", order.pk), {"amount": "1", "key": new_key()}).status_code
        == 403
    )
    assert staff.post(url("order_refund", order.pk), refund_form(paid)).status_code == 403
    assert staff.post(url("refund_retry", failed.pk)).status_code == 403
    assert Refund.objects.count() == 1
    sees = staff.get(url("payment_changelist")).status_code
    assert sees == (200 if role == SUPPORT else 403)


def test_the_lists_hold_and_export_what_there_is(order, paid):
    staff = staff_client(MANAGER)
    for index in range(12):
        Refund.objects.create(payment=paid, amount=1, actor=str(index))
    for name in ("payment_changelist", "refund_changelist"):
        with CaptureQueriesContext(connection) as queries:
            assert f"#{order.pk}" in staff.get(url(name)).content.decode()
        assert len(queries) <= MOST_QUERIES
    assert "x-1" in staff.get(
        url("payment_changelist"), {"q": f"#{order.pk}"}
    ).content.decode() or (f"#{order.pk}")
    answer = staff.get(url("payment_export"), {"format": "csv"})
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert lines[0].startswith("payment")
    assert "x-1" in lines[1]


def test_a_balance_is_corrected_with_a_reason_and_never_below_zero():
    anna = make_customer()
    staff = staff_client(MANAGER)
    wallet = reverse("admin:shop_customer_wallet", args=[anna.pk])
    # A browser takes kopecks after a comma there, and a phone offers the minus.
    widget = staff.get(wallet).context["form"]["amount"].subwidgets[0].data
    assert (widget["type"], widget["attrs"]["step"]) == ("number", "0.01")
    form = {"amount": "50", "reason": "sorry", "key": new_key()}
    for _ in range(2):
        staff.post(wallet, form)
    entry = WalletEntry.objects.get()
    assert (entry.amount, entry.kind, entry.reason, entry.actor) == (
        50, "correction", "sorry", "staff:anna",
    )  # fmt: skip
    refused = staff.post(wallet, {"amount": "-50.01", "reason": "x", "key": new_key()})
    assert refused.status_code == 400
    assert balance_of(anna, "RUB") == 50
    assert "sorry" in staff.get(wallet).content.decode()
    assert (
        reverse("admin:shop_customer_wallet", args=[anna.pk])
        in staff.get(reverse("admin:shop_customer_change", args=[anna.pk])).content.decode()
    )


@pytest.mark.parametrize(("role", "sees"), [(SUPPORT, 200), (WAREHOUSE, 403), (ANALYST, 403)])
def test_others_do_not_correct_balances(role, sees):
    anna = make_customer()
    staff = staff_client(role)
    wallet = reverse("admin:shop_customer_wallet", args=[anna.pk])
    assert staff.get(wallet).status_code == sees
    form = {"amount": "50", "reason": "sorry", "key": new_key()}
    assert staff.post(wallet, form).status_code == 403
    assert not WalletEntry.objects.exists()


def test_ways_to_pay_are_switched_in_the_settings(order):
    staff = staff_client()
    StoreSettings.current()
    address = reverse("admin:shop_storesettings_change", args=[1])
    text = staff.get(address).content.decode()
    assert "Far side" not in text  # those of the registry, not of the test
    form = {
        "name": "Shop", "currency": "RUB", "low_stock_threshold": "3", "ways": ["on_delivery"],
        "top_up_least": "20", "top_up_most": "10000", "invoice_seconds": "1800",
        "receipt_vat_code": "0", "star_rate": "1.5", "unpaid_hours": "0",
    }  # fmt: skip
    assert staff.post(address, form).status_code == 302
    store = StoreSettings.current()
    assert "stars" in store.payment_methods_off
    assert "on_delivery" not in store.payment_methods_off
    assert (store.star_rate, store.wallet_on) == (Decimal("1.5"), False)
    refused = staff.post(address, {**form, "ways": []})
    assert "Leave at least one way to pay" in refused.content.decode()

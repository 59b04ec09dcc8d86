"""The Mini App chooses how to pay, and learns where."""

from decimal import Decimal

import pytest

from integrations.payments.on_delivery import OnDelivery
from orders.models import Order, Payment, WalletEntry
from orders.paying import Openings
from orders.services.confirm_payment import confirm_payment
from orders.services.move_wallet import balance_of, move_wallet
from orders.wallet import WalletProvider
from shop import outbox
from shop.errors import DeliveryError
from shop.models import Customer
from tests.api.clients import customer, error_of
from tests.factories import make_customer, make_order, make_variant
from tests.fakes.pay import FarSide, pay_by
from tests.fakes.subscriber import listen

pytestmark = pytest.mark.django_db
ME = 77


@pytest.fixture(autouse=True)
def far(monkeypatch):
    listen(monkeypatch, Openings())
    provider = FarSide()
    pay_by(monkeypatch, OnDelivery(), provider, WalletProvider())
    return provider


def body(**fields):
    return {
        "user_details": {"full_name": "John Doe", "phone_number": "+15551234567"},
        "shipping_address": "10 Main Street, Springfield",
        "items": [{"variant_id": make_variant("20.00").pk, "quantity": 1}],
        **fields,
    }


def give(amount):
    person, _made = Customer.objects.get_or_create(pk=ME)
    move_wallet(
        customer=person,
        currency="RUB",
        amount=Decimal(amount),
        kind=WalletEntry.Kind.CORRECTION,
        reference="gift",
        actor="x",
    )
    return person


def placed(**fields):
    answer = customer(ME).post("orders", body(**fields))
    assert answer.status_code == 201, answer.content
    return answer.json()


def test_on_delivery_nothing_is_to_be_done():
    assert placed()["payment"] == {
        "method": "on_delivery",
        "state": "on_delivery",
        "how": "later",
        "url": None,
        "owed": "20.00",
    }


def test_where_to_pay_is_answered(far):
    order = placed(payment_method="far")
    assert order["payment"]["state"] == "waiting"
    path = f"orders/{order['id']}/pay"
    for _ in range(2):
        found = customer(ME).post(path, {}).json()["payment"]
        assert (found["url"], found["owed"]) == ("https://far.example/pay", "20.00")
    outbox.deliver_due()
    assert (len(far.created), Payment.objects.count()) == (1, 1)
    assert customer(ME).get(f"orders/{order['id']}").json()["payment"]["url"]
    confirm_payment(payment=Payment.objects.get(), external_id="x", charge=None)
    shown = customer(ME).get("orders/my").json()["items"][0]["payment"]
    assert (shown["state"], shown["url"], shown["owed"]) == ("paid", None, "0.00")
    assert error_of(customer(ME).post(path, {})) == (400, "payment_not_needed")


def test_a_provider_that_is_away_names_its_page_later(far):
    order = placed(payment_method="far")
    far.failures = [DeliveryError("no answer")]
    answer = customer(ME).post(f"orders/{order['id']}/pay", {})
    assert (answer.status_code, answer.json()["payment"]["url"]) == (200, None)
    far.failures = [DeliveryError("answered 400", permanent=True)]
    answer = customer(ME).post(f"orders/{order['id']}/pay", {})
    assert error_of(answer) == (400, "payment_method_off")


def test_another_way_is_chosen(far):
    order = placed()
    answer = customer(ME).post(f"orders/{order['id']}/pay", {"payment_method": "far"}).json()
    assert (answer["payment"]["method"], answer["payment"]["how"]) == ("far", "link")


def test_the_balance_pays_what_it_can():
    person = give("5.00")
    order = placed(use_wallet=True, payment_method="far")
    assert (order["payment_status"], order["payment"]["owed"]) == ("partially_paid", "15.00")
    assert balance_of(person, "RUB") == 0


def test_the_balance_pays_the_whole_of_an_order_that_stands():
    person = give("50.00")
    order = placed()
    answer = customer(ME).post(f"orders/{order['id']}/pay", {"use_wallet": True}).json()
    assert (answer["payment_status"], answer["payment"]["method"]) == ("paid", "wallet")
    assert balance_of(person, "RUB") == 30


def test_an_unknown_way_places_nothing():
    answer = customer(ME).post("orders", body(payment_method="gold"))
    assert error_of(answer) == (400, "payment_method_off")
    assert not Order.objects.exists()


@pytest.mark.parametrize("wrong", [{"use_wallet": "yes"}, {"payment_method": 1}])
def test_malformed_input_is_named(wrong):
    assert error_of(customer(ME).post("orders", body(**wrong)))[0] == 422


def test_a_neighbour_s_order_is_not_there():
    order = make_order(make_customer(78))
    assert error_of(customer(ME).post(f"orders/{order.pk}/pay", {})) == (404, "not_found")

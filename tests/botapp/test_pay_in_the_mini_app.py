"""The Mini App opens Telegram's invoice of an order by its link."""

import json
from decimal import Decimal

import pytest

from orders.models import Payment
from shop.errors import DeliveryError
from shop.models import StoreSettings
from tests.api.clients import customer, error_of
from tests.factories import make_variant

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna(chat, settings):
    settings.TELEGRAM_PROVIDER_TOKEN = "1234567890:TEST:1"
    store = StoreSettings.current()
    store.star_rate = Decimal("1.5")
    store.save()
    return chat.person("Anna")


def place(anna, way):
    body = {
        "user_details": {"full_name": "John Doe", "phone_number": "+15551234567"},
        "shipping_address": "10 Main Street, Springfield",
        "items": [{"variant_id": make_variant("20.00").pk, "quantity": 1}],
        "payment_method": way,
    }
    placed = customer(anna.user.id).post("orders", body)
    assert placed.status_code == 201, placed.content
    return placed.json()["id"]


def pay(anna, order_id, **body):
    return customer(anna.user.id).post(f"orders/{order_id}/pay", body)


@pytest.mark.parametrize(
    ("way", "currency", "amount", "token"),
    [("telegram", "RUB", 2000, "1234567890:TEST:1"), ("stars", "XTR", 14, "")],
)
def test_the_invoice_has_a_link(chat, anna, way, currency, amount, token):
    order_id = place(anna, way)
    answer = pay(anna, order_id).json()["payment"]
    assert (answer["how"], answer["state"]) == ("invoice", "waiting")
    assert answer["url"].startswith("https://t.me/$")
    assert pay(anna, order_id).json()["payment"]["url"] == answer["url"]
    payment = Payment.objects.get()
    (asked,) = [call.params for call in chat.calls("createInvoiceLink")]
    prices = asked["prices"] if isinstance(asked["prices"], list) else json.loads(asked["prices"])
    assert (asked["payload"], asked["currency"]) == (payment.key, currency)
    assert [price["amount"] for price in prices] == [amount]
    assert (asked.get("provider_token") or "") == token


def test_the_chat_gets_the_invoice_once(chat, anna):
    order_id = place(anna, "stars")
    for _ in range(3):
        pay(anna, order_id)
        chat.settle()
    payloads = [call.params["payload"] for call in chat.calls("sendInvoice")]
    assert payloads == [Payment.objects.get().key]  # once, however often the Mini App asks


def test_who_has_no_chat_keeps_the_link(chat, anna):
    order_id = place(anna, "stars")
    url = pay(anna, order_id).json()["payment"]["url"]
    chat.settle()  # the chat's own invoice finds no chat
    assert pay(anna, order_id).json()["payment"]["url"] == url
    assert Payment.objects.get().status == Payment.Status.ASKED


def test_while_telegram_does_not_answer_there_is_no_link_yet(chat, anna, monkeypatch):
    failures = [DeliveryError("no answer", uncertain=True)]

    def answers(request):
        if failures:
            raise failures.pop()
        return "https://t.me/$late"

    monkeypatch.setattr("integrations.payments.stars.invoice_link", answers)
    order_id = place(anna, "stars")
    first = pay(anna, order_id)
    assert (first.status_code, first.json()["payment"]["url"]) == (200, None)
    assert pay(anna, order_id).json()["payment"]["url"] == "https://t.me/$late"


def test_what_telegram_refuses_is_refused(chat, anna, monkeypatch):
    def refuses(request):
        raise DeliveryError("CURRENCY_TOTAL_AMOUNT_INVALID", permanent=True)

    monkeypatch.setattr("integrations.payments.stars.invoice_link", refuses)
    answer = pay(anna, place(anna, "stars"))
    assert error_of(answer) == (400, "payment_method_off")
    assert answer.json()["error"]["details"] == {"method": "stars"}

"""The balance in the chat: looked at, topped up by an invoice or a link, spent on an order."""

import json
from decimal import Decimal

import pytest

from botapp.screens.wallet import wallet
from orders.models import Order, Payment, WalletEntry
from orders.payments import Notice, State
from orders.services.confirm_payment import confirm_payment
from orders.services.move_wallet import balance_of, move_wallet
from orders.services.take_notice import take_notice
from shop.errors import DeliveryError
from shop.models import Customer, StoreSettings
from tests.botapp.ways import go_to_confirmation, labels
from tests.factories import make_shirt
from tests.fakes.pay import FarSide, pay_by

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna(chat, settings):
    settings.TELEGRAM_PROVIDER_TOKEN = "1234567890:TEST:1"
    make_shirt()
    person = chat.person("Anna")
    person.send("/start")
    chat.settle()
    return person


def give(amount):
    return move_wallet(
        customer=Customer.objects.get(),
        currency="RUB",
        amount=Decimal(amount),
        kind=WalletEntry.Kind.CORRECTION,
        reference=f"gift:{amount}",
        actor="boris",
        reason="a gift",
    )


def texts(person):
    return [message.text for message in person.messages if message.from_bot]


def switch_off():
    store = StoreSettings.current()
    store.wallet_on = False
    store.save()


def test_it_is_topped_up_by_an_invoice(chat, anna):
    chat.press(anna, "My Orders", "Balance")
    assert "Balance: ₽0" in anna.screen.text
    chat.press(anna, "Top up")
    assert "from ₽20 to ₽10,000" in anna.screen.text
    chat.press(anna, "₽500", "Card, in the chat")
    (invoice,) = chat.calls("sendInvoice")
    assert invoice.params["prices"] == [{"label": "Balance top-up", "amount": 50000}]
    payment = Payment.objects.get()
    left = payment.expires_at - payment.created_at
    assert 1795 < left.total_seconds() <= 1800

    chat.engine.trouble.duplicates(3)
    anna.pay()
    chat.settle()
    assert balance_of(Customer.objects.get(), "RUB") == 500
    assert [text for text in texts(anna) if "topped up by ₽500" in text]
    assert sum("topped up" in text for text in texts(anna)) == 1
    anna.send("/balance")
    chat.settle()
    assert "Top-up: +₽500" in anna.screen.text


def test_an_amount_is_typed_and_the_limits_are_explained(chat, anna):
    chat.press(anna, "My Orders", "Balance", "Top up")
    for words in ("19,99", "10000.01", "0.001", "много", "NaN", "-5", "1e400"):
        chat.say(anna, words)
        assert "Write an amount from ₽20 to ₽10,000." in anna.screen.text, words
    chat.say(anna, "1 234,50")
    assert "Top up by ₽1,234.50" in anna.screen.text
    chat.press(anna, "Card, in the chat")
    assert Payment.objects.get().amount == Decimal("1234.50")


def test_two_taps_are_one_payment(chat, anna):
    chat.press(anna, "My Orders", "Balance", "Top up", "₽500")
    anna.press("Card, in the chat")
    anna.press("Card, in the chat")
    chat.settle()
    assert Payment.objects.count() == 1
    assert len(chat.calls("sendInvoice")) == 1


def test_an_old_invoice_is_refused_in_words(chat, anna):
    chat.press(anna, "My Orders", "Balance", "Top up", "₽500", "Card, in the chat")
    Payment.objects.update(expires_at="2020-01-01T00:00Z")
    query = anna.pay()
    chat.settle()
    assert query.answer == {
        "ok": False,
        "text": "This invoice is out of date. Ask for a new one under Balance.",
    }
    assert balance_of(Customer.objects.get(), "RUB") == 0


def test_a_page_to_pay_at_comes_as_a_link(chat, anna, monkeypatch):
    far = FarSide()
    pay_by(monkeypatch, far)
    chat.press(anna, "My Orders", "Balance", "Top up", "₽500", "Far side")
    assert anna.screen.has_button("Pay ₽500")
    link = anna.screen.id
    confirm_payment(payment=Payment.objects.get(), external_id="x-1", charge=None)
    chat.deliver()
    assert not [
        message for message in anna.messages if message.id == link and message.has_button("Pay")
    ]
    far.failures = [DeliveryError("answered 400", permanent=True)]
    chat.press(anna, "Balance", "Top up", "₽300", "Far side")
    assert "does not answer" in texts(anna)[-1]


def test_a_top_up_that_its_provider_gave_back_is_told_to_the_staff(chat, anna, monkeypatch):
    pay_by(monkeypatch, FarSide())
    chat.press(anna, "My Orders", "Balance", "Top up", "₽500", "Far side")
    number = Payment.objects.get().external_id
    for back in (None, Decimal("200.5")):
        take_notice(provider="far", notice=Notice(number, State.PAID, refunded=back))
    chat.deliver()
    assert chat.staff.screen.text.splitlines()[1:] == [
        "Пополнение баланса",
        "Возвращено 200,50\xa0₽, но отсюда возврат никто не запрашивал.",
        number,
    ]


def test_a_top_up_that_telegram_refuses_is_told_of(chat, anna):
    chat.engine.largest_sums["RUB"] = 74_874_898  # as Telegram has it: 50 is too little
    chat.press(anna, "My Orders", "Balance", "Top up")
    chat.say(anna, "50")
    chat.press(anna, "Card, in the chat")
    assert Payment.objects.get().status == "closed"
    assert "choose another one" in texts(anna)[-1]


def test_nothing_is_said_of_it_where_it_is_switched_off(chat, anna):
    switch_off()
    chat.press(anna, "My Orders")
    assert not [label for label in labels(anna) if "Balance" in label]
    anna.send("/balance")
    chat.settle()
    assert anna.screen.has_button("Catalog")


def test_a_part_is_paid_from_it_and_the_rest_the_chosen_way(chat, anna):
    give("5.00")
    go_to_confirmation(chat, anna)
    assert not [text for text in texts(anna) if "From your balance" in text]
    chat.press(anna, "Use my balance (₽5)")
    assert "From your balance: ₽5" in anna.screen.text
    assert "Left to pay: ₽14.99" in anna.screen.text
    chat.press(anna, "Payment: On delivery", "Card, in the chat", "Confirm Order")
    chat.settle()
    order = Order.objects.get()
    assert order.payment_status == "partially_paid"
    (invoice,) = chat.calls("sendInvoice")
    assert invoice.params["prices"][0]["amount"] == 1499
    anna.pay()
    chat.settle()
    order.refresh_from_db()
    assert order.payment_status == "paid"
    assert balance_of(order.customer, "RUB") == 0


def test_the_whole_is_paid_from_it(chat, anna):
    give("50.00")
    go_to_confirmation(chat, anna)
    chat.press(anna, "Use my balance (₽50)")
    assert "Left to pay" not in anna.screen.text
    chat.press(anna, "Use my balance (₽50)")
    assert "From your balance" not in anna.screen.text
    chat.press(anna, "Use my balance (₽50)", "Confirm Order")
    chat.settle()
    order = Order.objects.get()
    assert (order.payment_status, order.pay_with) == ("paid", "wallet")
    assert balance_of(order.customer, "RUB") == Decimal("30.01")
    assert chat.calls("sendInvoice") == []
    entries = WalletEntry.objects.filter(order=order)
    assert f" №{order.pk}:" in wallet(Decimal(0), entries, "RUB", "ru", can_top_up=False).text


def test_a_balance_that_went_meanwhile_pays_what_it_holds(chat, anna):
    give("50.00")
    go_to_confirmation(chat, anna)
    chat.press(anna, "Use my balance (₽50)")
    give("-45.00")
    chat.press(anna, "Confirm Order")
    order = Order.objects.get()
    assert order.payment_status == "partially_paid"
    assert balance_of(order.customer, "RUB") == 0


def test_it_stands_in_the_main_menu_and_another_amount_may_be_typed(chat, anna):
    chat.press(anna, "Main Menu") if anna.screen.has_button("Main Menu") else None
    chat.press(anna, "Balance", "Top up")
    chat.say(anna, "5", "500", "700")
    assert "Top up by ₽700" in anna.screen.text
    switch_off()
    anna.send("/start")
    chat.settle()
    assert not anna.screen.has_button("Balance")


def receipts(*, telegram=True):
    store = StoreSettings.current()
    store.receipt_vat_code, store.telegram_receipts, store.star_rate = 1, telegram, Decimal("1.5")
    store.save()


def receipt_phone(invoice):
    return json.loads(invoice.params["provider_data"])["receipt"]["customer"]["phone"]


def test_a_top_up_that_makes_a_receipt_asks_for_the_phone_first(chat, anna):
    receipts()
    chat.press(anna, "My Orders", "Balance", "Top up", "₽500", "Card, in the chat")
    assert "Before you top up" in anna.screen.text
    assert not Payment.objects.exists()
    chat.press(anna, "I Agree")
    assert "The receipt of your top-up goes to it." in anna.screen.text
    assert anna.keyboard[0] == ["📱 Share my number"]
    chat.say(anna, "hello")
    assert "does not look like a phone number" in anna.screen.text
    chat.say(anna, "8 (912) 345-67-89")
    (invoice,) = chat.calls("sendInvoice")
    assert receipt_phone(invoice) == "79123456789"
    assert (Customer.objects.get().phone_number, Payment.objects.get().amount) == (
        "+79123456789", 500,
    )  # fmt: skip
    assert anna.keyboard == []
    assert [text for text in texts(anna) if "the invoice is in the chat" in text]
    chat.press(anna, "Top up", "₽300", "Card, in the chat")  # asked once
    assert len(chat.calls("sendInvoice")) == 2


def test_the_number_may_be_shared_and_the_question_left(chat, anna):
    receipts()
    way = ("My Orders", "Balance", "Top up", "₽500", "Card, in the chat")
    chat.press(anna, *way, "I Agree")
    chat.say(anna, "⬅️ Back")
    assert "Top up by ₽500" in anna.screen.text
    chat.press(anna, "Card, in the chat")
    chat.say(anna, "Cancel")
    assert "Balance: ₽0" in anna.screen.text
    chat.say(anna, "+79123456789")  # which nobody asked for
    assert Customer.objects.get().phone_number == ""
    anna.send("/start")
    chat.settle()
    chat.press(anna, *way)
    anna.send_contact("+79123456789")
    chat.settle()
    assert receipt_phone(chat.calls("sendInvoice")[0]) == "79123456789"


@pytest.mark.parametrize(
    ("telegram", "way"), [(False, "Card, in the chat"), (True, "Telegram Stars")]
)
def test_nothing_is_asked_where_no_receipt_is_made(chat, anna, telegram, way):
    receipts(telegram=telegram)
    chat.press(anna, "My Orders", "Balance", "Top up", "₽500", way)
    (invoice,) = chat.calls("sendInvoice")
    assert "provider_data" not in invoice.params

"""Paying by Telegram's own invoices: chosen, asked about, paid, paid too late, given back."""

import json
from decimal import Decimal

import pytest
from asgiref.sync import async_to_sync
from django.utils import timezone

from botapp.actions import PayOrder
from botapp.models import PayMessage
from integrations.payments.on_delivery import OnDelivery
from orders.models import Order, OrderItem, Payment, Refund, WalletEntry
from orders.payments import Notice, State
from orders.services.change_status import change_status
from orders.services.confirm_payment import confirm_payment
from orders.services.edit_lines import LineChange, edit_lines
from orders.services.move_wallet import move_wallet
from orders.services.request_payment import request_payment
from orders.services.request_refund import request_refund
from orders.services.return_order import return_goods
from orders.services.take_notice import take_notice
from orders.tasks import compare_ledgers, expire_unpaid
from shop.errors import DeliveryError
from shop.models import Customer, Delivery, StoreSettings
from tests.botapp.ways import go_to_confirmation, labels
from tests.factories import make_order, make_shirt
from tests.fakes.pay import FarSide, pay_by

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna(chat, settings):
    settings.TELEGRAM_PROVIDER_TOKEN = "1234567890:TEST:1"
    store = StoreSettings.current()
    store.star_rate = Decimal("1.5")
    store.save()
    make_shirt()
    person = chat.person("Anna")
    go_to_confirmation(chat, person)
    return person


def buy_with(chat, person, way):
    chat.press(person, "Payment: On delivery", way)
    chat.press(person, "Confirm Order")
    chat.settle()
    return Order.objects.get()


def texts(person):
    return [message.text for message in person.messages if message.from_bot]


def test_four_answers_and_one_press_still_suffice(chat, anna):
    chat.press(anna, "Confirm Order")
    order = Order.objects.get()
    assert (order.pay_with, order.payment_status) == ("on_delivery", "unpaid")
    assert not Payment.objects.exists()
    assert chat.calls("sendInvoice") == []


def test_the_way_to_pay_is_chosen_and_shown(chat, anna):
    chat.press(anna, "Payment: On delivery")
    assert labels(anna)[:3] == ["✅ On delivery", "💬 Card, in the chat", "💬 Telegram Stars"]
    chat.press(anna, "Telegram Stars")
    assert "Payment: Telegram Stars" in anna.screen.text
    assert anna.screen.has_button("Payment: Telegram Stars")


def test_with_one_way_there_is_nothing_to_choose(chat, anna, monkeypatch):
    monkeypatch.setattr("integrations.payments.stars.Stars.is_on", lambda self, currency: False)
    monkeypatch.setattr(
        "integrations.payments.telegram_payments.TelegramPayments.is_on",
        lambda self, currency: False,
    )
    anna.send("/cart")
    chat.settle()
    chat.press(anna, "Checkout", "✅ Anna" if anna.screen.has_button("✅ Anna") else "✅ John Doe")
    assert not [label for label in labels(anna) if "Payment" in label]


@pytest.mark.parametrize(
    ("way", "currency", "amount"),
    [("Card, in the chat", "RUB", 1999), ("Telegram Stars", "XTR", 14)],
)
def test_an_invoice_is_paid_and_both_sides_are_told(chat, anna, way, currency, amount):
    order = buy_with(chat, anna, way)
    (invoice,) = chat.calls("sendInvoice")
    assert (invoice.params["currency"], invoice.params["prices"]) == (
        currency,
        [{"label": f"Order #{order.pk}", "amount": amount}],
    )
    assert f"Your order #{order.pk} has been placed successfully!" in texts(anna)[-2]

    anna.pay()
    chat.settle()
    order.refresh_from_db()
    assert order.payment_status == "paid"
    assert f"Order #{order.pk}: payment received" in texts(anna)[-1]
    assert texts(chat.staff)[-1].startswith(f"💳 Заказ №{order.pk}")
    assert "19,99 ₽" in texts(chat.staff)[-1].replace("\xa0", " ")


def test_the_placed_message_comes_before_the_invoice(chat, anna):
    buy_with(chat, anna, "Card, in the chat")
    methods = [call.method for call in chat.calls("editMessageText", "sendInvoice")]
    assert methods[-2:] == ["editMessageText", "sendInvoice"]


def test_an_invoice_of_a_cancelled_order_is_refused_in_words(chat, anna):
    order = buy_with(chat, anna, "Card, in the chat")
    change_status(order=order, to="cancelled", actor="anna")
    query = anna.pay()
    chat.settle()
    assert query.answer["ok"] is False
    assert "has been cancelled" in query.answer["text"]
    assert Payment.objects.get().status == "asked"


def test_an_invoice_of_an_order_that_changed_is_refused(chat, anna):
    buy_with(chat, anna, "Card, in the chat")
    Order.objects.update(total_amount=30)
    query = anna.pay()
    chat.settle()
    assert query.answer["ok"] is False


def test_an_old_copy_of_a_paid_invoice_is_refused(chat, anna):
    buy_with(chat, anna, "Card, in the chat")
    invoice = anna.messages[-1].id
    anna.pay()
    chat.settle()
    place = {"chat_id": anna.id, "from_chat_id": anna.id, "message_id": invoice}
    copy = async_to_sync(chat.engine.call)("forwardMessage", place).body["result"]
    query = anna.pay(message_id=copy["message_id"])
    chat.settle()
    assert query.answer == {
        "ok": False,
        "text": "There is nothing left to pay for this order.",
    }
    assert Payment.objects.count() == 1


def test_the_same_payment_told_again_pays_once(chat, anna):
    buy_with(chat, anna, "Card, in the chat")
    chat.engine.trouble.duplicates(3)
    anna.pay()
    chat.settle()
    assert Payment.objects.get().status == "paid"
    assert sum("payment received" in text for text in texts(anna)) == 1
    assert not Refund.objects.exists()


def test_stars_go_back_to_the_customer(chat, anna):
    order = buy_with(chat, anna, "Telegram Stars")
    anna.pay()
    chat.settle()
    payment = Payment.objects.get()
    request_refund(payment=payment, amount=payment.amount, actor="boris", reason="torn")
    chat.deliver()
    (call,) = chat.calls("refundStarPayment")
    assert call.params["telegram_payment_charge_id"] == payment.external_id
    order.refresh_from_db()
    assert order.payment_status == "refunded"
    chat.settle()  # Telegram's own note that they went back is nothing to answer
    assert f"Order #{order.pk}: money returned" in texts(anna)[-1]


def test_an_unpaid_order_can_be_paid_another_way(chat, anna):
    order = buy_with(chat, anna, "Card, in the chat")
    anna.send("/orders")
    chat.settle()
    chat.press(anna, f"#{order.pk}", "Pay", "Telegram Stars")
    order.refresh_from_db()
    assert order.pay_with == "stars"
    assert [call.params["currency"] for call in chat.calls("sendInvoice")] == ["RUB", "XTR"]
    assert len([message for message in anna.messages if "invoice" in message.body]) == 1
    anna.pay()
    chat.settle()
    order.refresh_from_db()
    assert order.payment_status == "paid"
    anna.send("/orders")
    chat.settle()
    chat.press(anna, f"#{order.pk}")
    assert not anna.screen.has_button("Pay")


def test_a_page_to_pay_at_comes_as_a_link(chat, anna, monkeypatch):
    far = FarSide()
    pay_by(monkeypatch, far)
    chat.press(anna, "Confirm Order")
    chat.deliver()
    payment = Payment.objects.get()
    assert payment.url == "https://far.example/pay"
    assert anna.screen.has_button("Pay ₽19.99")


def paid(payment):
    confirm_payment(payment=payment, external_id="x-1", charge=None)


def cancelled(payment):
    change_status(order=payment.order, to="cancelled", actor="anna")


def expired(payment):
    Order.objects.update(pay_by="2020-01-01T00:00Z")
    expire_unpaid()


def put_off(payment):
    request_payment(order=payment.order, provider=OnDelivery())


def closed(payment):
    take_notice(provider="far", notice=Notice("", State.CLOSED, key=payment.key))


@pytest.mark.parametrize(
    ("happens", "words"),
    [
        (paid, "Paid. Thank you!"),
        (cancelled, "There is nothing left to pay here."),
        (expired, "There is nothing left to pay here."),
        (closed, "You can pay anew in your order."),
        (put_off, "You can pay anew in your order."),
    ],
)
def test_no_stale_button_to_pay_by_is_left(chat, anna, monkeypatch, happens, words):
    pay_by(monkeypatch, FarSide(), OnDelivery())
    chat.press(anna, "Confirm Order")
    Order.objects.update(remind_at="2020-01-01T00:00Z", pay_by="2099-01-01T00:00Z")
    expire_unpaid()
    chat.deliver()
    asking = [message for message in anna.messages if message.has_button("Pay")]
    assert len(asking) == 2  # the link, and the reminder
    happens(Payment.objects.get())
    chat.deliver()
    now = {message.id: message for message in anna.messages}
    assert not now[asking[0].id].has_button("Pay")
    assert words in now[asking[0].id].text
    another_way_is_open = happens in (closed, put_off)
    assert now[asking[1].id].has_button("Pay") is another_way_is_open
    assert PayMessage.objects.count() == int(another_way_is_open)


def test_a_link_that_comes_after_the_order_changed_is_not_given(chat, anna, monkeypatch):
    far = FarSide()
    far.failures = [DeliveryError("away")]
    pay_by(monkeypatch, far)
    chat.press(anna, "Confirm Order")
    chat.deliver()
    item = OrderItem.objects.get()
    change = LineChange(item.pk, seen=1, quantity=1, price=Decimal("15.00"))
    edit_lines(order=item.order, changes=[change], actor="anna", tell=True)
    chat.deliver()
    Delivery.objects.update(due_at=timezone.now())
    chat.deliver()
    assert Payment.objects.get().url  # it was opened meanwhile, with the sum of before
    assert not [message for message in anna.messages if message.has_button("Pay ₽19.99")]
    assert not PayMessage.objects.exists()


def test_an_invoice_that_can_be_paid_no_more_goes_from_the_chat(chat, anna):
    order = buy_with(chat, anna, "Card, in the chat")
    assert [message for message in anna.messages if "invoice" in message.body]
    change_status(order=order, to="cancelled", actor="anna")
    chat.deliver()
    assert not [message for message in anna.messages if "invoice" in message.body]


def test_a_provider_that_refuses_sends_the_customer_to_another_way(chat, anna, monkeypatch):
    far = FarSide()
    far.failures = [DeliveryError("answered 400", permanent=True)]
    pay_by(monkeypatch, far)
    chat.press(anna, "Confirm Order")
    chat.deliver()
    assert Payment.objects.get().status == "closed"
    assert "choose another one" in texts(anna)[-1]


def test_an_invoice_that_telegram_refuses_sends_the_customer_to_another_way(chat, anna):
    chat.engine.largest_sums["RUB"] = 74_874_898  # as Telegram has it: 19.99 is too little
    order = buy_with(chat, anna, "Card, in the chat")
    assert Payment.objects.get().status == "closed"
    assert f"Order #{order.pk}: payment" in texts(anna)[-1]
    assert "choose another one" in texts(anna)[-1]
    chat.press(anna, "My Orders", "Pay", "Telegram Stars")
    assert [call.params["currency"] for call in chat.calls("sendInvoice")] == ["RUB", "XTR"]


def test_somebody_else_s_order_cannot_be_paid(chat, anna):
    order = buy_with(chat, anna, "Card, in the chat")
    boris = chat.person("Boris")
    boris.send("/orders")
    chat.settle()
    boris.press_data(boris.screen.id, PayOrder(order.pk, 1).pack())
    chat.settle()
    assert len(chat.calls("sendInvoice")) == 1
    assert "out of date" in boris.toasts[-1]


def test_a_reminder_leads_to_paying(chat, anna):
    store = StoreSettings.current()
    store.unpaid_hours = 4
    store.save()
    order = buy_with(chat, anna, "Card, in the chat")
    Order.objects.update(remind_at="2020-01-01T00:00Z")
    expire_unpaid()
    expire_unpaid()
    chat.deliver()
    reminders = [text for text in texts(anna) if "waits for payment" in text]
    assert len(reminders) == 1
    assert f"Order #{order.pk}" in reminders[0]
    chat.press(anna, "Pay")
    assert anna.screen.has_button("Card, in the chat")
    anna.pay()
    chat.settle()
    order.refresh_from_db()
    assert (order.payment_status, order.pay_by) == ("paid", None)


def test_stars_whose_update_was_lost_are_found_in_telegrams_books(chat, anna):
    order = buy_with(chat, anna, "Telegram Stars")
    anna.pay()
    chat.settle()
    Payment.objects.update(status="asked", external_id="", paid_at=None)
    Order.objects.update(payment_status="unpaid")
    compare_ledgers()
    order.refresh_from_db()
    assert order.payment_status == "paid"
    payment = Payment.objects.get()
    request_refund(payment=payment, amount=payment.amount, actor="boris", reason="torn")
    chat.deliver()
    compare_ledgers()
    assert not Payment.objects.filter(needs_hand=True).exists()


def test_the_staff_chat_is_told_that_the_books_differ(chat, anna):
    buy_with(chat, anna, "Telegram Stars")
    anna.pay()
    chat.settle()
    Payment.objects.update(key="another", external_id="another")
    compare_ledgers()
    chat.deliver()
    assert texts(chat.staff)[-1].startswith("⚠️")
    assert "emulated_charge" in texts(chat.staff)[-1]


@pytest.mark.parametrize(
    ("way", "has_receipt"), [("Card, in the chat", True), ("Telegram Stars", False)]
)
def test_a_receipt_goes_with_an_invoice_in_money(chat, anna, way, has_receipt):
    store = StoreSettings.current()
    store.receipt_vat_code, store.telegram_receipts = 1, True
    store.save()
    buy_with(chat, anna, way)
    (invoice,) = chat.calls("sendInvoice")
    assert not {"need_phone_number", "need_email"} & set(invoice.params)
    if not has_receipt:
        assert "provider_data" not in invoice.params
        return
    assert json.loads(invoice.params["provider_data"]) == {
        "receipt": {
            "customer": {"phone": "15551234567"},
            "items": [
                {
                    "description": "Classic T-Shirt (Red, M)",
                    "quantity": 1,
                    "amount": {"value": "19.99", "currency": "RUB"},
                    "vat_code": 1,
                    "payment_mode": "full_prepayment",
                    "payment_subject": "commodity",
                }
            ],
        }
    }


def test_without_the_setting_no_receipt_is_asked_for(chat, anna):
    store = StoreSettings.current()
    store.receipt_vat_code = 1
    store.save()
    buy_with(chat, anna, "Card, in the chat")
    (invoice,) = chat.calls("sendInvoice")
    assert "provider_data" not in invoice.params


def test_a_receipt_comes_to_what_is_charged(chat, anna):
    store = StoreSettings.current()
    store.receipt_vat_code, store.telegram_receipts = 1, True
    store.save()
    move_wallet(
        customer=Customer.objects.get(), currency="RUB", amount=Decimal(5),
        kind=WalletEntry.Kind.CORRECTION, reference="gift", actor="x",
    )  # fmt: skip
    chat.press(anna, "Payment: On delivery", "Card, in the chat", "Use my balance (₽5)")
    chat.press(anna, "Confirm Order")
    chat.settle()
    (invoice,) = chat.calls("sendInvoice")
    (line,) = json.loads(invoice.params["provider_data"])["receipt"]["items"]
    assert line["amount"]["value"] == "14.99"


def test_an_invoice_of_a_way_that_was_given_up_is_refused_in_words(chat, anna):
    buy_with(chat, anna, "Card, in the chat")
    Order.objects.update(pay_with="stars")
    query = anna.pay()
    chat.settle()
    assert query.answer["ok"] is False
    assert "another way to pay" in query.answer["text"]
    assert not Payment.objects.filter(status="paid").exists()


def test_money_that_is_all_too_much_is_told_once_and_where_it_went(chat, anna, monkeypatch):
    pay_by(monkeypatch, FarSide(refunds=False))
    anna.send("/cart")
    chat.settle()
    order = make_order(Customer.objects.get())
    asked = request_payment(order=order, provider=FarSide(refunds=False))
    change_status(order=order, to="cancelled", actor="anna")
    confirm_payment(payment=asked, external_id="late", charge=None)
    chat.settle()
    told = [text for text in texts(anna) if f"#{order.pk}" in text]
    assert not [text for text in told if "payment received" in text]
    assert sum("It is on your balance now" in text for text in told) == 1
    staff = [text for text in texts(chat.staff) if str(order.pk) in text]
    assert sum("баланс" in text or "balance" in text for text in staff) == 1
    assert not [text for text in staff if "by hand" in text or "вручную" in text]


def test_an_order_that_came_back_unpaid_asks_for_no_money(chat, anna):
    order = buy_with(chat, anna, "Card, in the chat")
    order.refresh_from_db()
    for status in ("processing", "shipped"):
        change_status(order=order, to=status, actor="x")
    chat.deliver()
    assert PayMessage.objects.exists()
    goods = {order.items.get().pk: 1}
    return_goods(order=order, goods=goods, reason="unclaimed", seen=0, actor="x")
    chat.deliver()
    assert not PayMessage.objects.exists()
    anna.send("/orders")
    chat.settle()
    chat.press(anna, "↩️ Came back to us")
    assert "Nothing is to be paid" in anna.screen.text
    assert not anna.screen.has_button("Pay")

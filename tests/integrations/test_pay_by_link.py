"""Each provider with a page of its own: opened once, told of in every way, given back."""

from __future__ import annotations

import json
import time
from decimal import Decimal

import pytest

from integrations.payments.cryptopay import CryptoPay
from integrations.payments.stripe_checkout import StripeCheckout
from integrations.payments.yookassa import YooKassa
from orders import payments
from orders.models import Order, Payment, PaymentStep, Refund
from orders.paying import Openings, Refunds
from orders.services.cancel_lines import Cancelled, cancel_lines
from orders.services.change_status import change_status
from orders.services.reconcile_payments import reconcile_payments
from orders.services.request_payment import request_payment
from orders.services.request_refund import Back, request_refund
from orders.services.return_order import return_order
from orders.services.top_up import request_top_up
from orders.tasks import compare_refunds
from shop import outbox
from shop.models import Delivery, Event, StoreSettings
from tests.factories import make_customer, make_order, make_variant
from tests.fakes import cryptopay, stripe_api, yookassa
from tests.fakes.pay import pay_by
from tests.fakes.provider_server import serving
from tests.fakes.subscriber import listen

pytestmark = pytest.mark.django_db
WEBHOOK = "/payments/{}/webhook"
YOOKASSA_ADDRESS = "185.71.76.5"


@pytest.fixture(autouse=True)
def _only_payments_leave(monkeypatch):
    listen(monkeypatch, Openings(), Refunds())


@pytest.fixture
def yoo(settings, monkeypatch):
    pay_by(monkeypatch, YooKassa())
    settings.YOOKASSA_SHOP_ID, settings.YOOKASSA_SECRET_KEY = yookassa.SHOP, yookassa.KEY
    with serving(yookassa.YooKassaServer()) as far:
        settings.YOOKASSA_URL = f"{far.url}/v3"
        yield far


@pytest.fixture
def crypto(settings, monkeypatch):
    pay_by(monkeypatch, CryptoPay())
    settings.CRYPTOPAY_TOKEN = cryptopay.TOKEN
    with serving(cryptopay.CryptoPayServer()) as far:
        settings.CRYPTOPAY_URL = far.url
        yield far


@pytest.fixture
def stripe(settings, monkeypatch):
    pay_by(monkeypatch, StripeCheckout())
    settings.STRIPE_SECRET_KEY = stripe_api.SECRET
    settings.STRIPE_WEBHOOK_SECRET = stripe_api.WEBHOOK_SECRET
    with serving(stripe_api.StripeServer()) as far:
        settings.STRIPE_URL = far.url
        yield far


def opened(provider):
    """An order of 20.00 whose payment the provider knows of."""
    order = make_order(wanted={make_variant(): 2})
    request_payment(order=order, provider=provider)
    outbox.deliver_due()
    return Payment.objects.get()


def told(client, provider, body, **headers):
    """The status that a webhook is answered with."""
    response = client.post(
        WEBHOOK.format(provider), body, content_type="application/json", **headers
    )
    return response.status_code


def told_by_yookassa(client, notice, address=YOOKASSA_ADDRESS):
    return told(client, "yookassa", json.dumps(notice), REMOTE_ADDR=address)


# --- YooKassa


def test_yookassa_is_asked_once_and_tells_where_to_pay(yoo):
    payment = opened(YooKassa())
    (asked,) = yoo.asked
    assert (asked.method, asked.path) == ("POST", "/v3/payments")
    assert asked.headers["idempotence-key"] == payment.key
    assert asked.body["amount"] == {"value": "20.00", "currency": "RUB"}
    assert asked.body["metadata"] == {"key": payment.key, "order_id": str(payment.order_id)}
    assert "receipt" not in asked.body
    assert payment.external_id in yoo.payments
    assert payment.url.startswith("https://yoomoney.ru/")


def test_an_answer_that_was_lost_makes_no_second_payment(yoo):
    yoo.trouble = ["after", 500, "garbage"]
    opened(YooKassa())
    for _ in range(3):
        Delivery.objects.filter(status="pending").update(due_at="2020-01-01T00:00Z")
        outbox.deliver_due()
    payment = Payment.objects.get()
    assert list(yoo.payments) == [payment.external_id]
    steps = PaymentStep.objects.values_list("succeeded", flat=True)
    assert list(steps) == [False, False, False, True]


def test_a_receipt_goes_along_when_the_store_wants_one(yoo):
    store = StoreSettings.current()
    store.receipt_vat_code = 4
    store.save()
    opened(YooKassa())
    receipt = yoo.asked[0].body["receipt"]
    assert receipt["customer"] == {"phone": "15551234567"}
    (line,) = receipt["items"]
    assert (line["quantity"], line["amount"], line["vat_code"]) == (
        2,
        {"value": "10.00", "currency": "RUB"},
        4,
    )


def test_a_notice_of_yookassa_s_is_checked_by_asking(client, yoo):
    payment = opened(YooKassa())
    assert told_by_yookassa(client, yoo.pay(payment.external_id)) == 200
    payment.refresh_from_db()
    assert (payment.status, payment.order.payment_status) == ("paid", "paid")
    assert yoo.asked[-1].method == "GET"


def test_a_lie_about_a_payment_is_found_out(client, yoo):
    payment = opened(YooKassa())
    lie = {
        "event": "payment.succeeded",
        "object": {"id": payment.external_id, "status": "succeeded"},
    }
    assert told_by_yookassa(client, lie) == 200
    payment.refresh_from_db()
    assert payment.status == "asked"


@pytest.mark.parametrize("address", ["8.8.8.8", "185.71.76.32", "2a02:5181::1", "", "me"])
def test_nobody_but_yookassa_is_heard(client, yoo, address):
    payment = opened(YooKassa())
    assert told_by_yookassa(client, yoo.pay(payment.external_id), address) == 403
    payment.refresh_from_db()
    assert payment.status == "asked"


def test_a_notice_that_cannot_be_checked_now_is_wanted_again(client, yoo):
    payment = opened(YooKassa())
    notice = yoo.pay(payment.external_id)
    yoo.trouble = [500]
    assert told_by_yookassa(client, notice) == 503
    assert told_by_yookassa(client, notice) == 200
    payment.refresh_from_db()
    assert payment.status == "paid"


def test_a_cancelled_payment_is_closed(client, yoo):
    payment = opened(YooKassa())
    assert told_by_yookassa(client, yoo.cancel(payment.external_id)) == 200
    payment.refresh_from_db()
    assert payment.status == "closed"


def test_webhook_poll_and_repeats_pay_once(client, yoo):
    payment = opened(YooKassa())
    notice = yoo.pay(payment.external_id)
    for _ in range(3):
        assert told_by_yookassa(client, notice) == 200
    Payment.objects.update(created_at="2026-11-20T10:00Z")
    reconcile_payments()
    assert Payment.objects.get().status == "paid"
    assert Order.objects.get().events.filter(kind="paid").count() == 1
    assert not Refund.objects.exists()


def test_a_part_is_given_back_by_yookassa_once(client, yoo):
    payment = opened(YooKassa())
    told_by_yookassa(client, yoo.pay(payment.external_id))
    payment.refresh_from_db()
    yoo.trouble = ["after"]
    request_refund(payment=payment, amount=Decimal("5.50"), actor="anna", reason="torn")
    for _ in range(2):
        Delivery.objects.filter(status="pending").update(due_at="2020-01-01T00:00Z")
        outbox.deliver_due()
    assert [row["amount"]["value"] for row in yoo.refunds] == ["5.50"]
    assert Order.objects.get().payment_status == "partially_refunded"


def test_the_receipt_of_a_refund_names_what_it_is_for(client, yoo):
    store = StoreSettings.current()
    store.receipt_vat_code = 4
    store.save()
    order = make_order(wanted={make_variant("9.99"): 3, make_variant("30.00"): 1})
    first, second = order.items.all()
    request_payment(order=order, provider=YooKassa())
    outbox.deliver_due()
    told_by_yookassa(client, yoo.pay(Payment.objects.get().external_id))
    cancel_lines(order=order, lines=[Cancelled(first.pk, seen=3, pieces=1)], actor="anna")
    for status in ("processing", "shipped"):
        change_status(order=order, to=status, actor="anna")
    for amount, goods in (("25.00", {second.pk: 1}), ("5.01", {})):
        return_order(
            order=order, payment=Payment.objects.get(), amount=Decimal(amount),
            back=Back.AS_PAID, reason="torn", goods=goods, actor="anna", key=amount,
        )  # fmt: skip
    outbox.deliver_due()
    told = [one.body["receipt"] for one in yoo.asked if one.path.endswith("/refunds")]
    assert [
        [(line["description"], line["quantity"], line["amount"]["value"]) for line in one["items"]]
        for one in told
    ] == [
        [(first.product_name, 1, "9.99")],  # taken out of the order
        [(second.product_name, 1, "25.00")],  # sent back
        [(first.product_name, 1, "2.50"), (first.product_name, 1, "2.51")],  # a share of the rest
    ]
    assert {one["customer"]["phone"] for one in told} == {"15551234567"}
    assert len(yoo.refunds) == 3  # each receipt comes to what goes back


@pytest.mark.parametrize(("becomes", "status"), [("succeeded", "done"), ("canceled", "failed")])
def test_a_refund_on_its_way_becomes_what_yookassa_says(client, yoo, becomes, status):
    payment = opened(YooKassa())
    told_by_yookassa(client, yoo.pay(payment.external_id))
    payment.refresh_from_db()
    yoo.refund_status = "pending"
    request_refund(payment=payment, amount=Decimal("5.50"), actor="anna", reason="torn")
    outbox.deliver_due()
    assert Refund.objects.get().status == "asked"
    yoo.refunds[0]["status"] = becomes
    told_by_yookassa(client, {"event": "refund.succeeded", "object": yoo.refunds[0]})
    outbox.deliver_due()
    assert Refund.objects.get().status == status
    assert len(yoo.refunds) == 1


def test_what_yookassa_gave_back_by_itself_is_told_to_staff_once(client, yoo):
    payment = opened(YooKassa())
    told_by_yookassa(client, yoo.pay(payment.external_id))
    yoo.payments[payment.external_id]["refunded_amount"] = {"value": "3.00", "currency": "RUB"}
    notice = {"event": "refund.succeeded", "object": {"payment_id": payment.external_id}}
    for _ in range(2):
        assert told_by_yookassa(client, notice) == 200
    payment.refresh_from_db()
    assert (payment.needs_hand, payment.refunded_amount) == (True, 0)
    (told,) = Event.objects.filter(name="ledger_differs").values_list("payload", flat=True)
    assert (told["what"], told["amount"], told["order_id"]) == (
        "refunded", "3.00", payment.order_id
    )  # fmt: skip


# --- Crypto Pay


def test_an_invoice_of_crypto_pay_whose_answer_was_lost_is_found_again(crypto):
    crypto.trouble = ["after"]
    payment = opened(CryptoPay())  # which was asked for twice: by placing the order, and by name
    assert list(crypto.invoices) == [payment.external_id]
    assert [one.path for one in crypto.asked] == [
        "/api/createInvoice", "/api/getInvoices",
    ]  # fmt: skip


def test_crypto_pay_opens_an_invoice_in_the_store_s_currency(crypto):
    payment = opened(CryptoPay())
    invoice = crypto.invoices[payment.external_id]
    assert (invoice["fiat"], invoice["amount"], invoice["payload"]) == ("RUB", "20.00", payment.key)
    assert payment.url == f"https://t.me/CryptoBot?start=IV{payment.external_id}"
    assert payment.expires_at is not None


def test_a_signed_webhook_of_crypto_pay_pays_however_often_it_comes(client, crypto):
    payment = opened(CryptoPay())
    for update_id in (7, 7, 8):
        body, signature = crypto.pay(payment.external_id, update_id)
        assert told(client, "cryptopay", body, HTTP_CRYPTO_PAY_API_SIGNATURE=signature) == 200
    assert Payment.objects.get().status == "paid"
    assert Order.objects.get().events.filter(kind="paid").count() == 1


def test_a_forged_webhook_of_crypto_pay_is_refused(client, crypto):
    payment = opened(CryptoPay())
    body, signature = crypto.pay(payment.external_id)
    for forged in ("", "0" * 64, cryptopay.sign(body, "54321:other"), signature[:-1]):
        assert told(client, "cryptopay", body, HTTP_CRYPTO_PAY_API_SIGNATURE=forged) == 403
    changed = body.replace(b"20.00", b"90.00")
    assert told(client, "cryptopay", changed, HTTP_CRYPTO_PAY_API_SIGNATURE=signature) == 403
    assert Payment.objects.get().status == "asked"


# --- Stripe


def test_stripe_opens_a_page_once(stripe):
    stripe.trouble = ["after"]
    payment = opened(StripeCheckout())
    Delivery.objects.filter(status="pending").update(due_at="2020-01-01T00:00Z")
    outbox.deliver_due()
    payment.refresh_from_db()
    (session,) = stripe.sessions.values()
    assert (session["amount_total"], session["currency"]) == (2000, "rub")
    assert (payment.external_id, payment.url) == (session["id"], session["url"])


def test_a_signed_webhook_of_stripe_pays_and_an_old_or_forged_one_does_not(client, stripe):
    payment = opened(StripeCheckout())
    body, signature = stripe.pay(payment.external_id)
    old = stripe_api.sign(body, at=time.time() - 301)
    for forged in ("", old, stripe_api.sign(body, "whsec_other"), signature[:-1]):
        assert told(client, "stripe", body, HTTP_STRIPE_SIGNATURE=forged) == 403
    assert Payment.objects.get().status == "asked"
    for _ in range(2):
        assert told(client, "stripe", body, HTTP_STRIPE_SIGNATURE=signature) == 200
    assert Payment.objects.get().status == "paid"
    assert Order.objects.get().events.filter(kind="paid").count() == 1


def test_a_page_that_expired_closes_the_payment(client, stripe):
    payment = opened(StripeCheckout())
    body, signature = stripe.expire(payment.external_id)
    assert told(client, "stripe", body, HTTP_STRIPE_SIGNATURE=signature) == 200
    assert Payment.objects.get().status == "closed"


def test_stripe_gives_back(client, stripe):
    payment = opened(StripeCheckout())
    body, signature = stripe.pay(payment.external_id)
    told(client, "stripe", body, HTTP_STRIPE_SIGNATURE=signature)
    payment.refresh_from_db()
    request_refund(payment=payment, amount=payment.amount, actor="anna", reason="torn")
    outbox.deliver_due()
    assert [row["amount"] for row in stripe.refunds] == [2000]
    assert Refund.objects.get().status == "done"


def differs():
    """What staff were told: the sum, and the order it was paid for."""
    told = Event.objects.filter(name="ledger_differs").order_by("pk")
    return [(one.payload["what"], one.payload["amount"], one.payload["order_id"]) for one in told]


def paid_by_stripe(client, stripe, payment):
    body, signature = stripe.pay(payment.external_id)
    told(client, "stripe", body, HTTP_STRIPE_SIGNATURE=signature)


def test_what_was_given_back_in_stripe_s_dashboard_is_told_to_staff_once(client, stripe):
    payment = opened(StripeCheckout())
    paid_by_stripe(client, stripe, payment)
    Payment.objects.update(needs_hand=True)  # the order was cancelled, say
    body, signature = stripe.give_back(payment.external_id, 300)
    assert told(client, "stripe", body, HTTP_STRIPE_SIGNATURE=signature[:-1]) == 403
    stripe.trouble = [500]
    assert told(client, "stripe", body, HTTP_STRIPE_SIGNATURE=signature) == 503
    assert differs() == []
    for _ in range(2):
        assert told(client, "stripe", body, HTTP_STRIPE_SIGNATURE=signature) == 200
    refund = {**stripe.refunds[0], "status": "failed"}
    body, signature = stripe.told("refund.failed", refund)
    assert told(client, "stripe", body, HTTP_STRIPE_SIGNATURE=signature) == 200
    payment.refresh_from_db()
    assert (payment.needs_hand, payment.refunded_amount) == (True, 0)
    assert differs() == [("refunded", "3.00", payment.order_id)]
    body, signature = stripe.give_back(payment.external_id, 100)
    told(client, "stripe", body, HTTP_STRIPE_SIGNATURE=signature)
    assert differs()[1:] == [("refunded", "4.00", payment.order_id)]


@pytest.mark.parametrize("intent", ["pi_of_another_shop", None])
def test_money_of_somebody_else_s_that_went_back_is_nobody_s_business(client, stripe, intent):
    payment = opened(StripeCheckout())
    paid_by_stripe(client, stripe, payment)
    body, signature = stripe.told("charge.refunded", {"payment_intent": intent})
    assert told(client, "stripe", body, HTTP_STRIPE_SIGNATURE=signature) == 200
    assert differs() == []


def test_a_top_up_that_was_given_back_is_told_once_too(client, stripe):
    (way,) = payments.providers().values()
    top_up = request_top_up(customer=make_customer(), amount=Decimal(100), provider=way)
    outbox.deliver_due()
    top_up.refresh_from_db()
    paid_by_stripe(client, stripe, top_up)
    body, signature = stripe.give_back(top_up.external_id, 4000)
    for _ in range(2):
        told(client, "stripe", body, HTTP_STRIPE_SIGNATURE=signature)
        Payment.objects.update(needs_hand=False)  # somebody has seen to it
    assert Payment.objects.get().refunded_amount == 40
    assert differs() == [("refunded", "40.00", None)]


@pytest.mark.parametrize("way", [YooKassa, StripeCheckout])
def test_a_refund_whose_webhook_was_lost_is_found_at_night(request, client, way):
    far = request.getfixturevalue("yoo" if way is YooKassa else "stripe")
    payment = opened(way())
    if way is YooKassa:
        told_by_yookassa(client, far.pay(payment.external_id))
    else:
        paid_by_stripe(client, far, payment)
    payment.refresh_from_db()
    request_refund(payment=payment, amount=Decimal(5), actor="anna", reason="torn")
    outbox.deliver_due()
    assert compare_refunds() == ""
    assert differs() == []
    steps = PaymentStep.objects.count()

    for _ in range(2):
        far.give_back(payment.external_id, 300)
    far.refunds[-2][_CREATED[way]] = _LONG_AGO[way]  # which is not asked about any more
    compare_refunds()
    assert differs() == [("refunded", "6.00", payment.order_id)]
    assert PaymentStep.objects.count() == steps + 1
    far.trouble = [500]
    assert compare_refunds() == ""


_CREATED = {YooKassa: "created_at", StripeCheckout: "created"}
_LONG_AGO = {YooKassa: "2020-01-01T00:00:00.000Z", StripeCheckout: 0}


# --- What anybody may send


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"x"', b'{"event": 1}', b"\xff"])
def test_garbage_is_refused_and_changes_nothing(client, yoo, body):
    opened(YooKassa())
    assert told(client, "yookassa", body, REMOTE_ADDR=YOOKASSA_ADDRESS) == 400
    assert Payment.objects.get().status == "asked"


def test_a_number_that_leads_elsewhere_is_no_way_there(client, yoo):
    told_by_yookassa(client, {"event": "payment.succeeded", "object": {"id": "../me?x="}})
    assert yoo.asked[-1].path == "/v3/payments/..%2Fme%3Fx%3D"


def test_a_provider_that_is_not_there_has_no_webhook(client, yoo):
    assert told(client, "nobody", b"{}") == 404
    assert client.get(WEBHOOK.format("yookassa")).status_code == 405


def test_no_step_keeps_what_opens_a_payment(client, yoo):
    payment = opened(YooKassa())
    told_by_yookassa(client, yoo.pay(payment.external_id))
    kept = json.dumps(list(PaymentStep.objects.values_list("answer", flat=True)))
    assert "yoomoney.ru" not in kept
    assert payment.external_id in kept


def test_the_page_to_come_back_to_says_what_follows(client, db):
    assert "Вернитесь" not in client.get("/paid").content.decode()
    assert "return to Telegram" in client.get("/paid/?lang=en").content.decode()

"""The providers' stand-ins as a schedule uses them: pay there, be told of it, see what they hold."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from itertools import count
from types import SimpleNamespace
from typing import Any

from django.test import Client
from telegram import StarTransaction, TransactionPartnerUser, User
from telegram.error import BadRequest, NetworkError

from botapp.invoices import take_money
from integrations import http
from integrations.payments import stars as star_rail
from integrations.payments.cryptopay import CryptoPay
from integrations.payments.stars import Stars
from integrations.payments.stripe_checkout import StripeCheckout
from integrations.payments.yookassa import YooKassa
from orders.models import Payment
from tests.fakes import cryptopay, stripe_api, yookassa
from tests.fakes.provider_server import serving

Telling = Callable[[], object]
_client = Client()


@dataclass(frozen=True)
class Held:
    """What a provider has of one payment: what came, and what went back."""

    came: Decimal
    back: Decimal


def _post(provider: str, body: bytes, **headers: str) -> int:
    return _client.post(
        f"/payments/{provider}/webhook", body, content_type="application/json", **headers
    ).status_code


class YooKassaRail:
    provider = YooKassa()
    mishaps = (500, "reset", "after", "garbage", 429)

    def __init__(self, far: Any) -> None:
        self.far = far

    def pay(self, payment: Payment) -> list[Telling]:
        held = self.far.payments[payment.external_id]
        if held["status"] != "pending":
            return []
        body = json.dumps(self.far.pay(payment.external_id)).encode()
        return [lambda: _post("yookassa", body, REMOTE_ADDR="185.71.76.5")]

    def forge(self, payment: Payment) -> Telling:
        """Somebody says that it is paid: from elsewhere, or in YooKassa's own network."""
        lie = {"event": "payment.succeeded", "object": {"id": payment.external_id or "x"}}
        body = json.dumps(lie).encode()
        return lambda: [
            _post("yookassa", body, REMOTE_ADDR=address) for address in ("1.2.3.4", "185.71.76.5")
        ]

    def held(self, external_id: str) -> Held | None:
        row = self.far.payments.get(external_id)
        if row is None or row["status"] != "succeeded":
            return None
        back = Decimal(row.get("refunded_amount", {"value": "0"})["value"])
        return Held(Decimal(row["amount"]["value"]), back)


class StripeRail:
    provider = StripeCheckout()
    mishaps = (500, "reset", "after", 429)

    def __init__(self, far: Any) -> None:
        self.far = far

    def pay(self, payment: Payment) -> list[Telling]:
        if self.far.sessions[payment.external_id]["status"] != "open":
            return []
        body, signature = self.far.pay(payment.external_id)
        return [lambda: _post("stripe", body, HTTP_STRIPE_SIGNATURE=signature)]

    def forge(self, payment: Payment) -> Telling:
        lie = {"id": payment.external_id, "payment_status": "paid", "object": "checkout.session"}
        event = {"type": "checkout.session.completed", "data": {"object": lie}}
        body = json.dumps(event).encode()
        signature = stripe_api.sign(body, "whsec_guessed")
        return lambda: _post("stripe", body, HTTP_STRIPE_SIGNATURE=signature)

    def held(self, external_id: str) -> Held | None:
        row = self.far.sessions.get(external_id)
        if row is None or row["payment_status"] != "paid":
            return None
        intent = row["payment_intent"]
        back = sum(one["amount"] for one in self.far.refunds if one["payment_intent"] == intent)
        return Held(Decimal(row["amount_total"]) / 100, Decimal(back) / 100)


class CryptoPayRail:
    provider = CryptoPay()
    mishaps = (500, "reset", "garbage", 429)  # it has no idempotency key: "after" is a new invoice

    def __init__(self, far: Any) -> None:
        self.far = far

    def pay(self, payment: Payment) -> list[Telling]:
        if self.far.invoices[payment.external_id]["status"] != "active":
            return []
        body, signature = self.far.pay(payment.external_id)
        return [lambda: _post("cryptopay", body, HTTP_CRYPTO_PAY_API_SIGNATURE=signature)]

    def forge(self, payment: Payment) -> Telling:
        invoice = {"invoice_id": payment.external_id, "status": "paid", "payload": payment.key}
        lie = {"update_type": "invoice_paid", "payload": {**invoice, "amount": "1", "fiat": "RUB"}}
        body = json.dumps(lie).encode()
        signature = cryptopay.sign(body, "1:guessed")
        return lambda: _post("cryptopay", body, HTTP_CRYPTO_PAY_API_SIGNATURE=signature)

    def held(self, external_id: str) -> Held | None:
        row = self.far.invoices.get(external_id)
        if row is None or row["status"] != "paid":
            return None
        return Held(Decimal(row["amount"]), Decimal(0))


class StarsRail:
    """Telegram: the invoice may be paid by any of its copies, and its books tell of it."""

    provider = Stars()
    mishaps = ("reset", "after")

    def __init__(self) -> None:
        self.lines: list[StarTransaction] = []
        self.far = SimpleNamespace(trouble=[])
        self._numbers = count(1)

    def pay(self, payment: Payment) -> list[Telling]:
        charge = f"charge-{next(self._numbers)}"
        who = User(payment.customer_id, "Anna", False)
        partner = TransactionPartnerUser("invoice_payment", who, invoice_payload=payment.key)
        amount = int(payment.charged_amount)
        self.lines.append(StarTransaction(charge, amount, payment.created_at, source=partner))
        paid = SimpleNamespace(
            invoice_payload=payment.key,
            telegram_payment_charge_id=charge,
            currency="XTR",
            total_amount=amount,
        )
        return [lambda: take_money(paid, 1)]  # type: ignore[arg-type]

    def forge(self, payment: Payment) -> Telling:
        return lambda: _client.post("/telegram/webhook", b"{}", content_type="application/json")

    def held(self, external_id: str) -> Held | None:
        came = [line for line in self.lines if line.id == external_id and line.source]
        back = [line for line in self.lines if line.id == external_id and line.receiver]
        if not came:
            return None
        return Held(Decimal(came[0].amount), Decimal(sum(line.amount for line in back)))

    async def refund(self, customer_id: int, charge: str) -> None:
        mishap = self.far.trouble.pop(0) if self.far.trouble else None
        if mishap == "reset":
            raise NetworkError("gone")
        held = self.held(charge)
        if held is None:
            raise BadRequest("CHARGE_NOT_FOUND")
        if held.back:
            raise BadRequest("CHARGE_ALREADY_REFUNDED")
        first = next(line for line in self.lines if line.id == charge)
        self.lines.append(StarTransaction(charge, first.amount, first.date, receiver=first.source))
        if mishap == "after":
            raise NetworkError("gone")

    async def read(self, position: int, limit: int) -> list[StarTransaction]:
        return self.lines[position : position + limit]


@contextmanager
def rail(name: str, settings: Any, monkeypatch: Any) -> Iterator[Any]:
    """The stand-in of `name`, and the store set up for it."""
    if name == "stars":
        stars = StarsRail()
        monkeypatch.setattr(star_rail, "_refund", stars.refund)
        monkeypatch.setattr(star_rail, "_lines", stars.read)
        yield stars
        return
    # Certificates are not needed here, and reading them takes longer than all the rest.
    monkeypatch.setattr(http, "client", partial(http.client, verify=False))
    settings.YOOKASSA_SHOP_ID, settings.YOOKASSA_SECRET_KEY = yookassa.SHOP, yookassa.KEY
    settings.CRYPTOPAY_TOKEN = cryptopay.TOKEN
    settings.STRIPE_SECRET_KEY = stripe_api.SECRET
    settings.STRIPE_WEBHOOK_SECRET = stripe_api.WEBHOOK_SECRET
    servers: dict[str, Any] = {
        "yookassa": (yookassa.YooKassaServer, YooKassaRail),
        "stripe": (stripe_api.StripeServer, StripeRail),
        "cryptopay": (cryptopay.CryptoPayServer, CryptoPayRail),
    }
    server, made = servers[name]
    with serving(server()) as far:
        settings.YOOKASSA_URL = f"{far.url}/v3"
        settings.CRYPTOPAY_URL = settings.STRIPE_URL = far.url
        yield made(far)

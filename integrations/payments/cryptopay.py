"""Crypto Pay: an invoice in the store's currency, paid in cryptocurrency in Telegram's @CryptoBot.

https://help.send.tg/en/articles/10279948-crypto-pay-api
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from integrations import http
from integrations.payments.masking import masked
from orders.payments import Charge, Created, Forged, How, Notice, Provider, Request, State
from shop.errors import DeliveryError

SIGNATURE = "crypto-pay-api-signature"
OPEN_FOR = timedelta(seconds=1800)
_STATES = {"paid": State.PAID, "expired": State.CLOSED}
_MAX_DESCRIPTION = 1024
_LOOKED_THROUGH = 1000  # as many as it gives at once
# https://help.send.tg/en/articles/10279948-crypto-pay-api, createInvoice, `fiat`
_FIAT = frozenset(
    {
        "AED", "AMD", "AZN", "BRL", "BYN", "CNY", "EUR", "GBP", "GEL", "IDR", "ILS", "INR", "KZT",
        "PLN", "RUB", "THB", "TRY", "UAH", "USD", "UZS",
    }
)  # fmt: skip


class CryptoPay(Provider):
    """Money cannot be sent back by it: it goes to the balance, or staff return it by hand.

    It has no idempotency key: what an earlier try may have made is looked for among its invoices.
    """

    name = "cryptopay"
    title = _("Cryptocurrency")
    how = How.LINK
    refunds = False

    def is_on(self, currency: str) -> bool:
        return bool(settings.CRYPTOPAY_TOKEN) and currency in _FIAT

    def expires_at(self) -> datetime | None:
        return timezone.now() + OPEN_FOR

    def create(self, request: Request) -> Created:
        known = _made_before(request.key) if request.asked_before else None
        invoice = known or _ask(
            "createInvoice",
            currency_type="fiat",
            fiat=request.charge.currency,
            amount=str(request.charge.amount),
            description=request.words[:_MAX_DESCRIPTION],
            payload=request.key,
            expires_in=_seconds(request.expires_at),
        )
        return Created(str(invoice["invoice_id"]), invoice["bot_invoice_url"], masked(invoice))

    def parse_webhook(
        self, headers: Mapping[str, str], body: bytes, address: str
    ) -> Sequence[Notice]:
        token = hashlib.sha256(settings.CRYPTOPAY_TOKEN.encode()).digest()
        signature = hmac.new(token, body, hashlib.sha256).hexdigest()
        given = headers.get(SIGNATURE, "")
        if not settings.CRYPTOPAY_TOKEN or not hmac.compare_digest(
            signature.encode(), given.encode()
        ):
            raise Forged(address)
        update = json.loads(body)
        return [_notice(update["payload"])] if update["update_type"] == "invoice_paid" else []

    def fetch(self, external_id: str) -> Notice:
        found = _ask("getInvoices", invoice_ids=external_id)["items"]
        if not found:
            raise DeliveryError("there is no such invoice", permanent=True)
        return _notice(found[0])


def _made_before(key: str) -> Mapping[str, Any] | None:
    """The invoice with our key among the newest ones."""
    found = _ask("getInvoices", count=_LOOKED_THROUGH)["items"]
    return next((invoice for invoice in found if invoice.get("payload") == key), None)


def _ask(method: str, **parameters: Any) -> Any:
    headers = {"Crypto-Pay-API-Token": settings.CRYPTOPAY_TOKEN}
    with http.client(headers=headers) as opened:
        response = http.send(
            opened, "POST", f"{settings.CRYPTOPAY_URL}/api/{method}", json=parameters
        )
        answer = http.object_of(response, "ok")
    if not answer["ok"] or "result" not in answer:
        raise DeliveryError(f"{method}: {answer.get('error')}", permanent=True)
    return answer["result"]


def _seconds(until: datetime | None) -> int:
    """How long the invoice may still be paid."""
    left = until - timezone.now() if until else OPEN_FOR
    return max(60, int(left.total_seconds()))


def _notice(invoice: Mapping[str, Any]) -> Notice:
    return Notice(
        external_id=str(invoice["invoice_id"]),
        state=_STATES.get(invoice["status"], State.OPEN),
        key=str(invoice.get("payload") or ""),
        charge=Charge(Decimal(str(invoice["amount"])), str(invoice["fiat"])),
        raw=masked(invoice),
    )

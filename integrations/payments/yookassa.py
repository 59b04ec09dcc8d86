"""YooKassa: the customer pays on its page; its notices are not signed, so each is asked about again.

https://yookassa.ru/developers/api
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from ipaddress import ip_address, ip_network
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from integrations import http
from integrations.payments.masking import masked
from orders.payments import (
    Charge,
    Created,
    Forged,
    How,
    Line,
    Notice,
    Provider,
    Refunded,
    Request,
    State,
)
from shop.models import StoreSettings

# https://yookassa.ru/developers/using-api/webhooks#ip
_NETWORKS = [
    ip_network(network)
    for network in (
        "185.71.76.0/27", "185.71.77.0/27", "77.75.153.0/25", "77.75.154.128/25",
        "77.75.156.11/32", "77.75.156.35/32", "2a02:5180::/32",
    )
]  # fmt: skip
_STATES = {"succeeded": State.PAID, "canceled": State.CLOSED}
_MAX_DESCRIPTION = 128
_MAX_RECEIPT_LINE = 128


class YooKassa(Provider):
    name = "yookassa"
    title = _("Card or SBP, YooKassa")
    how = How.LINK

    def is_on(self, currency: str) -> bool:
        configured = bool(settings.YOOKASSA_SHOP_ID and settings.YOOKASSA_SECRET_KEY)
        return configured and currency == "RUB"

    def create(self, request: Request) -> Created:
        body: dict[str, Any] = {
            "amount": _money(request.charge),
            "capture": True,
            "confirmation": {"type": "redirect", "return_url": request.return_url},
            "description": f"{request.title}: {request.description}"[:_MAX_DESCRIPTION],
            "metadata": {"key": request.key, "order_id": str(request.order_id)},
        }
        if receipt := _receipt(request):
            body["receipt"] = receipt
        answer = _ask("POST", "/payments", request.key, json=body)
        confirmation = answer.get("confirmation") or {}
        return Created(answer["id"], confirmation.get("confirmation_url", ""), masked(answer))

    def parse_webhook(
        self, headers: Mapping[str, str], body: bytes, address: str
    ) -> Sequence[Notice]:
        """Only YooKassa's addresses are heard, and only for which payment is to be asked about."""
        if not _is_yookassa(address):
            raise Forged(address)
        notice = json.loads(body)
        thing = notice["object"]
        is_refund = str(notice["event"]).startswith("refund.")
        return [self.fetch(str(thing["payment_id"] if is_refund else thing["id"]))]

    def fetch(self, external_id: str) -> Notice:
        answer = _ask("GET", f"/payments/{external_id}")
        back = answer.get("refunded_amount")
        return Notice(
            external_id=answer["id"],
            state=_STATES.get(answer["status"], State.OPEN),
            key=str((answer.get("metadata") or {}).get("key", "")),
            charge=_charge(answer["amount"]),
            refunded=_charge(back).amount if back else None,
            raw=masked(answer),
        )

    def refund(self, external_id: str, charge: Charge, *, key: str, customer_id: int) -> Refunded:
        body = {"payment_id": external_id, "amount": _money(charge)}
        answer = _ask("POST", "/refunds", key, json=body)
        return Refunded(_STATES.get(answer["status"], State.OPEN), answer["id"], masked(answer))


def _ask(method: str, path: str, key: str = "", **options: Any) -> dict[str, Any]:
    """The API's answer. `key` makes a repeated POST the same thing (for 24 hours)."""
    auth = (settings.YOOKASSA_SHOP_ID, settings.YOOKASSA_SECRET_KEY)
    headers = {"Idempotence-Key": key} if key else {}
    with http.client(auth=auth) as opened:
        response = http.send(
            opened, method, settings.YOOKASSA_URL + path, headers=headers, **options
        )
        return http.object_of(response, "id", "status", "amount")


def _receipt(request: Request) -> dict[str, Any]:
    """What 54-ФЗ asks for, when the store has it made by YooKassa."""
    vat_code = StoreSettings.current().receipt_vat_code
    if not vat_code or not request.phone_number:
        return {}
    return {
        "customer": {"phone": request.phone_number.removeprefix("+")},
        "items": [_receipt_line(line, request.charge.currency, vat_code) for line in request.lines],
    }


def _receipt_line(line: Line, currency: str, vat_code: int) -> dict[str, Any]:
    return {
        "description": line.title[:_MAX_RECEIPT_LINE],
        "quantity": line.quantity,
        "amount": _money(Charge(line.price, currency)),
        "vat_code": vat_code,
        "payment_mode": "full_prepayment",
        "payment_subject": "commodity",
    }


def _is_yookassa(address: str) -> bool:
    try:
        found = ip_address(address)
    except ValueError:
        return False
    return any(found in network for network in _NETWORKS)


def _money(charge: Charge) -> dict[str, str]:
    return {"value": f"{charge.amount:.2f}", "currency": charge.currency}


def _charge(money: Mapping[str, Any]) -> Charge:
    try:
        return Charge(Decimal(str(money["value"])), str(money["currency"]))
    except InvalidOperation as error:
        raise ValueError(f"no amount: {money!r}") from error

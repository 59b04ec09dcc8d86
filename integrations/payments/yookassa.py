"""YooKassa: the customer pays on its page; its notices are not signed, so each is asked about again.

https://yookassa.ru/developers/api
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from ipaddress import ip_address, ip_network
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from integrations import http
from integrations.payments.masking import masked
from integrations.payments.receipt import makes_receipts, money, receipt_of
from orders.payments import (
    Charge,
    Created,
    Forged,
    GivenBack,
    How,
    Notice,
    Provider,
    Receipt,
    Refunded,
    Request,
    State,
)

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
_AT_ONCE = 100  # as many as it lists on a page


class YooKassa(Provider):
    name = "yookassa"
    title = _("Card or SBP, YooKassa")
    how = How.LINK
    lists_refunds = True

    def is_on(self, currency: str) -> bool:
        configured = bool(settings.YOOKASSA_SHOP_ID and settings.YOOKASSA_SECRET_KEY)
        return configured and currency == "RUB"

    def needs_phone(self) -> bool:
        return makes_receipts()

    def create(self, request: Request) -> Created:
        body: dict[str, Any] = {
            "amount": money(request.charge),
            "capture": True,
            "confirmation": {"type": "redirect", "return_url": request.return_url},
            "description": request.words[:_MAX_DESCRIPTION],
            "metadata": {"key": request.key, **request.order_number},
        }
        if receipt := receipt_of(request.receipt, request.charge.currency):
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
        answer = _ask("GET", f"/payments/{quote(external_id, safe='')}")
        back = answer.get("refunded_amount")
        return Notice(
            external_id=answer["id"],
            state=_STATES.get(answer["status"], State.OPEN),
            key=str((answer.get("metadata") or {}).get("key", "")),
            charge=_charge(answer["amount"]),
            refunded=_charge(back).amount if back else None,
            raw=masked(answer),
        )

    def refund(
        self,
        external_id: str,
        charge: Charge,
        *,
        key: str,
        customer_id: int,
        receipt: Receipt | None = None,
    ) -> Refunded:
        body: dict[str, Any] = {"payment_id": external_id, "amount": money(charge)}
        if receipt and (asked := receipt_of(receipt, charge.currency)):
            body["receipt"] = asked
        return _refunded(_ask("POST", "/refunds", key, json=body))

    def fetch_refund(self, external_id: str) -> Refunded:
        return _refunded(_ask("GET", f"/refunds/{external_id}"))

    def refunds_since(self, moment: datetime) -> Sequence[GivenBack]:
        """Page by page: each names the next one."""
        found: list[GivenBack] = []
        asked: dict[str, Any] | None = {
            "created_at.gte": moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z"),
            "status": "succeeded",
            "limit": _AT_ONCE,
        }
        while asked:
            page = _ask("GET", "/refunds", fields=("items",), params=asked)
            found += [GivenBack(one["id"], one["payment_id"]) for one in page["items"]]
            further = page.get("next_cursor")
            asked = {**asked, "cursor": further} if further else None
        return found

    def fetch_paid(self, paid_by: str) -> Notice | None:
        return self.fetch(paid_by)


def _refunded(answer: Mapping[str, Any]) -> Refunded:
    return Refunded(_STATES.get(answer["status"], State.OPEN), answer["id"], masked(answer))


def _ask(
    method: str,
    path: str,
    key: str = "",
    *,
    fields: Sequence[str] = ("id", "status", "amount"),
    **options: Any,
) -> dict[str, Any]:
    """The API's answer, which has `fields`. `key` makes a repeated POST the same thing (for 24
    hours)."""
    auth = (settings.YOOKASSA_SHOP_ID, settings.YOOKASSA_SECRET_KEY)
    headers = {"Idempotence-Key": key} if key else {}
    with http.client(auth=auth) as opened:
        response = http.send(
            opened, method, settings.YOOKASSA_URL + path, headers=headers, **options
        )
        return http.object_of(response, *fields)


def _is_yookassa(address: str) -> bool:
    try:
        found = ip_address(address)
    except ValueError:
        return False
    return any(found in network for network in _NETWORKS)


def _charge(sum_: Mapping[str, Any]) -> Charge:
    try:
        return Charge(Decimal(str(sum_["value"])), str(sum_["currency"]))
    except InvalidOperation as error:
        raise ValueError(f"no amount: {sum_!r}") from error

"""YooKassa as its description says (https://yookassa.ru/developers/api), as far as the store asks."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from itertools import count
from typing import Any

from tests.fakes.provider_server import Answer, Asked, Server

SHOP, KEY = "100500", "test_secret"
_AUTH = "Basic " + base64.b64encode(f"{SHOP}:{KEY}".encode()).decode()


class YooKassaServer(Server):
    """Keeps payments and refunds; a repeated `Idempotence-Key` is answered as the first time."""

    def __init__(self) -> None:
        super().__init__()
        self.payments: dict[str, dict[str, Any]] = {}
        self.refunds: list[dict[str, Any]] = []
        self.refund_status = "succeeded"
        self._answers: dict[str, Answer] = {}
        self._numbers = count(1)

    def answer(self, asked: Asked) -> Answer:
        if asked.headers.get("authorization") != _AUTH:
            return 401, {"type": "error", "code": "invalid_credentials"}
        if asked.method == "GET" and "/refunds/" in asked.path:
            number = asked.path.rpartition("/")[2]
            found = [refund for refund in self.refunds if refund["id"] == number]
            return (200, found[0]) if found else (404, {"type": "error", "code": "not_found"})
        if asked.method == "GET" and asked.path.endswith("/refunds"):
            return 200, self._list(asked.query)
        if asked.method == "GET":
            payment = self.payments.get(asked.path.rpartition("/")[2])
            return (200, payment) if payment else (404, {"type": "error", "code": "not_found"})
        key = asked.headers.get("idempotence-key", "")
        if not 0 < len(key) <= 64:
            return 400, {"type": "error", "code": "invalid_request"}
        if key not in self._answers:
            make = self._pay if asked.path.endswith("/payments") else self._refund
            self._answers[key] = make(asked.body)
        return self._answers[key]

    def pay(self, payment_id: str) -> dict[str, Any]:
        """The customer pays; the notice that YooKassa sends."""
        payment = self.payments[payment_id]
        payment.update(status="succeeded", paid=True)
        return {"type": "notification", "event": "payment.succeeded", "object": payment}

    def give_back(self, payment_id: str, amount: int) -> dict[str, Any]:
        """Somebody refunds so many kopecks in YooKassa's own cabinet; the notice that it sends."""
        sum_ = {"value": f"{Decimal(amount) / 100:.2f}", "currency": "RUB"}
        _status, refund = self._refund({"payment_id": payment_id, "amount": sum_})
        return {"type": "notification", "event": "refund.succeeded", "object": refund}

    def cancel(self, payment_id: str) -> dict[str, Any]:
        payment = self.payments[payment_id]
        payment.update(status="canceled")
        return {"type": "notification", "event": "payment.canceled", "object": payment}

    def _list(self, query: Mapping[str, str]) -> dict[str, Any]:
        """A page of one refund, the newest first, `cursor` naming the next one."""
        since, start = query["created_at.gte"], int(query.get("cursor", "0"))
        found = [
            row
            for row in reversed(self.refunds)
            if row["created_at"] >= since and row["status"] == query["status"]
        ]
        more = {"next_cursor": str(start + 1)} if start + 1 < len(found) else {}
        return {"type": "list", "items": found[start : start + 1], **more}

    def _pay(self, body: dict[str, Any]) -> Answer:
        amount = body["amount"]
        known = {"amount", "capture", "confirmation", "description", "metadata", "receipt"}
        if not _is_money(amount) or set(body) - known or len(body["description"]) > 128:
            return 400, {"type": "error", "code": "invalid_request"}
        if not _receipt_comes_to(body):
            return 400, {"type": "error", "code": "invalid_request"}
        payment = {
            "id": f"2d{next(self._numbers):06}-000f-5000-8000-18db351245c7",
            "status": "pending",
            "paid": False,
            "amount": amount,
            "description": body["description"],
            "metadata": body["metadata"],
            "created_at": "2026-11-21T10:00:00.000Z",
            "confirmation": {
                "type": "redirect",
                "confirmation_url": "https://yoomoney.ru/checkout/payments/v2/contract?orderId=2d",
            },
            "test": True,
            "refundable": False,
        }
        self.payments[str(payment["id"])] = payment
        return 200, payment

    def _refund(self, body: dict[str, Any]) -> Answer:
        payment = self.payments.get(body["payment_id"])
        if payment is None or payment["status"] != "succeeded" or not _is_money(body["amount"]):
            return 400, {"type": "error", "code": "invalid_request"}
        if not _receipt_comes_to(body):
            return 400, {"type": "error", "code": "invalid_request"}
        back = Decimal(payment.get("refunded_amount", {"value": "0"})["value"])
        back += Decimal(body["amount"]["value"])
        if back > Decimal(payment["amount"]["value"]):
            return 400, {"type": "error", "code": "invalid_request"}
        payment["refunded_amount"] = {"value": f"{back:.2f}", "currency": "RUB"}
        refund = {
            "id": f"216749f7-{next(self._numbers)}",
            "payment_id": payment["id"],
            "status": self.refund_status,
            "amount": body["amount"],
            "created_at": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z"),
        }
        self.refunds.append(refund)
        return 200, dict(refund)


def _is_money(amount: dict[str, str]) -> bool:
    value = Decimal(amount["value"])
    return amount["currency"] == "RUB" and value > 0 and value.as_tuple().exponent == -2


def _receipt_comes_to(body: dict[str, Any]) -> bool:
    """Whether the receipt, if there is one, is of the amount that it goes with."""
    if "receipt" not in body:
        return True
    lines = body["receipt"]["items"]
    total = sum(Decimal(line["amount"]["value"]) * line["quantity"] for line in lines)
    return total == Decimal(body["amount"]["value"])

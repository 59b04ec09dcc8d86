"""Stripe's Checkout and refunds as described (https://docs.stripe.com/api), as far as the store asks."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from collections.abc import Iterable
from itertools import count
from typing import Any

from tests.fakes.provider_server import Answer, Asked, Server

SECRET, WEBHOOK_SECRET = "sk_test_51", "whsec_test"
_VERSION = "2026-01-28"


class StripeServer(Server):
    """A repeated `Idempotency-Key` is answered as the first time, and refused with another body."""

    def __init__(self) -> None:
        super().__init__()
        self.sessions: dict[str, dict[str, Any]] = {}
        self.refunds: list[dict[str, Any]] = []
        self.refund_status = "succeeded"
        self._answers: dict[str, tuple[Any, Answer]] = {}
        self._numbers = count(1)

    def answer(self, asked: Asked) -> Answer:
        if asked.headers.get("authorization") != f"Bearer {SECRET}":
            return 401, {"error": {"type": "invalid_request_error", "message": "Invalid API Key"}}
        if asked.method == "GET" and "/refunds/" in asked.path:
            number = asked.path.rpartition("/")[2]
            found = [refund for refund in self.refunds if refund["id"] == number]
            return (200, found[0]) if found else _no("No such refund", 404)
        if asked.method == "GET" and asked.path == "/v1/refunds":
            since = int(asked.query["created[gte]"])
            return 200, _page(row for row in reversed(self.refunds) if row["created"] >= since)
        if asked.method == "GET" and asked.path == "/v1/checkout/sessions":
            intent = asked.query["payment_intent"]
            found = [row for row in self.sessions.values() if row["payment_intent"] == intent]
            if asked.query.get("expand[0]") == "data.payment_intent.latest_charge":
                found = [{**row, "payment_intent": self._intent(intent)} for row in found]
            return 200, _page(found)
        if asked.method == "GET":
            session = self.sessions.get(asked.path.rpartition("/")[2])
            if session and session["payment_intent"] and "expand[0]" in asked.query:
                session = {**session, "payment_intent": self._intent(session["payment_intent"])}
            return (200, session) if session else _no("No such checkout session", 404)
        if asked.path.endswith("/expire"):
            return self._expire(asked.path.split("/")[-2])
        key = asked.headers.get("idempotency-key", "")
        if key not in self._answers:
            make = self._refund if asked.path == "/v1/refunds" else self._open
            self._answers[key] = asked.body, make(asked.body)
        body, answer = self._answers[key]
        return answer if body == asked.body else _no("Keys for idempotent requests", 400)

    def pay(self, session_id: str) -> tuple[bytes, str]:
        """The customer pays: body and signature of the webhook."""
        self.sessions[session_id].update(
            status="complete", payment_status="paid", payment_intent=f"pi_{session_id}"
        )
        return self.event("checkout.session.completed", session_id)

    def give_back(self, session_id: str, amount: int) -> tuple[bytes, str]:
        """Somebody refunds in the dashboard: body and signature of `charge.refunded`."""
        intent = self.sessions[session_id]["payment_intent"]
        self._refund({"payment_intent": intent, "amount": str(amount)})
        return self.told("charge.refunded", {**self._charge(intent), "payment_intent": intent})

    def expire(self, session_id: str) -> tuple[bytes, str]:
        self.sessions[session_id].update(status="expired")
        return self.event("checkout.session.expired", session_id)

    def event(self, kind: str, session_id: str) -> tuple[bytes, str]:
        return self.told(kind, self.sessions[session_id])

    def told(self, kind: str, thing: dict[str, Any]) -> tuple[bytes, str]:
        event = {
            "id": f"evt_{next(self._numbers)}",
            "object": "event",
            "api_version": _VERSION,
            "type": kind,
            "data": {"object": thing},
        }
        body = json.dumps(event).encode()
        return body, sign(body)

    def _expire(self, session_id: str) -> Answer:
        session = self.sessions[session_id]
        if session["status"] != "open":
            return _no('Only Checkout Sessions with a status in ["open"] can be expired.', 400)
        session.update(status="expired")
        return 200, session

    def _intent(self, number: str) -> dict[str, Any]:
        charge = self._charge(number)
        return {"id": number, "object": "payment_intent", "latest_charge": charge}

    def _charge(self, intent: str) -> dict[str, Any]:
        back = sum(row["amount"] for row in self.refunds if row["payment_intent"] == intent)
        return {"id": f"ch_{intent}", "object": "charge", "amount_refunded": back}

    def _open(self, form: dict[str, str]) -> Answer:
        amount = int(form["line_items[0][price_data][unit_amount]"])
        if form["mode"] != "payment" or amount < 1:
            return _no("Invalid integer", 400)
        number = f"cs_test_{next(self._numbers)}"
        self.sessions[number] = {
            "id": number,
            "object": "checkout.session",
            "mode": "payment",
            "status": "open",
            "payment_status": "unpaid",
            "payment_intent": None,
            "amount_total": amount,
            "currency": form["line_items[0][price_data][currency]"],
            "client_reference_id": form["client_reference_id"],
            "metadata": {"order_id": form.get("metadata[order_id]", "")},
            "url": f"https://checkout.stripe.com/c/pay/{number}",
        }
        return 200, self.sessions[number]

    def _refund(self, form: dict[str, str]) -> Answer:
        paid = [row for row in self.sessions.values() if row["payment_intent"]]
        if form["payment_intent"] not in [row["payment_intent"] for row in paid]:
            return _no("No such payment_intent", 400)
        refund = {
            "id": f"re_{next(self._numbers)}",
            "object": "refund",
            "status": self.refund_status,
            "amount": int(form["amount"]),
            "payment_intent": form["payment_intent"],
            "created": int(time.time()),
        }
        self.refunds.append(refund)
        return 200, dict(refund)


def sign(body: bytes, secret: str = WEBHOOK_SECRET, at: float | None = None) -> str:
    """`Stripe-Signature` of a webhook's body."""
    stamp = int(at if at is not None else time.time())
    digest = hmac.new(secret.encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={stamp},v1={digest}"


def _page(rows: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """A list, all on one page."""
    return {"object": "list", "data": list(rows), "has_more": False}


def _no(message: str, status: int) -> Answer:
    return status, {"error": {"type": "invalid_request_error", "message": message}}

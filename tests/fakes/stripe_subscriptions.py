"""Stripe's subscriptions as described (https://docs.stripe.com/api/subscriptions), as far as the
store asks."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tests.fakes.provider_server import Answer, Asked
from tests.fakes.stripe_api import StripeServer, _no


class StripeBilling(StripeServer):
    """Sessions of the mode `subscription`, and what becomes of their subscriptions."""

    def __init__(self) -> None:
        super().__init__()
        self.subscriptions: dict[str, dict[str, Any]] = {}

    def answer(self, asked: Asked) -> Answer:
        if asked.path.startswith("/v1/subscriptions/"):
            return self._subscription(asked)
        return super().answer(asked)

    def subscribe(self, session_id: str, until: datetime) -> str:
        """The seller pays on the page: the subscription that comes of it."""
        session = self.sessions[session_id]
        number = f"sub_{next(self._numbers)}"
        self.subscriptions[number] = {
            "id": number,
            "object": "subscription",
            "status": "active",
            "customer": "cus_1",
            "cancel_at": None,
            "cancel_at_period_end": False,
            "metadata": session["subscription_metadata"],
            "items": {"object": "list", "data": [_item(session["price"], until)]},
        }
        session.update(status="complete", payment_status="paid")
        return number

    def renew(self, number: str, until: datetime, *, amount: int = 99000) -> tuple[bytes, str]:
        """Another month is paid: body and signature of `invoice.paid`."""
        subscription = self.subscriptions[number]
        item = subscription["items"]["data"][0]
        subscription["items"]["data"] = [_item(item["price"]["id"], until)]
        invoice = {
            "id": f"in_{next(self._numbers)}",
            "object": "invoice",
            "amount_paid": amount,
            "currency": "rub",
            "parent": {
                "type": "subscription_details",
                "subscription_details": {"subscription": number},
            },
            "lines": {"object": "list", "data": [{"period": {"end": int(until.timestamp())}}]},
        }
        return self.told("invoice.paid", invoice)

    def _subscription(self, asked: Asked) -> Answer:
        found = self.subscriptions.get(asked.path.rpartition("/")[2])
        if found is None:
            return _no("No such subscription", 404)
        if asked.method != "GET" and found["status"] == "canceled":
            return _no("No such subscription", 404)
        if asked.method == "DELETE":
            found["status"] = "canceled"
        if asked.method == "POST":
            found["cancel_at_period_end"] = asked.body["cancel_at_period_end"] in ("true", "True")
        return 200, found

    def _open(self, form: dict[str, str]) -> Answer:
        if form["mode"] != "subscription":
            return super()._open(form)
        number = f"cs_test_{next(self._numbers)}"
        prefix = "subscription_data[metadata]["
        self.sessions[number] = {
            "id": number,
            "object": "checkout.session",
            "mode": "subscription",
            "status": "open",
            "payment_status": "unpaid",
            "payment_intent": None,
            "client_reference_id": form["client_reference_id"],
            "price": form["line_items[0][price]"],
            "trial_end": form.get("subscription_data[trial_end]"),
            "subscription_metadata": {
                name.removeprefix(prefix).rstrip("]"): value
                for name, value in form.items()
                if name.startswith(prefix)
            },
            "url": f"https://checkout.stripe.com/c/pay/{number}",
        }
        return 200, self.sessions[number]


def _item(price: str, until: datetime) -> dict[str, Any]:
    return {
        "id": "si_1",
        "object": "subscription_item",
        "price": {"id": price, "object": "price"},
        "current_period_end": int(until.timestamp()),
    }

"""Stripe Checkout: the customer pays on Stripe's page; its notices are signed.

https://docs.stripe.com/api/checkout/sessions
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import stripe
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from integrations.payments.masking import masked
from integrations.payments.stripe_client import ask, event_of, is_on
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
from shop.errors import DeliveryError
from shop.money import precision

OPEN_FOR = timedelta(hours=23)  # a session lives a day at most
_SHORTEST = timedelta(minutes=31)  # Stripe takes half an hour at least
_MAX_NAME = 250
_CHARGE: Any = {"expand": ["payment_intent.latest_charge"]}
_AT_ONCE = 100  # as many as Stripe lists on a page
_EVENTS = {
    "checkout.session.completed",
    "checkout.session.async_payment_succeeded",
    "checkout.session.async_payment_failed",
    "checkout.session.expired",
}
# Money goes back, be it in Stripe's own dashboard: a charge, or a refund that became something else.
_REFUND_EVENTS = {"charge.refunded", "refund.updated", "refund.failed"}
_REFUND_STATES = {"succeeded": State.PAID, "failed": State.CLOSED, "canceled": State.CLOSED}


class StripeCheckout(Provider):
    name = "stripe"
    title = _("Bank card, Stripe")
    how = How.LINK
    lists_refunds = True

    def is_on(self, currency: str) -> bool:
        return is_on()

    def expires_at(self) -> datetime | None:
        return timezone.now() + OPEN_FOR

    def create(self, request: Request) -> Created:
        until = max(request.expires_at or timezone.now() + OPEN_FOR, timezone.now() + _SHORTEST)
        price: Any = {
            "currency": request.charge.currency.lower(),
            "unit_amount": _units(request.charge),
            "product_data": {"name": request.words[:_MAX_NAME]},
        }
        session = ask(
            lambda client: client.v1.checkout.sessions.create(
                {
                    "mode": "payment",
                    "client_reference_id": request.key,
                    "line_items": [{"price_data": price, "quantity": 1}],
                    "success_url": request.return_url,
                    "cancel_url": request.return_url,
                    "expires_at": int(until.timestamp()),
                    "metadata": request.order_number,
                },
                {"idempotency_key": request.key},
            )
        )
        return Created(session.id, session.url or "", masked(session.to_dict()))

    def parse_webhook(
        self, headers: Mapping[str, str], body: bytes, address: str
    ) -> Sequence[Notice]:
        try:
            event = event_of(body, headers.get("stripe-signature", ""))
        except stripe.SignatureVerificationError as error:
            raise Forged(address) from error
        if event.type in _REFUND_EVENTS:
            intent = event.data.object.payment_intent
            notice = self.fetch_paid(str(intent)) if intent else None
            return [notice] if notice else []
        if event.type not in _EVENTS or event.data.object.mode != "payment":
            return []
        return [_notice(event.data.object)]

    def fetch(self, external_id: str) -> Notice:
        return _notice(
            ask(lambda client: client.v1.checkout.sessions.retrieve(external_id, _CHARGE))
        )

    def fetch_paid(self, paid_by: str) -> Notice | None:
        """Charges and refunds name the intent to pay, of which there is one session."""
        asked: Any = {
            "payment_intent": paid_by,
            "expand": [f"data.{path}" for path in _CHARGE["expand"]],
        }
        found = ask(lambda client: client.v1.checkout.sessions.list(asked)).data
        return next((_notice(session) for session in found if session.mode == "payment"), None)

    def withdraw(self, external_id: str) -> Notice | None:
        """Expire the session; one that is paid or expired already says so itself."""
        try:
            return _notice(ask(lambda client: client.v1.checkout.sessions.expire(external_id)))
        except DeliveryError as error:
            if not error.permanent:
                raise
            return self.fetch(external_id)

    def refund(
        self,
        external_id: str,
        charge: Charge,
        *,
        key: str,
        customer_id: int,
        receipt: Receipt | None = None,
    ) -> Refunded:
        session = ask(lambda client: client.v1.checkout.sessions.retrieve(external_id))
        made = ask(
            lambda client: client.v1.refunds.create(
                {"payment_intent": str(session.payment_intent), "amount": _units(charge)},
                {"idempotency_key": key},
            )
        )
        return _made(made)

    def fetch_refund(self, external_id: str) -> Refunded:
        return _made(ask(lambda client: client.v1.refunds.retrieve(external_id)))

    def refunds_since(self, moment: datetime) -> Sequence[GivenBack]:
        asked: Any = {"created": {"gte": int(moment.timestamp())}, "limit": _AT_ONCE}
        made = ask(lambda client: list(client.v1.refunds.list(asked).auto_paging_iter()))
        return [GivenBack(one.id, str(one.payment_intent)) for one in made if one.payment_intent]


def _made(refund: stripe.Refund) -> Refunded:
    state = _REFUND_STATES.get(refund.status or "", State.OPEN)
    return Refunded(state, refund.id, masked(refund.to_dict()))


def _notice(session: Any) -> Notice:
    state = State.OPEN
    if session.payment_status == "paid":
        state = State.PAID
    elif session.status == "expired":
        state = State.CLOSED
    currency = str(session.currency).upper()
    amount = Decimal(session.amount_total).scaleb(-precision(currency))
    return Notice(
        external_id=session.id,
        state=state,
        key=session.client_reference_id or "",
        charge=Charge(amount, currency),
        refunded=_refunded(session, currency),
        raw=masked(session.to_dict()),
    )


def _refunded(session: Any, currency: str) -> Decimal | None:
    """What went back of it, where the answer tells (webhooks do not)."""
    intent = session.payment_intent
    charge = getattr(intent, "latest_charge", None)
    if charge is None or isinstance(charge, str):
        return None
    return Decimal(charge.amount_refunded).scaleb(-precision(currency))


def _units(charge: Charge) -> int:
    """In the currency's smallest units, as Stripe counts."""
    return int(charge.amount.scaleb(precision(charge.currency)))

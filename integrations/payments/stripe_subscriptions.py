"""Subscriptions of sellers at Stripe: paid on its page, renewed by it, told by its webhooks.

https://docs.stripe.com/billing/subscriptions/build-subscriptions
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import structlog
from django.utils import timezone

from integrations.models import Plan, Provider, Seller, Subscription, SubscriptionPayment
from integrations.payments.stripe_client import ask, event_of
from integrations.sellers.subscriptions.take_payment import Paid, take_payment
from shop.money import precision

log = structlog.get_logger(__name__)
Facts = Mapping[str, Any]
_PAID = "invoice.paid"
_EVENTS = {_PAID, "customer.subscription.updated", "customer.subscription.deleted"}
_LIVE = {"active", "trialing", "past_due"}
_ENDED = {"canceled", "incomplete_expired"}
# Stripe takes the end of a trial that is at least two days away.
_TRIAL_KEPT = timedelta(days=2, hours=1)


def open_checkout(*, seller: Seller, plan: Plan, return_url: str) -> str:
    """The address of Stripe's page; asking the same again on the same day gives the same page, until
    it is paid.

    What is left of a trial is not paid for. Raises DeliveryError.
    """
    marks = {"seller_id": str(seller.pk), "plan": plan.code}
    body: dict[str, Any] = {
        "mode": "subscription",
        "client_reference_id": f"seller:{seller.pk}",
        "line_items": [{"price": plan.stripe_price_id, "quantity": 1}],
        "success_url": return_url,
        "cancel_url": return_url,
        "metadata": marks,
        "subscription_data": {"metadata": marks},
    }
    held = Subscription.objects.filter(seller=seller).first()
    if held is not None and held.provider == Provider.STRIPE and held.payer:
        body["customer"] = held.payer
    elif seller.email:
        body["customer_email"] = seller.email
    if held is not None and _keeps_trial(held):
        body["subscription_data"]["trial_end"] = int(held.paid_until.timestamp())
    # Stripe refuses a key that comes with another body, and gives a page that was paid again.
    paid = SubscriptionPayment.objects.filter(subscription__seller=seller).count()
    asked = hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()[:32]
    key = f"seller-{seller.pk}-{paid}-{timezone.now():%Y%m%d}-{asked}"
    session = ask(
        lambda client: client.v1.checkout.sessions.create(body, {"idempotency_key": key})  # type: ignore[arg-type]
    )
    return session.url or ""


def cancel(external_id: str, *, at_once: bool) -> None:
    """Renew it no more; what was paid for stays. Repeatable. Raises DeliveryError.

    `at_once` is for one whose renewal failed, or that another took the place of: Stripe tries to
    get money no more. One that has ended already is not to be ended: Stripe would refuse.
    """
    found = ask(lambda client: client.v1.subscriptions.retrieve(external_id))
    if found.status in _ENDED:
        return
    if at_once:
        ask(lambda client: client.v1.subscriptions.cancel(external_id))
        return
    ask(lambda client: client.v1.subscriptions.update(external_id, {"cancel_at_period_end": True}))


def take_webhook(body: bytes, signature: str) -> bool:
    """Take what an event says of a subscription; False for events about something else.

    Events come in any order and more than once, so Stripe is asked for the subscription of now.
    Raises stripe.SignatureVerificationError, ValueError, and DeliveryError when it does not answer.
    """
    event = event_of(body, signature)
    if event.type not in _EVENTS:
        return False
    told = event.data.object.to_dict()
    number = _subscription_of(told) if event.type == _PAID else told["id"]
    if not number:
        return True
    found = ask(lambda client: client.v1.subscriptions.retrieve(number)).to_dict()
    seller = _seller_of(found)
    plan = _plan_of(found, seller)
    if seller is None or plan is None:
        log.error("subscription.of_nobody", event_type=event.type, subscription=number)
        return True
    if event.type == _PAID:
        take_payment(seller=seller, plan=plan, paid=_paid(told, found))
    _follow(found, plan)
    return True


def _keeps_trial(held: Subscription) -> bool:
    is_trial = held.state == Subscription.State.TRIAL
    return is_trial and held.paid_until > timezone.now() + _TRIAL_KEPT


def _paid(invoice: Facts, found: Facts) -> Paid:
    currency = str(invoice["currency"]).upper()
    return Paid(
        provider=Provider.STRIPE,
        external_id=invoice["id"],
        amount=Decimal(invoice["amount_paid"]).scaleb(-precision(currency)),
        currency=currency,
        paid_until=_period_end(invoice, found),
        renewing=found["id"],
        payer=str(found["customer"]),
        renews=_renews(found),
    )


def _follow(found: Facts, plan: Plan) -> None:
    """Plan and renewal as they are at Stripe; when it ends, only our clock decides."""
    mine = Subscription.objects.filter(provider=Provider.STRIPE, external_id=found["id"])
    mine.update(plan=plan, renews=_renews(found))


def _renews(found: Facts) -> bool:
    ends = found.get("cancel_at_period_end") or found.get("cancel_at")
    return found["status"] in _LIVE and not ends


def _period_end(invoice: Facts, found: Facts) -> datetime:
    """What the invoice paid for: the last end of its lines, or of the subscription's items."""
    ends = [line["period"]["end"] for line in invoice["lines"]["data"] if line.get("period")]
    ends = ends or [item["current_period_end"] for item in found["items"]["data"]]
    return datetime.fromtimestamp(max(ends), UTC)


def _subscription_of(invoice: Facts) -> str:
    """https://docs.stripe.com/api/invoices/object#invoice_object-parent"""
    details = (invoice.get("parent") or {}).get("subscription_details") or {}
    return str(details.get("subscription") or "")


def _seller_of(found: Facts) -> Seller | None:
    number = str(found["metadata"].get("seller_id", ""))
    return Seller.objects.filter(pk=int(number)).first() if number.isdecimal() else None


def _plan_of(found: Facts, seller: Seller | None) -> Plan | None:
    """By its price, by what we wrote on it, else the one that the seller has."""
    prices = [item["price"]["id"] for item in found["items"]["data"]]
    by_price = Plan.objects.filter(stripe_price_id__in=prices).first()
    by_code = Plan.objects.filter(code=found["metadata"].get("plan", "")).first()
    return by_price or by_code or Plan.objects.filter(subscriptions__seller=seller).first()

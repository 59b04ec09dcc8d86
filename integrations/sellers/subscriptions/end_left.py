"""A subscription that is not to be renewed any more, because another one took its place or its
seller is forgotten: its provider is told by the outbox, and the staff where that fails."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from integrations.models import Provider
from integrations.payments import stars_subscriptions, stripe_subscriptions
from integrations.sellers.subscriptions.leave import LEFT
from shop import outbox
from shop.errors import DeliveryError
from shop.models import Delivery
from shop.outbox import Subscriber

NOT_ENDED = "seller_subscription_not_ended"


class LeftSubscriptions(Subscriber):
    """Ends them at Stripe and at Telegram."""

    name = "left_subscriptions"
    events = frozenset({LEFT})

    def deliver(self, deliveries: Sequence[Delivery]) -> Mapping[int, DeliveryError | None]:
        return {delivery.pk: _end(delivery) for delivery in deliveries}


def _end(delivery: Delivery) -> DeliveryError | None:
    left: Mapping[str, Any] = delivery.event.payload
    try:
        if left["provider"] == Provider.STRIPE:
            stripe_subscriptions.cancel(left["external_id"], at_once=True)
        elif left["provider"] == Provider.STARS:
            stars_subscriptions.cancel(left["payer"], left["external_id"])
    except DeliveryError as failure:
        if outbox.is_last_try(delivery, failure):
            _tell_staff(left, failure)
        return failure
    return None


@transaction.atomic
def _tell_staff(left: Mapping[str, Any], failure: DeliveryError) -> None:
    told = {name: left[name] for name in ("seller_id", "provider", "external_id")}
    outbox.publish(NOT_ENDED, {**told, "why": str(failure)[:300]})

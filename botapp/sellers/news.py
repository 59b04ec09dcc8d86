"""Screens of sellers who look at what is done for them elsewhere: drawn anew when it is done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from botapp.callbacks import Callback
from botapp.dispatch import Reply
from botapp.models import Session
from botapp.push import draw_over, show_all
from botapp.sellers.actions import OpenBilling, OpenPaying, OpenSheet, OpenSync
from botapp.sellers.places import go
from botapp.sellers.screens.billing import WAYS
from integrations.models import Plan
from integrations.sellers.news import PAID, SHEET_REFRESHED, SYNC_FAILED, SYNC_FINISHED
from shop.errors import DeliveryError
from shop.models import Delivery
from shop.outbox import Subscriber


class SellerNews(Subscriber):
    """Nobody is written to: who looks elsewhere sees it when they look here."""

    name = "seller_news"
    events = frozenset({SHEET_REFRESHED, SYNC_FINISHED, SYNC_FAILED, PAID})

    def deliver(self, deliveries: Sequence[Delivery]) -> Mapping[int, DeliveryError | None]:
        replies: list[Reply] = []
        for delivery in deliveries:
            for place, fresh in _places(delivery):
                replies += _drawn(delivery.event.payload["seller_id"], place, fresh)
        show_all(replies)
        return {}


def _drawn(seller_id: int, place: Callback, fresh: Callback) -> list[Reply]:
    """`fresh` in the place of `place`, for each of the seller's people who look at that."""
    watching = Session.objects.filter(
        route=place.pack(), customer__memberships__seller=seller_id
    ).values_list("pk", flat=True)
    drawn = [draw_over(chat_id, place, partial(go, place=fresh)) for chat_id in watching]
    return [reply for reply in drawn if reply is not None]


def _places(delivery: Delivery) -> Sequence[tuple[Callback, Callback]]:
    """The screens that it concerns, and what takes the place of each."""
    told, name = delivery.event.payload, delivery.event.name
    if name == PAID:
        billing = OpenBilling(told["seller_id"])
        plans = Plan.objects.values_list("pk", flat=True)
        paying = [
            OpenPaying(billing.seller_id, plan, way) for plan in plans for way in range(len(WAYS))
        ]
        return [(place, billing) for place in (billing, *paying)]
    account_id = told["account_id"]
    here = OpenSheet(account_id) if name == SHEET_REFRESHED else OpenSync(account_id)
    return [(here, here)]

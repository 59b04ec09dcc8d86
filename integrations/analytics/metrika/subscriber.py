"""Yandex.Metrika, told of what happens in a visit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

import httpx
from django.conf import settings
from django.core.cache import cache

from integrations import http
from integrations.analytics.acts import Act, acts_of, kind_of, without_late
from integrations.analytics.metrika.hits import BACKDATING, GOALS, event_of, page_of, pages_of
from integrations.analytics.sending import Parcel, send_all
from shop.errors import DeliveryError
from shop.models import Delivery, Event
from shop.tracking import Follower

_REMEMBERED = int(BACKDATING.total_seconds())


class Metrika(Follower):
    """Tells Metrika hit by hit, each customer's in order: a visit begins with a page."""

    name = "metrika"
    label = "Яндекс Метрика"
    events = frozenset(
        {"product_viewed", "cart_item_added", "checkout_started", "order_placed",
         "order_status_changed", "payment_refunded"}
    )  # fmt: skip
    in_order = True

    def is_on(self) -> bool:
        return bool(settings.METRIKA_COUNTER_ID and settings.METRIKA_TOKEN)

    def concerns(self, event: Event) -> bool:
        return kind_of(event) in GOALS and super().concerns(event)

    def report(self, deliveries: Sequence[Delivery]) -> Mapping[int, DeliveryError | None]:
        acts = without_late(acts_of(deliveries), BACKDATING)
        shown = set(cache.get_many({pages_of(act)[0] for act in acts}))
        new: list[str] = []
        with http.client(settings.METRIKA_URL) as metrika:
            parcels = [
                Parcel((act.delivery_id,), partial(_send, metrika, act, shown, new)) for act in acts
            ]
            try:
                return send_all(self.name, parcels)
            finally:
                # Also when what followed the page failed: the next try leaves it out.
                cache.set_many(dict.fromkeys(new, 1), timeout=_REMEMBERED)


def _send(metrika: httpx.Client, act: Act, shown: set[str], new: list[str]) -> None:
    """Send one act after its page, unless that is among those `shown`; note the page in `new`."""
    pages = pages_of(act)
    if pages[0] not in shown:
        http.send(metrika, "POST", "/collect", data=page_of(act))
        new.extend(pages)
    http.send(metrika, "POST", "/collect", data=event_of(act))

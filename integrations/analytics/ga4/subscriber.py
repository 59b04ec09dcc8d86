"""Google Analytics 4, told by its Measurement Protocol.

https://developers.google.com/analytics/devguides/collection/protocol/ga4/reference
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import partial

from django.conf import settings

from integrations import http
from integrations.analytics.acts import Act, acts_of, kind_of, without_late
from integrations.analytics.ga4.events import BACKDATING, NAMES, bodies
from integrations.analytics.sending import Parcel, send_all
from shop.errors import DeliveryError
from shop.models import Delivery, Event
from shop.tracking import Follower


class GoogleAnalytics(Follower):
    """Tells Google of views, carts, checkouts, purchases and refunds; a request a customer."""

    name = "ga4"
    label = "Google Analytics"
    events = frozenset(
        {"product_viewed", "cart_item_added", "checkout_started", "order_placed",
         "order_status_changed", "payment_refunded"}
    )  # fmt: skip

    def is_on(self) -> bool:
        return bool(settings.GA4_MEASUREMENT_ID and settings.GA4_API_SECRET)

    def concerns(self, event: Event) -> bool:
        return kind_of(event) in NAMES and super().concerns(event)

    def report(self, deliveries: Sequence[Delivery]) -> Mapping[int, DeliveryError | None]:
        people: defaultdict[int, list[Act]] = defaultdict(list)
        for act in without_late(acts_of(deliveries), BACKDATING):
            people[act.customer_id].append(act)
        with http.client(
            settings.GA4_URL,
            params={
                "measurement_id": settings.GA4_MEASUREMENT_ID,
                "api_secret": settings.GA4_API_SECRET,
            },
            headers={"Content-Type": "application/json"},
        ) as google:
            return send_all(
                self.name,
                [
                    Parcel(ids, partial(http.send, google, "POST", "/mp/collect", content=body))
                    for customer_id, acts in people.items()
                    for ids, body in bodies(customer_id, acts)
                ],
            )

from __future__ import annotations

from collections.abc import Mapping, Sequence

from shop import outbox
from shop.errors import DeliveryError
from shop.models import Delivery


class Sink(outbox.Subscriber):
    """Told of everything, customer by customer in order, and content with it."""

    name = "sink"
    events = frozenset({"happened"})
    in_order = True

    def deliver(self, deliveries: Sequence[Delivery]) -> Mapping[int, DeliveryError | None]:
        return {}

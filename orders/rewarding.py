"""What happened to an order or its money is looked at for the reward of who invited the customer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from orders.models import Order, Payment
from orders.services.reward_friend import settle_order_reward, settle_top_up_reward
from orders.state import OrderStatus
from shop.errors import DeliveryError
from shop.models import Delivery, StoreSettings
from shop.outbox import Subscriber

_TAKES_BACK = "payment_refunded"


class Rewards(Subscriber):
    """Rewards follow the friend's orders and top-ups; told again, nothing changes."""

    name = "rewards"
    events = frozenset({"order_status_changed", "payment_received", "topped_up", _TAKES_BACK})

    def targets(self, event_name: str) -> Sequence[str]:
        """Nobody while customers invite nobody, but what was given is taken back all the same."""
        if event_name != _TAKES_BACK and not StoreSettings.current().referrals_on:
            return ()
        return super().targets(event_name)

    def deliver(self, deliveries: Sequence[Delivery]) -> Mapping[int, DeliveryError | None]:
        for delivery in deliveries:
            payload = delivery.event.payload
            if "order_id" not in payload:
                payment = Payment.objects.get(pk=payload["payment_id"])
                settle_top_up_reward(payment=payment)
            elif payload.get("new", OrderStatus.DELIVERED) == OrderStatus.DELIVERED:
                settle_order_reward(order=Order(pk=payload["order_id"]))
        return {}

"""What customers are told of the rewards that their friends bring them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from botapp.screens import friends as screens
from botapp.sending import Outgoing, send_all
from botapp.settle import mark_blocked
from orders.models import Reward
from orders.services.move_wallet import balance_of
from shop.errors import DeliveryError
from shop.models import Delivery
from shop.outbox import Subscriber


class RewardMessages(Subscriber):
    """Who invited a friend learns of each reward, and nothing of who bought what."""

    name = "reward_messages"
    events = frozenset({"reward_earned"})
    in_order = True

    def deliver(self, deliveries: Sequence[Delivery]) -> Mapping[int, DeliveryError | None]:
        wanted = {delivery.event.payload["reward_id"] for delivery in deliveries}
        found = Reward.objects.filter(pk__in=wanted).select_related("referrer")
        rewards = {reward.pk: reward for reward in found}
        messages = [
            _message(delivery, reward)
            for delivery in deliveries
            if (reward := rewards.get(delivery.event.payload["reward_id"])) is not None
            and reward.referrer.blocked_at is None
        ]
        outcome, blocked = send_all(messages, deliveries)
        for customer_id in blocked:
            mark_blocked(customer_id)
        return outcome


def _message(delivery: Delivery, reward: Reward) -> Outgoing:
    customer = reward.referrer
    screen = screens.earned(
        Decimal(delivery.event.payload["amount"]),
        balance_of(customer, reward.currency),
        reward.currency,
        customer.language,
    )
    return Outgoing(delivery.pk, customer.pk, screen)

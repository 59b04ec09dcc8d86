from __future__ import annotations

from shop import outbox

LEFT = "seller_subscription_left"


def leave(seller_id: int, provider: str, external_id: str, payer: str) -> None:
    """Have a subscription ended at its provider for good: event `seller_subscription_left`. What was
    paid for it stays. Call inside the transaction that made it true."""
    outbox.publish(
        LEFT,
        {
            "seller_id": seller_id,
            "provider": provider,
            "external_id": external_id,
            "payer": payer,
        },
    )

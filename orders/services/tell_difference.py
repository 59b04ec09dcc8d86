"""The books of a provider say something else than ours: the staff are told."""

from __future__ import annotations

from decimal import Decimal

import structlog

from orders.models import Payment
from orders.payments import Charge
from shop import outbox

log = structlog.get_logger(__name__)


def tell_difference(payment: Payment, what: str, amount: Decimal | None = None) -> None:
    """That so much of our payment (all of it) is not as the provider has it: "refunded", "missing"."""
    differs = payment.charged_amount if amount is None else amount
    charge = Charge(differs, payment.charged_currency)
    tell_unknown(payment.provider, payment.external_id, charge, what, payment)


def tell_unknown(
    provider: str, external_id: str, charge: Charge, what: str, payment: Payment | None = None
) -> None:
    """The same of what the provider has, and we do not."""
    log.error("payment.ledger_differs", provider=provider, id=external_id, what=what)
    outbox.publish(
        "ledger_differs",
        {
            "provider": provider,
            "external_id": external_id,
            "amount": str(charge.amount),
            "currency": charge.currency,
            "what": what,
            "order_id": payment.order_id if payment else None,
            "is_top_up": payment is not None and payment.order_id is None,
        },
    )

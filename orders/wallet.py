"""The wallet as a way to pay: never offered by itself, since it pays what it holds at the order."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from orders.models import Order, Payment, WalletEntry
from orders.payments import Charge, How, Provider, Receipt, Refunded, State
from orders.services.move_wallet import move_wallet
from orders.services.request_refund import WALLET


class WalletProvider(Provider):
    name = WALLET
    title = _("Balance")
    how = How.AT_ONCE

    def is_on(self, currency: str) -> bool:
        return False

    def refund(
        self,
        external_id: str,
        charge: Charge,
        *,
        key: str,
        customer_id: int,
        receipt: Receipt | None = None,
    ) -> Refunded:
        payment = Payment.objects.select_related("order__customer").get(key=external_id)
        order: Order = payment.order_or_error
        entry = move_wallet(
            customer=order.customer,
            currency=charge.currency,
            amount=charge.amount,
            kind=WalletEntry.Kind.REFUND,
            reference=f"refund:{key}",
            actor=WALLET,
            order=order,
        )
        return Refunded(State.PAID, str(entry.pk))

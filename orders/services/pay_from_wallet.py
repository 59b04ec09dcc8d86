"""An order is paid, wholly or in part, with what the customer has with the store."""

from __future__ import annotations

from orders.locks import lock_order
from orders.models import Order, Payment, WalletEntry
from orders.services.confirm_payment import confirm_locked
from orders.services.move_wallet import lock_wallet, move_wallet
from orders.services.payment_status import owed
from orders.services.request_refund import WALLET
from shop.models import StoreSettings
from shop.transactions import transactional


@transactional
def pay_from_wallet(*, order: Order) -> Payment | None:
    """Pay as much of what `order` owes as the wallet holds; None when either is nothing."""
    store = StoreSettings.current()
    found = lock_order(order)
    if not store.wallet_on or (found.has_digital and not store.digital_any_way):
        return None
    wallet = lock_wallet(found.customer, found.currency)
    amount = min(owed(found), wallet.balance)
    if not amount:
        return None
    payment = Payment.objects.create(
        order=found,
        customer=found.customer,
        provider=WALLET,
        amount=amount,
        currency=found.currency,
        charged_amount=amount,
        charged_currency=found.currency,
    )
    move_wallet(
        customer=found.customer,
        currency=found.currency,
        amount=-amount,
        kind=WalletEntry.Kind.PAYMENT,
        reference=f"payment:{payment.key}",
        actor="customer",
        order=found,
    )
    paid = confirm_locked(payment, found, external_id=payment.key, charge=None)
    order.payment_status, order.status = found.payment_status, found.status
    if order.payment_status == Order.PaymentStatus.PAID:
        Order.objects.filter(pk=order.pk).update(pay_with=WALLET)
        order.pay_with = WALLET
    return paid

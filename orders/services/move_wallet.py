"""The one way a wallet moves: an entry in its ledger, once per reference, never below zero."""

from __future__ import annotations

from decimal import Decimal

from orders.models import Order, Wallet, WalletEntry
from shop.errors import ErrorCode, StoreError
from shop.models import Customer, StoreSettings
from shop.money import round_money
from shop.transactions import transactional

_LARGEST = Decimal(10**11)


def balance_of(customer: Customer, currency: str) -> Decimal:
    """What the customer has in `currency`."""
    found = Wallet.objects.filter(customer=customer, currency=currency).first()
    return found.balance if found else Decimal(0)


def balance_to_use(customer: Customer, currency: str) -> Decimal:
    """What the customer may pay with; 0 where the store keeps no balances."""
    return balance_of(customer, currency) if StoreSettings.current().wallet_on else Decimal(0)


@transactional
def move_wallet(
    *,
    customer: Customer,
    currency: str,
    amount: Decimal,
    kind: WalletEntry.Kind,
    reference: str,
    actor: str,
    order: Order | None = None,
    reason: str = "",
) -> WalletEntry:
    """Add `amount` (signed) to the customer's wallet; the entry of this `reference`, if there is one.

    Raises StoreError, before anything is written: WALLET_TOO_SMALL with what is `left`,
    INVALID_AMOUNT for zero, fractions of the smallest unit, and sums no column holds.
    """
    if not amount or amount != round_money(amount, currency) or abs(amount) >= _LARGEST:
        raise StoreError(ErrorCode.INVALID_AMOUNT)
    wallet = lock_wallet(customer, currency)
    known = WalletEntry.objects.filter(reference=reference).first()
    if known is not None:
        return known
    after = wallet.balance + amount
    if after < 0:
        raise StoreError(ErrorCode.WALLET_TOO_SMALL, left=wallet.balance)
    if after >= _LARGEST:
        raise StoreError(ErrorCode.INVALID_AMOUNT)
    wallet.balance = after
    wallet.save(update_fields=["balance"])
    return WalletEntry.objects.create(
        wallet=wallet,
        kind=kind,
        amount=amount,
        balance_after=after,
        order=order,
        reference=reference,
        reason=reason,
        actor=actor,
    )


def lock_wallet(customer: Customer, currency: str) -> Wallet:
    """The customer's wallet, made if need be, locked until the transaction ends."""
    locked = Wallet.objects.select_for_update().filter(customer=customer, currency=currency)
    found = locked.first()
    if found is None:
        Wallet.objects.bulk_create(
            [Wallet(customer=customer, currency=currency)], ignore_conflicts=True
        )
        found = locked.get()
    return found

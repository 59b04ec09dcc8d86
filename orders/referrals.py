"""What inviting friends has brought to a customer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import F, Sum

from orders.models import Reward
from orders.services.move_wallet import balance_of
from shop.models import Customer


@dataclass(frozen=True)
class Earnings:
    """How many friends came, what stays of the rewards for them, and the balance, of one currency.

    `missing` is what should have been taken back, and was not there.
    """

    friends: int
    earned: Decimal
    missing: Decimal
    balance: Decimal


def earnings_of(customer: Customer, currency: str) -> Earnings:
    """In three queries."""
    sums = Reward.objects.filter(referrer=customer, currency=currency).aggregate(
        kept=Sum(F("amount") - F("taken_back")), missing=Sum("missing")
    )
    kept, missing = sums["kept"] or Decimal(0), sums["missing"] or Decimal(0)
    friends = Customer.objects.filter(referred_by=customer.pk).count()
    return Earnings(friends, kept, missing, balance_of(customer, currency))


def last_rewards(customer: Customer, most: int) -> Sequence[Reward]:
    """The newest first."""
    return list(Reward.objects.filter(referrer=customer).order_by("-pk")[:most])

"""What a seller's plan allows now. While no plan is on offer all is free, as for the store itself."""

from __future__ import annotations

from dataclasses import dataclass

from integrations.models import Plan, Seller, Subscription
from shop.errors import ErrorCode, StoreError


@dataclass(frozen=True)
class Allowance:
    """`works` says whether syncing goes on; None is no limit."""

    works: bool = True
    accounts: int | None = None
    products: int | None = None
    syncs_per_day: int | None = None


def allowance(seller: Seller) -> Allowance:
    """Who has not been given a subscription yet (a job does it) may do everything."""
    if seller.closed_at is not None:
        return Allowance(works=False, accounts=0, products=0, syncs_per_day=0)
    subscription = Subscription.objects.filter(seller=seller).select_related("plan").first()
    if subscription is None or not is_billed(seller):
        return Allowance()
    plan = subscription.plan
    return Allowance(
        works=subscription.works,
        accounts=plan.accounts_limit,
        products=plan.products_limit,
        syncs_per_day=plan.syncs_per_day,
    )


def is_billed(seller: Seller) -> bool:
    return not seller.sells_here and Plan.objects.filter(is_active=True).exists()


def demand_working(seller: Seller) -> Allowance:
    """What is allowed; raises StoreError(SUBSCRIPTION_STOPPED) when syncing has stopped."""
    allowed = allowance(seller)
    if not allowed.works:
        raise StoreError(ErrorCode.SUBSCRIPTION_STOPPED)
    return allowed

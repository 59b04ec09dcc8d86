from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from integrations.models import Plan, Seller, Subscription
from integrations.sellers.allowance import is_billed


def begin_trial(seller: Seller) -> Subscription | None:
    """Give a seller the trial of the first plan on offer; None when there is none to pay for.

    Who has or had a subscription keeps it.
    """
    if not is_billed(seller):
        return None
    plan = Plan.objects.filter(is_active=True).order_by("sort_order", "pk").first()
    if plan is None:
        return None
    until = timezone.now() + timedelta(days=plan.trial_days)
    subscription, _created = Subscription.objects.get_or_create(
        seller=seller, defaults={"plan": plan, "paid_until": until}
    )
    return subscription

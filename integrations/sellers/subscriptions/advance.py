from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from integrations.models import Plan, Seller, SellerNotice, Subscription
from integrations.models.subscription import GRACE
from integrations.sellers.subscriptions.begin_trial import begin_trial
from integrations.sellers.tell_seller import tell_seller

State = Subscription.State
SOON = timedelta(days=3)


def advance_subscriptions(*, limit: int = 200) -> int:
    """Move what is due: trials and paid ones into grace, grace into the stop; tell their sellers.

    Sellers without a subscription are given a trial once plans are on offer. Nothing is deleted.
    How many moved. Repeatable; `limit` of each kind at a time.
    """
    if not Plan.objects.filter(is_active=True).exists():
        return 0
    now = timezone.now()
    moved = _begin_trials(limit)
    for subscription in _due(now, (State.TRIAL, State.ACTIVE), limit):
        moved += _move(subscription, State.GRACE, SellerNotice.Kind.PAY_SOON)
    for subscription in _due(now - GRACE, (State.GRACE,), limit):
        moved += _move(subscription, State.STOPPED, SellerNotice.Kind.STOPPED)
    _warn(now, limit)
    return moved


def _begin_trials(limit: int) -> int:
    without = Seller.objects.filter(subscription=None, closed_at=None, sells_here=False)
    return sum(begin_trial(seller) is not None for seller in without.order_by("pk")[:limit])


def _due(moment: datetime, states: tuple[State, ...], limit: int) -> list[Subscription]:
    found = Subscription.objects.filter(paid_until__lt=moment, state__in=states)
    found = found.filter(seller__sells_here=False, seller__closed_at=None)
    return list(found.select_related("seller").order_by("paid_until")[:limit])


@transaction.atomic
def _move(subscription: Subscription, to: State, notice: SellerNotice.Kind) -> bool:
    """By a conditional update: money that came meanwhile, or another worker, was first."""
    ended = {"ended_at": timezone.now()} if to == State.STOPPED else {}
    same = Subscription.objects.filter(
        pk=subscription.pk, state=subscription.state, paid_until=subscription.paid_until
    )
    if not same.update(state=to, **ended):
        return False
    until = subscription.grace_until if to == State.GRACE else subscription.paid_until
    context = {"until": until.isoformat(), "is_overdue": True}
    tell_seller(seller=subscription.seller, kind=notice, context=context)
    return True


def _warn(now: datetime, limit: int) -> None:
    """Say some days before that a trial ends, or that what was paid does and does not renew."""
    ending = Subscription.objects.filter(
        state__in=(State.TRIAL, State.ACTIVE),
        renews=False,
        paid_until__range=(now, now + SOON),
        seller__sells_here=False,
        seller__closed_at=None,
    ).exclude(warned_for=F("paid_until"))
    for subscription in ending.select_related("seller").order_by("paid_until")[:limit]:
        with transaction.atomic():
            until = subscription.paid_until
            same = Subscription.objects.filter(pk=subscription.pk, paid_until=until)
            if same.update(warned_for=until):
                tell_seller(
                    seller=subscription.seller,
                    kind=SellerNotice.Kind.PAY_SOON,
                    context={"until": until.isoformat()},
                )

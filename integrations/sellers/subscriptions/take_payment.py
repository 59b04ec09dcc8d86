from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from integrations.models import (
    MarketplaceAccount,
    Plan,
    Provider,
    Seller,
    SellerNotice,
    Subscription,
    SubscriptionPayment,
    SyncRun,
)
from integrations.sellers.ask_for_sync import begin_run
from integrations.sellers.news import PAID
from integrations.sellers.subscriptions.leave import leave
from integrations.sellers.tell_seller import tell_seller
from shop import outbox
from shop.errors import StoreError


@dataclass(frozen=True)
class Paid:
    """Money that came. `external_id` is the payment's number at the provider, `renewing` that of
    what is renewed by it, `payer` whom the provider asks again."""

    provider: Provider
    external_id: str
    amount: Decimal
    currency: str
    paid_until: datetime
    renewing: str = ""
    payer: str = ""
    renews: bool = False


@transaction.atomic
def take_payment(*, seller: Seller, plan: Plan, paid: Paid, actor: str = "") -> bool:
    """Note money for a subscription, which works until then; False when it was noted before. Event
    `seller_paid`.

    Syncing that had stopped goes on, at once but for accounts that are synced by hand only. Of two
    that renew, the one that is paid for longer stays and the other is ended (event
    `seller_subscription_left`), of which the seller is told; what does not renew ends none.
    """
    seller = Seller.objects.select_for_update().get(pk=seller.pk)
    known = SubscriptionPayment.objects.filter(provider=paid.provider, external_id=paid.external_id)
    if known.exists():
        return False
    subscription, _created = Subscription.objects.get_or_create(
        seller=seller, defaults={"plan": plan, "paid_until": paid.paid_until}
    )
    SubscriptionPayment.objects.create(
        subscription=subscription,
        plan=plan,
        provider=paid.provider,
        external_id=paid.external_id,
        amount=paid.amount,
        currency=paid.currency,
        paid_until=paid.paid_until,
        actor=actor,
    )
    if _gives_way(subscription, paid):
        subscription.plan = plan
        subscription.provider = paid.provider
        subscription.external_id = paid.renewing
        subscription.payer = paid.payer
        subscription.renews = paid.renews
    subscription.paid_until = max(subscription.paid_until, paid.paid_until)
    was_stopped = subscription.state == Subscription.State.STOPPED
    if subscription.paid_until > timezone.now():
        subscription.state, subscription.ended_at = Subscription.State.ACTIVE, None
    subscription.save()
    if was_stopped and subscription.works:
        _catch_up(seller)
    if seller.closed_at is not None and paid.renews:  # forgotten while the page was open
        leave(seller.pk, paid.provider, paid.renewing, paid.payer)
    outbox.publish(PAID, {"seller_id": seller.pk})
    return True


def _catch_up(seller: Seller) -> None:
    accounts = MarketplaceAccount.objects.filter(
        seller=seller, credentials__isnull=False, state__in=MarketplaceAccount.READABLE
    ).exclude(schedule=MarketplaceAccount.Schedule.OFF)
    for account in accounts.select_related("seller"):
        with suppress(StoreError):  # more than the plan allows: the schedule says so
            begin_run(account=account, trigger=SyncRun.Trigger.SCHEDULE)


def _gives_way(held: Subscription, paid: Paid) -> bool:
    """Whether what was held is from now on what `paid` is for; of two that renew one is left.

    Money may be told late: that of a subscription which has ended must not hide the one that lives.
    """
    is_same = (held.provider, held.external_id) == (paid.provider, paid.renewing)
    if is_same or not held.renews:
        return True
    if not paid.renews:
        return False
    if paid.paid_until < held.paid_until:
        leave(held.seller_id, paid.provider, paid.renewing, paid.payer)
        _tell_of_two(held.seller, paid.provider, paid.paid_until)
        return False
    leave(held.seller_id, held.provider, held.external_id, held.payer)
    _tell_of_two(held.seller, held.provider, held.paid_until)
    return True


def _tell_of_two(seller: Seller, ended: str, until: datetime) -> None:
    """That two were paid for at once, and which of them ends; nothing of one that was over."""
    if until > timezone.now():
        kind, context = SellerNotice.Kind.PAID_TWICE, {"provider": ended}
        tell_seller(seller=seller, kind=kind, key=f"provider:{ended}", context=context)

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from integrations.models import Plan, Provider, Seller, Subscription, SubscriptionPayment
from integrations.sellers.news import PAID
from shop import outbox


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

    Syncing that had stopped goes on. What was paid by before is no longer renewed by us: a second
    provider that was paid too only makes the time longer.
    """
    Seller.objects.select_for_update().get(pk=seller.pk)
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
    subscription.plan = plan
    subscription.provider = paid.provider
    subscription.external_id = paid.renewing
    subscription.payer = paid.payer
    subscription.renews = paid.renews
    subscription.paid_until = max(subscription.paid_until, paid.paid_until)
    if subscription.paid_until > timezone.now():
        subscription.state, subscription.ended_at = Subscription.State.ACTIVE, None
    subscription.save()
    outbox.publish(PAID, {"seller_id": seller.pk})
    return True

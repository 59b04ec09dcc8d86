"""A seller begins to pay for a plan, and ends it."""

from __future__ import annotations

from django.conf import settings

from integrations.models import Plan, Provider, Seller, Subscription
from integrations.payments import stars_subscriptions, stripe_client, stripe_subscriptions
from integrations.sellers.allowance import is_billed
from shop.errors import ErrorCode, StoreError


def ways_to_pay(plan: Plan) -> list[Provider]:
    """The providers that this plan can be paid by now."""
    ways = []
    if plan.stripe_price_id and stripe_client.is_on():
        ways.append(Provider.STRIPE)
    if plan.stars and stars_subscriptions.is_on():
        ways.append(Provider.STARS)
    return ways


def begin_to_pay(*, seller: Seller, plan_code: str, provider: Provider) -> str:
    """The address where the plan is paid. Never called inside a transaction.

    One whose renewal failed is ended first, so that nothing is paid twice. Raises StoreError:
    PLAN_NOT_OFFERED, ALREADY_SUBSCRIBED (end that one first); DeliveryError when the provider does
    not answer.
    """
    plan = Plan.objects.filter(code=plan_code, is_active=True).first()
    if plan is None or provider not in ways_to_pay(plan) or not is_billed(seller):
        raise StoreError(ErrorCode.PLAN_NOT_OFFERED, plan=plan_code)
    held = Subscription.objects.filter(seller=seller).first()
    if held is not None and held.is_renewing:
        raise StoreError(ErrorCode.ALREADY_SUBSCRIBED, provider=held.provider)
    end_renewal(seller)
    if provider == Provider.STARS:
        return stars_subscriptions.open_link(seller=seller, plan=plan)
    return stripe_subscriptions.open_checkout(
        seller=seller, plan=plan, return_url=f"{settings.PUBLIC_URL}/paid"
    )


def end_renewal(seller: Seller) -> Subscription | None:
    """See that it is renewed no more; it works for as long as it is paid. Repeatable.

    Never called inside a transaction. Raises DeliveryError when the provider does not answer.
    """
    held = Subscription.objects.filter(seller=seller).select_related("plan").first()
    if held is None or not held.renews:
        return held
    if held.provider == Provider.STRIPE:
        stripe_subscriptions.cancel(held.external_id, at_once=not held.is_renewing)
    elif held.provider == Provider.STARS:
        stars_subscriptions.cancel(held.payer, held.external_id)
    Subscription.objects.filter(pk=held.pk, external_id=held.external_id).update(renews=False)
    held.renews = False
    return held

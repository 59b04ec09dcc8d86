"""A seller's subscription: looked at by every member, paid for and ended by the owner."""

from __future__ import annotations

from botapp.screen import Screen
from botapp.sellers.actions import EndRenewal, OpenBilling, OpenPaying, PayPlan
from botapp.sellers.places import for_members, go
from botapp.sellers.screens import billing as screens
from botapp.turn import Turn
from integrations.models import Plan, SellerMember, Subscription
from integrations.sellers.allowance import is_billed
from integrations.sellers.scope import Right
from integrations.sellers.subscriptions.checkout import ways_to_pay
from shop import outbox

PAYING = "seller_paying"
ENDING = "seller_renewal_ending"


@for_members()
def open_billing(turn: Turn, _place: OpenBilling, member: SellerMember) -> Screen:
    return show_billing(turn, member)


def show_billing(turn: Turn, member: SellerMember, notice: str = "") -> Screen:
    billed = is_billed(member.seller)
    plans = Plan.objects.filter(is_active=True) if billed else ()
    held = Subscription.objects.filter(seller=member.seller).select_related("plan").first()
    return screens.billing(
        member.seller,
        held if billed else None,
        {plan: ways_to_pay(plan) for plan in plans},
        turn.language,
        may_pay=member.role in Right.OWN.value,
        notice=notice,
    )


@for_members(Right.OWN)
def pay(turn: Turn, press: PayPlan, member: SellerMember) -> Screen | None:
    """Have a worker ask the provider: the address comes into the place of this screen."""
    plan = Plan.objects.filter(pk=press.plan_id, is_active=True).first()
    if plan is None or not 0 <= press.way < len(screens.WAYS):
        return go(turn, OpenBilling(member.seller_id))
    asked = {
        "seller_id": member.seller_id,
        "plan_id": plan.pk,
        "way": press.way,
        "chat_id": turn.session.pk,
    }
    outbox.publish(PAYING, asked, customer_id=turn.customer.pk)
    return screens.paying(OpenPaying(member.seller_id, plan.pk, press.way), turn.language)


@for_members(Right.OWN)
def open_paying(turn: Turn, place: OpenPaying, _member: SellerMember) -> Screen:
    return screens.paying(place, turn.language)


@for_members(Right.OWN)
def end_renewal(turn: Turn, _press: EndRenewal, member: SellerMember) -> Screen:
    """Have a worker tell the provider; what is paid goes on to its end. A second tap is told what
    came of the first."""
    held = Subscription.objects.filter(seller=member.seller).first()
    if held is not None and not held.renews:
        return show_billing(turn, member, screens.renewed_no_more(turn.language))
    asked = {"seller_id": member.seller_id, "chat_id": turn.session.pk}
    outbox.publish(ENDING, asked, customer_id=turn.customer.pk)
    return show_billing(turn, member)

"""What a seller pays for: the subscription, the plans, the address to pay at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import override

from botapp import labels
from botapp.keyboards import Row, button
from botapp.screen import Button, Screen, render
from botapp.sellers.actions import (
    EndRenewal,
    OpenBilling,
    OpenPaying,
    OpenSellerSettings,
    PayPlan,
)
from botapp.sellers.labels import END_RENEWAL, LOOK_AGAIN, seller_button
from botapp.sellers.screens.common import way_back, when
from integrations.models import Plan, Provider, Seller, Subscription
from shop.money import STARS, format_money

WAYS = (Provider.STRIPE, Provider.STARS)


def billing(
    seller: Seller,
    held: Subscription | None,
    offered: Mapping[Plan, Sequence[Provider]],
    language: str,
    *,
    may_pay: bool,
    notice: str = "",
) -> Screen:
    """`offered` are the plans with the ways in which each can be paid now; without any all is free."""
    with override(language):
        state = str(held.get_state_display()) if held else ""
    text = render(
        "seller_billing",
        language,
        notice=notice,
        plan=held.plan.text_of("name", language) if held else "",
        state=state,
        until=when(held.paid_until, seller, language) if held else "",
        stops=when(held.grace_until, seller, language) if held and held.state == "grace" else "",
        renews=bool(held and held.is_renewing),
        plans=[
            {
                "name": plan.text_of("name", language),
                "price": format_money(plan.price, plan.currency, language),
                "accounts": plan.accounts_limit,
                "products": plan.products_limit,
                "syncs": plan.syncs_per_day,
            }
            for plan in offered
        ],
        may_pay=may_pay,
    )
    rows: list[Row] = []
    if may_pay and held and held.renews and held.works:
        rows.append([seller_button(END_RENEWAL, language, EndRenewal(seller.pk))])
    if may_pay and not (held and held.is_renewing):
        rows += [
            [Button(_way(plan, way, language), PayPlan(seller.pk, plan.pk, WAYS.index(way)))]
            for plan, ways in offered.items()
            for way in ways
        ]
    rows.append(way_back(language, seller.pk, OpenSellerSettings(seller.pk)))
    return Screen(text, rows, route=OpenBilling(seller.pk))


def paying(place: OpenPaying, language: str, *, url: str = "", problem: str = "") -> Screen:
    """The address to pay at; that it is being made, while there is neither it nor a problem."""
    text = render("seller_paying", language, ready=bool(url), problem=problem)
    rows: list[Row] = []
    if url:
        with override(language):
            rows.append([Button("💳 " + _("Pay"), url=url)])
    else:
        again = PayPlan(place.seller_id, place.plan_id, place.way)
        rows.append([seller_button(LOOK_AGAIN, language, again)])
    rows.append([button(labels.BACK, language, OpenBilling(place.seller_id))])
    return Screen(text, rows, route=place)


def renewed_no_more(language: str) -> str:
    with override(language):
        return _("It is renewed no more, and works to the end of what is paid.")


def provider_away(language: str, *, is_over: bool) -> str:
    """That a provider does not do as it is asked; `is_over`: it is not asked any more."""
    with override(language):
        if is_over:
            return _("The payment provider refuses this. Choose another way, or write to us.")
        return _("The payment provider does not answer. We try again, and say so here.")


def _way(plan: Plan, way: Provider, language: str) -> str:
    name = plan.text_of("name", language)
    if way == Provider.STARS:
        return f"⭐️ {name}: {format_money(Decimal(plan.stars), STARS, language)}"
    return f"💳 {name}: {format_money(plan.price, plan.currency, language)}"

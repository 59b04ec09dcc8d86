"""What a seller's owner asked of a payment provider, told to it outside any transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from botapp.push import Draw, draw_over, show_all
from botapp.screen import Screen
from botapp.sellers import words
from botapp.sellers.actions import OpenBilling, OpenPaying
from botapp.sellers.handlers.billing import ENDING, PAYING, show_billing
from botapp.sellers.places import member_of
from botapp.sellers.screens import billing as screens
from botapp.turn import Turn
from integrations.models import Plan, Seller
from integrations.sellers.subscriptions.checkout import begin_to_pay, end_renewal
from shop import outbox
from shop.errors import DeliveryError, StoreError
from shop.models import Delivery
from shop.outbox import Subscriber


class SellerPaying(Subscriber):
    """Fetches addresses to pay at, ends renewals; the answer comes into the place of the question."""

    name = "seller_paying"
    events = frozenset({PAYING, ENDING})

    def deliver(self, deliveries: Sequence[Delivery]) -> Mapping[int, DeliveryError | None]:
        return {delivery.pk: _deal_with(delivery) for delivery in deliveries}


def _deal_with(delivery: Delivery) -> DeliveryError | None:
    asked = delivery.event.payload
    seller = Seller.objects.filter(pk=asked["seller_id"], closed_at=None).first()
    if seller is None:
        return None
    try:
        if delivery.event.name == PAYING:
            _pay(seller, asked)
        else:
            _end(seller, asked)
    except DeliveryError as failure:
        _say(delivery, seller, failure)
        return failure
    return None


def _pay(seller: Seller, asked: Mapping[str, int]) -> None:
    place = OpenPaying(seller.pk, asked["plan_id"], asked["way"])
    plan = Plan.objects.filter(pk=asked["plan_id"]).first()
    url, refusal = "", None
    try:
        url = begin_to_pay(
            seller=seller,
            plan_code=plan.code if plan else "",
            provider=screens.WAYS[asked["way"]],
        )
    except StoreError as error:
        refusal = error

    def draw(turn: Turn) -> Screen:
        problem = words.explain(refusal, turn.language) if refusal else ""
        return screens.paying(place, turn.language, url=url, problem=problem)

    _show(asked["chat_id"], place, draw)


def _end(seller: Seller, asked: Mapping[str, int]) -> None:
    end_renewal(seller)

    def draw(turn: Turn) -> Screen | None:
        member = member_of(turn, seller.pk)
        if member is None:
            return None
        return show_billing(turn, member, screens.renewed_no_more(turn.language))

    _show(asked["chat_id"], OpenBilling(seller.pk), draw)


def _say(delivery: Delivery, seller: Seller, failure: DeliveryError) -> None:
    """That it does not go, while it is tried again, and when it is not any more."""
    asked, is_over = delivery.event.payload, outbox.is_last_try(delivery, failure)
    if delivery.event.name == PAYING:
        place = OpenPaying(seller.pk, asked["plan_id"], asked["way"])

        def draw(turn: Turn) -> Screen | None:
            said = screens.provider_away(turn.language, is_over=is_over)
            return screens.paying(place, turn.language, problem=said)

        _show(asked["chat_id"], place, draw)
        return

    def draw_billing(turn: Turn) -> Screen | None:
        member = member_of(turn, seller.pk)
        said = "⚠️ " + screens.provider_away(turn.language, is_over=is_over)
        return show_billing(turn, member, said) if member else None

    _show(asked["chat_id"], OpenBilling(seller.pk), draw_billing)


def _show(chat_id: int, place: OpenPaying | OpenBilling, draw: Draw) -> None:
    reply = draw_over(chat_id, place, draw)
    if reply is not None:
        show_all([reply])

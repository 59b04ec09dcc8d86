"""What the order being confirmed comes to, with the promo codes that the customer has typed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from botapp.screens import messages
from botapp.turn import Turn
from orders.models.promo import code_key
from orders.services.promo_codes import Discounts, Goods, price_with_codes
from orders.services.update_cart import CartView
from shop.errors import PROMO_CODE_REFUSALS, StoreError
from shop.models import StoreSettings
from shop.money import round_money

PROMO = "promo"  # the codes typed so far, and the step that asks for one
_SHOWN = "shown_total"


@dataclass(frozen=True)
class Price:
    """The sum of the goods, what comes off, and why a code no longer does, if so."""

    goods: Decimal
    discounts: Discounts
    problem: str = ""

    @property
    def total(self) -> Decimal:
        return self.goods - self.discounts.total


def price_of(turn: Turn, view: CartView) -> Price:
    """The price of the cart now. A code that no longer holds is dropped, with a word why."""
    problem = ""
    while True:
        try:
            return replace(price_now(turn, view), problem=problem)
        except StoreError as refusal:
            if not drop_refused(turn, refusal):
                raise
            problem = problem or messages.explain(refusal, turn.language)


def price_now(turn: Turn, view: CartView) -> Price:
    """The price of the cart with all the codes typed; raises StoreError as `price_with_codes`."""
    currency = StoreSettings.current().currency
    goods = [Goods.of(line.variant, line.item.quantity) for line in view.lines]
    discounts = price_with_codes(
        customer=turn.customer, codes=codes_of(turn), goods=goods, currency=currency
    )
    return Price(round_money(view.total, currency), discounts)


def codes_of(turn: Turn) -> list[str]:
    codes: list[str] = turn.answers.get(PROMO, [])
    return codes


def drop_code(turn: Turn, code: str) -> bool:
    """Forget a code that was typed; whether it had been."""
    before = codes_of(turn)
    turn.answers[PROMO] = [typed for typed in before if code_key(typed) != code_key(code)]
    return len(codes_of(turn)) < len(before)


def drop_refused(turn: Turn, refusal: StoreError) -> bool:
    """Forget the code that `refusal` is about; False when it is about something else."""
    return refusal.code in PROMO_CODE_REFUSALS and drop_code(turn, refusal.context["promo_code"])


def remember_shown(turn: Turn, price: Price) -> None:
    """Keep what the customer is shown: with codes it depends on more than the cart's version."""
    turn.answers.pop(_SHOWN, None)
    if price.discounts.applied:
        turn.answers[_SHOWN] = str(price.total)


def shown_total(turn: Turn) -> Decimal | None:
    """The total that was shown, where `remember_shown` kept it."""
    shown = turn.answers.get(_SHOWN)
    return Decimal(shown) if shown else None

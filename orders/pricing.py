"""How discounts are shared out: pure functions over whole smallest units of a currency.

Nothing is lost or made by rounding: parts always add up to what was shared.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from shop.money import precision, round_money

_ZERO = Decimal(0)


def spread(amount: Decimal, weights: Sequence[Decimal], currency: str) -> list[Decimal]:
    """`amount` in parts that are as the weights and add up to it, by largest remainder.

    Both are whole smallest units; no part is larger than its weight as long as `amount` is at
    most their sum. Of equal remainders the earlier part gets the unit. ValueError when there is
    something to spread and no weight to carry it.
    """
    unit = Decimal(1).scaleb(-precision(currency))
    parts = [int(weight / unit) for weight in weights]
    whole, total = int(amount / unit), sum(parts)
    if not whole:
        return [_ZERO for _ in weights]
    if whole < 0 or total <= 0 or min(parts) < 0:
        raise ValueError("nothing carries the amount")
    shares = [divmod(whole * part, total) for part in parts]
    found = [share for share, _remainder in shares]
    by_remainder = sorted(range(len(parts)), key=lambda at: (-shares[at][1], at))
    for at in by_remainder[: whole - sum(found)]:
        found[at] += 1
    return [share * unit for share in found]


def percent_of(amount: Decimal, percent: Decimal, currency: str) -> Decimal:
    """So many percent of `amount`, rounded as money is."""
    return round_money(amount * percent / 100, currency)


def discount_kept(discount: Decimal, before: Decimal, after: Decimal, currency: str) -> Decimal:
    """What stays of a line's `discount` when the line comes to `after` instead of `before`.

    A smaller line keeps its part, a larger one gains nothing.
    """
    if after >= before:
        return discount
    return round_money(discount * after / before, currency)


def by_piece(total: Decimal, quantity: int, currency: str) -> list[tuple[int, Decimal]]:
    """`total` as (pieces, price of each): one price, or two a smallest unit apart."""
    unit = Decimal(1).scaleb(-precision(currency))
    units = int(total / unit)
    lower, dearer = divmod(units, quantity)
    parts = [(quantity - dearer, lower * unit), (dearer, (lower + 1) * unit)]
    return [(pieces, price) for pieces, price in parts if pieces]

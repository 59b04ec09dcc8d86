"""What a receipt names: the goods that are paid for, or that money goes back for (54-ФЗ)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from orders.models import Order, OrderItem, Refund
from orders.payments import Line
from orders.pricing import by_piece, spread
from shop.money import round_money


@dataclass(frozen=True)
class Part:
    """So many pieces of an order's line, and what the customer pays for them."""

    title: str
    pieces: int
    amount: Decimal

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "amount": str(self.amount)}


def part_of(item: OrderItem, pieces: int, order: Order) -> Part:
    """`pieces` of the line, at their share of its discount."""
    amount = round_money(item.to_pay * pieces / item.quantity, order.currency)
    return Part(item.title(order.language), pieces, amount)


def parts_of(order: Order) -> list[Part]:
    """All that the customer pays for."""
    return [part_of(item, item.quantity, order) for item in order.items.all()]


def named_parts(refund: Refund) -> list[Part]:
    """The goods that were named when the refund was asked for."""
    return [Part(**{**part, "amount": Decimal(part["amount"])}) for part in refund.goods]


def parts_of_refund(refund: Refund, order: Order) -> list[Part]:
    """What the money goes back for: the goods named when it was asked for, if they are worth so
    much; else what the customer still has; else the whole order."""
    held = [
        part_of(item, item.quantity - item.returned_quantity, order)
        for item in order.items.all()
        if item.quantity > item.returned_quantity
    ]
    for parts in (named_parts(refund), held):
        if sum(part.amount for part in parts) >= refund.amount:
            return parts
    return parts_of(order)


def receipt_lines(parts: Sequence[Part], total: Decimal, currency: str) -> list[Line]:
    """The lines of a receipt of `total`, a share of each part; together they come to it.

    What costs nothing is no settlement, and stands in no receipt.
    """
    amounts = [part.amount for part in parts]
    if not sum(amounts):
        return []
    return [
        Line(part.title, pieces, price)
        for part, amount in zip(parts, spread(total, amounts, currency), strict=True)
        for pieces, price in by_piece(amount, part.pieces, currency)
        if price
    ]

"""How many pieces the demo store has, and the ledger that explains it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from random import Random

from catalog.models import StockMovement
from orders.demo.bulk import Row, write_rows

_SOLD_OUT = 0.03
_LOW = 0.05
_MOVEMENT = (
    "variant_id", "quantity", "stock_after", "reason", "actor", "reference", "created_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Move:
    """A change of stock that is still to be written."""

    at: datetime
    variant_id: int
    quantity: int
    reason: str
    actor: str
    reference: str = ""


def wanted_quantities(sku: str, count: int, *, plenty: bool) -> list[int]:
    """What the `count` variants of a product have left; with `plenty` there is enough of each."""
    rng = Random(f"stock/{sku}")  # noqa: S311 - no secret
    return [_quantity(rng, plenty=plenty) for _ in range(count)]


def write_ledger(
    stock: Mapping[int, int], moves: Iterable[Move], opened_at: datetime
) -> dict[int, int]:
    """Write the moves in order of time; what is left of each variant concerned.

    Goods are received at `opened_at`, as many as it takes to never go below zero and to end
    with what there is in `stock` now, or more where cancelled pieces came back late.
    """
    ordered = sorted(moves, key=lambda move: move.at)
    received = _needed(stock, ordered)
    arrivals = [
        Move(opened_at, pk, quantity, StockMovement.Reason.RECEIVED, "owner")
        for pk, quantity in received.items()
        if quantity
    ]
    left = {pk: stock[pk] for pk in received}
    rows: list[Row] = []
    for move in [*arrivals, *ordered]:
        left[move.variant_id] += move.quantity
        rows.append(
            (
                move.variant_id,
                move.quantity,
                left[move.variant_id],
                str(move.reason),
                move.actor,
                move.reference,
                move.at,
            )
        )
    write_rows(StockMovement, _MOVEMENT, rows)
    return left


def _needed(stock: Mapping[int, int], ordered: Iterable[Move]) -> dict[int, int]:
    """How many pieces of each variant must arrive before the moves."""
    balance: defaultdict[int, int] = defaultdict(int)
    lowest: defaultdict[int, int] = defaultdict(int)
    for move in ordered:
        balance[move.variant_id] += move.quantity
        lowest[move.variant_id] = min(lowest[move.variant_id], balance[move.variant_id])
    return {pk: max(-balance[pk], -lowest[pk] - stock[pk], 0) for pk in balance}


def _quantity(rng: Random, *, plenty: bool) -> int:
    chance = rng.random()
    if plenty:
        return rng.randint(25, 80)
    if chance < _SOLD_OUT:
        return 0
    if chance < _SOLD_OUT + _LOW:
        return rng.randint(1, 3)
    return rng.randint(8, 60)

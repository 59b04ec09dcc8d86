"""How many pieces the demo store has, and the ledger that explains it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from random import Random

from catalog.models import StockMovement
from orders.demo.bulk import Row, write_rows
from orders.demo.people import STAFF

_SOLD_OUT, _LOW = 3, 5
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


def plenty(rng: Random) -> int:
    """The stock of what anybody should be able to buy."""
    return rng.randint(25, 80)


def usual(rng: Random) -> Iterator[int]:
    """Stock for one variant after another: of every hundred 3 are sold out and 5 nearly."""
    while True:
        hundred = [0] * _SOLD_OUT
        hundred += [rng.randint(1, 3) for _ in range(_LOW)]
        hundred += [rng.randint(8, 60) for _ in range(100 - _SOLD_OUT - _LOW)]
        rng.shuffle(hundred)
        yield from hundred


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
        Move(opened_at, pk, quantity, StockMovement.Reason.RECEIVED, STAFF)
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

"""What became of an order: its steps with their times, and how far it is paid."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from orders.demo.people import STAFF
from orders.demo.rhythm import at_work
from orders.models import Order
from orders.state import OrderStatus

_HOUR = timedelta(hours=1)
_CANCELLED = 0.08
_PREPAID = 0.45


@dataclass(frozen=True, slots=True)
class Step:
    """A move to `status` by `actor`."""

    status: str
    at: datetime
    actor: str


@dataclass(frozen=True, slots=True)
class Course:
    """The steps an order has taken by now, beginning with its placing."""

    steps: tuple[Step, ...]
    payment: str

    @property
    def status(self) -> str:
        return self.steps[-1].status

    @property
    def cancelled_at(self) -> datetime | None:
        last = self.steps[-1]
        return last.at if last.status == OrderStatus.CANCELLED else None


def course_of(placed_at: datetime, now: datetime, rng: Random) -> Course:
    """How an order that was placed then stands now: the older, the further on its way."""
    planned = _planned(placed_at, rng)
    steps = tuple(step for step in planned if step.at <= now)
    return Course(steps, _payment(steps, rng))


def _planned(placed_at: datetime, rng: Random) -> list[Step]:
    """Placing, and a walk along the table of transitions."""
    steps = [Step(OrderStatus.PENDING, placed_at, "customer")]
    cancelled_after = rng.choice((1, 1, 2, 3)) if rng.random() < _CANCELLED else None
    walk = [
        (OrderStatus.CONFIRMED, rng.uniform(0.3, 16)),
        (OrderStatus.PROCESSING, rng.uniform(1, 14)),
        (OrderStatus.SHIPPED, rng.uniform(6, 40)),
        (OrderStatus.DELIVERED, rng.uniform(20, 150)),
    ]
    if rng.random() < 0.15:
        del walk[0]  # packed at once
    moment = placed_at
    for status, hours in walk:
        moment = at_work(moment + hours * _HOUR)
        if len(steps) == cancelled_after:
            return [*steps, Step(OrderStatus.CANCELLED, moment, STAFF)]
        if status == OrderStatus.SHIPPED:
            cancelled_after = None  # on its way, it can no longer be stopped
        steps.append(Step(status, moment, STAFF))
    return steps


def _payment(steps: tuple[Step, ...], rng: Random) -> str:
    prepaid, chance = rng.random() < _PREPAID, rng.random()
    taken = {step.status for step in steps}
    handled = bool(taken & {OrderStatus.CONFIRMED, OrderStatus.PROCESSING})
    status = Order.PaymentStatus
    if OrderStatus.CANCELLED in taken:
        return status.REFUNDED.value if prepaid and handled else status.UNPAID.value
    if OrderStatus.DELIVERED in taken:
        return status.PARTIALLY_REFUNDED.value if chance < 0.02 else status.PAID.value
    if not handled:
        return status.UNPAID.value
    if prepaid:
        return status.PAID.value
    return status.PARTIALLY_PAID.value if chance < 0.1 else status.UNPAID.value

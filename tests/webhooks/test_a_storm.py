"""Programmers' servers that fail in every way there is, and workers that die: nothing is lost."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from integrations.models import WebhookAttempt, WebhookEndpoint
from shop import outbox
from shop.models import Delivery, Event
from shop.outbox import relay
from tests.factories import make_customer, make_order, make_variant
from tests.fakes.far_side import Request, Trouble
from tests.fakes.hooks import Hooks
from tests.fakes.receiver import is_signed
from tests.webhooks.conftest import make_endpoint

pytestmark = pytest.mark.django_db

ORDERS = 25
TROUBLE = timedelta(minutes=1)
PASSING = [trouble for trouble in Trouble if trouble is not Trouble.LOST]


class Killed(BaseException):
    """What a worker that is killed says: nothing, to nobody."""


@pytest.fixture
def clock(time_machine: Any) -> Any:
    time_machine.move_to(timezone.now(), tick=False)
    return time_machine


@pytest.fixture
def hooks() -> Iterator[Hooks]:
    with Hooks() as server:
        yield server


def sell(orders: int) -> None:
    variant = make_variant(stock=10_000)
    for _ in range(orders):
        make_order(make_customer(), {variant: 1})


def waiting() -> bool:
    return Delivery.objects.filter(subscriber="webhooks", status="pending").exists()


def outlast(clock: Any, *, hours: float = 24) -> None:
    """Move the time from try to try until nothing waits."""
    until = timezone.now() + timedelta(hours=hours)
    while waiting():
        assert timezone.now() < until, "the storm never ended"
        try:
            taken = outbox.deliver_to("webhooks").taken
        except Killed:
            taken = 0
        if not taken:
            wait = outbox.seconds_until_due("webhooks") or 0
            clock.shift(timedelta(seconds=max(0.5, min(wait, 5))))


def test_a_minute_of_every_trouble_and_workers_that_die_lose_nothing(
    hooks: Hooks, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    dice = random.Random(6)
    steady = Hooks()
    with steady:
        ends = {make_endpoint(one.url).pk: one for one in (hooks, steady)}
        sell(ORDERS)
        calm_at = timezone.now() + TROUBLE
        killed: list[int] = []

        def weather(_request: Request) -> Trouble | None:
            if timezone.now() < calm_at and dice.random() < 0.5:
                return dice.choice(PASSING)
            return Trouble.LOST if dice.random() < 0.03 else None

        settle = relay._settle

        def settle_unless_killed(deliveries: list[Delivery], outcome: Any) -> int:
            """Killed with all that was sent, and before any of it was noted."""
            if len(killed) < 6 and dice.random() < 0.5:
                killed.append(sum(failure is None for failure in outcome.values()))
                raise Killed
            return settle(deliveries, outcome)

        monkeypatch.setattr(relay, "_settle", settle_unless_killed)
        hooks.trouble = weather
        outlast(clock)

    ids = set(map(str, Event.objects.values_list("pk", flat=True)))
    assert len(ids) >= 2 * ORDERS
    assert len(killed) == 6
    assert {pk: set(end.told) for pk, end in ends.items()} == dict.fromkeys(ends, ids)
    unanswered = WebhookAttempt.objects.filter(status_code=None).count()
    assert hooks.repeats + steady.repeats <= unanswered + sum(killed)
    assert not Delivery.objects.filter(subscriber="webhooks").exclude(status="done").exists()
    assert all(WebhookEndpoint.objects.values_list("is_active", flat=True))


def test_every_request_of_a_storm_is_signed_anew(hooks: Hooks, clock: Any) -> None:
    endpoint = make_endpoint(hooks.url, "order_placed")
    hooks.trouble = lambda request: Trouble.ERROR if len(hooks.requests) < 4 else None
    sell(2)
    outlast(clock)
    assert len(hooks.requests) > len(hooks.taken) == 2
    moments = set()
    for request in hooks.requests:
        assert is_signed(request, endpoint.secret, tolerance=86_400)
        moments.add(request.headers["x-store-signature"].split(",")[0])
    assert len(moments) > 1


@pytest.mark.parametrize("trouble", [*PASSING, Trouble.LOST])
def test_each_trouble_is_survived(hooks: Hooks, clock: Any, trouble: Trouble) -> None:
    make_endpoint(hooks.url, "order_placed")
    hooks.trouble = lambda request: trouble if len(hooks.requests) < 3 else None
    sell(1)
    outlast(clock)
    [bodies] = hooks.told.values()
    assert len(hooks.requests) >= 3
    assert len(bodies) == len(hooks.taken)


def test_a_server_that_says_when_is_not_asked_before(hooks: Hooks, clock: Any) -> None:
    make_endpoint(hooks.url, "order_placed")
    hooks.retry_after = "120"
    hooks.trouble = lambda request: Trouble.BUSY_FOR_A_WHILE if len(hooks.requests) == 1 else None
    sell(1)
    outbox.deliver_to("webhooks")
    clock.shift(timedelta(seconds=119))
    outbox.deliver_to("webhooks")
    assert len(hooks.requests) == 1
    clock.shift(timedelta(seconds=2))
    outbox.deliver_to("webhooks")
    assert len(hooks.told) == 1

"""Services that fail in every way there is: what was to be told is told, and nothing is lost."""

from __future__ import annotations

import random
from collections import Counter
from datetime import timedelta

import httpx
import pytest
from django.utils import timezone

from integrations import http
from shop import outbox
from shop.models import Delivery, Event
from tests.factories import make_customer, make_variant
from tests.fakes.far_side import Trouble
from tests.integrations.analytics import google_rules
from tests.integrations.analytics.telling import act, buy, tell, view

pytestmark = pytest.mark.django_db

CUSTOMERS, ROUNDS = 40, 3
PASSING = (
    Trouble.ERROR, Trouble.BUSY, Trouble.BUSY_FOR_A_WHILE, Trouble.RESET, Trouble.GARBAGE,
)  # fmt: skip


@pytest.fixture
def clock(time_machine):
    """Time that the test moves."""
    time_machine.move_to(timezone.now(), tick=False)
    return time_machine


def shop_around():
    """Some hundred events of forty people."""
    variant = make_variant(stock=10_000)
    for customer in [make_customer() for _ in range(CUSTOMERS)]:
        for _ in range(ROUNDS):
            view(customer, variant)
            act("cart_item_added", customer, variant)
        buy(customer, variant)


def outlast(clock, *, hours=24):
    """Move the time from try to try until nothing waits."""
    until = timezone.now() + timedelta(hours=hours)
    while Delivery.objects.filter(status="pending", subscriber__in=("ga4", "metrika")).exists():
        assert timezone.now() < until, "the storm never ended"
        tell()
        waits = [outbox.seconds_until_due(name) for name in ("ga4", "metrika")]
        clock.shift(timedelta(seconds=max(5.0, min((wait for wait in waits if wait), default=0))))


def test_google_hears_everything_and_repeats_can_be_told(google, clock):
    dice = random.Random(6)
    shop_around()
    calm_at = timezone.now() + timedelta(minutes=1)

    def weather(_request):
        if timezone.now() < calm_at and dice.random() < 0.8:
            return dice.choice(PASSING)
        return Trouble.LOST if dice.random() < 0.05 else None

    google.trouble = weather
    outlast(clock)

    told = Counter(event["params"]["event_id"] for event in google.events)
    assert set(told) == {str(pk) for pk in Event.objects.values_list("pk", flat=True)}
    lost = sum(len(request) for request in _lost(google))
    assert sum(told.values()) - len(told) == lost
    assert Delivery.objects.filter(subscriber="ga4").exclude(status="done").count() == 0
    repeats = [event for event in google.events if told[event["params"]["event_id"]] > 1]
    same = {event["params"]["event_id"]: event for event in repeats}
    assert all(event == same[event["params"]["event_id"]] for event in repeats)
    if google_rules.AT_HAND:
        for body, request in zip(google.bodies, google.taken, strict=True):
            google_rules.check(body, len(request.body))


def _lost(google):
    """The events of requests whose answer never arrived."""
    return [
        body["events"]
        for body, request in zip(google.bodies, google.taken, strict=True)
        if request in google.lost
    ]


def test_metrika_hears_everything_each_person_in_order(yandex, clock):
    dice = random.Random(7)
    shop_around()
    calm_at = timezone.now() + timedelta(minutes=1)

    def weather(_request):
        if timezone.now() < calm_at and dice.random() < 0.3:
            return dice.choice(PASSING)
        return None

    yandex.trouble = weather
    outlast(clock)

    one_by_one = ["pageview", "view_item", "add_to_cart"] * ROUNDS + ["purchase"]
    people = {hit["cid"] for hit in yandex.hits}
    assert len(people) == CUSTOMERS
    for person in people:
        mine = [hit.get("ea", hit["t"]) for hit in yandex.hits if hit["cid"] == person]
        assert mine == one_by_one
    assert Delivery.objects.filter(subscriber="metrika").exclude(status="done").count() == 0


@pytest.mark.parametrize("trouble", [*PASSING, Trouble.SILENCE])
def test_each_trouble_is_survived(google, clock, trouble, monkeypatch):
    if trouble is Trouble.SILENCE:
        monkeypatch.setattr(http, "TIMEOUT", httpx.Timeout(0.5))
    google.trouble = lambda request: trouble if len(google.requests) < 4 else None
    buy(make_customer(), make_variant())
    outlast(clock)
    assert len(google.requests) == 4
    assert [event["name"] for event in google.events] == ["purchase"]


def test_a_service_that_says_when_is_not_asked_before(google, clock):
    google.retry_after = "120"
    google.trouble = lambda request: Trouble.BUSY_FOR_A_WHILE if len(google.requests) == 1 else None
    buy(make_customer(), make_variant())
    tell()
    clock.shift(timedelta(seconds=119))
    tell()
    assert len(google.requests) == 1
    clock.shift(timedelta(seconds=2))
    tell()
    assert len(google.events) == 1


def test_a_service_that_is_away_is_asked_a_few_times_a_batch_not_for_each_person(google, clock):
    variant = make_variant(stock=100)
    for _ in range(60):
        buy(make_customer(), variant)
    google.trouble = lambda request: Trouble.ERROR
    outbox.deliver_to("ga4")
    assert 1 <= len(google.requests) <= 8
    waiting = Delivery.objects.filter(subscriber="ga4", status="pending", attempts=1)
    assert waiting.exclude(last_error="").count() == 60


def test_a_purchase_taken_after_we_gave_up_is_repeated_as_the_same_one(google, clock):
    google.trouble = lambda request: Trouble.LOST if len(google.requests) == 1 else None
    order = buy(make_customer(), make_variant())
    outlast(clock)
    first, second = google.bodies
    assert first == second
    assert first["events"][0]["params"]["transaction_id"] == str(order.pk)

"""A receiver that misbehaves is tried again, left in peace, and in the end switched off."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from catalog.services.adjust_stock import adjust_stock
from integrations.models import WebhookAttempt, WebhookEndpoint
from integrations.webhooks.subscriber import Webhooks
from shop import outbox
from shop.models import Delivery, Event
from tests.factories import make_variant
from tests.fakes.outside import Trouble
from tests.fakes.receiver import Mode, Receiver, dripping, endless
from tests.webhooks.conftest import deliver, make_endpoint

pytestmark = pytest.mark.django_db


@pytest.fixture
def hook(there: Receiver) -> WebhookEndpoint:
    return make_endpoint(there.url, "stock_changed")


def sell(times: int = 1) -> None:
    variant = make_variant(stock=100)
    Delivery.objects.filter(subscriber="webhooks").delete()  # of the opening stock
    Event.objects.all().delete()
    for _ in range(times):
        adjust_stock(variant=variant, quantity=-1, reason="sold")


def statuses() -> list[str]:
    return list(Delivery.objects.filter(subscriber="webhooks").values_list("status", flat=True))


def later(**ahead: float) -> time_machine.travel:
    return time_machine.travel(timezone.now() + timedelta(**ahead), tick=True)


@pytest.mark.parametrize(
    ("trouble", "said"),
    [
        (500, "answered 500"),
        (404, "answered 404"),
        (302, "a redirect, which is not followed"),
        (Trouble.RESET, ""),
        (Trouble.GARBAGE, "RemoteProtocolError"),
        (Trouble.SILENCE, "no answer within"),
        (dripping(), "no answer within"),
    ],
)
def test_what_went_wrong_is_tried_again_and_arrives(
    hook: WebhookEndpoint, there: Receiver, trouble: Mode, said: str
) -> None:
    there.once = [trouble]
    there.headers = {"Location": there.url + "/elsewhere"} if trouble == 302 else {}
    sell()
    deliver()
    waiting = Delivery.objects.get(subscriber="webhooks")
    assert waiting.status == Delivery.Status.PENDING
    assert said in waiting.last_error
    assert WebhookAttempt.objects.get().succeeded is False

    with later(minutes=2):
        deliver()

    assert statuses() == ["done"]
    assert [one.path for one in there.requests] == ["/hook", "/hook"]
    assert (
        there.requests[0].headers["x-store-event-id"]
        == there.requests[1].headers["x-store-event-id"]
    )


def test_an_endless_answer_is_cut_and_counts(hook: WebhookEndpoint, there: Receiver) -> None:
    there.mode = endless()
    sell()
    deliver()
    assert statuses() == ["done"]
    assert len(WebhookAttempt.objects.get().answer) == 2_000


def test_a_receiver_says_itself_when_to_come_back(hook: WebhookEndpoint, there: Receiver) -> None:
    there.once, there.headers = [429], {"Retry-After": "600"}
    sell()
    deliver()
    with later(seconds=500):
        sell()  # which is not sent either: it is the receiver that wants to be left in peace
        deliver()
        assert len(there.requests) == 1
    with later(seconds=700):
        deliver()
    assert set(statuses()) == {"done"}


def test_three_failures_in_a_row_spare_the_rest_of_the_batch(
    hook: WebhookEndpoint, there: Receiver
) -> None:
    there.mode = 500
    sell(times=20)
    deliver()
    assert len(there.requests) == 3
    assert outbox.seconds_until_due("webhooks") > 2  # all of them wait
    deliver()
    assert len(there.requests) == 3

    there.mode = 200
    with later(minutes=2):
        deliver()
    assert statuses() == ["done"] * 20
    hook.refresh_from_db()
    assert (hook.failing_since, hook.paused_until) == (None, None)


def test_an_outage_of_a_day_loses_nothing_and_one_of_three_days_parks(
    hook: WebhookEndpoint, there: Receiver
) -> None:
    there.mode = 503
    sell()
    for hours in (1, 5, 12, 20, 28, 40, 50, 60, 70):
        with later(hours=hours):
            deliver()
    assert statuses() == ["pending"]
    with later(hours=80):
        deliver()
    assert statuses() == ["parked"]
    assert "answered 503" in Delivery.objects.get(subscriber="webhooks").last_error


def test_after_five_days_of_failures_alone_it_is_switched_off_and_the_staff_told(
    hook: WebhookEndpoint, there: Receiver
) -> None:
    there.mode = 500
    sell()
    deliver()
    with later(days=4):
        sell()
        deliver()
        hook.refresh_from_db()
        assert hook.is_active
    with later(days=5, minutes=1):
        sell()
        deliver()
    hook.refresh_from_db()
    assert not hook.is_active
    assert hook.switched_off_at is not None
    event = Event.objects.get(name="webhook_switched_off")
    assert event.payload == {"endpoint_id": hook.pk, "url": there.url, "why": "answered 500"}


def test_a_success_in_between_begins_the_count_anew(hook: WebhookEndpoint, there: Receiver) -> None:
    there.once = [500]
    sell()
    deliver()
    with later(days=4):
        deliver()
        there.mode = 500
        sell()
        deliver()
    with later(days=6):
        sell()
        deliver()
    hook.refresh_from_db()
    assert hook.is_active


def test_one_that_is_gone_wants_nothing_more(hook: WebhookEndpoint, there: Receiver) -> None:
    there.mode = 410
    sell()
    deliver()
    hook.refresh_from_db()
    assert not hook.is_active
    assert statuses() == ["parked"]


def test_a_dead_endpoint_holds_up_nobody_else(there: Receiver) -> None:
    dead = make_endpoint("http://127.0.0.1:9/", "stock_changed")
    make_endpoint(there.url, "stock_changed")
    sell(times=10)
    deliver()
    done = Delivery.objects.filter(subscriber="webhooks", status="done")
    assert done.exclude(target=str(dead.pk)).count() == 10
    assert len(there.requests) == 10


def test_what_nobody_was_told_goes_with_the_webhook(hook: WebhookEndpoint, there: Receiver) -> None:
    sell()
    deliver()
    sell(times=2)
    first, _second = Delivery.objects.filter(subscriber="webhooks").order_by("pk")
    Delivery.objects.filter(pk=first.pk).update(status="parked")

    hook.delete()

    assert statuses() == []
    deliver()
    assert len(there.requests) == 1


def test_what_is_under_way_when_a_webhook_is_deleted_is_over(
    hook: WebhookEndpoint, there: Receiver
) -> None:
    sell()
    WebhookEndpoint.objects.filter(pk=hook.pk).delete()
    deliver()
    assert statuses() == ["done"]
    assert there.requests == []


def test_nothing_is_sent_when_no_time_is_left(
    hook: WebhookEndpoint, there: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("integrations.webhooks.subscriber._SECONDS", -1.0)
    sell(times=2)
    deliveries = list(Delivery.objects.filter(subscriber="webhooks").select_related("event"))
    outcome = Webhooks().deliver(deliveries)
    assert there.requests == []
    assert all(failure and failure.retry_after == 0 for failure in outcome.values())

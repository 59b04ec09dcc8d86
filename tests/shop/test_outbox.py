from datetime import timedelta
from types import SimpleNamespace

import pytest
import structlog
from celery import Celery
from django.db import IntegrityError, OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from config import celery_app, jobs
from shop import outbox, tasks
from shop.errors import DeliveryError
from shop.models import Delivery, Event
from shop.outbox import relay, waking
from tests.fakes.subscriber import Listener, listen

pytestmark = pytest.mark.django_db
Status = Delivery.Status
waking_relay = waking.wake_relay  # the fixtures put it to sleep


@pytest.fixture
def listener(monkeypatch):
    told = Listener("sold", "moved")
    listen(monkeypatch, told)
    return told


@pytest.fixture
def clock(time_machine):
    """Time stands still until the test moves it."""
    time_machine.move_to(timezone.now(), tick=False)
    return time_machine


def only_delivery():
    return Delivery.objects.get()


def until_due():
    return (only_delivery().due_at - timezone.now()).total_seconds()


# --- Publishing


def test_an_event_is_written_with_a_delivery_for_each_who_wants_it(monkeypatch):
    listen(
        monkeypatch,
        Listener("sold", name="staff"),
        Listener("moved", name="deaf"),
        Listener("sold", "moved", name="analytics"),
    )
    with structlog.contextvars.bound_contextvars(request_id="req-1"):
        event = outbox.publish("sold", {"order_id": 7}, customer_id=5)
    event.refresh_from_db()
    assert (event.name, event.payload, event.customer_id) == ("sold", {"order_id": 7}, 5)
    assert event.request_id == "req-1"
    rows = Delivery.objects.order_by("pk").values_list("subscriber", "status", "attempts")
    assert list(rows) == [("staff", "pending", 0), ("analytics", "pending", 0)]


def test_an_event_that_nobody_wants_is_kept_without_deliveries(listener):
    outbox.publish("unheard", {})
    assert Event.objects.get().request_id == ""
    assert not Delivery.objects.exists()
    assert outbox.seconds_until_due() is None


def test_what_is_rolled_back_is_told_to_nobody(listener):
    with transaction.atomic():
        outbox.publish("sold", {})
        transaction.set_rollback(True)
    assert outbox.deliver_due() == 0
    assert (listener.told, Event.objects.count()) == ([], 0)


def test_a_subscriber_has_one_delivery_of_an_event(listener):
    event = outbox.publish("sold", {})
    with pytest.raises(IntegrityError), transaction.atomic():
        Delivery.objects.create(event=event, subscriber="listener", due_at=timezone.now())
    assert Delivery.objects.count() == 1


def test_subscribers_are_those_of_the_registry(settings):
    settings.OUTBOX_SUBSCRIBERS = ["tests.fakes.subscriber.Listener"]
    outbox.subscribers.cache_clear()
    try:
        found = outbox.subscribers()
        assert {name: type(one).__name__ for name, one in found.items()} == {"listener": "Listener"}
    finally:
        outbox.subscribers.cache_clear()


# --- Delivering


def test_due_deliveries_are_made_in_one_batch_per_subscriber(monkeypatch):
    first, second = Listener("sold", name="first"), Listener("sold", name="second")
    listen(monkeypatch, first, second)
    for number in range(3):
        outbox.publish("sold", {"n": number})
    assert outbox.deliver_due() == 6
    batch = [("sold", {"n": 0}), ("sold", {"n": 1}), ("sold", {"n": 2})]
    assert first.batches == second.batches == [batch]
    states = Delivery.objects.values_list("status", "attempts", "last_error").distinct()
    assert list(states) == [("done", 1, "")]
    assert not Delivery.objects.filter(finished_at=None).exists()


def test_what_is_delivered_is_not_delivered_again(listener):
    outbox.publish("sold", {})
    assert (outbox.deliver_due(), outbox.deliver_due()) == (1, 0)
    assert len(listener.told) == 1


def test_no_more_than_the_limit_is_taken_and_the_longest_waiting_first(listener, clock):
    for number in range(3):
        outbox.publish("sold", {"n": number})
        clock.shift(timedelta(seconds=1))
    assert outbox.deliver_due(limit=2) == 2
    assert [payload["n"] for _name, payload in listener.told] == [0, 1]
    assert outbox.deliver_due(limit=2) == 1


def test_nothing_is_delivered_before_it_is_due(listener, clock):
    outbox.publish("sold", {}, leased=["listener"])
    clock.shift(timedelta(seconds=29))
    assert outbox.deliver_due() == 0
    clock.shift(timedelta(seconds=1))
    assert outbox.deliver_due() == 1


def test_a_subscriber_is_called_outside_any_transaction_of_the_relay(listener):
    depth = len(transaction.get_connection().savepoint_ids)
    seen = []
    listener.answer = lambda _: seen.append(len(transaction.get_connection().savepoint_ids)) or {}
    outbox.publish("sold", {})
    outbox.deliver_due()
    assert seen == [depth]


# --- Failing


def test_what_failed_is_tried_again_later_and_later(listener, clock, monkeypatch):
    monkeypatch.setattr(relay.random, "uniform", lambda low, high: 1.0)
    outbox.publish("sold", {})
    listener.always(DeliveryError("no answer"))
    waits = []
    for _ in range(5):
        assert outbox.deliver_due() == 1
        waits.append(until_due())
        clock.shift(timedelta(seconds=waits[-1]) - timedelta(milliseconds=1))
        assert outbox.deliver_due() == 0
        clock.shift(timedelta(milliseconds=1))
    assert waits == [2, 4, 8, 16, 32]
    delivery = only_delivery()
    assert (delivery.status, delivery.attempts, delivery.last_error) == ("pending", 5, "no answer")
    listener.answer = lambda deliveries: {}
    outbox.deliver_due()
    delivery = only_delivery()
    assert (delivery.status, delivery.attempts, delivery.last_error) == ("done", 6, "")


def test_waits_are_spread_and_never_longer_than_an_hour_and_some():
    failure = DeliveryError("no answer")
    waits = [relay._delay(1, failure) for _ in range(200)]
    assert 1.4 <= min(waits) < max(waits) <= 2.6
    assert len(set(waits)) > 100
    assert max(relay._delay(12, failure) for _ in range(50)) <= 3600 * 1.3


def test_what_may_have_arrived_is_tried_again_far_less(listener, clock, monkeypatch):
    monkeypatch.setattr(relay.random, "uniform", lambda low, high: 1.0)
    outbox.publish("sold", {})
    listener.always(DeliveryError("the answer was lost", uncertain=True))
    waits = []
    for _ in range(3):
        outbox.deliver_due()
        waits.append(until_due())
        clock.shift(timedelta(seconds=waits[-1]))
    assert waits == [15, 900, 900]


def test_the_far_side_s_wish_to_wait_is_granted(listener, clock):
    outbox.publish("sold", {})
    listener.always(DeliveryError("slow down", retry_after=90))
    outbox.deliver_due()
    assert until_due() == 90


def test_what_can_never_arrive_is_parked_at_once(listener, clock):
    outbox.publish("sold", {})
    listener.always(DeliveryError("chat not found", permanent=True))
    outbox.deliver_due()
    delivery = only_delivery()
    assert (delivery.status, delivery.attempts) == (Status.PARKED, 1)
    assert (delivery.last_error, delivery.finished_at) == ("chat not found", timezone.now())
    clock.shift(timedelta(days=1))
    assert outbox.deliver_due() == 0
    assert outbox.seconds_until_due() is None


def test_the_last_try_parks(listener, clock):
    outbox.publish("sold", {})
    listener.always(DeliveryError("no answer"))
    for _ in range(outbox.MAX_ATTEMPTS - 1):
        outbox.deliver_due()
        assert only_delivery().status == Status.PENDING
        clock.shift(timedelta(hours=2))
    outbox.deliver_due()
    assert (only_delivery().status, only_delivery().attempts) == (Status.PARKED, 12)
    assert len(listener.told) == 12


def test_each_delivery_of_a_batch_has_its_own_outcome(listener):
    events = [outbox.publish("sold", {"n": number}) for number in range(3)]

    def answer(deliveries):
        by_number = {delivery.event.payload["n"]: delivery.pk for delivery in deliveries}
        return {
            by_number[0]: None,
            by_number[1]: DeliveryError("again"),
            by_number[2]: DeliveryError("never", permanent=True),
        }

    listener.answer = answer
    outbox.deliver_due()
    states = [event.deliveries.values_list("status", "last_error").get() for event in events]
    assert states == [("done", ""), ("pending", "again"), ("parked", "never")]


def test_a_subscriber_that_raises_is_tried_again_and_stops_nobody_else(monkeypatch):
    broken, sound = Listener("sold", name="broken"), Listener("sold", name="sound")
    listen(monkeypatch, broken, sound)

    def fall(deliveries):
        raise RuntimeError("a mistake of ours")

    broken.answer = fall
    outbox.publish("sold", {})
    outbox.deliver_due()
    states = {one.subscriber: (one.status, one.last_error) for one in Delivery.objects.all()}
    assert states == {
        "broken": ("pending", "RuntimeError('a mistake of ours')"),
        "sound": ("done", ""),
    }
    assert Delivery.objects.get(subscriber="broken").due_at > timezone.now()


def test_a_subscriber_that_is_no_more_has_its_deliveries_parked(listener, monkeypatch):
    outbox.publish("sold", {})
    other = Listener("sold", name="other")
    listen(monkeypatch, other)
    outbox.deliver_due()
    assert only_delivery().status == Status.PARKED
    assert only_delivery().last_error == "no subscriber named listener"
    assert other.told == []


# --- Leases


def test_the_work_of_a_dead_worker_is_taken_over_when_its_lease_ends(listener, clock):
    outbox.publish("sold", {})

    class Killed(BaseException):
        """What a killed process does, as far as a test can do it."""

    def die(deliveries):
        raise Killed

    listener.answer = die
    with pytest.raises(Killed):
        outbox.deliver_due()
    listener.answer = lambda deliveries: {}
    clock.shift(timedelta(seconds=29))
    assert outbox.deliver_due() == 0
    clock.shift(timedelta(seconds=1))
    assert outbox.deliver_due() == 1
    assert (only_delivery().status, only_delivery().attempts) == (Status.DONE, 2)


def test_a_worker_that_outlived_its_lease_undoes_nothing(listener, clock):
    """The slow one fails at last, when the one that took over has delivered."""
    outbox.publish("sold", {})

    def slow(deliveries):
        clock.shift(timedelta(seconds=31))
        listener.answer = lambda deliveries: {}
        assert outbox.deliver_due() == 1
        return {delivery.pk: DeliveryError("timeout", permanent=True) for delivery in deliveries}

    listener.answer = slow
    outbox.deliver_due()
    delivery = only_delivery()
    assert (delivery.status, delivery.last_error) == (Status.DONE, "")


def test_a_worker_that_outlived_its_lease_shortens_nobody_s_wait(listener, clock):
    outbox.publish("sold", {})

    def slow(deliveries):
        clock.shift(timedelta(seconds=31))
        listener.always(DeliveryError("slow down", retry_after=500))
        assert outbox.deliver_due() == 1
        return {delivery.pk: DeliveryError("timeout") for delivery in deliveries}

    listener.answer = slow
    outbox.deliver_due()
    assert until_due() == 500
    assert only_delivery().last_error == "slow down"


def test_saying_that_it_was_done_touches_that_delivery_alone(monkeypatch):
    listen(monkeypatch, Listener("sold", "moved", name="bot"), Listener("sold", name="staff"))
    outbox.publish("sold", {"order_id": 1, "extra": "x"}, customer_id=5)
    outbox.publish("sold", {"order_id": 2}, customer_id=5)
    outbox.publish("sold", {"order_id": 1}, customer_id=6)
    outbox.publish("moved", {"order_id": 1}, customer_id=5)
    outbox.mark_done("sold", customer_id=5, subscriber="bot", payload={"order_id": 1})
    done = Delivery.objects.filter(status=Status.DONE)
    fields = ("subscriber", "event__name", "event__payload", "event__customer_id")
    assert list(done.values_list(*fields)) == [("bot", "sold", {"order_id": 1, "extra": "x"}, 5)]
    assert done.get().finished_at is not None


def test_what_the_caller_has_done_is_not_undone_by_a_worker_that_fails(listener, clock):
    outbox.publish("sold", {"order_id": 1}, customer_id=5, leased=["listener"])
    clock.shift(timedelta(seconds=30))

    def fail_meanwhile(deliveries):
        outbox.mark_done("sold", customer_id=5, subscriber="listener", payload={"order_id": 1})
        return {delivery.pk: DeliveryError("timeout") for delivery in deliveries}

    listener.answer = fail_meanwhile
    assert outbox.deliver_due() == 1
    assert (only_delivery().status, only_delivery().last_error) == (Status.DONE, "")


def test_how_long_until_something_is_due(listener, clock):
    assert outbox.seconds_until_due() is None
    outbox.publish("sold", {}, leased=["listener"])
    assert outbox.seconds_until_due() == 30
    clock.shift(timedelta(seconds=50))
    assert outbox.seconds_until_due() == 0


# --- Who is told first


def test_a_customer_s_events_arrive_in_order_one_failing_or_not(listener, clock):
    listener.in_order = True
    for customer, number in ((5, 1), (5, 2), (6, 3)):
        outbox.publish("sold", {"n": number}, customer_id=customer)
    listener.answer = lambda deliveries: {
        delivery.pk: DeliveryError("no answer", retry_after=10)
        for delivery in deliveries
        if delivery.event.payload["n"] == 1
    }
    assert outbox.deliver_due() == 2
    assert [payload["n"] for _name, payload in listener.told] == [1, 3]
    assert outbox.deliver_due() == 0  # the second waits for the first

    listener.answer = lambda deliveries: {}
    clock.shift(timedelta(seconds=10))
    assert (outbox.deliver_due(), outbox.deliver_due(), outbox.deliver_due()) == (1, 1, 0)
    assert [payload["n"] for _name, payload in listener.told] == [1, 3, 1, 2]


def test_what_failed_for_good_holds_up_nothing_behind_it(listener):
    listener.in_order = True
    for number in range(2):
        outbox.publish("sold", {"n": number}, customer_id=5)
    listener.answer = lambda deliveries: {
        delivery.pk: DeliveryError("never", permanent=True)
        for delivery in deliveries
        if delivery.event.payload["n"] == 0
    }
    outbox.deliver_due()
    outbox.deliver_due()
    states = Delivery.objects.order_by("pk").values_list("status", flat=True)
    assert list(states) == [Status.PARKED, Status.DONE]


def test_who_does_not_ask_for_order_gets_everything_at_once(listener):
    for number in range(2):
        outbox.publish("sold", {"n": number}, customer_id=5)
    assert outbox.deliver_due() == 2


def test_each_target_of_a_subscriber_has_its_own_delivery(listener):
    listener.targets = lambda name: ["first", "second"]
    outbox.publish("sold", {})
    listener.answer = lambda deliveries: {
        delivery.pk: DeliveryError("no answer")
        for delivery in deliveries
        if delivery.target == "first"
    }
    outbox.deliver_due()
    states = Delivery.objects.order_by("pk").values_list("target", "status")
    assert list(states) == [("first", Status.PENDING), ("second", Status.DONE)]


# --- What serves analytics alone


def test_an_event_that_nobody_wants_soon_is_not_even_written(listener):
    outbox.publish_soon("unheard", {})
    assert not Event.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_views_are_written_together_and_delivered(listener, settings):
    settings.OUTBOX_BUFFER_SECONDS = 3600
    for number in range(3):
        outbox.publish_soon("sold", {"n": number}, customer_id=7)
    assert not Event.objects.exists()
    with CaptureQueriesContext(connection) as queries:
        assert outbox.flush() == 3
    assert len([query for query in queries if query["sql"].startswith("INSERT")]) == 2
    assert outbox.flush() == 0
    outbox.deliver_due()
    assert listener.told == [("sold", {"n": number}) for number in range(3)]
    assert set(Event.objects.values_list("customer_id", flat=True)) == {7}


@pytest.mark.django_db(transaction=True)
def test_views_that_were_rolled_back_are_forgotten(listener, settings):
    settings.OUTBOX_BUFFER_SECONDS = 3600
    with transaction.atomic():
        outbox.publish_soon("sold", {})
        transaction.set_rollback(True)
    assert outbox.flush() == 0


@pytest.mark.django_db(transaction=True)
def test_views_wait_in_memory_while_the_database_is_away(listener, settings, monkeypatch):
    settings.OUTBOX_BUFFER_SECONDS = 3600
    outbox.publish_soon("sold", {"n": 1})
    with monkeypatch.context() as away:

        def refuse(events):
            raise OperationalError("the database is away")

        away.setattr(outbox.buffer, "_write", refuse)
        assert outbox.flush() == 0
    assert outbox.flush() == 1
    assert Event.objects.get().payload == {"n": 1}


# --- Thinning


def test_old_events_go_when_everybody_was_told(listener, clock):
    kept = [outbox.publish("sold", {"n": n}) for n in ("waits", "failed")]
    outbox.publish("sold", {"n": "told"})
    outbox.publish("unheard", {})
    Delivery.objects.filter(event=kept[1]).update(status=Status.PARKED)
    Delivery.objects.filter(event__payload__n="told").update(status=Status.DONE)
    clock.shift(timedelta(days=31))
    fresh = outbox.publish("sold", {"n": "fresh"})
    Delivery.objects.filter(event=fresh).update(status=Status.DONE)
    assert outbox.thin() == 2
    assert list(Event.objects.order_by("pk")) == [*kept, fresh]


# --- The relay and the broker


@pytest.fixture
def planned(monkeypatch):
    """The seconds after which the relay has planned to come back."""
    waits = []
    monkeypatch.setattr(
        tasks.relay_outbox, "apply_async", lambda names, *, countdown: waits.append(countdown)
    )
    return waits


def test_the_relay_delivers_until_nothing_is_due(listener, planned, monkeypatch):
    monkeypatch.setattr(outbox.deliver_to, "__defaults__", (2,))
    for number in range(5):
        outbox.publish("sold", {"n": number})
    tasks.relay_outbox("listener")
    assert [len(batch) for batch in listener.batches] == [2, 2, 1]
    assert planned == []


def test_the_relay_comes_back_once_for_what_is_due_soon(listener, planned, clock):
    outbox.publish("sold", {}, leased=["listener"])
    tasks.relay_outbox("listener")
    tasks.relay_outbox("listener")
    assert planned == [30.2]


def test_the_relay_comes_back_sooner_for_what_is_due_sooner(listener, planned, clock):
    outbox.publish("sold", {}, leased=["listener"])
    tasks.relay_outbox("listener")
    outbox.publish("sold", {})
    listener.always(DeliveryError("slow down", retry_after=5))
    tasks.relay_outbox("listener")
    assert planned == [30.2, 5.2]


def test_the_relay_leaves_what_is_due_much_later_to_the_schedule(listener, planned, clock):
    outbox.publish("sold", {})
    listener.always(DeliveryError("slow down", retry_after=60))
    tasks.relay_outbox("listener")
    assert planned == []


def test_the_relay_is_a_task_under_its_name():
    assert celery_app.tasks["shop.relay_outbox"].name == tasks.relay_outbox.name


@pytest.fixture
def calls(monkeypatch):
    """The tasks that were sent."""
    sent = []
    app = SimpleNamespace(send_task=lambda name, args, **options: sent.append((name, args)))
    monkeypatch.setattr(waking, "current_app", app)
    return sent


def test_the_relay_without_a_name_asks_for_one_for_each_that_has_something_due(monkeypatch, calls):
    listen(monkeypatch, *(Listener("sold", name=name) for name in ("first", "second", "third")))
    outbox.publish("sold", {}, leased=["second"])
    monkeypatch.setattr(tasks.outbox, "wake_relay", waking_relay)
    tasks.relay_outbox()
    assert calls == [("shop.relay_outbox", ["first"]), ("shop.relay_outbox", ["third"])]


def test_the_relay_stops_when_the_far_side_is_away(listener, planned, monkeypatch):
    monkeypatch.setattr(outbox.deliver_to, "__defaults__", (1,))
    outbox.publish("sold", {})
    outbox.publish("sold", {})
    listener.always(DeliveryError("no answer"))
    tasks.relay_outbox("listener")
    assert len(listener.batches) == 1
    assert planned == [0.2]  # and looks again at what is left


@pytest.mark.django_db(transaction=True)
def test_the_relay_is_woken_when_the_transaction_is_committed(monkeypatch, calls):
    listen(monkeypatch, Listener("sold"))
    monkeypatch.setattr(waking, "wake_relay", waking_relay)
    with transaction.atomic():
        outbox.publish("sold", {})
        outbox.publish("sold", {})
        assert calls == []
    assert calls == [("shop.relay_outbox", ["listener"])]  # one call for both
    with transaction.atomic():
        outbox.publish("sold", {})
        transaction.set_rollback(True)
    assert len(calls) == 1


@pytest.mark.django_db(transaction=True)
def test_a_relay_that_has_begun_is_called_again_for_what_comes_later(monkeypatch, calls, planned):
    listen(monkeypatch, Listener("sold"))
    monkeypatch.setattr(waking, "wake_relay", waking_relay)
    outbox.publish("sold", {"n": 1})
    tasks.relay_outbox("listener")
    outbox.publish("sold", {"n": 2})
    assert calls == [("shop.relay_outbox", ["listener"])] * 2


def test_who_delivers_themselves_calls_no_relay(listener, calls):
    outbox.publish("sold", {}, leased=["listener"])
    assert calls == []


@pytest.mark.django_db(transaction=True)
def test_a_broker_that_is_away_fails_no_transaction(monkeypatch):
    listen(monkeypatch, Listener("sold"))
    app = Celery("away", broker="redis://127.0.0.1:9/0", set_as_current=False)
    app.conf.broker_transport_options = jobs.broker_transport_options | {"max_retries": 0}
    monkeypatch.setattr(waking, "current_app", app)
    monkeypatch.setattr(waking, "wake_relay", waking_relay)
    with transaction.atomic():
        outbox.publish("sold", {"order_id": 7})
    assert Event.objects.get().payload == {"order_id": 7}
    app.close()

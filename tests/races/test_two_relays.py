"""Relays that work at once share the outbox: each delivery is made once."""

from collections import Counter

import pytest
from django.db import transaction
from django.db.models import QuerySet

from shop import outbox
from shop.models import Delivery
from tests.fakes.subscriber import Listener, listen
from tests.races.threads import meeting, together

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def listener(monkeypatch):
    told = Listener("sold")
    listen(monkeypatch, told)
    return told


def publish(count):
    for number in range(count):
        outbox.publish("sold", {"n": number})


def work():
    while outbox.deliver_due(limit=5):
        pass


def test_relays_at_once_deliver_everything_once(listener):
    publish(100)
    together([work] * 4)
    assert Counter(payload["n"] for _name, payload in listener.told) == Counter(range(100))
    states = Delivery.objects.values_list("status", "attempts").distinct()
    assert list(states) == [("done", 1)]


def test_a_relay_does_not_wait_for_what_another_has_in_hand(listener):
    """While one holds its rows, the other takes the next ones."""
    publish(10)
    rows_are_held, work_is_done = meeting(2), meeting(2)

    def hold():
        with transaction.atomic():
            held = Delivery.objects.select_for_update().order_by("due_at")[:5]
            numbers = [delivery.event.payload["n"] for delivery in held]
            rows_are_held()
            work_is_done()
        return numbers

    def deliver():
        rows_are_held()
        try:
            return outbox.deliver_due()
        finally:
            work_is_done()

    assert together([hold, deliver]) == [[0, 1, 2, 3, 4], 5]
    assert [payload["n"] for _name, payload in listener.told] == [5, 6, 7, 8, 9]


def test_relays_at_once_keep_each_customer_s_order(listener):
    """What one relay is taking, another neither takes nor overtakes."""
    listener.in_order = True
    for number in range(60):
        outbox.publish("sold", {"n": number}, customer_id=number % 3)
    together([work] * 4)
    while outbox.deliver_due():  # what was held when the others looked
        pass
    told = [payload["n"] for _name, payload in listener.told]
    assert sorted(told) == list(range(60))
    for customer in range(3):
        own = [number for number in told if number % 3 == customer]
        assert own == sorted(own)


def test_without_the_row_locks_relays_deliver_twice(listener, monkeypatch):
    """The control: both find the same rows due."""
    publish(5)
    both_have_looked = meeting(2)
    find = Delivery.objects.filter

    def find_together(**conditions):
        if "pk__in" in conditions:
            both_have_looked()
        return find(**conditions)

    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **options: self.all())
    monkeypatch.setattr(Delivery.objects, "filter", find_together)
    together([outbox.deliver_due] * 2)
    assert Counter(payload["n"] for _name, payload in listener.told) == dict.fromkeys(range(5), 2)

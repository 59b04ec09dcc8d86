"""A far side was away for a while: taking what waits costs the same however much does."""

from __future__ import annotations

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from shop import outbox
from shop.models import Delivery, Event
from tests.fakes.subscriber import Listener, listen

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]
PEOPLE, EACH, TAKEN = 500, 10, 50


def deliveries(status):
    """As many as `EACH` events of each person make, in order per person."""
    now = timezone.now()
    events = Event.objects.bulk_create(
        Event(name="sold", customer_id=number % PEOPLE) for number in range(PEOPLE * EACH)
    )
    Delivery.objects.bulk_create(
        Delivery(
            event=event, subscriber="listener", lane=event.customer_id, due_at=now, status=status
        )
        for event in events
    )
    return events


def backlog():
    """Deliveries that wait, while the planner's statistics are of a time when none did."""
    deliveries("done")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE shop_delivery")
    return deliveries("pending")


def blocks_read(sql):
    """Pages that PostgreSQL looks at to answer."""
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) " + sql)
        [[plan]] = cursor.fetchall()
    top = (json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]
    return top["Shared Hit Blocks"] + top["Shared Read Blocks"]


def test_a_slice_of_a_backlog_is_found_by_its_own_rows(monkeypatch):
    events = backlog()
    told = Listener("sold")
    told.in_order = True
    listen(monkeypatch, told)
    with CaptureQueriesContext(connection) as captured:
        assert outbox.deliver_to("listener", TAKEN) == (TAKEN, TAKEN)
    [taking] = [query["sql"] for query in captured if "SKIP LOCKED" in query["sql"]]
    assert [payload for _name, payload in told.told] == [{}] * TAKEN
    done = Delivery.objects.filter(attempts=1).order_by("pk")
    assert list(done.values_list("event_id", flat=True)) == [event.pk for event in events[:TAKEN]]
    assert (
        blocks_read(taking) < 200 * TAKEN
    )  # a comparison of all with all takes a hundred times that

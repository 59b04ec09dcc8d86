"""An event and its deliveries go into the database: one way there and back where it can be."""

from __future__ import annotations

import json
from collections.abc import Sequence

from django.db import connection

from shop.models import Delivery, Event

# What the ORM says in two calls, in one: half of what an event costs are the ORM and the way to
# the database, and every sale pays it. Two statements, since a single WITH … INSERT takes
# PostgreSQL longer to plan than to carry out.
_EVENT = """
INSERT INTO shop_event (name, customer_id, payload, request_id, created_at)
VALUES (%s, %s, %s, %s, %s) RETURNING id
"""
_DELIVERIES = """
; INSERT INTO shop_delivery
    (event_id, subscriber, target, lane, due_at, status, attempts, last_error)
VALUES """
_DELIVERY = "(currval('shop_event_id_seq'), %s, %s, %s, %s, 'pending', 0, '')"


def write_event(event: Event, deliveries: Sequence[Delivery]) -> None:
    """Save the unsaved `event`, which gets its id, and the unsaved `deliveries` of it."""
    if connection.vendor == "postgresql":
        event.pk = _write_at_once(event, deliveries)
        event._state.adding, event._state.db = False, connection.alias
    else:
        event.save(force_insert=True)
        Delivery.objects.bulk_create(deliveries)


def _write_at_once(event: Event, deliveries: Sequence[Delivery]) -> int:
    statement = _EVENT
    payload = json.dumps(event.payload)
    values = [event.name, event.customer_id, payload, event.request_id, event.created_at]
    if deliveries:
        statement += _DELIVERIES + ", ".join([_DELIVERY] * len(deliveries))
    for delivery in deliveries:
        values += [delivery.subscriber, delivery.target, delivery.lane, delivery.due_at]
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        [pk] = cursor.fetchone()
    return int(pk)

"""Every sale pays for its events: they reach the database in one call, all their columns right."""

from __future__ import annotations

from typing import Any

import pytest
import structlog
from django.db import connection, models
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from shop import outbox
from shop.models import Delivery, Event
from shop.outbox import writing
from shop.redis_cache import KeptClients
from tests.fakes.subscriber import Listener, listen

PAYLOAD = {"word": "Яблоко % %s \" ' \\", "sum": "1.50", "none": None, "list": [1, {"a": True}]}
OF_THE_ROW = {"id", "event"}


@pytest.fixture
def two_listeners(monkeypatch: pytest.MonkeyPatch, time_machine: Any) -> None:
    time_machine.move_to(timezone.now(), tick=False)
    in_order = Listener("sold", name="in-order")
    monkeypatch.setattr(in_order, "in_order", True, raising=False)
    listen(monkeypatch, Listener("sold", name="at-will"), in_order)


def publish() -> Event:
    with structlog.contextvars.bound_contextvars(request_id="req-1"):
        return outbox.publish("sold", PAYLOAD, customer_id=5, leased=["in-order"])


def columns(row: models.Model) -> dict[str, Any]:
    row.refresh_from_db()
    names = {field.name for field in row._meta.concrete_fields} - OF_THE_ROW
    return {name: getattr(row, name) for name in names}


def deliveries(event: Event) -> list[dict[str, Any]]:
    return [columns(row) for row in Delivery.objects.filter(event=event).order_by("pk")]


@pytest.mark.django_db
@pytest.mark.usefixtures("two_listeners")
@pytest.mark.postgres
def test_one_call_writes_what_the_orm_would(monkeypatch: pytest.MonkeyPatch) -> None:
    with CaptureQueriesContext(connection) as asked:
        event = publish()
    assert len(asked) == 1
    assert not event._state.adding
    monkeypatch.setattr(writing, "connection", _Elsewhere())
    twin = publish()
    assert columns(event) == columns(twin)
    assert columns(event)["payload"] == PAYLOAD
    assert deliveries(event) == deliveries(twin)
    assert [(row["subscriber"], row["lane"]) for row in deliveries(event)] == [
        ("at-will", None),
        ("in-order", 5),
    ]


class _Elsewhere:
    """A database that is not PostgreSQL: the ORM's road is taken."""

    vendor = "sqlite"


def test_one_client_serves_every_call_to_redis() -> None:
    clients = KeptClients(["redis://127.0.0.1:1/0"])
    assert clients.get_client("a", write=True) is clients.get_client("b", write=True)

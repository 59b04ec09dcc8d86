"""Beats and workers that meet: an export by schedule begins once, and its rows are gathered once."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError
from django.db.models import QuerySet
from django.utils import timezone

from orders.exports import kinds
from orders.exports.kept import kept_rows
from orders.models import ExportRun, ExportSchedule
from orders.services import schedule_exports
from orders.services.run_exports import advance, start_export
from orders.services.schedule_exports import start_due
from tests.factories import make_order
from tests.races.threads import meeting, together

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def daily() -> ExportSchedule:
    owner = User.objects.create_superuser("anna")
    return ExportSchedule.objects.create(name="Daily", owner=owner, done_until=date(2026, 11, 18))


def due() -> int:
    return start_due(datetime(2026, 11, 20, 7, tzinfo=timezone.get_default_timezone()))


def test_an_export_by_schedule_begins_once(daily: ExportSchedule) -> None:
    assert sorted(together([due] * 4)) == [0, 0, 0, 1]

    assert ExportRun.objects.get().filters == {"first": "2026-11-19", "last": "2026-11-19"}
    daily.refresh_from_db()
    assert daily.done_until == date(2026, 11, 19)


def test_without_the_lock_two_would_begin_it(
    daily: ExportSchedule, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: both see the day uncovered, and only the database's last word stops one."""
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **_: self)
    meet, first_day = meeting(2), schedule_exports._first_day

    def first_day_of_both(*arguments: Any) -> date:
        meet()
        return first_day(*arguments)

    monkeypatch.setattr(schedule_exports, "_first_day", first_day_of_both)
    found = together([due] * 2)

    assert sorted(type(one) for one in found if one != 1) == [IntegrityError]
    assert ExportRun.objects.count() == 1


def test_workers_at_once_gather_each_row_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kinds, "AT_ONCE", 1)
    orders = [make_order() for _ in range(6)]
    run = start_export(what="orders", actor="staff:anna")

    def work() -> None:
        for _ in range(20):
            advance(run.pk, seconds=0.001)

    together([work] * 4)
    while advance(run.pk):
        pass

    run.refresh_from_db()
    assert (run.stage, run.total) == ("done", 6)
    assert [row[0] for row in kept_rows(run)] == [order.pk for order in orders]

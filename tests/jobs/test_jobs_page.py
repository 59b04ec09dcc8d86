"""The page of the jobs: how each went, what is wrong, and "run now"."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from celery import current_app
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from shop import schedule
from shop.models import ScheduledJob
from shop.roles import ANALYST, MANAGER, SUPPORT, WAREHOUSE
from tests.staff import staff_client

pytestmark = pytest.mark.django_db
LIST = "admin:shop_scheduledjob_changelist"


def run_url(name: str) -> str:
    return reverse("admin:shop_scheduledjob_run", args=[name])


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    monkeypatch.setattr(
        current_app,
        "send_task",
        lambda name, *_args, queue, **_options: found.append((name, queue)),
    )
    return found


def line(name: str) -> schedule.JobLine:
    return next(line for line in schedule.overview() if line.name == name)


def test_every_job_stands_there_run_or_not() -> None:
    ScheduledJob.objects.create(
        name="shop.reconcile",
        status="done",
        started_at=timezone.now(),
        finished_at=timezone.now(),
        duration_ms=1234,
        result="variants: 3; no differences",
    )
    manager = staff_client(MANAGER)
    manager.get(reverse(LIST))
    with CaptureQueriesContext(
        connection,
    ) as queries:
        page = manager.get(reverse(LIST)).content.decode()
    assert len(queries) <= 25
    assert "Reconcile stock, orders and payments" in page
    assert "daily at 03:30" in page
    assert "1234 ms" in page
    assert "variants: 3; no differences" in page
    assert "Show screens that got lost" in page
    assert "every 30 seconds" in page
    assert page.count("Run now</button>") == len(schedule.overview())


def test_a_job_is_run_by_hand_by_post_alone(asked: list[tuple[str, str]]) -> None:
    manager = staff_client(MANAGER)
    assert manager.get(run_url("shop.reconcile")).status_code == 405
    page = manager.post(run_url("shop.reconcile"), follow=True).content.decode()
    assert asked == [("shop.reconcile", "maintenance")]
    assert "A worker has been asked for it" in page


def test_only_what_is_scheduled_can_be_run(asked: list[tuple[str, str]]) -> None:
    assert staff_client().post(run_url("celery.backend_cleanup")).status_code == 404
    assert asked == []


@pytest.mark.parametrize("role", [SUPPORT, WAREHOUSE, ANALYST])
def test_others_neither_see_nor_run(role: str, asked: list[tuple[str, str]]) -> None:
    somebody = staff_client(role)
    assert somebody.get(reverse(LIST)).status_code == 403
    assert somebody.post(run_url("shop.reconcile")).status_code == 403
    assert asked == []


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({"status": "failed"}, "It failed the last time."),
        ({"status": "running", "ago": 600}, "It began and never ended."),
        ({"status": "running", "ago": 5}, ""),
        ({"status": "done", "ago": 30}, ""),
        ({"status": "done", "ago": 7200}, "It has not run for a while: is a worker there?"),
    ],
)
def test_trouble_is_said_in_words(columns: dict[str, Any], words: str) -> None:
    started = timezone.now() - timedelta(seconds=columns.pop("ago", 5))
    ScheduledJob.objects.create(name="botapp.show_missed_screens", started_at=started, **columns)
    with override("en"):
        assert line("botapp.show_missed_screens").trouble == words


def test_the_next_run_of_a_daily_job_is_today_or_tomorrow() -> None:
    now = timezone.now()
    nightly = line("shop.reconcile")
    assert nightly.next_run is not None
    assert nightly.next_run >= now
    today = timezone.localdate(timezone=timezone.get_default_timezone())
    ScheduledJob.objects.create(name="shop.reconcile", status="done", day=today)
    after = line("shop.reconcile").next_run
    assert after is not None
    assert timezone.localtime(after).date() == today + timedelta(days=1)

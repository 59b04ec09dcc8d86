"""Celery as processes on Redis and PostgreSQL: what `celery -A config worker` and `beat` do."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from celery import signals
from django.conf import settings

from config import jobs
from config.celery import HEADER, _send_request_id
from tests.infrastructure.migrated import migrated_url
from tests.infrastructure.processes import BIN, PYTHON, Running, environment, run, started

ASK_FOR_DELIVERY = """
import structlog
from django.utils import timezone
from shop.models import Delivery, Event
from shop.tasks import relay_outbox
event = Event.objects.create(name="test.event", payload={})
Delivery.objects.create(event=event, subscriber="nobody", due_at=timezone.now())
with structlog.contextvars.bound_contextvars(request_id="asked-by-a-test"):
    relay_outbox.apply_async(queue="maintenance")
"""


@pytest.fixture
def env(redis_url: str) -> Iterator[dict[str, str]]:
    with migrated_url("workers") as url:
        yield environment(
            SECRET_KEY="a-secret-key-for-test-workers-0123456789-abcdefghijk",
            DATABASE_URL=url,
            REDIS_URL=redis_url,
        )


@pytest.fixture
def worker(env: dict[str, str], tmp_path: Path) -> Iterator[Running]:
    with started(
        [f"{BIN}/celery", "-A", "config", "worker", "--concurrency", "1"], env, tmp_path / "worker"
    ) as running:
        running.wait_for_log(" ready.")
        yield running
        assert running.stop() == 0, running.log


@pytest.mark.postgres
@pytest.mark.redis
def test_a_plain_worker_takes_every_queue_and_carries_the_request_id(
    worker: Running, env: dict[str, str]
) -> None:
    queues = run([f"{BIN}/celery", "-A", "config", "inspect", "active_queues", "--json"], env)
    (answer,) = json.loads(queues.stdout).values()
    assert {queue["name"] for queue in answer} == {"default", "sync", "maintenance", "broadcast"}

    asked = run([PYTHON, "manage.py", "shell", "-v0", "-c", ASK_FOR_DELIVERY], env)
    assert asked.returncode == 0, asked.stderr
    worker.wait_for_log("outbox.parked", seconds=10)
    (line,) = [line for line in worker.log.splitlines() if "outbox.parked" in line]
    assert json.loads(line)["request_id"] == "asked-by-a-test"
    assert json.loads(line)["task"] == "shop.relay_outbox"


@pytest.mark.postgres
@pytest.mark.redis
def test_beat_asks_and_a_worker_delivers(
    worker: Running, env: dict[str, str], tmp_path: Path
) -> None:
    written = run(
        [PYTHON, "manage.py", "shell", "-v0", "-c", ASK_FOR_DELIVERY.split("with struct")[0]], env
    )
    assert written.returncode == 0, written.stderr
    with started([f"{BIN}/celery", "-A", "config", "beat"], env, tmp_path / "beat") as beat:
        worker.wait_for_log("no subscriber named nobody", seconds=20)
        assert beat.stop() == 0, beat.log


def test_the_publisher_adds_the_request_id() -> None:
    assert _send_request_id in [receiver() for _, receiver in signals.before_task_publish.receivers]
    headers: dict[str, str] = {}
    with structlog.contextvars.bound_contextvars(request_id="r-7"):
        _send_request_id(headers=headers)
    assert headers == {HEADER: "r-7"}


def test_a_schedule_entry_names_a_task_and_a_queue_that_exist() -> None:
    from config.celery import app

    app.loader.import_default_modules()
    queues = {queue.name for queue in jobs.task_queues}
    for entry in jobs.beat_schedule.values():
        assert entry["task"] in app.tasks
        assert entry["options"]["queue"] in queues


def test_a_worker_opens_no_pool(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each of its processes runs one task at a time, and must not share the parent's connections."""
    pooled = {"default": {"OPTIONS": {"pool": {"min_size": 2}, "options": "-c lock_timeout=5s"}}}
    monkeypatch.setattr(settings, "DATABASES", pooled)
    signals.celeryd_init.send(sender="worker@here")
    assert pooled == {"default": {"OPTIONS": {"options": "-c lock_timeout=5s"}}}

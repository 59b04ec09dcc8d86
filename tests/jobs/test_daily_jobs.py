"""What happens once a day happens that day: after a restart, a failure, and however many ask."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from celery import current_app

from config import celery as worker
from shop import schedule
from shop.models import ScheduledJob
from shop.tasks import run_daily_jobs

pytestmark = pytest.mark.django_db
MOSCOW = ZoneInfo("Europe/Moscow")
NIGHTLY = "shop.reconcile"


@pytest.fixture
def asked(settings: Any, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the tasks that workers were asked for; one job a day, at half past three."""
    settings.DAILY_JOBS = {NIGHTLY: "03:30"}
    found: list[str] = []
    monkeypatch.setattr(
        current_app, "send_task", lambda name, *_args, **_options: found.append(name)
    )
    return found


def at(hour: int, minute: int = 0, day: int = 10) -> time_machine.travel:
    return time_machine.travel(datetime(2026, 3, day, hour, minute, tzinfo=MOSCOW), tick=False)


def ran(failure: BaseException | None = None, result: Any = "fine", **kwargs: Any) -> None:
    """As a worker notes it: the signals of Celery."""

    class Request:
        store_began: Any = None

        def update(self, **values: Any) -> None:
            self.__dict__.update(values)

    class Task:
        name = NIGHTLY
        request = Request()

    worker._note_begin(Task(), (), kwargs)
    state, retval = ("FAILURE", failure) if failure else ("SUCCESS", result)
    worker._note_end(Task(), (), kwargs, retval, state)


def row() -> ScheduledJob:
    return ScheduledJob.objects.get(name=NIGHTLY)


def test_it_is_asked_for_once_when_its_time_has_come(asked: list[str]) -> None:
    with at(3, 29):
        assert run_daily_jobs() == ""
    with at(3, 31):
        assert run_daily_jobs() == NIGHTLY
        run_daily_jobs()
        ran()
    with at(23, 59):
        run_daily_jobs()
    assert asked == [NIGHTLY]
    assert row().day == date(2026, 3, 10)


def test_the_time_is_that_of_the_store(asked: list[str]) -> None:
    with time_machine.travel(datetime(2026, 3, 10, 0, 31, tzinfo=ZoneInfo("UTC")), tick=False):
        run_daily_jobs()
    assert asked == [NIGHTLY]


def test_what_was_missed_while_nothing_ran_is_done_afterwards(asked: list[str]) -> None:
    with at(3, 40, day=9):
        run_daily_jobs()
        ran()
    with at(15, day=10):
        run_daily_jobs()
    assert asked == [NIGHTLY, NIGHTLY]


def test_a_failure_or_a_dead_worker_is_followed_by_another_try(asked: list[str]) -> None:
    with at(3, 31):
        run_daily_jobs()
        ran(ValueError("no"))
        assert (row().status, row().error, row().day) == ("failed", "ValueError('no')", None)
    with at(3, 40):
        run_daily_jobs()
    with at(3, 47):
        run_daily_jobs()  # and this time nobody answers
    with at(4, 3):
        run_daily_jobs()
        ran()
    with at(5):
        run_daily_jobs()
    assert len(asked) == 3
    assert (row().status, row().error, row().result) == ("done", "", "fine")


def test_a_run_by_hand_before_its_time_is_not_that_of_the_day(asked: list[str]) -> None:
    with at(1):
        ran()
    with at(4):
        run_daily_jobs()
    assert asked == [NIGHTLY]


def test_a_job_in_parts_is_one_run_and_is_not_asked_for_meanwhile(asked: list[str]) -> None:
    with at(3, 31):
        run_daily_jobs()
        ran(result=schedule.MORE)
    with at(3, 45):
        ran(result=schedule.MORE, cursor={"after": 1})
    with at(3, 50):
        run_daily_jobs()
        assert row().status == "running"
    with at(3, 51):
        ran(result="all of it", cursor={"after": 2})
    assert asked == [NIGHTLY]
    assert (row().status, row().result) == ("done", "all of it")
    assert row().duration_ms == 20 * 60 * 1000


def test_a_broker_that_is_away_is_asked_again(
    asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from kombu.exceptions import OperationalError

    def refuse(*_: Any, **__: Any) -> None:
        raise OperationalError("away")

    with at(3, 31):
        with monkeypatch.context() as patch:
            patch.setattr(current_app, "send_task", refuse)
            assert run_daily_jobs() == ""
        run_daily_jobs()
    assert asked == [NIGHTLY]


def test_one_that_is_switched_off_is_never_asked_for(asked: list[str], settings: Any) -> None:
    settings.DAILY_JOBS = {"orders.tell_day": "orders.day_summary.told_at"}
    with at(23):
        run_daily_jobs()
    assert asked == []


def test_a_job_of_every_few_seconds_is_noted_once_a_minute_but_each_failure(
    django_assert_num_queries: Any,
) -> None:
    name = "shop.relay_outbox"

    def ended(failure: BaseException | None = None) -> None:
        schedule.end(name, (), {}, began=datetime.now(MOSCOW), failure=failure)

    ended()
    with django_assert_num_queries(0):
        ended()
        schedule.begin(name, ("somebody",), {})
        schedule.end(name, ("somebody",), {}, began=datetime.now(MOSCOW))
    ended(ValueError("no"))
    assert ScheduledJob.objects.get(name=name).status == "failed"
    ended()
    assert ScheduledJob.objects.get(name=name).status == "done"


def test_a_job_that_the_schedule_gives_arguments_is_noted_too() -> None:
    schedule.end("shop.heartbeat", (), {"by_clock": True}, began=datetime.now(MOSCOW))
    assert ScheduledJob.objects.get(name="shop.heartbeat").status == "done"


def test_every_job_of_the_schedule_exists_and_has_a_title(settings: Any) -> None:
    from shop.schedule.plan import planned

    assert {entry["task"] for entry in current_app.conf.beat_schedule.values()} <= set(planned())
    current_app.loader.import_default_modules()
    for job in planned().values():
        assert job.name in current_app.tasks
        assert job.title != job.name, f"name {job.name} in config/job_titles.py"

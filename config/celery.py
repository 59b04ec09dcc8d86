"""The job queue: Redis in production, in memory (for the one-process demo) without REDIS_URL."""

import os
from typing import Any

import structlog
from celery import Celery, Task, signals, states
from django.conf import settings
from django.utils import timezone

from shop import audit
from shop.audit.acting import Channel
from shop.request_id import request_id_from

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")

app = Celery("store")
app.config_from_object("config.jobs")
app.set_default()
app.autodiscover_tasks()

HEADER = "store_request_id"


@signals.setup_logging.connect
def _keep_our_logging(**_: Any) -> None:
    """Celery leaves logging alone when this signal is answered; Django's LOGGING is in force."""


@signals.celeryd_init.connect
def _use_plain_connections(**_: Any) -> None:
    """A worker's process runs one task at a time: a pool in each would only hold connections."""
    settings.DATABASES["default"].get("OPTIONS", {}).pop("pool", None)


@signals.before_task_publish.connect
def _send_request_id(headers: dict[str, Any], **_: Any) -> None:
    request_id = structlog.contextvars.get_contextvars().get("request_id")
    if request_id:
        headers[HEADER] = request_id


@signals.task_prerun.connect
def _bind_request_id(task: Task[Any, Any], task_id: str, **_: Any) -> None:
    """The log lines of a task name the request that asked for it, or the task itself."""
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(
        request_id=request_id_from(getattr(task.request, HEADER, None) or task_id), task=task.name
    )
    audit.begin(channel=Channel.JOB, reference=task.name)


@signals.task_prerun.connect
def _note_begin(task: Task[Any, Any], args: Any, kwargs: Any, **_: Any) -> None:
    from shop import schedule  # models are not there yet when this module is imported

    task.request.update(store_began=timezone.now())
    schedule.begin(task.name, args, kwargs)


@signals.task_postrun.connect
def _note_end(
    task: Task[Any, Any], args: Any, kwargs: Any, retval: Any, state: str | None, **_: Any
) -> None:
    """The row of a scheduled job; a task that is tried again is not over."""
    from shop import schedule

    if state in (states.SUCCESS, states.FAILURE):
        failed = state == states.FAILURE
        schedule.end(
            task.name,
            args,
            kwargs,
            began=getattr(task.request, "store_began", None) or timezone.now(),
            result=None if failed else retval,
            failure=retval if failed else None,
        )


@signals.task_postrun.connect
def _forget_request_id(**_: Any) -> None:
    structlog.contextvars.clear_contextvars()
    audit.end()

"""How Celery runs: broker, queues, limits and the schedule. Read by `config/celery.py`."""

from datetime import timedelta
from typing import Any

from celery.schedules import crontab
from django.conf import settings
from kombu import Queue

broker_url = settings.REDIS_URL or "memory://localhost/"
# Tasks are slices under 30 s: one that was not acknowledged within a minute belongs to a dead
# worker, and another takes it.
broker_transport_options: dict[str, Any] = (
    {
        "visibility_timeout": 60,
        "unacked_restore_throttle": 1,
        "unacked_restore_interval": 5,
        "socket_connect_timeout": 3,
        "socket_timeout": 10,
        "socket_keepalive": True,
        "max_retries": 0,  # a publisher does not wait for a broker that is away: beat will find it
    }
    if settings.REDIS_URL
    else {"polling_interval": 0.1}
)
broker_connection_retry_on_startup = True

task_queues = [Queue(name) for name in ("default", "sync", "maintenance", "broadcast")]
task_default_queue = "default"
task_create_missing_queues = False  # a misspelt queue is an error, not one that nobody reads
task_acks_late = True
task_reject_on_worker_lost = True
task_ignore_result = True
task_soft_time_limit = 40
task_time_limit = 50
task_serializer = result_serializer = "json"
accept_content = ["json"]
worker_prefetch_multiplier = 1
worker_hijack_root_logger = False  # the log's form is shop/logging.py's business
worker_redirect_stdouts = False
worker_cancel_long_running_tasks_on_connection_loss = True  # they are delivered again
enable_utc = True
timezone = settings.TIME_ZONE

# In memory, without a file: intervals are short, and what happens once a day is asked for by
# `shop.run_daily_jobs`, which knows what has been done (settings.DAILY_JOBS).
beat_scheduler = "celery.beat:Scheduler"


def every(seconds: float, task: str, queue: str = "default") -> dict[str, Any]:
    """A schedule entry that is dropped when no worker took it before the next one is due."""
    return {
        "task": task,
        "schedule": timedelta(seconds=seconds),
        "options": {"queue": queue, "expires": seconds},
    }


# The one place of the schedule: name → entry.
beat_schedule: dict[str, dict[str, Any]] = {
    # Deliveries leave by a call after each commit; this finds what a lost call left behind.
    "relay-outbox": every(3, "shop.relay_outbox"),
    "run-daily-jobs": every(60, "shop.run_daily_jobs"),
    "remind-of-carts": every(300, "orders.remind_of_carts"),
    "thin-outbox": every(3600, "shop.thin_outbox", "maintenance"),
    "thin-audit-log": every(3600, "shop.thin_audit_log", "maintenance"),
    "heartbeat": {**every(30, "shop.heartbeat"), "kwargs": {"by_clock": True}},
    "forget-old-keys": every(3600, "shop.forget_old_keys", "maintenance"),
    "show-missed-screens": every(30, "botapp.show_missed_screens"),
    "expire-unpaid": every(60, "orders.expire_unpaid", "maintenance"),
    "recount-customers": every(60, "orders.recount_customers", "maintenance"),
    "refresh-figures": every(60, "orders.refresh_figures", "maintenance"),
    "reconcile-payments": every(300, "orders.reconcile_payments", "sync"),
    "compare-ledgers": every(300, "orders.compare_ledgers", "sync"),
    "resume-imports": every(10, "catalog.resume_imports"),
    "forget-uploads": every(3600, "catalog.forget_uploads", "maintenance"),
    "thin-webhook-log": every(3600, "integrations.thin_webhook_log", "maintenance"),
    "advance-subscriptions": every(60, "integrations.advance_subscriptions", "maintenance"),
    "forget-seller-tokens": every(3600, "integrations.forget_seller_tokens", "maintenance"),
    "start-due-syncs": every(60, "integrations.start_due_syncs", "sync"),
    "wake-syncs": every(5, "integrations.wake_syncs", "sync"),
    "thin-syncs": every(600, "integrations.thin_syncs", "maintenance"),
    "resume-exports": every(10, "orders.resume_exports"),
    # At the full hours of the store's time zone; an hour that was missed is made up for.
    "start-scheduled-exports": {
        "task": "orders.start_scheduled_exports",
        "schedule": crontab(minute="1"),
        "options": {"queue": "default", "expires": 3000},
    },
    "forget-old-exports": every(3600, "orders.forget_old_exports", "maintenance"),
    "forget-old-updates": every(3600, "botapp.forget_old_updates", "maintenance"),
}

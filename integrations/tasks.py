from __future__ import annotations

from celery import shared_task

from integrations.webhooks.log import thin_log


@shared_task(name="integrations.thin_webhook_log")
def thin_webhook_log() -> int:
    """Drop the log of requests to webhooks after two weeks; how many rows."""
    return thin_log()

from __future__ import annotations

from celery import shared_task

from integrations.sellers import tokens
from integrations.sellers.subscriptions.advance import advance_subscriptions as advance
from integrations.webhooks.log import thin_log


@shared_task(name="integrations.thin_webhook_log")
def thin_webhook_log() -> int:
    """Drop the log of requests to webhooks after two weeks; how many rows."""
    return thin_log()


@shared_task(name="integrations.advance_subscriptions")
def advance_subscriptions() -> int:
    """Move sellers' subscriptions whose time has come; how many."""
    return advance()


@shared_task(name="integrations.forget_seller_tokens")
def forget_seller_tokens() -> int:
    """Drop expired log-ins of sellers; how many rows."""
    return tokens.forget_expired()

"""getMe, getUpdates and the webhook's settings."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from botapp.emulator.engine.errors import JSON, bad_request
from botapp.emulator.engine.state import Webhook

if TYPE_CHECKING:
    from botapp.emulator.engine.core import Engine, Request

_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}$")
_PORTS = {None, 443, 80, 88, 8443}
_LOOPBACK = {"127.0.0.1", "localhost", "::1"}


def get_me(engine: Engine, request: Request) -> JSON:
    """The bot itself."""
    return engine.state.bot | {
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": True,
        "can_connect_to_business": False,
        "has_main_web_app": False,
        "has_topics_enabled": False,
        "allows_users_to_create_topics": False,
        "can_manage_bots": False,
        "supports_guest_queries": False,
        "supports_join_request_queries": False,
    }


async def get_updates(engine: Engine, request: Request) -> list[JSON]:
    """Updates that wait, for a bot without a webhook."""
    params = request.params
    return await engine.updates.get_updates(
        params.get("offset", 0),
        min(max(params.get("limit", 100), 1), 100),
        min(max(params.get("timeout", 0), 0), 50),
        params.get("allowed_updates"),
    )


def set_webhook(engine: Engine, request: Request) -> bool:
    """Updates go to ``url`` from now on; an empty one ends that."""
    params = request.params
    url, secret = params["url"], params.get("secret_token", "")
    if url:
        _check_address(url)
    if len(secret) > 256:
        raise bad_request("secret token is too long")
    if secret and not _SECRET.match(secret):
        raise bad_request("secret token contains unallowed characters")
    if params.get("drop_pending_updates"):
        engine.updates.forget()
    allowed = params.get("allowed_updates", engine.state.webhook.allowed_updates)
    engine.state.webhook = Webhook(
        url=url,
        secret=secret,
        max_connections=min(max(params.get("max_connections", 40), 1), 100),
        allowed_updates=allowed,
    )
    engine.updates.wake()
    return True


def _check_address(url: str) -> None:
    parts = urlsplit(url)
    if not parts.hostname:
        raise bad_request("invalid webhook URL specified")
    local = parts.hostname in _LOOPBACK
    if parts.scheme != "https" and not local:
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if parts.port not in _PORTS and not local:
        raise bad_request("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")


def delete_webhook(engine: Engine, request: Request) -> bool:
    """Updates wait for getUpdates from now on."""
    if request.params.get("drop_pending_updates"):
        engine.updates.forget()
    engine.state.webhook = Webhook(allowed_updates=engine.state.webhook.allowed_updates)
    return True


def get_webhook_info(engine: Engine, request: Request) -> JSON:
    """Where updates go, how many wait, and the last failure."""
    webhook = engine.state.webhook
    body: JSON = {
        "url": webhook.url,
        "has_custom_certificate": False,
        "pending_update_count": len(engine.state.pending),
    }
    if webhook.url:
        body["max_connections"] = webhook.max_connections
    if webhook.last_error_at:
        body["last_error_date"] = webhook.last_error_at
        body["last_error_message"] = webhook.last_error
    if webhook.allowed_updates:
        body["allowed_updates"] = webhook.allowed_updates
    return body


METHODS: dict[str, Callable[..., Any]] = {
    "getMe": get_me,
    "getUpdates": get_updates,
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info,
}

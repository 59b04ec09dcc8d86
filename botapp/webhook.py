"""Where Telegram's updates come in: 200 means done for good, anything else "send it again"."""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping

import structlog
from django.conf import settings
from telegram import Update
from telegram.error import TelegramError

from botapp import application
from botapp.incoming import read
from shop.errors import error_body

log = structlog.get_logger(__name__)

SECRET_HEADER = "x-telegram-bot-api-secret-token"  # noqa: S105
MAX_BYTES = 1 << 20
_LARGEST_ID = (1 << 63) - 1

OK = (200, b"{}")


async def receive(headers: Mapping[str, str], body: bytes) -> tuple[int, bytes]:
    """The status and body that answer one update; `headers` by lower-case name.

    403 without the secret (compared in constant time), 413 for a body over 1 MiB. What can
    never be mended (not an update at all) is logged and answered 200; a failure before the
    effects are committed and shown is 503, so that Telegram tries again.
    """
    secret = settings.TELEGRAM_WEBHOOK_SECRET
    given = headers.get(SECRET_HEADER, "")
    if not secret or not hmac.compare_digest(given.encode(), secret.encode()):
        return 403, _refusal("forbidden", "Wrong secret.")
    if len(body) > MAX_BYTES:
        return 413, _refusal("body_too_large", "An update is smaller than 1 MB.")
    update = _parse(body)
    if update is None:
        return OK
    try:
        await application.process(update)
    except TelegramError as error:
        log.warning("webhook.telegram_failed", update_id=update.update_id, error=str(error))
        return 503, b"{}"
    except Exception:
        log.exception("webhook.failed", update_id=update.update_id)
        return 503, b"{}"
    return OK


def _refusal(code: str, message: str) -> bytes:
    return json.dumps(error_body(code, message)).encode()


def _parse(body: bytes) -> Update | None:
    """The update in `body`, if it is one whose ids and texts the store could work with."""
    try:
        update = Update.de_json(json.loads(body), None)
        chat, user = update.effective_chat, update.effective_user
        ids = [update.update_id, *(who.id for who in (chat, user) if who is not None)]
        incoming = read(update)
        if incoming is not None:
            ids += [incoming.said.message_id] if incoming.said else []
            ids += [incoming.press.message_id or 0] if incoming.press else []
        if not all(type(number) is int and abs(number) <= _LARGEST_ID for number in ids):
            raise ValueError(f"ids {ids!r}")
    except Exception as error:  # whatever shape garbage takes, it stays garbage
        log.warning("webhook.not_an_update", error=repr(error), body=body[:200])
        return None
    return update

"""The store as an ASGI application: lifespan, the webhook ahead of Django, the emulator, Django."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import structlog
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")

django_application = get_asgi_application()  # sets Django up: what follows imports models

from django.conf import settings  # noqa: E402
from django.urls import get_resolver  # noqa: E402

from botapp import application as bot  # noqa: E402
from botapp import webhook  # noqa: E402
from config import embedded, health  # noqa: E402
from shop.errors import error_body  # noqa: E402
from shop.request_id import Receive, Scope, Send, with_request_id  # noqa: E402

if TYPE_CHECKING:
    from botapp.emulator.app import EmulatorApp

WEBHOOK_PATHS = {"/telegram/webhook", "/telegram/webhook/"}
# Telegram's updates are a few kilobytes.
MAX_UPDATE_BYTES = 1024 * 1024
# A catalogue file, or a few pictures.
MAX_UPLOAD_BYTES = 25 * 1024 * 1024

log = structlog.get_logger(__name__)

# Every view is read now, and not while the first request waits.
get_resolver().reverse_dict  # noqa: B018


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """What uvicorn calls, once per connection and once for the life of the process."""
    if scope["type"] == "lifespan":
        await _lifespan(receive, send)
    elif scope["type"] == "http":
        await _http(scope, receive, send)
    else:
        await send({"type": "websocket.close", "code": 1000})


async def _route(scope: Scope, receive: Receive, send: Send) -> None:
    path: str = scope["path"]
    if path in WEBHOOK_PATHS and scope["method"] == "POST":
        await _webhook(scope, receive, send)
    elif _emulator is not None and (path == "/emulator" or path.startswith("/emulator/")):
        await _emulator(scope, receive, send)
    elif _declared_bytes(scope) > MAX_UPLOAD_BYTES:
        await _refuse(send, 413, "body_too_large", "25 MB at most.")
    else:
        await django_application(scope, receive, send)


def _declared_bytes(scope: Scope) -> int:
    """What the request says of its length: Django would write it all to disk before asking."""
    length = dict(scope["headers"]).get(b"content-length", b"")
    return int(length) if length.isdigit() else 0


_http = with_request_id(_route)


def _load_emulator() -> EmulatorApp | None:
    """The chat in the browser exists in the demo only; elsewhere it is not even imported."""
    if not settings.DEMO:
        return None
    from botapp.emulator.app import application as emulator

    return emulator


_emulator = _load_emulator()


async def _webhook(scope: Scope, receive: Receive, send: Send) -> None:
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    body = await _read_body(headers.get("content-length", ""), receive)
    if body is None:
        await _refuse(send, 413, "body_too_large", "An update is smaller than 1 MB.")
        return
    try:
        status, answer = await webhook.receive(headers, body)
    except Exception:
        log.exception("webhook_failed")
        await _refuse(send, 500, "internal", "Something went wrong in the store.")
    else:
        await _answer(send, status, answer)


async def _read_body(content_length: str, receive: Receive) -> bytes | None:
    """The whole body, or None as soon as it is known to pass the limit."""
    if content_length.isdecimal() and int(content_length) > MAX_UPDATE_BYTES:
        return None
    body = bytearray()
    while True:
        message = await receive()
        body += message.get("body", b"")
        if len(body) > MAX_UPDATE_BYTES:
            return None
        if not message.get("more_body"):
            return bytes(body)


async def _refuse(send: Send, status: int, code: str, message: str) -> None:
    await _answer(send, status, json.dumps(error_body(code, message)).encode())


async def _answer(send: Send, status: int, body: bytes) -> None:
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
        (b"x-content-type-options", b"nosniff"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            try:
                await _start()
            except Exception as error:
                log.exception("start_failed")
                await send({"type": "lifespan.startup.failed", "message": str(error)})
                return
            await send({"type": "lifespan.startup.complete"})
        else:
            await _stop()
            await send({"type": "lifespan.shutdown.complete"})
            return


async def _start() -> None:
    await bot.start()
    health.bot_started(True)
    if settings.DEMO or not settings.REDIS_URL:
        await embedded.start()


async def _stop() -> None:
    """Let go of what `_start` took; one part's failure does not keep the others from stopping."""
    health.bot_started(False)
    parts = [embedded.stop, bot.stop]
    for stop in [_emulator.stop, *parts] if _emulator else parts:
        try:
            await stop()
        except Exception:
            log.exception("part_did_not_stop", part=stop.__module__)

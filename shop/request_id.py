"""One id per request, from the header or new, in every log line and in the answer."""

import re
import time
import uuid
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import structlog

HEADER = "X-Request-ID"
_RAW_HEADER = HEADER.lower().encode()
_ACCEPTED = re.compile(r"[A-Za-z0-9._-]{1,64}")
_PROBES = {"/health", "/health/", "/ready", "/ready/"}

Scope = dict[str, Any]
Message = Mapping[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[Message], Awaitable[None]]
ASGIApp = Callable[[Scope, Receive, Send], Awaitable[None]]

log = structlog.get_logger(__name__)


def request_id_from(value: str | None) -> str:
    """The id that the caller gave, if it is fit for a log line; otherwise a new one."""
    return value if value and _ACCEPTED.fullmatch(value) else uuid.uuid4().hex


def with_request_id(application: ASGIApp) -> ASGIApp:
    """Wrap an ASGI application: bind `request_id` for the log, answer with it, log each request."""

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        given = next((value for name, value in scope["headers"] if name == _RAW_HEADER), b"")
        request_id = request_id_from(given.decode("latin-1"))
        status = 0

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message = {
                    **message,
                    "headers": [*message.get("headers", []), (_RAW_HEADER, request_id.encode())],
                }
            await send(message)

        started = time.perf_counter()
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            try:
                await application(scope, receive, send_with_id)
            finally:
                if scope["path"] not in _PROBES:
                    log.info(
                        "http_request",
                        method=scope["method"],
                        path=scope["path"],
                        status=status,
                        milliseconds=round((time.perf_counter() - started) * 1000, 1),
                    )

    return wrapped

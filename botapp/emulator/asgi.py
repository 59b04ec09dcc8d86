"""Just enough ASGI for the emulator: request, response, event stream."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from botapp.emulator.engine.errors import JSON

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


@dataclass
class HttpRequest:
    """A request that was read whole."""

    verb: str
    path: str
    query: str
    headers: dict[str, str]
    body: bytes

    @property
    def arguments(self) -> dict[str, str]:
        """Of the query string."""
        return dict(parse_qsl(self.query, keep_blank_values=True))

    def json(self) -> JSON:
        """The body as an object; ValueError when it is none."""
        body = json.loads(self.body or b"{}")
        if not isinstance(body, dict):
            raise ValueError("an object is expected")
        return body


@dataclass
class HttpResponse:
    """Status, body (or a stream of server-sent events) and type."""

    status: int = 200
    body: bytes = b""
    kind: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)
    stream: AsyncIterator[bytes] | None = None
    cut: bool = False


def as_json(body: Any, status: int = 200) -> HttpResponse:
    """A JSON response."""
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return HttpResponse(status, text.encode())


async def read(scope: Scope, receive: Receive) -> HttpRequest:
    """The whole request."""
    chunks: list[bytes] = []
    more = True
    while more:
        event = await receive()
        if event["type"] == "http.disconnect":
            break
        chunks.append(event.get("body", b""))
        more = event.get("more_body", False)
    headers = {key.decode("latin-1"): value.decode("latin-1") for key, value in scope["headers"]}
    query = scope.get("query_string", b"").decode("latin-1")
    return HttpRequest(scope["method"], scope["path"], query, headers, b"".join(chunks))


async def write(response: HttpResponse, receive: Receive, send: Send) -> None:
    """Sends the response; a stream goes on until the client leaves."""
    headers = {"content-type": response.kind, **response.headers}
    if response.stream is None:
        missing = 1 if response.cut else 0
        headers["content-length"] = str(len(response.body) + missing)
    raw = [(key.encode(), value.encode("latin-1")) for key, value in headers.items()]
    await send({"type": "http.response.start", "status": response.status, "headers": raw})
    if response.stream is None:
        await send({"type": "http.response.body", "body": response.body})
        return
    gone = asyncio.ensure_future(_gone(receive))
    try:
        async for chunk in response.stream:
            if gone.done():
                break
            await send({"type": "http.response.body", "body": chunk, "more_body": True})
    except asyncio.CancelledError:
        return  # the server is going down; the page will ask again
    finally:
        gone.cancel()
    await send({"type": "http.response.body", "body": b""})


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass

"""Answers that are written while they are sent: memory holds a slice, the database is let go."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Sequence

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.db import connection
from django.http import HttpRequest, StreamingHttpResponse
from django.utils import timezone

from catalog.files.write import WRITERS, Rows


def table_response(
    request: HttpRequest, name: str, kind: str, heading: Sequence[str], rows: Rows
) -> StreamingHttpResponse:
    """The rows as a file to download, called `name` and the day. `kind` is csv or xlsx."""
    write, content_type = WRITERS[kind]
    pieces = write(heading, rows)
    # Under ASGI Django would collect an ordinary iterator whole before it sends the first byte.
    content = _in_turns(pieces) if isinstance(request, ASGIRequest) else pieces
    response = StreamingHttpResponse(content, content_type=content_type)
    day = timezone.localdate().isoformat()
    response["Content-Disposition"] = f'attachment; filename="{name}-{day}.{kind}"'
    response["Cache-Control"] = "no-store"
    return response


async def _in_turns(pieces: Iterator[bytes]) -> AsyncIterator[bytes]:
    """Each piece made in the request's thread; between pieces its connection is in the pool."""
    while (piece := await sync_to_async(_next)(pieces)) is not None:
        yield piece


def _next(pieces: Iterator[bytes]) -> bytes | None:
    try:
        return next(pieces, None)
    finally:
        if not connection.in_atomic_block:
            connection.close()

"""A Bot API server for load: it takes every call, and answers at once.

python -m benchmarks.telegram <port>
"""

from __future__ import annotations

import asyncio
import json
import sys
from itertools import count

from benchmarks.http import Server

_BOT = {"id": 1234567890, "is_bot": True, "first_name": "Store", "username": "store_bot"}
_MESSAGE = {
    "message_id": 1,
    "date": 1_700_000_000,
    "chat": {"id": 1, "type": "private", "first_name": "Anna"},
    "from": _BOT,
    "text": "…",
}
_numbers = count(1_000)


def respond(path: bytes) -> bytes:
    """What Telegram would say to the call at `path`, as far as the bot looks at it."""
    method = path.rpartition(b"/")[2]
    if method == b"getMe":
        return _ok(_BOT)
    if method.startswith((b"send", b"edit")):
        return _ok({**_MESSAGE, "message_id": next(_numbers)})
    return _TRUE


def _ok(result: object) -> bytes:
    return json.dumps({"ok": True, "result": result}).encode()


_TRUE = _ok(True)


async def serve(port: int) -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Server(respond), "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))

"""A provider of payments: it answers as its description says, or misbehaves on demand."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from tests.fakes.outside import Outside, Request, Trouble


@dataclass(frozen=True)
class Asked:
    """A request as it came; `body` parsed, be it JSON or a form."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: Any


Answer = tuple[int, Any]


class Server(Outside):
    """Subclasses answer `Asked`; `trouble` is used up first.

    A trouble is a status to answer with, `"reset"` (no answer), `"garbage"`, or `"after"`: the
    request takes effect and nobody learns of it.
    """

    content_type = "application/json"

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[Asked] = []
        self.trouble: list[int | str] = []

    def answer(self, asked: Asked) -> Answer:
        raise NotImplementedError

    def react(self, request: Request) -> Trouble | tuple[int, bytes]:
        asked = _parsed(request)
        self.asked.append(asked)
        trouble = self.trouble.pop(0) if self.trouble else None
        if trouble == "reset":
            return Trouble.LOST
        if trouble == "garbage":
            return 200, b"<html>"
        status, body = (trouble, {}) if isinstance(trouble, int) else self.answer(asked)
        return Trouble.LOST if trouble == "after" else (status, json.dumps(body).encode())


@contextmanager
def serving(far: Server) -> Iterator[Server]:
    """`far` on a port of its own; its `url` says where."""
    with far:
        yield far


def _parsed(request: Request) -> Asked:
    body: Any = None
    if request.body:
        is_form = "form-urlencoded" in request.headers.get("content-type", "")
        body = dict(parse_qsl(request.body.decode())) if is_form else json.loads(request.body)
    return Asked(request.method, request.path, request.query, request.headers, body)

"""Yandex.Metrika: hits one by one, and offline conversions as files."""

from __future__ import annotations

import csv
import json
from email.parser import BytesParser
from email.policy import HTTP
from urllib.parse import parse_qsl

from tests.fakes.far_side import FarSide, Request

COUNTER_ID = "12345678"
TOKEN = "the-token-of-the-measurement-protocol"
OAUTH_TOKEN = "the-oauth-token-of-the-counter"
_COUNTER = f"/management/v1/counter/{COUNTER_ID}"
_UPLOAD = f"{_COUNTER}/offline_conversions/upload"

REQUIRED = {
    "pageview": {"tid", "cid", "t", "ms", "dl", "dr", "dt"},
    "event": {"tid", "cid", "t", "ms", "ea"},
}

_DENIED = b'{"errors":[{"error_type":"access_denied"}]}'


class Metrika(FarSide):
    """`hits` are those taken; `uploads` the tables, each a list of rows."""

    def __init__(self, port: int = 0) -> None:
        super().__init__(port)
        self.hits: list[dict[str, str]] = []
        self.uploads: list[list[dict[str, str]]] = []
        self.answer = json.dumps({"uploading": {"id": 1, "status": "UPLOADED"}}).encode()

    @property
    def told(self) -> list[str]:
        """What kinds of hits came, in order: `pageview`, or the goal of an event."""
        return [hit.get("ea", hit["t"]) for hit in self.hits]

    def take(self, request: Request) -> tuple[int, bytes]:
        if request.path == _UPLOAD:
            return self._take_table(request)
        if request.path == _COUNTER:
            return self._tell_counter(request)
        assert request.path == "/collect"
        hit = dict(parse_qsl(request.body.decode(), strict_parsing=True))
        if not REQUIRED[hit["t"]] <= set(hit) or hit["ms"] != TOKEN or hit["tid"] != COUNTER_ID:
            return 400, b"bad hit"
        self.hits.append(hit)
        return 200, b"ok"

    def _tell_counter(self, request: Request) -> tuple[int, bytes]:
        if not _is_let_in(request):
            return 403, _DENIED
        return 200, json.dumps({"counter": {"id": int(COUNTER_ID), "name": "Shop"}}).encode()

    def _take_table(self, request: Request) -> tuple[int, bytes]:
        if not _is_let_in(request):
            return 403, _DENIED
        head = f"Content-Type: {request.headers['content-type']}\r\n\r\n".encode()
        [part] = BytesParser(policy=HTTP).parsebytes(head + request.body).iter_parts()
        assert part.get_param("name", header="content-disposition") == "file"
        table = part.get_payload(decode=True)
        assert isinstance(table, bytes)
        self.uploads.append(list(csv.DictReader(table.decode().splitlines())))
        return 200, self.answer


def _is_let_in(request: Request) -> bool:
    return request.headers.get("authorization") == f"OAuth {OAUTH_TOKEN}"

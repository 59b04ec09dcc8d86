"""The Bot API over HTTP, without a server: path, headers and body in, status and body out."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from email.message import Message
from email.parser import Parser
from typing import Any
from urllib.parse import parse_qsl, unquote

from botapp.emulator.engine.checks import Upload
from botapp.emulator.engine.core import Answer, Engine

_METHOD = re.compile(r"/bot(?P<token>[^/]+)/(?:test/)?(?P<method>[A-Za-z]+)/?$")
_FILE = re.compile(r"/file/bot(?P<token>[^/]+)/(?P<path>[\w./-]+)$")
_TOO_LARGE = 60 * 1024 * 1024

Values = dict[str, Any]


def is_file(path: str) -> bool:
    """A download, not a call."""
    return _FILE.search(path) is not None


async def serve(
    engine: Engine,
    verb: str,
    path: str,
    headers: Mapping[str, str] | None = None,
    body: bytes = b"",
    query: str = "",
) -> Answer:
    """Answers ``/bot<token>/<method>``; header names in lower case."""
    found = _METHOD.search(unquote(path))
    if found is None:
        return _refused(404, "Not Found")
    if verb not in {"GET", "POST"}:
        return _refused(405, "Method Not Allowed")
    if len(body) > _TOO_LARGE:
        return _refused(413, "Request Entity Too Large")
    kind = (headers or {}).get("content-type", "")
    try:
        values, uploads, from_form = _parsed(kind, body)
    except ValueError as error:
        return _refused(400, f"Bad Request: {error}")
    if query:
        values = {**dict(parse_qsl(query, keep_blank_values=True)), **values}
        from_form = from_form or not body
    return await engine.call(
        found["method"], values, uploads, token=found["token"], from_form=from_form
    )


def download(engine: Engine, path: str) -> tuple[int, bytes, str]:
    """Status, bytes and type of ``/file/bot<token>/<file_path>``."""
    found = _FILE.search(unquote(path))
    if found is None or found["token"] != engine.token:
        return 401 if found else 404, b"", "text/plain"
    for file in engine.state.files.values():
        if file.path == found["path"]:
            return 200, engine.state.bodies[file.digest], file.mime or "application/octet-stream"
    return 404, b"", "text/plain"


def _parsed(kind: str, body: bytes) -> tuple[Values, dict[str, Upload], bool]:
    if kind.startswith("application/json"):
        return _json(body), {}, False
    if kind.startswith("multipart/form-data"):
        values, uploads = _multipart(kind, body)
        return values, uploads, True
    text = body.decode("utf-8", "strict") if body else ""
    return dict(parse_qsl(text, keep_blank_values=True)), {}, True


def _json(body: bytes) -> Values:
    try:
        values = json.loads(body or b"{}")
    except ValueError:
        raise ValueError("can't parse request JSON object") from None
    if not isinstance(values, dict):
        raise ValueError("object expected as request body")
    return values


def _multipart(kind: str, body: bytes) -> tuple[Values, dict[str, Upload]]:
    boundary = _parameters(kind).get_boundary()
    if not boundary:
        raise ValueError("can't parse multipart request body")
    values: Values = {}
    uploads: dict[str, Upload] = {}
    parts = (b"\r\n" + body).split(b"\r\n--" + boundary.encode())
    if len(parts) < 2 or not parts[-1].startswith(b"--"):
        raise ValueError("can't parse multipart request body")
    for part in parts[1:-1]:
        head, _, content = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        headers = Parser().parsestr(head.decode("utf-8", "replace"), headersonly=True)
        name = headers.get_param("name", header="content-disposition")
        if not isinstance(name, str):
            raise ValueError("can't parse multipart request body")
        filename = headers.get_filename()
        if filename is None:
            values[name] = content.decode()
        else:
            uploads[name] = Upload(filename, content, headers.get_content_type())
    return values, uploads


def _parameters(kind: str) -> Message:
    headers = Message()
    headers["content-type"] = kind
    return headers


def _refused(code: int, words: str) -> Answer:
    return Answer(code, {"ok": False, "error_code": code, "description": words})

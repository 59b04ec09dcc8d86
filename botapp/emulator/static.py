"""The page's scripts, styles and icon, read from the package and served with validators."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from botapp.emulator.asgi import HttpResponse

_ROOT = Path(__file__).parent / "page"
_KINDS = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}
_NOT_FOUND = HttpResponse(404, b"Not found", "text/plain")


def asset(path: str) -> HttpResponse:
    """The file at ``/emulator/<name>``."""
    folder, _, name = path.removeprefix("/").partition("/")
    if folder != "emulator":
        return _NOT_FOUND
    file = (_ROOT / name).resolve()
    if not file.is_relative_to(_ROOT) or file.suffix not in _KINDS or not file.is_file():
        return _NOT_FOUND
    body, tag = _read(file, file.stat().st_mtime_ns)
    headers = {"cache-control": "no-cache", "etag": tag}
    return HttpResponse(200, body, _KINDS[file.suffix], headers)


@lru_cache(maxsize=64)
def _read(file: Path, changed: int) -> tuple[bytes, str]:
    body = file.read_bytes()
    return body, f'"{hashlib.sha256(body).hexdigest()[:16]}"'

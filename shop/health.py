"""Whether the process lives (`/health`) and whether its parts can work (`/ready`)."""

import time
from collections.abc import Callable

import structlog
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.module_loading import import_string

log = structlog.get_logger(__name__)


def health(request: HttpRequest) -> HttpResponse:
    """200 while the process can answer; touches nothing else."""
    return JsonResponse({"status": "ok"})


def ready(request: HttpRequest) -> HttpResponse:
    """200 when every check of `HEALTH_CHECKS` passes, else 503; the body has each part's state."""
    parts = {
        name: _state(name, import_string(path)) for name, path in settings.HEALTH_CHECKS.items()
    }
    failed = any(part["status"] == "failed" for part in parts.values())
    body = {"status": "failed" if failed else "ok", "parts": parts}
    return JsonResponse(body, status=503 if failed else 200)


class SwitchedOff(Exception):  # noqa: N818  # a state, not an error
    """Raised by a check whose part is not set up, which fails nothing."""


def check_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def check_cache() -> None:
    cache.set("health", "ok", timeout=30)
    if cache.get("health") != "ok":
        raise RuntimeError("the cache does not give back what was stored")


def _state(name: str, check: Callable[[], None]) -> dict[str, str | int]:
    started = time.perf_counter()
    try:
        check()
    except SwitchedOff:
        return {"status": "off"}
    except Exception:
        # The reason may hold addresses and passwords: it goes to the log, not to whoever asks.
        log.exception("health_check_failed", part=name)
        return {"status": "failed"}
    return {"status": "ok", "milliseconds": round((time.perf_counter() - started) * 1000)}

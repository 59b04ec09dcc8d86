"""One log for everything: structlog and the standard library, JSON or console, secrets masked."""

import re
from collections.abc import Sequence
from typing import Any

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

MASK = "***"
_TOKEN_SHAPE = re.compile(r"(?<!\d)\d{6,}:[A-Za-z0-9_-]{30,}")
_SHARED: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.StackInfoRenderer(),
]
# Extras of uvicorn and Celery that repeat the message.
_NOISE = ("color_message", "data")


class SecretMask:
    """Hides the given secrets, and whatever has the shape of a bot token, in a finished line."""

    def __init__(self, secrets: Sequence[str]) -> None:
        known = sorted({secret for secret in secrets if len(secret) >= 6}, key=len, reverse=True)
        self._known = re.compile("|".join(map(re.escape, known))) if known else None

    def __call__(self, text: str) -> str:
        if self._known is not None:
            text = self._known.sub(MASK, text)
        return _TOKEN_SHAPE.sub(MASK, text)


class MaskedRenderer:
    """Renders an event with another renderer, then masks the line: tracebacks and URLs included."""

    def __init__(self, renderer: Processor, mask: SecretMask) -> None:
        self._renderer = renderer
        self._mask = mask

    def __call__(self, logger: WrappedLogger, name: str, event: EventDict) -> str:
        return self._mask(str(self._renderer(logger, name, event)))


def logging_config(
    *, log_format: str, secrets: Sequence[str], level: str = "INFO"
) -> dict[str, Any]:
    """Django's `LOGGING`; also sets structlog up. `log_format` is `json` or `console`."""
    structlog.configure(
        processors=[*_SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "store": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": [*_SHARED, structlog.stdlib.ExtraAdder()],
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    _without_noise,
                    *_renderers(log_format, SecretMask(secrets)),
                ],
            }
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "store"}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            "django": {"handlers": [], "propagate": True},
            "django.server": {"handlers": [], "propagate": True},
            "uvicorn": {"handlers": [], "propagate": True},
            "uvicorn.error": {"handlers": [], "propagate": True},
            # Our own line per request (shop/request_id.py) says more and carries the request id.
            "uvicorn.access": {"handlers": [], "propagate": False},
            "httpx": {"level": "WARNING"},
            # Tasks run every few seconds: what failed is said, and what matters says so itself.
            "celery.beat": {"level": "WARNING"},
            "celery.worker.strategy": {"level": "WARNING"},
            "celery.app.trace": {"level": "WARNING"},
        },
    }


def _without_noise(logger: WrappedLogger, name: str, event: EventDict) -> EventDict:
    for key in _NOISE:
        event.pop(key, None)
    return event


def _renderers(log_format: str, mask: SecretMask) -> list[Processor]:
    if log_format == "console":
        console = structlog.dev.ConsoleRenderer(
            colors=False, exception_formatter=structlog.dev.plain_traceback
        )
        return [MaskedRenderer(console, mask)]
    return [
        structlog.processors.format_exc_info,
        MaskedRenderer(structlog.processors.JSONRenderer(ensure_ascii=False, default=str), mask),
    ]

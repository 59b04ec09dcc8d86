"""What the log shows, and what it must never show."""

import io
import json
import logging
import logging.config
from collections.abc import Iterator

import pytest
import structlog
from django.conf import settings

from shop.logging import logging_config

TOKEN = "1234567890:AAHfiqksKZ8WmR2zSjiQ7_v4TMAKdiHm9T0"


@pytest.fixture
def lines(request: pytest.FixtureRequest) -> Iterator[io.StringIO]:
    """What is logged, in the format named by the test's parameter (JSON by default)."""
    out = io.StringIO()
    log_format = getattr(request, "param", "json")
    config = logging_config(log_format=log_format, secrets=["hunter2-hunter2", "tiny"])
    config["handlers"]["console"]["stream"] = out
    logging.config.dictConfig(config)
    yield out
    logging.config.dictConfig(settings.LOGGING)


def test_structlog_and_logging_speak_the_same_json(lines: io.StringIO) -> None:
    with structlog.contextvars.bound_contextvars(request_id="r-1"):
        structlog.get_logger("shop.a").info("order_placed", order=56)
        logging.getLogger("library").warning("odd %s", "thing")
    own, foreign = (json.loads(line) for line in lines.getvalue().splitlines())
    assert own["event"] == "order_placed"
    assert own["order"] == 56
    assert own["level"] == "info"
    assert foreign["event"] == "odd thing"
    assert foreign["level"] == "warning"
    assert own["request_id"] == foreign["request_id"] == "r-1"


@pytest.mark.parametrize("lines", ["json", "console"], indirect=True)
def test_secrets_are_masked_wherever_they_stand(lines: io.StringIO) -> None:
    log = logging.getLogger("aiohttp.client")
    log.warning("POST https://api.telegram.org/bot%s/sendMessage", TOKEN)
    structlog.get_logger("x").warning("with_field", header="hunter2-hunter2")
    try:
        raise RuntimeError(f"cannot reach /bot{TOKEN}/getMe with hunter2-hunter2")
    except RuntimeError:
        structlog.get_logger("x").exception("failed")
    text = lines.getvalue()
    assert "RuntimeError" in text
    assert "sendMessage" in text
    assert TOKEN not in text
    assert "hunter2" not in text


def test_short_values_do_not_blot_the_log(lines: io.StringIO) -> None:
    logging.getLogger("x").warning("a tiny thing at 12:30")
    assert json.loads(lines.getvalue())["event"] == "a tiny thing at 12:30"

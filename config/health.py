"""Health of the parts that only this room can see: the broker and the bot of this process."""

from django.conf import settings

from config.celery import app
from shop.health import SwitchedOff

# Of the broker's Redis, which may take connections and never answer.
_IMPATIENT = {"socket_connect_timeout": 2, "socket_timeout": 2} if settings.REDIS_URL else {}
_bot_started = False


def bot_started(started: bool) -> None:
    """Told by the server's lifespan (config/asgi.py)."""
    global _bot_started
    _bot_started = started


def check_bot() -> None:
    """Whether this process takes updates. Telegram's own health is no reason to leave service."""
    if not settings.TELEGRAM_BOT_TOKEN:
        raise SwitchedOff
    if not _bot_started:
        raise RuntimeError("the bot was not started: this process does not run config.asgi")


def check_broker() -> None:
    """Whether jobs can be handed over."""
    with app.connection_for_write(transport_options=_IMPATIENT) as connection:
        connection.ensure_connection(max_retries=1, timeout=2)

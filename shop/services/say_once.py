"""What is told once a day at the most, however often it comes true."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import connection
from django.utils import timezone

from shop.models import Said
from shop.transactions import transactional

_KEPT = timedelta(days=30)
_AT_ONCE = 300


@transactional
def not_said_today(kind: str, keys: Iterable[str]) -> set[str]:
    """Those of `keys` that nobody has said today (in the store's time zone): they are now.

    If the caller's transaction fails, they are not. In the order of the keys, so that two that
    say the same things wait for each other and never in a ring.
    """
    wanted = sorted(set(keys))
    new: set[str] = set()
    for start in range(0, len(wanted), _AT_ONCE):
        new |= _write(kind, wanted[start : start + _AT_ONCE], store_today())
    return new


def store_today() -> date:
    return timezone.localdate(timezone=timezone.get_default_timezone())


def forget_said() -> int:
    """Drop what was said a month ago; how many rows."""
    return Said.objects.filter(day__lt=store_today() - _KEPT).delete()[0]


def _write(kind: str, keys: list[str], day: date) -> set[str]:
    table = connection.ops.quote_name(Said._meta.db_table)
    marks = ", ".join(["(%s, %s, %s)"] * len(keys))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (kind, key, day) VALUES {marks} "  # noqa: S608  # our own names
            "ON CONFLICT DO NOTHING RETURNING key",
            [value for key in keys for value in (kind, key, day)],
        )
        return {key for (key,) in cursor.fetchall()}

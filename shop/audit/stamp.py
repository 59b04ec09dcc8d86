"""Telling the database who is acting, in the statement itself: no query more, nothing to undo.

PostgreSQL's triggers read it from the end of the statement's text, SQLite's ask a function.
"""

from __future__ import annotations

import base64
import json
import re
import sqlite3
from collections.abc import Callable
from threading import local
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

from shop.audit.acting import current
from shop.audit.watched import watched_tables

# What a WITH leads to is not looked for: it may be a write.
_WRITE = re.compile(
    r'\s*(?:WITH\b|(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM)\s+"?(\w+)"?)', re.IGNORECASE
)
_said = local()


def stamped(sql: str) -> str:
    """The statement with who is acting, for PostgreSQL."""
    words = json.dumps(current().words(), ensure_ascii=False).encode()
    return f"{sql} /*audit:{base64.b64encode(words).decode()}*/"


def stamp_writes(connection: BaseDatabaseWrapper, **_: Any) -> None:
    """For `connection_created`: from here on each write to a watched table says who is acting."""
    if connection.vendor == "sqlite":
        raw: sqlite3.Connection = connection.connection
        raw.create_function("audit_says", 1, _says)
    if _stamp not in connection.execute_wrappers:
        connection.execute_wrappers.append(_stamp)


def _stamp(
    execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]
) -> Any:
    found = _WRITE.match(sql) if isinstance(sql, str) else None
    if found is None or (found[1] is not None and found[1] not in watched_tables()):
        return execute(sql, params, many, context)
    if context["connection"].vendor == "postgresql":
        return execute(stamped(sql), params, many, context)
    _said.words = current().words()
    try:
        return execute(sql, params, many, context)
    finally:
        del _said.words


def _says(name: str) -> str | None:
    """SQLite's question during a write: NULL when this write is not to be recorded."""
    words: dict[str, str] = getattr(_said, "words", None) or current().words()
    return words.get(name)

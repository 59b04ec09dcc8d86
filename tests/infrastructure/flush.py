"""How the database is emptied after a test with real transactions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest
from django.db.backends.postgresql.base import DatabaseWrapper as Postgresql
from django.db.backends.sqlite3.base import DatabaseWrapper as Sqlite


@contextmanager
def flushed_quickly() -> Iterator[None]:
    """Row by row, past the guards of the audit log: PostgreSQL's TRUNCATE of a hundred tables takes
    half a second, however empty they are."""
    truncate, flush = Postgresql.ops_class.sql_flush, Sqlite.ops_class.sql_flush

    def on_postgresql(self: Any, style: Any, tables: Sequence[str], **options: Any) -> list[str]:
        if options.get("reset_sequences") or not _may_go_past_triggers(self.connection):
            return truncate(self, style, tables, **options)
        emptied = [f"DELETE FROM {self.quote_name(table)}" for table in tables]
        return ["SET LOCAL session_replication_role = replica", *emptied] if tables else []

    def on_sqlite(self: Any, *args: Any, **options: Any) -> list[str]:
        statements = flush(self, *args, **options)
        return ["DROP TRIGGER IF EXISTS audit_append_only_delete", *statements]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Postgresql.ops_class, "sql_flush", on_postgresql)
        patch.setattr(Sqlite.ops_class, "sql_flush", on_sqlite)
        yield


def _may_go_past_triggers(connection: Any) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        return bool(cursor.fetchone()[0])

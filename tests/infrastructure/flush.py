"""How the database is emptied after a test with real transactions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from django.db.backends.postgresql.base import DatabaseWrapper as Postgresql
from django.db.backends.sqlite3.base import DatabaseWrapper as Sqlite
from psycopg import sql

_SEEDS = "seeds"


@contextmanager
def flushed_quickly() -> Iterator[None]:
    """Row by row, past the guards of the audit log: PostgreSQL's TRUNCATE of a hundred tables takes
    half a second, however empty they are. What migrations wrote comes back (`keep_seeds`)."""
    truncate, flush = Postgresql.ops_class.sql_flush, Sqlite.ops_class.sql_flush

    def on_postgresql(self: Any, style: Any, tables: Sequence[str], **options: Any) -> list[str]:
        if options.get("reset_sequences") or not _may_go_past_triggers(self.connection):
            return truncate(self, style, tables, **options)
        emptied = [f"DELETE FROM {self.quote_name(table)}" for table in tables]
        refilled = [
            f"INSERT INTO {self.quote_name(table)} SELECT * FROM {_SEEDS}.{self.quote_name(table)}"
            for table in _seeds(self.connection)
            if table in tables
        ]
        return ["SET LOCAL session_replication_role = replica", *emptied, *refilled]

    def on_sqlite(self: Any, *args: Any, **options: Any) -> list[str]:
        statements = flush(self, *args, **options)
        return ["DROP TRIGGER IF EXISTS audit_append_only_delete", *statements]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Postgresql.ops_class, "sql_flush", on_postgresql)
        patch.setattr(Sqlite.ops_class, "sql_flush", on_sqlite)
        yield


def keep_seeds(database: psycopg.Connection[Any]) -> None:
    """Copy what migrations have written, the legal texts for instance, to where no flush comes."""
    database.execute(f"CREATE SCHEMA {_SEEDS}")
    found = database.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    for (table,) in found.fetchall():
        names = sql.Identifier(_SEEDS, table), sql.Identifier(table)
        if database.execute(sql.SQL("SELECT FROM {} LIMIT 1").format(names[1])).rowcount:
            database.execute(sql.SQL("CREATE TABLE {} AS TABLE {}").format(*names))


def _seeds(connection: Any) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s", [_SEEDS])
        return [table for (table,) in cursor.fetchall()]


def _may_go_past_triggers(connection: Any) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        return bool(cursor.fetchone()[0])

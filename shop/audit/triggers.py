"""Keeping the audit log's triggers in step with the tables: `migrate` does it by itself."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from typing import Any

from django.apps import AppConfig, apps
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.introspection import FieldInfo

from shop.audit import postgresql, sqlite
from shop.audit.watched import watched
from shop.models.audit import AuditEntry


def drop_before_migrate(using: str, plan: Sequence[Any] = (), **_: Any) -> None:
    """For `pre_migrate`: SQLite makes a changed table anew, which triggers would not survive."""
    if plan and connections[using].vendor == "sqlite":
        drop_triggers(connections[using])


def make_after_migrate(sender: AppConfig, using: str, **_: Any) -> None:
    """For `post_migrate`: once, after the last app."""
    with_models = [config for config in apps.get_app_configs() if config.models_module is not None]
    if sender is with_models[-1]:
        make_triggers(connections[using])


def make_triggers(connection: BaseDatabaseWrapper) -> bool:
    """See that every watched table has the triggers of now; whether anything was to be done."""
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        if AuditEntry._meta.db_table not in tables:
            drop_triggers(connection)
            return False
        if connection.vendor == "postgresql":
            return _make_on_postgresql(connection, tables)
        return _make_on_sqlite(connection, tables)


def drop_triggers(connection: BaseDatabaseWrapper) -> None:
    with connection.cursor() as cursor:
        on_postgresql = connection.vendor == "postgresql"
        cursor.execute(postgresql.FIND if on_postgresql else sqlite.FIND)
        for (name,) in cursor.fetchall():
            cursor.execute(
                f'DROP FUNCTION "{name}"() CASCADE' if on_postgresql else f'DROP TRIGGER "{name}"'
            )


def _make_on_postgresql(connection: BaseDatabaseWrapper, tables: Collection[str]) -> bool:
    wanted = list(postgresql.statements(tables))
    mark = hashlib.sha256("\n".join(wanted).encode()).hexdigest()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('audit triggers'))")
        cursor.execute("SELECT obj_description(to_regproc('audit_append_only'), 'pg_proc')")
        if cursor.fetchone() == (mark,):
            return False
        drop_triggers(connection)
        for statement in wanted:
            cursor.execute(statement)
        cursor.execute(f"COMMENT ON FUNCTION audit_append_only() IS '{mark}'")
    return True


def _make_on_sqlite(connection: BaseDatabaseWrapper, tables: Collection[str]) -> bool:
    with connection.cursor() as cursor:
        columns = {
            one.table: [row.name for row in _description(connection, one.table)]
            for one in watched().values()
            if one.table in tables
        }
        wanted = [statement.strip() for statement in sqlite.statements(columns)]
        cursor.execute(sqlite.FIND.replace("SELECT name", "SELECT sql"))
        if sorted(sql for (sql,) in cursor.fetchall()) == sorted(wanted):
            return False
        drop_triggers(connection)
        for statement in wanted:
            cursor.execute(statement)
    return True


def _description(connection: BaseDatabaseWrapper, table: str) -> list[FieldInfo]:
    with connection.cursor() as cursor:
        return connection.introspection.get_table_description(cursor, table)

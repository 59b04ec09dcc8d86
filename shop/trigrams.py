"""Indexes that find parts of words, for migrations; PostgreSQL alone has them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import migrations


def trigram_indexes(indexes: Mapping[str, str]) -> migrations.RunPython:
    """The operation that makes `{name: "table USING gin (… gin_trgm_ops)"}`, and drops it back.

    For a migration with `atomic = False`: the store goes on selling meanwhile, and what was cut
    short begins anew. `icontains` asks for `upper(column::text)`, `contains` for the bare column.
    """

    def add(apps: Any, schema_editor: Any) -> None:
        if schema_editor.connection.vendor != "postgresql":
            return
        with schema_editor.connection.cursor() as cursor:
            # Even "IF NOT EXISTS" asks for the right to create: whoever lacks it may find it there.
            cursor.execute("SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'")
            if cursor.fetchone() is None:
                cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
            for name, what in indexes.items():
                cursor.execute(f"DROP INDEX IF EXISTS {name}")
                cursor.execute(f"CREATE INDEX CONCURRENTLY {name} ON {what}")
            # What upper() gives is known to the planner only once it has looked.
            for table in sorted({what.split()[0] for what in indexes.values()}):
                cursor.execute(f"ANALYZE {table}")

    def remove(apps: Any, schema_editor: Any) -> None:
        if schema_editor.connection.vendor != "postgresql":
            return
        with schema_editor.connection.cursor() as cursor:
            for name in indexes:
                cursor.execute(f"DROP INDEX IF EXISTS {name}")

    return migrations.RunPython(add, remove)

"""Rows written by the thousand, with ids and times of our own choosing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db import connection
from django.db.models import Field, JSONField, Max, Model

from shop.audit.stamp import stamped

Row = Sequence[Any]


def reserve_ids(model: type[Model], count: int) -> int:
    """The first of `count` ids in a row that nobody else will be given; call in a transaction."""
    if connection.vendor != "postgresql":
        newest: int | None = model._default_manager.aggregate(newest=Max("pk"))["newest"]
        return (newest or 0) + 1
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        # Without the lock another session could draw a number between the two statements.
        cursor.execute(f"LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE")
        cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id'))", [table])
        first: int = cursor.fetchone()[0]
        cursor.execute(
            "SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)",
            [table, first + max(count, 1) - 1],
        )
    return first


def write_rows(model: type[Model], columns: Sequence[str], rows: Iterable[Row]) -> None:
    """Insert rows of values, one per column (`parent_id`, not `parent`), as they are given.

    Defaults and `auto_now_add` do not apply: that is how the past is written.
    """
    fields: list[Field[Any, Any]] = [_field(model, column) for column in columns]
    table = connection.ops.quote_name(model._meta.db_table)
    names = ", ".join(connection.ops.quote_name(field.column or field.attname) for field in fields)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            kept = [place for place, field in enumerate(fields) if isinstance(field, JSONField)]
            with cursor.copy(stamped(f"COPY {table} ({names}) FROM STDIN")) as copy:
                for row in _prepared(fields, rows, kept):
                    copy.write_row(row)
        else:
            marks = ", ".join(["%s"] * len(fields))
            every = range(len(fields))
            cursor.executemany(
                f"INSERT INTO {table} ({names}) VALUES ({marks})",  # noqa: S608 - our own names
                list(_prepared(fields, rows, every)),
            )


def _field(model: type[Model], column: str) -> Field[Any, Any]:
    return next(field for field in model._meta.concrete_fields if field.attname == column)


def _prepared(
    fields: Sequence[Field[Any, Any]], rows: Iterable[Row], places: Sequence[int]
) -> Iterator[list[Any]]:
    """The rows with the values at `places` turned into what the database driver takes."""
    for row in rows:
        values = list(row)
        for place in places:
            values[place] = fields[place].get_db_prep_save(values[place], connection)
        yield values

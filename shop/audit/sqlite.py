"""The audit log's triggers on SQLite, row by row: the demo's database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from shop.audit.watched import Lookup, Watched, watched
from shop.models.audit import AuditEntry

_TRIGGER = """
CREATE TRIGGER audit_{event}_{table} AFTER {event} ON "{table}" FOR EACH ROW
WHEN audit_says('channel') IS NOT NULL AND ({when})
BEGIN
  INSERT INTO "{entries}" (
    created_at, action, model, object_id, object_name, part_of, customer_id,
    actor, channel, reference, request_id, changes, personal
  ) VALUES (
    strftime('%Y-%m-%d %H:%M:%f000', 'now'), '{action}', '{label}', {row}."{key}",
    substr({name}, 1, 200), {part_of}, {customer}, audit_says('actor'), audit_says('channel'),
    audit_says('reference'), audit_says('request_id'), {changes}, {personal}
  );
END
"""
_APPEND_ONLY = (
    """
CREATE TRIGGER audit_append_only_delete BEFORE DELETE ON "{entries}" FOR EACH ROW
WHEN OLD.created_at >= datetime('now', '-{days} days')
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END
""",
    """
CREATE TRIGGER audit_append_only_update BEFORE UPDATE ON "{entries}" FOR EACH ROW
WHEN NEW.personal IS NOT NULL OR {others}
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END
""",
)


FIND = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'audit_%'"


def statements(tables: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """What makes the triggers of those of `tables` (their columns by name) that are watched."""
    for one in watched().values():
        columns = [
            name for name in tables.get(one.table, ()) if name not in (one.key, *one.ignored)
        ]
        for event in ("INSERT", "UPDATE", "DELETE"):
            if columns and (event != "INSERT" or one.inserts != "false"):
                yield _trigger(one, event, columns)
    fields = [field for field in AuditEntry._meta.concrete_fields if field.name != "personal"]
    others = " OR ".join(f'NEW."{field.column}" IS NOT OLD."{field.column}"' for field in fields)
    for statement in _APPEND_ONLY:
        yield statement.format(
            entries=AuditEntry._meta.db_table, days=AuditEntry.KEPT_DAYS, others=others
        )


def _trigger(one: Watched, event: str, columns: Sequence[str]) -> str:
    row = "OLD" if event == "DELETE" else "NEW"
    changed = " OR ".join(f'OLD."{name}" IS NOT NEW."{name}"' for name in columns)
    when = {"INSERT": one.inserts.replace("r.", "NEW."), "UPDATE": changed, "DELETE": "true"}
    return _TRIGGER.format(
        event=event,
        action=event.lower(),
        table=one.table,
        entries=AuditEntry._meta.db_table,
        when=when[event],
        label=one.label,
        row=row,
        key=one.key,
        name=f"coalesce({row}.\"{one.name}\", '')" if one.name else "''",
        part_of=_part_of(one, row),
        customer=_value(one.customer, row) if one.customer else "NULL",
        changes=_pairs(one, [name for name in columns if name not in one.personal], event),
        personal=_pairs(one, one.personal, event),
    )


def _pairs(one: Watched, columns: Iterable[str], event: str) -> str:
    """A JSON object of `[before, after]` by column, of those that differ."""
    parts = []
    for name in columns:
        before = "NULL" if event == "INSERT" else f'CAST(OLD."{name}" AS TEXT)'
        after = "NULL" if event == "DELETE" else f'CAST(NEW."{name}" AS TEXT)'
        pair = (
            "json_array('•••', '•••')" if name in one.secret else f"json_array({before}, {after})"
        )
        news = (
            f"{before} IS NOT {after}"
            if event == "UPDATE"
            else f"coalesce({before}, {after}, '') NOT IN ('', '{{}}')"
        )
        parts.append(f"SELECT '{name}' AS field, {pair} AS pair WHERE {news}")
    if not parts:
        return "'{}'"
    return (
        f"(SELECT coalesce(json_group_object(field, json(pair)), '{{}}') "  # noqa: S608 - our own
        f"FROM ({' UNION ALL '.join(parts)}))"
    )


def _part_of(one: Watched, row: str) -> str:
    if one.part_of is None:
        return "''"
    label, key = one.part_of
    return f"coalesce('{label}:' || {_value(key, row)}, '')"


def _value(where: str | Lookup, row: str) -> str:
    if isinstance(where, str):
        return f'{row}."{where}"'
    found = watched()[where.model]
    return (
        f'(SELECT "{where.column}" FROM "{found.table}" '  # noqa: S608 - our own names
        f'WHERE "{found.key}" = {row}."{where.by}")'
    )

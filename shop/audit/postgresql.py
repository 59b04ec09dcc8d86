"""The audit log's triggers on PostgreSQL: one call per statement, however many rows it changes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from shop.audit.watched import Lookup, Watched, watched
from shop.models.audit import AuditEntry

# Who is acting stands at the very end of the statement, where no value can stand.
_SAYS = """
CREATE OR REPLACE FUNCTION audit_says() RETURNS jsonb LANGUAGE plpgsql STABLE AS $body$
DECLARE
  said text := substring(right(current_query(), 2000) from '/\\*audit:([A-Za-z0-9+/=]*)\\*/$');
BEGIN
  RETURN coalesce(
    convert_from(decode(said, 'base64'), 'utf8')::jsonb,
    '{"actor": "system", "channel": "system", "reference": "", "request_id": ""}'
  );
END $body$
"""

_FUNCTION = """
CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
  says jsonb := audit_says();
BEGIN
  IF NOT says ? 'channel' THEN
    RETURN NULL;
  ELSIF TG_OP = 'INSERT' THEN
    {insert}
      FROM (SELECT '{{}}'::jsonb AS was, to_jsonb(r) AS becomes, to_jsonb(r) AS one
            FROM new_rows AS r WHERE {inserts}) AS row {values}
      ORDER BY (one->>'{key}')::bigint;
  ELSIF TG_OP = 'UPDATE' THEN
    {insert}
      FROM (SELECT to_jsonb(o) AS was, to_jsonb(n) AS becomes, to_jsonb(n) AS one
            FROM old_rows AS o JOIN new_rows AS n ON n."{key}" = o."{key}"
            WHERE o.* IS DISTINCT FROM n.*) AS row {values}
      WHERE value.plain <> '{{}}' OR value.personal <> '{{}}'
      ORDER BY (one->>'{key}')::bigint;
  ELSE
    {insert}
      FROM (SELECT to_jsonb(r) AS was, '{{}}'::jsonb AS becomes, to_jsonb(r) AS one
            FROM old_rows AS r) AS row {values}
      ORDER BY (one->>'{key}')::bigint;
  END IF;
  RETURN NULL;
END $body$
"""

_INSERT = """
INSERT INTO {entries} (
  created_at, action, model, object_id, object_name, part_of, customer_id,
  actor, channel, reference, request_id, changes, personal
) SELECT
  statement_timestamp(), lower(TG_OP), '{label}', one->>'{key}', left({name}, 200), {part_of},
  {customer}, says->>'actor', says->>'channel', says->>'reference', says->>'request_id',
  value.plain, value.personal
"""

# What is empty before and after is no news; of a secret only that it changed.
_VALUES = """
CROSS JOIN LATERAL (
  SELECT
    coalesce(jsonb_object_agg(field, pair) FILTER (WHERE field <> ALL ({personal})), '{{}}') AS plain,
    coalesce(jsonb_object_agg(field, pair) FILTER (WHERE field = ANY ({personal})), '{{}}') AS personal
  FROM (
    SELECT coalesce(o.key, n.key) AS field, CASE
      WHEN coalesce(o.key, n.key) = ANY ({secret}) THEN '["•••", "•••"]'::jsonb
      ELSE jsonb_build_array(o.value, n.value) END AS pair
    FROM jsonb_each_text(was) AS o FULL JOIN jsonb_each_text(becomes) AS n USING (key)
    WHERE o.value IS DISTINCT FROM n.value
      AND (TG_OP = 'UPDATE' OR coalesce(o.value, n.value, '') NOT IN ('', '{{}}'))
      AND coalesce(o.key, n.key) <> ALL ({ignored})
  ) AS changed
) AS value
"""

_APPEND_ONLY = """
CREATE OR REPLACE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  IF TG_OP = 'DELETE' AND OLD.created_at < now() - interval '{days} days' THEN
    RETURN OLD;
  END IF;
  IF TG_OP = 'UPDATE' AND NEW.personal IS NULL
    AND to_jsonb(NEW) - 'personal' = to_jsonb(OLD) - 'personal' THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'the audit log is append-only' USING ERRCODE = 'insufficient_privilege';
END $body$
"""


FIND = (
    "SELECT proname FROM pg_proc WHERE prorettype = 'trigger'::regtype "
    "AND proname LIKE 'audit\\_%' AND pronamespace = current_schema()::regnamespace"
)


def statements(tables: Collection[str]) -> Iterator[str]:
    """What makes the triggers of those of `tables` that are watched."""
    entries = AuditEntry._meta.db_table
    yield _SAYS
    for one in watched().values():
        if one.table not in tables:
            continue
        name = f"audit_{one.table}"
        yield _function(name, one, entries)
        for event, rows in (
            ("insert", "NEW TABLE AS new_rows"),
            ("update", "OLD TABLE AS old_rows NEW TABLE AS new_rows"),
            ("delete", "OLD TABLE AS old_rows"),
        ):
            if event == "insert" and one.inserts == "false":
                continue
            yield (
                f'CREATE TRIGGER audit_{event} AFTER {event.upper()} ON "{one.table}" '
                f"REFERENCING {rows} FOR EACH STATEMENT EXECUTE FUNCTION {name}()"
            )
    yield _APPEND_ONLY.format(days=AuditEntry.KEPT_DAYS)
    yield (
        f'CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON "{entries}" '
        "FOR EACH ROW EXECUTE FUNCTION audit_append_only()"
    )


def _function(name: str, one: Watched, entries: str) -> str:
    personal, secret, ignored = (
        _array(columns) for columns in (one.personal, one.secret, (one.key, *one.ignored))
    )
    insert = _INSERT.format(
        entries=entries,
        label=one.label,
        key=one.key,
        name=f"coalesce(one->>'{one.name}', '')" if one.name else "''",
        part_of=_part_of(one),
        customer=f"({_value(one.customer)})::bigint" if one.customer else "NULL",
    )
    return _FUNCTION.format(
        name=name,
        insert=insert.strip(),
        values=_VALUES.format(personal=personal, secret=secret, ignored=ignored).strip(),
        inserts=one.inserts,
        key=one.key,
    )


def _part_of(one: Watched) -> str:
    if one.part_of is None:
        return "''"
    label, key = one.part_of
    return f"coalesce('{label}:' || {_value(key)}, '')"


def _value(where: str | Lookup) -> str:
    if isinstance(where, str):
        return f"(one->>'{where}')"
    table = watched()[where.model].table
    key = watched()[where.model].key
    return (
        f'(SELECT "{where.column}"::text FROM "{table}" '  # noqa: S608 - our own names
        f"WHERE \"{key}\" = (one->>'{where.by}')::bigint)"
    )


def _array(names: Iterable[str]) -> str:
    return "ARRAY[" + ", ".join(f"'{name}'" for name in names) + "]::text[]"

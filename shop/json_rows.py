"""An object and all that hangs on it by one query: the rows of a queryset as one JSON list."""

from __future__ import annotations

import json
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, TypeVar

from django.db.models import F, JSONField, Model, QuerySet, Subquery
from django.db.models.functions import JSONObject

M = TypeVar("M", bound=Model)


class _ExactDecoder(json.JSONDecoder):
    """No float touches a price."""

    def __init__(self) -> None:
        super().__init__(parse_float=Decimal)


def exact_json() -> JSONField[Any, Any]:
    """What a query says in JSON, its fractions as Decimals."""
    return JSONField(decoder=_ExactDecoder)


class JsonRows(Subquery):
    """Every column of the queryset's rows, in no promised order; `instances` reads them.

    `parents.annotate(found=JsonRows(Child.objects.filter(parent=OuterRef("pk"))))`
    """

    template = "(SELECT COALESCE(JSONB_AGG(found.item), '[]'::jsonb) FROM (%(subquery)s) AS found)"

    def __init__(self, queryset: QuerySet[Any]) -> None:
        columns = {name: F(name) for name in _columns(queryset.model)}
        super().__init__(
            queryset.order_by().values(item=JSONObject(**columns)),
            output_field=exact_json(),
        )

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = "(SELECT JSON_GROUP_ARRAY(JSON(found.item)) FROM (%(subquery)s) AS found)"
        return self.as_sql(compiler, connection, template=template, **context)


def instances(model: type[M], rows: Sequence[dict[str, Any]]) -> list[M]:
    """The objects of a `JsonRows`, in the model's order of `sort_order` and key."""
    names, fields = _columns(model), model._meta.concrete_fields
    found = [
        model.from_db(None, names, [_value(field, row[field.attname]) for field in fields])
        for row in rows
    ]
    return sorted(found, key=lambda one: (getattr(one, "sort_order", 0), one.pk))


def _columns(model: type[Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]


def _value(field: Any, value: Any) -> Any:
    """SQLite keeps JSON as a text and booleans as numbers."""
    if isinstance(field, JSONField):
        return json.loads(value) if isinstance(value, str) else value
    return field.to_python(value)

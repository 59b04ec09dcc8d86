"""What the audit log watches: each room lists its models in `settings.AUDITED`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db.models import Field, Model
from django.utils.module_loading import import_string


@dataclass(frozen=True)
class Lookup:
    """The `column` of the row of `model` whose key stands in our column `by`."""

    model: str
    by: str
    column: str


@dataclass(frozen=True)
class Watched:
    """A model whose changes are recorded; what is named here are columns of its table.

    `personal` values are kept apart, where they can be erased; of `secret` ones only the fact
    that they changed is kept; `ignored` ones follow from others, or have a ledger of their own.
    `name` is the column that a row is called by, `kind` what such a row is for people, `part_of`
    the model and key in whose history it belongs, `customer` whom it concerns. `inserts` is an
    SQL condition on a new row `r`: whether it is recorded. What is not `exported` is the staff's
    own: whoever asks what is held of them does not get it. `words` says how people read what a
    JSON column holds.
    """

    model: str
    name: str = ""
    kind: Any = ""
    personal: tuple[str, ...] = ()
    secret: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    customer: str | Lookup = ""
    part_of: tuple[str, str | Lookup] | None = None
    inserts: str = "true"
    exported: bool = True
    words: Mapping[str, Callable[[Any], str]] = field(default_factory=dict)

    @property
    def model_class(self) -> type[Model]:
        return apps.get_model(self.model)

    @property
    def label(self) -> str:
        return self.model_class._meta.label_lower

    @property
    def table(self) -> str:
        return self.model_class._meta.db_table

    @property
    def key(self) -> str:
        return _column(self.model_class._meta.pk)


@cache
def watched() -> Mapping[str, Watched]:
    """By label (`orders.order`), all that is watched."""
    found: Sequence[Watched] = [
        one for path in settings.AUDITED for one in import_string(f"{path}.WATCHED")
    ]
    return {one.label: one for one in found}


@cache
def watched_tables() -> frozenset[str]:
    return frozenset(one.table for one in watched().values())


def not_watched() -> Mapping[str, str]:
    """Label → why its changes are not recorded."""
    return {
        apps.get_model(label)._meta.label_lower: reason
        for path in settings.AUDITED
        for label, reason in import_string(f"{path}.NOT_WATCHED").items()
    }


def field_of(model: type[Model], column: str) -> Field[Any, Any] | None:
    """The field that a recorded column belongs to; None when the model has it no more."""
    return next((field for field in model._meta.concrete_fields if field.column == column), None)


def _column(field: Field[Any, Any]) -> str:
    assert field.column is not None
    return field.column

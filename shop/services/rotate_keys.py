from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import F
from django.db.models.functions import Cast

from shop.audit.acting import unrecorded
from shop.crypto import EncryptedTextField, EncryptionError, encrypt, is_current, rotated

_WINDOW = 500


@dataclass
class Column:
    """What became of one encrypted column; `unreadable` are the keys of rows that stay as they are."""

    name: str
    secrets: int = 0
    rotated: int = 0
    unreadable: list[Any] = field(default_factory=list)


def rotate_keys() -> list[Column]:
    """Encrypt every secret of every model with the first key; what is so already stays. Repeatable.

    Raises EncryptionError without a usable key. A secret that changes meanwhile is left alone: it
    has the first key by then. The log of changes says nothing: no secret has changed.
    """
    encrypt("")
    return [_rotate(model, one) for model, one in encrypted_columns()]


def encrypted_columns() -> Iterator[tuple[type[models.Model], EncryptedTextField]]:
    for model in apps.get_models():
        for one in model._meta.concrete_fields:
            if isinstance(one, EncryptedTextField):
                yield model, one


def _rotate(model: type[models.Model], one: EncryptedTextField) -> Column:
    column = Column(f"{model._meta.label}.{one.name}")
    rows = model._base_manager.annotate(raw=Cast(F(one.name), models.TextField()))
    last: Any = None
    while True:
        rest = rows if last is None else rows.filter(pk__gt=last)
        window = list(rest.order_by("pk").values_list("pk", "raw")[:_WINDOW])
        if not window:
            return column
        for key, sealed in window:
            if sealed:
                _rotate_one(column, model, one, key, sealed)
        last = window[-1][0]


def _rotate_one(
    column: Column, model: type[models.Model], one: EncryptedTextField, key: Any, sealed: str
) -> None:
    column.secrets += 1
    if is_current(sealed):
        return
    try:
        fresh = rotated(sealed)
    except EncryptionError:
        column.unreadable.append(key)
        return
    raw = model._base_manager.annotate(raw=Cast(F(one.name), models.TextField()))
    with unrecorded():
        column.rotated += raw.filter(pk=key, raw=sealed).update(
            **{one.name: Cast(models.Value(fresh), models.TextField())}
        )

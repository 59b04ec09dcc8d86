"""Entries of the audit log as a person reads them."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db.models import BooleanField, DateTimeField, DecimalField, Field, JSONField, Model
from django.utils import timezone
from django.utils.formats import date_format, localize
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from shop.audit.watched import field_of, watched
from shop.models import AuditEntry
from shop.roles import ROLE_NAMES
from shop.translations import main_language

MASK = "•••"
_PEOPLE = "shop.customer"


@dataclass(frozen=True)
class Difference:
    """One field: `before` or `after` is empty where there was, or is, nothing."""

    label: str
    before: str
    after: str
    hidden: bool = False


def differences(
    entry: AuditEntry, names: Mapping[tuple[str, str], str], *, personal: bool
) -> list[Difference]:
    """What `entry` says field by field; without `personal` no word of a person's."""
    model = model_of(entry.model)
    found = []
    if entry.personal is None:
        found.append(Difference(_("Personal data"), "", _("erased"), hidden=True))
    found += [
        one for column, pair in entry.changes.items() for one in _spelt(model, column, pair, names)
    ]
    for column, pair in (entry.personal or {}).items():
        if personal:
            found += _spelt(model, column, pair, names)
        else:
            label = _label(model, column)
            before, after = (MASK if value else "" for value in pair)
            found.append(Difference(label, before, after, hidden=True))
    return found


def related_names(entries: Iterable[AuditEntry]) -> dict[tuple[str, str], str]:
    """(label, key) → name of what the entries' foreign keys point to: one query per kind.

    Customers keep to their numbers.
    """
    wanted: defaultdict[type[Model], set[str]] = defaultdict(set)
    for entry in entries:
        for column, pair in entry.changes.items():
            target = _target(model_of(entry.model), column)
            if target is not None and target._meta.label_lower != _PEOPLE:
                wanted[target].update(key for key in pair if key)
    return {
        (model._meta.label_lower, str(key)): _name(found)
        for model, keys in wanted.items()
        for key, found in model._default_manager.in_bulk(list(keys)).items()
    }


def _name(found: Model) -> str:
    return str(ROLE_NAMES.get(found.name, found)) if isinstance(found, Group) else str(found)


def model_of(label: str) -> type[Model] | None:
    """The model of a label; None when the store has none such any more."""
    try:
        return apps.get_model(label)
    except (LookupError, ValueError):
        return None


def kind_name(label: str) -> str:
    """`Product`, in the language of the page."""
    model = model_of(label)
    if model is None:
        return label
    if label in watched() and watched()[label].kind:
        return str(watched()[label].kind)
    if model._meta.auto_created:
        foreign = [field for field in model._meta.concrete_fields if field.is_relation]
        return capfirst(" – ".join(_field_name(model, field) for field in foreign))
    return capfirst(str(model._meta.verbose_name))


def kinds() -> list[tuple[str, str]]:
    """Label and name of everything that is watched, in the order of the names."""
    return sorted(((label, kind_name(label)) for label in watched()), key=lambda one: one[1])


def actor_name(actor: str) -> str:
    """Who it was: the log-in of a member of staff, the number of a customer."""
    kind, _colon, who = actor.partition(":")
    words = {
        "staff": who,
        "customer": _("Customer %(id)s") % {"id": who},
        "client": _("API client %(name)s") % {"name": who},
        "system": pgettext("audit", "System"),
        "nobody": _("Nobody logged in"),
    }
    return words.get(kind, actor)


def _spelt(
    model: type[Model] | None,
    column: str,
    pair: Sequence[str | None],
    names: Mapping[tuple[str, str], str],
) -> Iterator[Difference]:
    if column == "translations":
        yield from _translations(model, *pair)
        return
    before, after = (_value(model, column, value, names) for value in pair)
    yield Difference(_label(model, column), before, after)


def _translations(
    model: type[Model] | None, before: str | None, after: str | None
) -> Iterator[Difference]:
    """The texts that differ, each with its language."""
    old, new = (_flat(value) for value in (before, after))
    for code, column in sorted({*old, *new}):
        if old.get((code, column)) != new.get((code, column)):
            label = f"{_plain_label(model, column)} ({code.upper()})"
            yield Difference(label, old.get((code, column), ""), new.get((code, column), ""))


def _flat(value: str | None) -> dict[tuple[str, str], str]:
    texts = json.loads(value) if value else {}
    return {(code, name): str(text) for code, own in texts.items() for name, text in own.items()}


def _label(model: type[Model] | None, column: str) -> str:
    label = _plain_label(model, column)
    translated = column in getattr(model, "translated_fields", ())
    return f"{label} ({main_language().upper()})" if translated else label


def _plain_label(model: type[Model] | None, column: str) -> str:
    field = field_of(model, column) if model else None
    return capfirst(_field_name(model, field)) if model and field else column


def _field_name(model: type[Model], field: Field[Any, Any]) -> str:
    """What a form calls the field; the columns of Django's own between two models bear no name."""
    target = field.related_model if model._meta.auto_created else None
    return str(target._meta.verbose_name if isinstance(target, type) else field.verbose_name)


def _value(
    model: type[Model] | None, column: str, value: str | None, names: Mapping[tuple[str, str], str]
) -> str:
    field = field_of(model, column) if model else None
    if value is None or value == "" or field is None:
        return value or ""
    target = _target(model, column)
    if target is not None:
        return names.get((target._meta.label_lower, value), f"#{value}")
    try:
        return _in_words(field, value)
    except (ValidationError, ValueError, TypeError):
        return value


def _in_words(field: Field[Any, Any], value: str) -> str:
    if isinstance(field, JSONField):
        return _json_in_words(field, json.loads(value))
    if isinstance(field, BooleanField):
        return _("Yes") if value in ("1", "true") else _("No")
    plain = field.to_python(value)
    if field.choices:
        return str(dict(field.flatchoices).get(plain, plain))
    if isinstance(field, DecimalField):
        return str(localize(Decimal(plain).quantize(Decimal(1).scaleb(-field.decimal_places))))
    if isinstance(field, DateTimeField) and isinstance(plain, datetime):
        aware = plain if timezone.is_aware(plain) else plain.replace(tzinfo=UTC)
        return date_format(timezone.localtime(aware), "SHORT_DATETIME_FORMAT")
    if isinstance(plain, date):
        return date_format(plain, "SHORT_DATE_FORMAT")
    if isinstance(plain, time):
        return f"{plain:%H:%M}"
    return value


def _json_in_words(field: Field[Any, Any], value: Any) -> str:
    """As `Watched.words` has it, else its parts with commas between them."""
    known = watched().get(field.model._meta.label_lower)
    words = known.words.get(str(field.column)) if known is not None else None
    if words is not None:
        return words(value)
    if isinstance(value, dict):
        return ", ".join(f"{name}: {_json_in_words(field, one)}" for name, one in value.items())
    if isinstance(value, list):
        return ", ".join(_json_in_words(field, one) for one in value)
    return "" if value is None else str(value)


def _target(model: type[Model] | None, column: str) -> type[Model] | None:
    field = field_of(model, column) if model else None
    related = field.related_model if field is not None and field.is_relation else None
    return related if isinstance(related, type) else None

"""Fields that take exactly what the schema says: no "2" for 2, no 5 for "5"."""

from __future__ import annotations

import datetime
import re
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

LARGEST_ID = 2**63 - 1
MOST_MONEY = Decimal("9999999999.99")
_MONEY = re.compile(r"(0|[1-9][0-9]{0,9})(\.[0-9]{1,2})?", re.ASCII)


class Text(serializers.CharField):
    """A JSON string, trimmed."""

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return str(super().to_internal_value(data))


class Whole(serializers.IntegerField):
    """A JSON integer."""

    def to_internal_value(self, data: Any) -> int:
        if isinstance(data, float) and data.is_integer() and abs(data) < 2**53:
            data = int(data)  # to JSON, 2.0 is the integer 2
        if not isinstance(data, int) or isinstance(data, bool):
            self.fail("invalid")
        return data


def Id(**kwargs: Any) -> Whole:  # noqa: N802  # it makes a field
    """The id of a row: what does not fit into the column is malformed, not missing."""
    return Whole(min_value=1, max_value=LARGEST_ID, **kwargs)


class Flag(serializers.BooleanField):
    """A JSON boolean."""

    def to_internal_value(self, data: Any) -> bool:
        if not isinstance(data, bool):
            self.fail("invalid", input=data)
        return data


@extend_schema_field(
    {"type": "string", "pattern": r"^(0|[1-9][0-9]{0,9})(\.[0-9]{1,2})?$", "examples": ["19.99"]}
)
class Money(serializers.Field[Decimal, Any, str, Decimal]):
    """An amount as text, `"19.99"`; two digits after the point when it is given out."""

    default_error_messages = {
        "invalid": _('An amount is text such as "19.99", from 0 to 9999999999.99.')
    }

    def to_internal_value(self, data: Any) -> Decimal:
        if not isinstance(data, str) or not _MONEY.fullmatch(data):
            self.fail("invalid")
        return Decimal(data)

    def to_representation(self, value: Decimal) -> str:
        return f"{value:.2f}"


class Time(serializers.DateTimeField):
    """A moment, ISO 8601 in UTC."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(default_timezone=datetime.UTC, **kwargs)


class Rows(serializers.ListSerializer[Any]):
    """A list of objects; the schema tells its limits."""


def rows(child: serializers.Serializer[Any], **kwargs: Any) -> Rows:
    """A list of what `child` takes, with `min_length` and `max_length`."""
    return Rows(child=child, **kwargs)


@extend_schema_field(OpenApiTypes.URI)
class Address(serializers.CharField):
    """A whole address of a file of the store."""

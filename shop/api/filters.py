"""Filters by query parameters that refuse what they do not understand."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import django_filters
from django import forms
from django_filters.rest_framework import DjangoFilterBackend
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field

from shop.api.fields import LARGEST_ID, MOST_MONEY

LONGEST_SEARCH = 200


class Filters(DjangoFilterBackend):  # type: ignore[misc]  # django-filter is untyped
    """The view's `filterset_class`; a parameter that is malformed is a 422."""


@extend_schema_field({"type": "integer", "minimum": 1, "maximum": LARGEST_ID})
class IdFilter(django_filters.Filter):  # type: ignore[misc]
    field_class = forms.IntegerField

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, min_value=1, max_value=LARGEST_ID, **kwargs)


@extend_schema_field({"type": "number", "minimum": 0, "maximum": float(MOST_MONEY)})
class MoneyFilter(django_filters.Filter):  # type: ignore[misc]
    field_class = forms.DecimalField

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, min_value=Decimal(0), max_value=MOST_MONEY, **kwargs)


@extend_schema_field(OpenApiTypes.BOOL)
class FlagFilter(django_filters.TypedChoiceFilter):  # type: ignore[misc]
    """`true` or `false`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        choices = [("true", "true"), ("false", "false")]
        super().__init__(*args, choices=choices, coerce=lambda given: given == "true", **kwargs)

    def filter(self, qs: Any, value: Any) -> Any:
        return super().filter(qs, value) if value in (True, False) else qs


@extend_schema_field({"type": "string", "maxLength": LONGEST_SEARCH})
class SearchFilter(django_filters.CharFilter):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, max_length=LONGEST_SEARCH, **kwargs)

"""Filters by query parameters that refuse what they do not understand."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, ClassVar

import django_filters
from django import forms
from django.db.models import QuerySet
from django_filters.rest_framework import DjangoFilterBackend
from drf_spectacular.utils import extend_schema_field
from rest_framework.request import Request

from shop.api.fields import LARGEST_ID, MOST_MONEY

LONGEST_SEARCH = 200


class Filters(DjangoFilterBackend):  # type: ignore[misc]  # django-filter is untyped
    """The view's `filterset_class`; a parameter that is malformed is a 422.

    The filter set stays at the view: `Pages` asks its `in_order`, if it has one, for the page alone,
    as a total needs no order.
    """

    def get_filterset(self, request: Request, queryset: QuerySet[Any], view: Any) -> Any:
        view.filterset = super().get_filterset(request, queryset, view)
        return view.filterset


class Described(django_filters.Filter):  # type: ignore[misc]
    """Tells the schema what it takes, and its help text, which the library else forgets."""

    takes: ClassVar[Mapping[str, Any]]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        described = {"description": kwargs["help_text"]} if "help_text" in kwargs else {}
        extend_schema_field({**self.takes, **described})(self)


class IdFilter(Described):
    field_class = forms.IntegerField
    takes = {"type": "integer", "minimum": 1, "maximum": LARGEST_ID}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, min_value=1, max_value=LARGEST_ID, **kwargs)


class MoneyFilter(Described):
    field_class = forms.DecimalField
    takes = {"type": "number", "minimum": 0, "maximum": float(MOST_MONEY)}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, min_value=Decimal(0), max_value=MOST_MONEY, **kwargs)


class FlagFilter(Described, django_filters.TypedChoiceFilter):  # type: ignore[misc]
    """`true` or `false`."""

    takes = {"type": "boolean"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        choices = [("true", "true"), ("false", "false")]
        super().__init__(*args, choices=choices, coerce=lambda given: given == "true", **kwargs)

    def filter(self, qs: Any, value: Any) -> Any:
        return super().filter(qs, value) if value in (True, False) else qs


class SearchFilter(Described, django_filters.CharFilter):  # type: ignore[misc]
    takes = {"type": "string", "maxLength": LONGEST_SEARCH}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, max_length=LONGEST_SEARCH, **kwargs)

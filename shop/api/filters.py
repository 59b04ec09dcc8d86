"""Filters by query parameters that refuse what they do not understand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

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

    The filter set stays at the view, for `Pages` to ask it for the order.
    """

    def get_filterset(self, request: Request, queryset: QuerySet[Any], view: Any) -> Any:
        view.filterset = super().get_filterset(request, queryset, view)
        return view.filterset


class Described(django_filters.Filter):  # type: ignore[misc]
    """Tells the schema what it takes, and its help text, which the library else forgets."""

    takes: Mapping[str, Any]

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


class OrderingFilter(Described, django_filters.ChoiceFilter):  # type: ignore[misc]
    """One of `names`, with `-` before it for the other way round; see `OrderedFilterSet`."""

    def __init__(self, *names: str, help_text: str) -> None:
        known = [f"{sign}{name}" for name in names for sign in ("", "-")]
        self.takes = {"type": "string", "enum": known}
        super().__init__(choices=[(name, name) for name in known], help_text=help_text)

    def filter(self, qs: Any, value: Any) -> Any:
        return qs


class OrderedFilterSet(django_filters.FilterSet):  # type: ignore[misc]
    """With an `OrderingFilter` named `ordering`, which is heard for the page alone: a total needs no
    order, and an order may cost a join.
    """

    def in_order(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """As asked for, else as they come."""
        ordering: str = self.form.cleaned_data.get("ordering") or ""
        sign, name = ("-", ordering[1:]) if ordering.startswith("-") else ("", ordering)
        return self.ordered(rows, sign, name) if name else rows

    def kept_total(self) -> Callable[[], int] | None:
        """What knows how many there are, where that is kept anyway; asked of large numbers alone."""
        return None

    def ordered(self, rows: QuerySet[Any], sign: str, name: str) -> QuerySet[Any]:
        return rows.order_by(f"{sign}{name}", f"{sign}pk")

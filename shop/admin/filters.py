"""Filters of the admin's lists: what they do not understand narrows nothing, and they say so.

A list may be looked at all the same; whoever exports it asks `is_understood` first.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from unfold.contrib.filters.admin import RangeDateFilter, RangeNumericFilter
from unfold.utils import parse_date_str
from unfold.widgets import UnfoldAdminTextInputWidget

from shop.periods import EARLIEST, LATEST, start_of

_DAY = timedelta(days=1)
_FROM, _TO = pgettext_lazy("first day", "from"), pgettext_lazy("last day", "to")
_MOST = Decimal(10) ** 12


def not_understood(request: HttpRequest, text: str) -> None:
    """A warning, said once on a page however often a list asks its filters."""
    said: set[str] = request.__dict__.setdefault("_not_understood", set())
    if text not in said:
        said.add(text)
        messages.warning(request, text)


def is_understood(request: HttpRequest) -> bool:
    """Whether the filters that were asked so far understood all that the address says."""
    return not request.__dict__.get("_not_understood")


class DayInput(forms.DateInput):
    """A day, picked as the browser picks it: the clocks of browser and store do not matter."""

    input_type = "date"

    def __init__(self) -> None:
        look = UnfoldAdminTextInputWidget().attrs["class"]
        super().__init__(attrs={"class": look}, format="%Y-%m-%d")


class _DaysForm(forms.Form):
    def __init__(self, name: str, **options: Any) -> None:
        super().__init__(**options)
        for end, label in (("from", _FROM), ("to", _TO)):
            self.fields[f"{name}_{end}"] = forms.DateField(
                label=label, required=False, widget=DayInput
            )


class DaysFilter(RangeDateFilter):  # type: ignore[misc]  # unfold is untyped
    """From one day of the store's time zone to another, both included."""

    form_class = _DaysForm
    template: ClassVar[str] = "admin/days_filter.html"

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(**self.bounds(request, self.field_path))

    def bounds(self, request: HttpRequest, field: str) -> dict[str, datetime]:
        """Lookups that hold `field` within the days asked for."""
        first, last = self.days(request)
        found = {}
        if first:
            found[f"{field}__gte"] = start_of(first)
        if last:
            found[f"{field}__lt"] = start_of(last + _DAY)
        return found

    def days(self, request: HttpRequest) -> tuple[date | None, date | None]:
        """The first and the last day asked for; None for an end that is open."""
        return self._day(request, "from"), self._day(request, "to")

    def _day(self, request: HttpRequest, end: str) -> date | None:
        text = str(self.used_parameters.get(f"{self.parameter_name}_{end}", ""))
        found: date | None = parse_date_str(text)
        if found and EARLIEST <= found <= LATEST:
            return found
        if text:
            words = _("“%(text)s” is not a day, so it narrows nothing.")
            not_understood(request, words % {"text": text})
        return None


class AmountFilter(RangeNumericFilter):  # type: ignore[misc]
    """From one amount to another; a decimal comma will do."""

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        least, most = self._amount(request, "from"), self._amount(request, "to")
        if least is not None:
            queryset = queryset.filter(**{f"{self.parameter_name}__gte": least})
        if most is not None:
            queryset = queryset.filter(**{f"{self.parameter_name}__lte": most})
        return queryset

    def _amount(self, request: HttpRequest, end: str) -> Decimal | None:
        text = str(self.used_parameters.get(f"{self.parameter_name}_{end}", ""))
        try:
            amount = Decimal("".join(text.split()).replace(",", "."))
        except InvalidOperation:
            amount = Decimal("NaN")
        if amount.is_finite() and abs(amount) < _MOST:
            return amount
        if text:
            words = _("“%(text)s” is not an amount, so it narrows nothing.")
            not_understood(request, words % {"text": text})
        return None


class OneOf(admin.SimpleListFilter):
    """One of the choices that `lookups` offers."""

    def __init__(self, request: HttpRequest, params: dict[str, Any], *others: Any) -> None:
        super().__init__(request, params, *others)
        asked = self.value()
        if asked and asked not in {str(key) for key, _words in self.lookup_choices}:
            self.used_parameters.clear()
            not_offered(request, asked, self.title)


def not_offered(request: HttpRequest, asked: str, title: Any) -> None:
    words = _("“%(text)s” is no choice for “%(filter)s”, so it narrows nothing.")
    not_understood(request, words % {"text": asked, "filter": title})

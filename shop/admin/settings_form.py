"""The form of the store's settings: working hours as two times per weekday."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import time
from typing import Any

from django import forms
from django.db.models import Model
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextInputWidget

from shop.admin.filters import DayInput
from shop.admin.payment_settings import PaymentForm
from shop.hours import MIDNIGHT, WeekHours

_ZERO_WHEN_EMPTY = ("least_order", "most_pieces", "unpaid_hours")


def hours_fields() -> list[tuple[str, str]]:
    """The names of the form's fields, a pair for each weekday from Monday."""
    return [(f"opens_{day}", f"closes_{day}") for day in range(7)]


def _time_field(label: Any) -> forms.TimeField:
    widget = UnfoldAdminTextInputWidget(attrs={"type": "time"})
    return forms.TimeField(label=label, required=False, widget=widget)


_HOURS = {
    name: _time_field(label)
    for day, names in enumerate(hours_fields())
    for name, label in zip(names, (WEEKDAYS[day], _("until")), strict=True)
}


class SettingsForm(type("HoursForm", (PaymentForm,), _HOURS)):  # type: ignore[misc]
    """An empty day is a day off; without any day nothing is said of hours.

    `seen` is what the settings were when the page was drawn: an older page, saved, would put
    everything on it back.
    """

    seen = forms.CharField(required=False, widget=forms.HiddenInput())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._now = _fingerprint(self.instance)
        self.initial["seen"] = self._now
        for name in _ZERO_WHEN_EMPTY:
            if name in self.fields:
                self.fields[name].required = False
        for field in self.fields.values():
            if isinstance(field.widget, forms.Textarea):
                field.widget.attrs["rows"] = 4
            elif isinstance(field, forms.DateField):
                field.widget = DayInput()
        for day, span in self.instance.week.days.items():
            for name, moment in zip(hours_fields()[day], span, strict=True):
                self.initial.setdefault(name, f"{moment:%H:%M}")

    def clean_currency(self) -> str:
        code: str = self.cleaned_data["currency"]
        return code.strip().upper()

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for name in _ZERO_WHEN_EMPTY:
            if cleaned.get(name, 0) is None:
                cleaned[name] = 0
        days = {day: span for day in range(7) if (span := self._span(day)) is not None}
        hours = WeekHours(days).kept()
        if cleaned.get("seen", "") not in ("", self._now) and self._changes_anything(hours):
            raise forms.ValidationError(
                _(
                    "Somebody else changed the settings meanwhile. Nothing was saved: open the page "
                    "anew."
                )
            )
        if not self.errors:
            self.instance.hours = hours
        return cleaned

    def _changes_anything(self, hours: Mapping[str, Any]) -> bool:
        """The second click of two does not."""
        apart = {"seen", *(name for names in hours_fields() for name in names)}
        return hours != self.instance.hours or not apart.issuperset(self.changed_data)

    def _span(self, day: int) -> tuple[time, time] | None:
        opens_name, closes_name = hours_fields()[day]
        opens, closes = self.cleaned_data.get(opens_name), self.cleaned_data.get(closes_name)
        if opens is None and closes is None:
            return None
        if opens is None or closes is None:
            empty = opens_name if opens is None else closes_name
            if empty not in self.errors:
                self.add_error(empty, _("Write both times, or none for a day off."))
            return None
        if closes != MIDNIGHT and closes <= opens:
            self.add_error(closes_name, _("It closes after it opens; 00:00 is the end of the day."))
            return None
        return opens, closes


def _fingerprint(store: Model) -> str:
    values = [getattr(store, field.attname) for field in store._meta.concrete_fields]
    return hashlib.sha256(repr(values).encode()).hexdigest()[:16]

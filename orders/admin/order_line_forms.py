"""The forms that change an order's lines: one row for each, and rows for what is added."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminDecimalFieldWidget,
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanSwitchWidget,
)

from catalog.models import ProductVariant
from orders.admin.order_page import ItemRow
from orders.admin.order_words import refusal_words
from orders.admin.variant_search import Found, describe
from orders.lines import Line
from orders.services.cancel_lines import Cancelled
from orders.services.edit_lines import LineChange
from orders.services.update_cart import MAX_QUANTITY
from shop.errors import ErrorCode, StoreError
from shop.texts import MAX_TEXT


@dataclass(frozen=True)
class LineRow:
    """A line with the fields that stand next to it."""

    row: ItemRow
    fields: Sequence[forms.BoundField]
    hidden: Sequence[forms.BoundField]


class _LineForm(forms.Form):
    """Fields named after each line; `seen` is how many pieces it had when the page was drawn."""

    tell = forms.BooleanField(
        label=_("Tell the customer"),
        required=False,
        initial=True,
        widget=UnfoldBooleanSwitchWidget(),
    )

    def __init__(self, rows: Sequence[ItemRow], data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        self.rows = rows
        for row in rows:
            self.fields[f"seen_{row.item.pk}"] = forms.IntegerField(
                widget=forms.HiddenInput(), initial=row.item.quantity, min_value=1
            )
            self.add_fields(row)

    def add_fields(self, row: ItemRow) -> None:
        raise NotImplementedError

    def clean(self) -> dict[str, Any]:
        """Lines that came or went since the page was drawn stop everything."""
        posted = {name for name in self.data if name.startswith("seen_")}
        if posted != {f"seen_{row.item.pk}" for row in self.rows}:
            raise forms.ValidationError(refusal_words(StoreError(ErrorCode.ORDER_CHANGED)))
        return self.cleaned_data

    def line_rows(self) -> list[LineRow]:
        found = []
        for row in self.rows:
            own = [field for field in self if field.name.endswith(f"_{row.item.pk}")]
            found.append(
                LineRow(
                    row,
                    [field for field in own if not field.is_hidden],
                    [field for field in own if field.is_hidden],
                )
            )
        return found


class EditLinesForm(_LineForm):
    """Quantity and price of every line; lines added come as `added` and `added_quantity`."""

    def add_fields(self, row: ItemRow) -> None:
        pk, price = row.item.pk, row.item.price_at_purchase
        self.fields[f"quantity_{pk}"] = forms.IntegerField(
            label=_("Quantity"),
            initial=row.item.quantity,
            min_value=0,
            max_value=MAX_QUANTITY,
            widget=UnfoldAdminIntegerFieldWidget(attrs={"min": 0, "max": MAX_QUANTITY}),
        )
        self.fields[f"price_{pk}"] = forms.DecimalField(
            label=_("Price"),
            initial=price,
            min_value=Decimal(0),
            max_digits=12,
            decimal_places=2,
            widget=UnfoldAdminDecimalFieldWidget(attrs={"min": 0, "step": "0.01"}),
        )
        self.fields[f"was_{pk}"] = forms.DecimalField(widget=forms.HiddenInput(), initial=price)

    @property
    def changes(self) -> list[LineChange]:
        found = []
        for row in self.rows:
            pk = row.item.pk
            price = self.cleaned_data[f"price_{pk}"]
            touched = price != self.cleaned_data[f"was_{pk}"]
            found.append(
                LineChange(
                    pk,
                    self.cleaned_data[f"seen_{pk}"],
                    self.cleaned_data[f"quantity_{pk}"],
                    price if touched else None,
                )
            )
        return found

    @property
    def added(self) -> list[Line]:
        """The rows added, as they were posted; nonsense in them is left out."""
        if not isinstance(self.data, QueryDict):
            return []
        pairs = zip(self.data.getlist("added"), self.data.getlist("added_quantity"), strict=False)
        return [
            Line(int(variant), int(quantity))
            for variant, quantity in pairs
            if _is_number(variant) and _is_number(quantity)
        ]

    def added_rows(self) -> list[tuple[Found, int]]:
        """What was added, to be shown again with the errors."""
        lines = self.added
        variants = ProductVariant.objects.filter(pk__in=[line.variant_id for line in lines])
        known = {found.id: found for found in describe(variants)}
        return [
            (known[line.variant_id], line.quantity) for line in lines if line.variant_id in known
        ]


class CancelLinesForm(_LineForm):
    """How many pieces of each line are cancelled, and why."""

    why = forms.CharField(
        label=_("Why (for the staff alone)"),
        required=False,
        max_length=MAX_TEXT,
        widget=UnfoldAdminTextInputWidget(),
    )

    def add_fields(self, row: ItemRow) -> None:
        self.fields[f"cancel_{row.item.pk}"] = forms.IntegerField(
            label=_("Cancel"),
            initial=0,
            min_value=0,
            max_value=row.item.quantity,
            widget=UnfoldAdminIntegerFieldWidget(attrs={"min": 0, "max": row.item.quantity}),
        )

    @property
    def cancelled(self) -> list[Cancelled]:
        return [
            Cancelled(
                row.item.pk,
                self.cleaned_data[f"seen_{row.item.pk}"],
                self.cleaned_data[f"cancel_{row.item.pk}"],
            )
            for row in self.rows
        ]


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 18

"""What the staff API takes to move stock."""

from __future__ import annotations

from django.utils.translation import gettext as _
from rest_framework import serializers

from catalog.api.body_fields import MOST_STOCK, MOST_VARIANTS, Body
from catalog.models import StockMovement
from shop.api.fields import Id, Text, Whole, rows

BY_HAND = (StockMovement.Reason.RECEIVED, StockMovement.Reason.CORRECTION)


class StockChange(Body):
    variant_id = Id()
    quantity = Whole(
        min_value=-MOST_STOCK, max_value=MOST_STOCK, help_text="Signed: how much came or went."
    )


class StockAdjustment(Body):
    reason = serializers.ChoiceField(choices=[(reason.value, reason.label) for reason in BY_HAND])
    note = Text(max_length=64, allow_blank=True, default="")
    items = rows(StockChange(), min_length=1, max_length=MOST_VARIANTS)

    def validate_items(self, items: list[dict[str, int]]) -> list[dict[str, int]]:
        if len({item["variant_id"] for item in items}) != len(items):
            raise serializers.ValidationError(_("A variant stands there twice."))
        if any(item["quantity"] == 0 for item in items):
            raise serializers.ValidationError(_("A movement moves something."))
        return items

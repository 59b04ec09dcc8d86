"""The form of what staff may change of a customer."""

from __future__ import annotations

from typing import Any

from orders.admin.order_words import refusal_words
from orders.services.edit_contact import CHECKS
from shop.admin.typed import ModelForm
from shop.errors import StoreError
from shop.models import Customer

_CHECKED = ("full_name", "phone_number", "shipping_address")


class CustomerForm(ModelForm[Customer]):
    """What is written is checked as the bot checks it; what nobody touched stays as it is."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for name in _CHECKED:
            if name in self.changed_data and cleaned.get(name):
                try:
                    cleaned[name] = CHECKS[name](cleaned[name])
                except StoreError as refusal:
                    self.add_error(name, refusal_words(refusal))
        return cleaned

"""The forms of an order's page: a note, a message, where it goes and how."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from orders.admin.order_words import refusal_words
from orders.models import Order
from orders.services.edit_contact import CHECKS
from shop.errors import StoreError
from shop.texts import MAX_TEXT, MAX_TRACKING

CARRIERS = ("СДЭК", "Почта России", "Boxberry", "Яндекс Доставка", "5Post", "DHL", "EMS")


class NoteForm(forms.Form):
    text = forms.CharField(
        label=_("Note for the staff"),
        max_length=MAX_TEXT,
        required=False,  # the service says what is wrong with an empty one
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}),
    )


class MessageForm(forms.Form):
    text = forms.CharField(
        label=_("Message to the customer"),
        max_length=MAX_TEXT,
        required=False,  # the service says what is wrong with an empty one
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}),
    )


class TrackingForm(forms.Form):
    carrier = forms.CharField(
        label=_("Carrier"),
        max_length=MAX_TRACKING,
        required=False,
        widget=UnfoldAdminTextInputWidget(attrs={"list": "carriers", "autocomplete": "off"}),
    )
    tracking_number = forms.CharField(
        label=_("Tracking number"),
        max_length=MAX_TRACKING,
        required=False,
        widget=UnfoldAdminTextInputWidget(attrs={"autocomplete": "off"}),
    )


class ContactForm(forms.Form):
    """Who gets the order and where, checked as the bot checks it.

    What was shown travels along, so that only fields that the person touched are written.
    """

    full_name = forms.CharField(
        label=_("Full name"),
        required=False,
        show_hidden_initial=True,
        widget=UnfoldAdminTextInputWidget(),
    )
    phone_number = forms.CharField(
        label=_("Phone number"),
        required=False,
        show_hidden_initial=True,
        widget=UnfoldAdminTextInputWidget(),
    )
    shipping_address = forms.CharField(
        label=_("Delivery address"),
        required=False,
        show_hidden_initial=True,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}),
    )
    comment = forms.CharField(
        label=_("Comment"),
        required=False,
        show_hidden_initial=True,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}),
    )

    def __init__(self, order: Order, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial={name: getattr(order, name) for name in CHECKS})

    def clean(self) -> dict[str, Any]:
        for name in self.changed_data:
            try:
                self.cleaned_data[name] = CHECKS[name](self.cleaned_data[name])
            except StoreError as refusal:
                self.add_error(name, refusal_words(refusal))
        return self.cleaned_data

    @property
    def touched(self) -> dict[str, str]:
        """The fields that the person changed, cleaned."""
        return {name: self.cleaned_data[name] for name in self.changed_data}

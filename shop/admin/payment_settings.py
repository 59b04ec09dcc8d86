"""The store's settings of money: which ways to pay are offered, balances, receipts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from shop.admin.translated import TranslatedForm

PAYMENT_FIELDS = (
    "ways",
    "wallet_on",
    ("top_up_least", "top_up_most", "invoice_seconds"),
    "star_rate",
    "digital_any_way",
    ("receipt_vat_code", "telegram_receipts"),
)
_NUMBERS = (
    "top_up_least", "top_up_most", "invoice_seconds", "star_rate", "receipt_vat_code",
    "referral_percent",
)  # fmt: skip
_BALANCE = "wallet"  # switched on and off by `wallet_on`


class PaymentForm(TranslatedForm):
    """`ways` are those offered; the model keeps the ones that are not, so that a new one is on."""

    ways = forms.MultipleChoiceField(
        label=_("Ways to pay"),
        required=False,
        widget=UnfoldAdminCheckboxSelectMultipleWidget(),
        help_text=_("The first of them is offered first. Without any, nobody can order."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "ways" in self.fields:
            self._known = {way.name: way for way in _ways()}
            ways: Any = self.fields["ways"]
            ways.choices = [(name, self._label(way)) for name, way in self._known.items()]
            off = self.instance.payment_methods_off
            self.initial.setdefault("ways", [name for name in self._known if name not in off])
        for name in _NUMBERS:
            if name in self.fields:
                self.fields[name].required = False

    def clean(self) -> dict[str, Any]:
        """What was left empty is as it was before."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for name in _NUMBERS:
            if name in cleaned and cleaned[name] is None:
                cleaned[name] = self.initial.get(name, getattr(self.instance, name))
        least, most = cleaned.get("top_up_least"), cleaned.get("top_up_most")
        if least is not None and least <= 0:
            self.add_error("top_up_least", _("An amount above zero."))
        elif least is not None and most is not None and most < least:
            self.add_error("top_up_most", _("This is less than the least."))
        return cleaned

    def clean_ways(self) -> list[str]:
        chosen: list[str] = self.cleaned_data["ways"]
        if not chosen:
            raise forms.ValidationError(_("Leave at least one way to pay."))
        self.instance.payment_methods_off = [name for name in self._known if name not in chosen]
        return chosen

    def _label(self, way: Any) -> Any:
        if way.is_on(self.instance.currency):
            return way.title
        return format_lazy("{} — {}", way.title, _("not set up"))


def _ways() -> list[Any]:
    found = [import_string(path) for path in settings.PAYMENT_PROVIDERS]
    return [way() for way in found if way.name != _BALANCE]

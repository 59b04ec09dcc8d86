"""What is asked of whoever exports: what, of which days, with whom named, and where to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanSwitchWidget,
)

from catalog.admin.category import category_choices
from catalog.files.problems import FileError
from catalog.files.sheet_words import SheetRefusal
from catalog.files.sheets import spreadsheets
from catalog.files.words import refusal_text
from orders.exports.kinds import KINDS, may_export
from orders.models import ExportSchedule, Order, SheetPermission
from orders.models.export import Target, What
from orders.rights import HasPermissions
from orders.services.run_exports import check_target
from orders.state import OrderStatus
from shop.admin.filters import DayInput
from shop.periods import EARLIEST, LATEST

if TYPE_CHECKING:
    _ModelForm = forms.ModelForm[ExportSchedule]
else:
    _ModelForm = forms.ModelForm

_OF_ORDERS = (What.ORDERS, What.ITEMS)


def _day(label: Any) -> forms.DateField:
    within = [MinValueValidator(EARLIEST), MaxValueValidator(LATEST)]
    return forms.DateField(label=label, required=False, widget=DayInput, validators=within)


def _choice(label: Any, **options: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, widget=UnfoldAdminSelectWidget, **options)


class _Wanted(forms.Form):
    """The fields that one export and one by schedule have in common; `clean` checks where to."""

    user: HasPermissions
    what = _choice(_("What"))
    status = _choice(_("Status"), required=False, choices=[("", _("Any")), *OrderStatus.choices])
    payment_status = _choice(
        _("Payment"), required=False, choices=[("", _("Any")), *Order.PaymentStatus.choices]
    )
    category = _choice(_("Category"), required=False)
    contact = forms.BooleanField(
        label=_("With names and contacts"), required=False, widget=UnfoldBooleanSwitchWidget
    )
    target = _choice(_("Where to"))
    address = forms.CharField(
        label=_("Address of the sheet"),
        required=False,
        max_length=300,
        widget=UnfoldAdminTextInputWidget,
    )

    def offer(self, user: HasPermissions) -> None:
        """Offer what this person may have, and what the store is set up for."""
        self.user = user
        allowed = [what for what in What if may_export(user, what)]
        self._choices("what", [(what.value, what.label) for what in allowed])
        self._choices("category", [("", _("All products")), *category_choices()])
        service = spreadsheets()
        targets = [
            target
            for target in Target
            if target == Target.FILE
            or (service.is_on() and (target != Target.NEW_SHEET or service.makes_new()))
        ]
        self._choices("target", [(target.value, target.label) for target in targets])
        self.fields["address"].help_text = _(
            "Share the sheet with %(address)s as an editor, and copy its address from the browser."
        ) % {"address": service.share_with()}
        if not any(may_export(user, what, contact=True) for what in allowed):
            del self.fields["contact"]
        elif not SheetPermission.current().contacts_allowed:
            self.fields["contact"].help_text = _(
                "Into files only: the owner has not allowed them in Google Sheets."
            )
        if Target.APPEND not in targets:
            del self.fields["address"]

    def _choices(self, name: str, choices: list[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        what, target = found.get("what"), found.get("target")
        if not what or not target:
            return found
        contact, address = bool(found.get("contact")), found.get("address") or ""
        if contact and KINDS[What(what)].contact_right is None:
            contact = False
        if contact and not may_export(self.user, what, contact=True):
            self.add_error("contact", _("You may not see names and contacts of these."))
        if target == Target.APPEND and what not in _OF_ORDERS:
            self.add_error("target", _("Only orders can be put below the rows of a sheet."))
            return found
        try:
            found["address"] = check_target(
                what=what, contact=contact, target=target, place=address
            )
        except FileError as refusal:
            name = {SheetRefusal.ADDRESS: "address", SheetRefusal.PERSONAL: "contact"}.get(
                SheetRefusal(refusal.code), "target"
            )
            self.add_error(name if name in self.fields else None, refusal_text(refusal.kept))
        found["contact"] = contact
        return found

    def filters(self) -> dict[str, Any]:
        """As `ExportRun.filters` keeps them: what belongs to the kind that was chosen."""
        found = self.cleaned_data
        names: tuple[str, ...] = ("category",) if found["what"] == What.PRODUCTS else ()
        if found["what"] in _OF_ORDERS:
            names = ("status", "payment_status")
        return {name: found[name] for name in names if found.get(name)}


class ExportForm(_Wanted):
    """One export, now."""

    first = _day(_("From day"))
    last = _day(_("To day"))
    field_order = (
        "what", "first", "last", "status", "payment_status", "category", "contact", "target",
        "address",
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        found = super().clean()
        first, last = found.get("first"), found.get("last")
        if first and last and first > last:
            self.add_error("last", _("This day is before the first one."))
        return found

    def filters(self) -> dict[str, Any]:
        days = {name: self.cleaned_data.get(name) for name in ("first", "last")}
        of_orders = self.cleaned_data["what"] in _OF_ORDERS
        period = {name: day.isoformat() for name, day in days.items() if day and of_orders}
        return {**super().filters(), **period}


class ScheduleForm(_Wanted, _ModelForm):
    """An export by schedule."""

    hour = forms.IntegerField(
        label=_("At what hour"),
        min_value=0,
        max_value=23,
        initial=6,
        widget=UnfoldAdminIntegerFieldWidget,
        help_text=_("In the store's time zone. Hours that were missed are made up for."),
    )

    class Meta:
        model = ExportSchedule
        fields = (
            "name", "what", "status", "payment_status", "category", "contact", "target",
            "address", "every", "hour", "is_active",
        )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("status", "payment_status", "category"):
            if name in self.fields:
                self.initial.setdefault(name, self.instance.filters.get(name, ""))

    def save(self, commit: bool = True) -> ExportSchedule:
        self.instance.filters = self.filters()
        return super().save(commit)

"""The forms of money: that it came, and that it goes back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminDecimalFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from orders import payments
from orders.admin.order_timeline import way_title
from orders.models import OrderItem, Payment
from orders.models.payment import new_key
from orders.services.request_refund import Back
from shop.admin.base import money, staff_language
from shop.models import StoreSettings

_KEY = r"^[0-9a-f]{32}$"


class OnceForm(forms.Form):
    """`key` names what the form asks for, so that a double click asks for it once."""

    key = forms.RegexField(_KEY, widget=forms.HiddenInput())


def _amount(label: Any) -> forms.DecimalField:
    return forms.DecimalField(
        label=label, max_digits=14, decimal_places=2, widget=UnfoldAdminDecimalFieldWidget()
    )


def _reason() -> forms.CharField:
    widget = UnfoldAdminTextareaWidget(attrs={"rows": 2})
    return forms.CharField(label=_("Reason"), max_length=500, widget=widget)


def _pieces(item: OrderItem) -> forms.IntegerField:
    """How many of the line come back."""
    return forms.IntegerField(
        label=item.title(staff_language()),
        required=False,
        min_value=0,
        max_value=item.quantity - item.returned_quantity,
        initial=0,
        widget=UnfoldAdminTextInputWidget(attrs={"type": "number", "min": "0"}),
    )


class PaidForm(OnceForm):
    """Money that came outside any provider: cash, a transfer."""

    amount = _amount(_("Amount"))

    @classmethod
    def asking(cls, owed: Decimal) -> PaidForm:
        return cls(auto_id="paid_%s", initial={"amount": owed, "key": new_key()})


class GoodsForm(forms.Form):
    """What comes back into the stock, and why; `seen` is how many pieces had come back before."""

    seen = forms.IntegerField(widget=forms.HiddenInput())
    reason = _reason()

    def __init__(
        self, items: Sequence[OrderItem], seen: int, data: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(data, initial={"seen": seen})
        self._items = items
        self.fields.update({_name(item): _pieces(item) for item in items})

    def clean(self) -> dict[str, Any]:
        if not self.errors and not any(self.goods.values()):
            self.add_error(None, _("Write how many pieces came back."))
        return self.cleaned_data

    @property
    def goods_fields(self) -> list[Any]:
        return [self[_name(item)] for item in self._items]

    @property
    def goods(self) -> dict[int, int]:
        """Pieces by item."""
        return {item.pk: self.cleaned_data.get(_name(item)) or 0 for item in self._items}


class RefundForm(OnceForm):
    """What goes back, how and why; `goods` are the fields of what comes back into the stock."""

    payment = forms.ModelChoiceField(
        label=_("Payment"), queryset=Payment.objects.none(), widget=UnfoldAdminSelectWidget()
    )
    amount = _amount(_("Amount"))
    back = forms.ChoiceField(label=_("How"), widget=UnfoldAdminSelectWidget())
    reason = _reason()

    def __init__(
        self,
        left: Sequence[tuple[Payment, Decimal]],
        items: Sequence[OrderItem],
        data: Mapping[str, Any] | None = None,
    ) -> None:
        first, amount = left[0]
        super().__init__(
            data,
            initial={
                "key": new_key(),
                "payment": first.pk,
                "amount": amount,
                "back": _first_way(first),
            },
        )
        payment: Any = self.fields["payment"]
        payment.queryset = Payment.objects.filter(pk__in=[one.pk for one, _left in left])
        left_by_id = {one.pk: most for one, most in left}
        payment.label_from_instance = lambda one: _payment_words(one, left_by_id)
        back: Any = self.fields["back"]
        back.choices = [
            (Back.AS_PAID.value, _("The way it was paid")),
            (Back.BY_HAND.value, _("I have given it back by hand")),
        ]
        if StoreSettings.current().wallet_on:
            back.choices = [*back.choices, (Back.TO_BALANCE.value, _("To the customer's balance"))]
        self.fields.update({_name(item): _pieces(item) for item in items})
        self._items = items

    @property
    def goods_fields(self) -> list[Any]:
        return [self[_name(item)] for item in self._items]

    @property
    def goods(self) -> dict[int, int]:
        """Pieces by item."""
        return {item.pk: self.cleaned_data.get(_name(item)) or 0 for item in self._items}


class CorrectionForm(OnceForm):
    """A customer's balance put right: more or less, and why."""

    amount = forms.DecimalField(
        label=_("Add (or take, with a minus)"),
        max_digits=12,
        decimal_places=2,
        widget=UnfoldAdminDecimalFieldWidget(),  # takes a comma, and phones offer the minus
    )
    reason = forms.CharField(label=_("Reason"), max_length=500, widget=UnfoldAdminTextInputWidget())


def _first_way(payment: Payment) -> str:
    """Cash comes back by hand: no provider can do it."""
    way = payments.providers().get(payment.provider)
    return (Back.AS_PAID if way is not None and way.refunds else Back.BY_HAND).value


def _name(item: OrderItem) -> str:
    return f"goods_{item.pk}"


def _payment_words(payment: Payment, left: Mapping[int, Decimal]) -> str:
    return f"{way_title(payment.provider)} · {money(left[payment.pk], payment.currency)}"

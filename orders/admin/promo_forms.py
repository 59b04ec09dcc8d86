"""The forms of promo codes: one with its own word, or many with random ones."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminIntegerFieldWidget, UnfoldAdminTextInputWidget

from catalog.admin.category import choose_from_tree
from catalog.models import ProductVariant
from orders.models import PromoCode
from orders.models.promo import code_key
from orders.services.make_promo_codes import MOST
from shop.admin.typed import ModelForm

_LONGEST_PREFIX = 20


class PromoForm(ModelForm[PromoCode]):
    """What a code gives, to whom and when; the gift is named by its SKU."""

    gift_sku = forms.CharField(
        label=_("SKU of the gift"),
        required=False,
        max_length=64,
        help_text=_("One piece is added to the order at no cost."),
        widget=UnfoldAdminTextInputWidget(),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "category" in self.fields:
            choose_from_tree(self.fields["category"], str(_("All goods")))
        if "gift_sku" in self.fields and self.instance.gift is not None:
            self.fields["gift_sku"].initial = self.instance.gift.sku

    def clean_code(self) -> str:
        code = " ".join(str(self.cleaned_data["code"]).split())
        same = PromoCode.objects.filter(key=code_key(code)).exclude(pk=self.instance.pk)
        if not code_key(code):
            raise forms.ValidationError(_("Write a code that can be seen."))
        if same.exists():
            raise forms.ValidationError(_("There is such a code already."))
        return code

    def clean_gift_sku(self) -> str:
        sku = str(self.cleaned_data["gift_sku"]).strip()
        if sku:
            self.instance.gift = ProductVariant.objects.filter(sku=sku).first()
            if self.instance.gift is None:
                raise forms.ValidationError(_("There is no such SKU."))
        else:
            self.instance.gift = None
        return sku

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        kind, value = cleaned.get("kind"), cleaned.get("value")
        if kind == PromoCode.Kind.GIFT:
            cleaned["value"] = None
            if not cleaned.get("gift_sku") and "gift_sku" not in self.errors:
                self.add_error("gift_sku", _("Say what the gift is."))
        elif kind and value is None and "value" not in self.errors:
            self.add_error("value", _("Say how much comes off."))
        elif kind == PromoCode.Kind.PERCENT and value is not None and value > 100:
            self.add_error("value", _("At most 100 percent."))
        starts, ends = cleaned.get("starts_at"), cleaned.get("ends_at")
        if starts and ends and starts >= ends:
            self.add_error("ends_at", _("This is before the beginning."))
        return cleaned


class ManyCodesForm(PromoForm):
    """So many codes alike, one beginning and a random end."""

    prefix_text = forms.CharField(
        label=_("Codes begin with"),
        required=False,
        max_length=_LONGEST_PREFIX,
        help_text=_("Eight random letters and digits follow: SPRING-7KQ2MX9D."),
        widget=UnfoldAdminTextInputWidget(),
    )
    how_many = forms.IntegerField(
        label=_("How many"),
        initial=100,
        validators=[MinValueValidator(1), MaxValueValidator(MOST)],
        widget=UnfoldAdminIntegerFieldWidget(),
    )

    def clean_note(self) -> str:
        note = str(self.cleaned_data["note"]).strip()
        if not note:
            raise forms.ValidationError(_("Name the codes, to find them again."))
        return note

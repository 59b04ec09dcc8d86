"""How a person says which listing is which variant: by its SKU and its number, not by our keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from catalog.models import ProductVariant
from integrations.models import ListingLink, MarketplaceSize, MarketplaceWarehouse
from shop.admin.typed import ModelForm

if TYPE_CHECKING:
    _Choice = forms.ModelChoiceField[MarketplaceWarehouse]
else:
    _Choice = forms.ModelChoiceField


class WarehouseField(_Choice):
    """The own warehouses of the store's own accounts, named with their account."""

    def __init__(self, **options: Any) -> None:
        options = {"widget": UnfoldAdminSelectWidget, **options}
        super().__init__(MarketplaceWarehouse.objects.none(), **options)

    def label_from_instance(self, warehouse: Any) -> str:
        return f"{warehouse.account} · {warehouse.name}"


class BySkuForm(forms.Form):
    """Which warehouse the listings found by their SKU are stocked from."""

    warehouse = WarehouseField(label=gettext_lazy("Warehouse"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        offer_warehouses(self)


class NewLinkForm(ModelForm[ListingLink]):
    warehouse = WarehouseField(
        label=gettext_lazy("Warehouse"),
        help_text=gettext_lazy("Your own warehouse at the marketplace, from which it is sent."),
    )
    sku = forms.CharField(
        label=gettext_lazy("SKU in the store"),
        max_length=64,
        widget=UnfoldAdminTextInputWidget,
    )
    listing = forms.CharField(
        label=gettext_lazy("At the marketplace"),
        max_length=200,
        widget=UnfoldAdminTextInputWidget,
        help_text=gettext_lazy("Barcode, offer, size number (chrtId) or article."),
    )

    class Meta:
        model = ListingLink
        fields = ("warehouse", "sku", "listing", "buffer", "dry_run", "is_active")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        offer_warehouses(self)

    def clean_sku(self) -> str:
        sku: str = self.cleaned_data["sku"].strip()
        variant = ProductVariant.objects.filter(sku=sku).first()
        if variant is None:
            raise forms.ValidationError(_("No variant has this SKU."))
        self.instance.variant = variant
        return sku

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        warehouse, words = given.get("warehouse"), given.get("listing")
        if warehouse is None or not words:
            return given
        self.instance.account = warehouse.account
        found = list(_sizes(warehouse, words.strip())[:2])
        if len(found) != 1:
            several = _("Several listings fit: give the barcode or the number of the size.")
            self.add_error("listing", several if found else _("No listing of this account fits."))
        elif ListingLink.objects.filter(size=found[0], warehouse=warehouse).exists():
            self.add_error("listing", _("This listing is linked already."))
        else:
            self.instance.size = found[0]
        return given


def offer_warehouses(form: Any) -> None:
    own = MarketplaceWarehouse.objects.filter(
        kind=MarketplaceWarehouse.Kind.OWN, gone_at=None, account__seller__sells_here=True
    )
    form.fields["warehouse"].queryset = own.select_related("account__seller")


def _sizes(warehouse: MarketplaceWarehouse, words: str) -> QuerySet[MarketplaceSize]:
    named = Q(offer_id=words) | Q(product__article=words) | Q(barcodes__icontains=f'"{words}"')
    if words.isdecimal() and len(words) < 19:
        named |= Q(external_id=words)
    ours = MarketplaceSize.objects.filter(product__account=warehouse.account_id, gone_at=None)
    return ours.filter(named).order_by("pk")

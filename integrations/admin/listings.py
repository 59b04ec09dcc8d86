"""What sellers have at marketplaces, and which of it is one stock with the store's variants."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import F, Q
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from integrations.admin.of_seller import OfSellerAdmin
from integrations.models import (
    ListingLink,
    MarketplaceProduct,
    MarketplaceSize,
    MarketplaceWarehouse,
)
from shop.admin.base import ReadOnly, SavesWhatChanged
from shop.admin.capped import CappedPaginator
from shop.admin.typed import ModelForm, TabularInline, display


class SizeInline(ReadOnly, TabularInline[MarketplaceSize, MarketplaceProduct]):
    model = MarketplaceSize
    fields = ("external_id", "offer_id", "name", "barcodes", "stock_own")
    readonly_fields = fields
    hide_title = True


@admin.register(MarketplaceProduct)
class MarketplaceProductAdmin(ReadOnly, OfSellerAdmin[MarketplaceProduct]):
    list_display = (
        "article", "external_id", "name", "seller", "account", "stock", "stock_marketplace",
        "stock_own", "price", "day",
    )  # fmt: skip
    list_filter = ("account__marketplace",)
    search_fields = ("search_text", "account__seller__company_name")
    ordering = ("-pk",)
    related = ("account__seller",)
    paginator = CappedPaginator
    show_full_result_count = False
    fields = (
        "seller", "account", "external_id", "sku", "article", "brand", "subject", "name", "price",
        "stock", "stock_marketplace", "stock_own", "sold_out_since", "day", "gone_at",
    )  # fmt: skip
    readonly_fields = fields
    inlines = (SizeInline,)

    @display(description=gettext_lazy("seller"))
    def seller(self, product: MarketplaceProduct) -> str:
        return str(product.account.seller)


class LinkForm(ModelForm[ListingLink]):
    class Meta:
        model = ListingLink
        fields = ("account", "variant", "size", "warehouse", "buffer", "dry_run", "is_active")

    def clean(self) -> dict[str, Any] | None:
        given = super().clean() or self.cleaned_data
        account, size, warehouse = (given.get(x) for x in ("account", "size", "warehouse"))
        if account is None:
            return given
        if not account.seller.sells_here:
            self.add_error("account", _("This seller is not the store itself."))
        if size is not None and size.product.account_id != account.pk:
            self.add_error("size", _("This is another account's."))
        if warehouse is not None and warehouse.account_id != account.pk:
            self.add_error("warehouse", _("This is another account's."))
        if warehouse is not None and warehouse.kind != MarketplaceWarehouse.Kind.OWN:
            self.add_error("warehouse", _("Stock can be set at the seller's own warehouses only."))
        return given


class DiffersFilter(admin.SimpleListFilter):
    title = gettext_lazy("difference")
    parameter_name = "differs"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", gettext_lazy("There is one")), ("no", gettext_lazy("There is none"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        differs = Q(difference__isnull=False) & ~Q(difference=0)
        if self.value() == "yes":
            return queryset.filter(differs)
        return queryset.exclude(differs) if self.value() == "no" else queryset


@admin.register(ListingLink)
class ListingLinkAdmin(SavesWhatChanged[ListingLink], OfSellerAdmin[ListingLink]):
    form = LinkForm
    list_display = (
        "variant", "listing", "warehouse", "buffer", "dry_run", "is_active", "stock", "pushed",
        "read_back", "difference_badge", "error",
    )  # fmt: skip
    list_filter = (DiffersFilter, "dry_run", "is_active", "account__marketplace")
    search_fields = ("variant__sku", "size__product__article", "size__external_id__exact")
    ordering = ("-pk",)
    related = ("variant", "size__product", "warehouse", "account__seller")
    raw_id_fields = ("account", "variant", "size", "warehouse")
    readonly_fields = (
        "pushed_quantity", "pushed_at", "read_quantity", "read_at", "difference", "error",
    )  # fmt: skip

    def get_fields(self, request: HttpRequest, obj: ListingLink | None = None) -> Any:
        known = () if obj is None else self.readonly_fields
        return (*LinkForm.Meta.fields, *known)

    @display(description=gettext_lazy("listing"))
    def listing(self, link: ListingLink) -> str:
        return str(link.size)

    @display(description=gettext_lazy("in stock"), ordering=F("variant__stock_quantity").asc())
    def stock(self, link: ListingLink) -> int:
        return link.variant.stock_quantity

    @display(description=gettext_lazy("pushed"))
    def pushed(self, link: ListingLink) -> str:
        return "–" if link.pushed_quantity is None else str(link.pushed_quantity)

    @display(description=gettext_lazy("read back"))
    def read_back(self, link: ListingLink) -> str:
        return "–" if link.read_quantity is None else str(link.read_quantity)

    @display(
        description=gettext_lazy("difference"),
        ordering="difference",
        label={"none": "success", "some": "danger", "unknown": "info"},
    )
    def difference_badge(self, link: ListingLink) -> tuple[str, str]:
        if link.difference is None:
            return "unknown", "–"
        return ("some", f"{link.difference:+d}") if link.difference else ("none", "0")

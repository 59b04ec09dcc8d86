"""What sellers have at marketplaces, and which of it is one stock with the store's variants."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import F, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.formats import localize
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from integrations.admin.link_form import BySkuForm, NewLinkForm
from integrations.admin.of_seller import OfSellerAdmin
from integrations.models import ListingLink, MarketplaceProduct, MarketplaceSize
from integrations.one_stock.link_by_sku import link_by_sku
from integrations.one_stock.links import over_the_most
from shop.admin.base import ReadOnly, SavesWhatChanged, tell
from shop.admin.capped import CappedPaginator
from shop.admin.typed import TabularInline, action, display

_ERRORS = {
    "not_changed": gettext_lazy("The marketplace said yes and changed nothing."),
    "too_soon": gettext_lazy("It was changed a moment ago. It is tried again."),
    "unknown": gettext_lazy("The marketplace does not know it any more."),
}


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
    list_display = (
        "variant", "listing", "warehouse", "buffer", "dry_run", "is_active", "stock", "pushed",
        "read_back", "difference_badge", "remark",
    )  # fmt: skip
    list_filter = (DiffersFilter, "dry_run", "is_active", "account__marketplace")
    search_fields = ("variant__sku", "size__product__article", "size__external_id__exact")
    ordering = ("-pk",)
    related = ("variant", "size__product", "warehouse", "account__seller")
    actions_list = ("by_sku",)
    fields = (
        "account", "variant", "size", "warehouse", "buffer", "dry_run", "is_active",
        "pushed_quantity", "pushed_at", "read_quantity", "read_at", "difference", "remark",
    )  # fmt: skip

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self._link_by_sku)
        return [
            path("link-by-sku/", view, name="integrations_listinglink_link_by_sku"),
            *super().get_urls(),
        ]

    def get_form(
        self,
        request: HttpRequest,
        obj: ListingLink | None = None,
        change: bool = False,
        **kwargs: Any,
    ) -> Any:
        if obj is None:
            kwargs["form"] = NewLinkForm
        return super().get_form(request, obj, change=change, **kwargs)

    def get_fields(self, request: HttpRequest, obj: ListingLink | None = None) -> Any:
        return NewLinkForm.Meta.fields if obj is None else self.fields

    def get_readonly_fields(self, request: HttpRequest, obj: ListingLink | None = None) -> Any:
        """What a link joins is said once; another one is another link."""
        editable = ("buffer", "dry_run", "is_active")
        return () if obj is None else tuple(name for name in self.fields if name not in editable)

    @action(description=gettext_lazy("Link by SKU"), url_path="by-sku", permissions=["add"])
    def by_sku(self, request: HttpRequest) -> HttpResponse:
        return redirect("admin:integrations_listinglink_link_by_sku")

    def _link_by_sku(self, request: HttpRequest) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = BySkuForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            warehouse = form.cleaned_data["warehouse"]
            count = link_by_sku(account=warehouse.account, warehouse=warehouse)
            tell(request, _("Linked listings: %(count)s") % {"count": count})
            return redirect("admin:integrations_listinglink_changelist")
        context = {
            **self.admin_site.each_context(request),
            "title": _("Link by SKU"),
            "form": form,
        }
        return TemplateResponse(request, "admin/sellers/link_by_sku.html", context)

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

    @display(description=gettext_lazy("remark"))
    def remark(self, link: ListingLink) -> str:
        """Why the marketplace did not do as it was told, or could not."""
        if link.error:
            return str(_ERRORS.get(link.error, link.error))  # else the marketplace's own word
        over = over_the_most(link)
        if not over:
            return ""
        return _("%(marketplace)s takes no more: %(over)s pieces are not offered there.") % {
            "marketplace": link.account.get_marketplace_display(),
            "over": localize(over),
        }

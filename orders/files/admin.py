"""Lists of the admin that can be downloaded as they are shown: filtered, searched, by date."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _

from catalog.files.response import table_response
from orders.files.rows import (
    Table,
    customers_table,
    items_table,
    orders_table,
    payments_table,
    promo_codes_table,
)  # fmt: skip
from orders.models import Order, Payment, PromoCode
from shop.admin.filters import is_understood
from shop.models import Customer, StoreSettings
from shop.roles import EXPORT_CUSTOMERS, EXPORT_ORDERS, VIEW_CUSTOMER_CONTACT, VIEW_ORDER_CONTACT

if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin

    _Base = ModelAdmin[Any]
else:
    _Base = object

_OWN = ("format", "rows")


class _Exports(_Base):
    """For a ModelAdmin: links above its list that download what the list shows.

    `export_choices` are what rows there are, the first of them unless one is asked for, with
    their titles; the file is called so.
    """

    list_before_template = "admin/imports/export_list.html"
    export_right = ""
    export_choices: tuple[tuple[str, Any], ...] = ()

    def get_urls(self) -> list[URLPattern]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_export"
        view = self.admin_site.admin_view(self.export_view)
        return [path("export/", view, name=name), *super().get_urls()]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        own: dict[str, Any] = {}
        if self.has_export_permission(request):
            name = f"admin:{self.opts.app_label}_{self.opts.model_name}_export"
            own = {"export_url": reverse(name), "export_choices": self.export_choices}
        return super().changelist_view(request, {**own, **(extra_context or {})})

    def has_export_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request) and request.user.has_perm(self.export_right)

    def export_view(self, request: HttpRequest) -> HttpResponseBase:
        """GET with the list's own parameters, `format` (csv, xlsx) and what the `rows` are.

        422 when the list does not understand a parameter: more than was wanted might leave.
        """
        if not self.has_export_permission(request):
            raise PermissionDenied
        asked = request.GET.copy()
        wanted = {name: "".join(asked.pop(name, [""])[-1:]) for name in _OWN}
        kind = "csv" if wanted["format"] == "csv" else "xlsx"
        request.GET = asked  # type: ignore[assignment]  # the list knows nothing of ours
        try:
            shown = self.get_changelist_instance(request).get_queryset(request)
        except IncorrectLookupParameters:
            return self._refusal(request)
        if not is_understood(request):
            return self._refusal(request)
        heading, rows = self.export_table(request, shown, wanted["rows"])
        offered = [name for name, _title in self.export_choices]
        name = wanted["rows"] if wanted["rows"] in offered else offered[0]
        return table_response(request, name, kind, heading, rows)

    def export_table(self, request: HttpRequest, shown: QuerySet[Any], rows: str) -> Table:
        raise NotImplementedError

    def _refusal(self, request: HttpRequest) -> HttpResponse:
        """A page; above its text stands what each filter did not understand."""
        address = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")
        context = {
            **self.admin_site.each_context(request),
            "title": _("Nothing was exported"),
            "list_url": f"{address}?{request.GET.urlencode()}",
        }
        return TemplateResponse(request, "admin/exports/refused.html", context, status=422)


class OrderExports(_Exports):
    """Orders as rows, or their items as rows; contacts only for those who may see them."""

    export_right = EXPORT_ORDERS
    export_choices = (("orders", _("Orders")), ("items", _("Items of orders")))

    def export_table(self, request: HttpRequest, shown: QuerySet[Order], rows: str) -> Table:
        table = items_table if rows == "items" else orders_table
        return table(shown, contact=request.user.has_perm(VIEW_ORDER_CONTACT))


class PaymentExports(_Exports):
    export_right = EXPORT_ORDERS
    export_choices = (("payments", _("Payments")),)

    def export_table(self, request: HttpRequest, shown: QuerySet[Payment], rows: str) -> Table:
        return payments_table(shown)


class CustomerExports(_Exports):
    export_right = EXPORT_CUSTOMERS
    export_choices = (("customers", _("Customers")),)

    def export_table(self, request: HttpRequest, shown: QuerySet[Customer], rows: str) -> Table:
        contact = request.user.has_perm(VIEW_CUSTOMER_CONTACT)
        return customers_table(shown, StoreSettings.current().currency, contact=contact)


class PromoExports(_Exports):
    export_right = "orders.view_promocode"
    export_choices = (("promo-codes", _("Promo codes")),)

    def export_table(self, request: HttpRequest, shown: QuerySet[PromoCode], rows: str) -> Table:
        return promo_codes_table(shown)

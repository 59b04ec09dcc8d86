from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.db.models import F, Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectWidget

from orders.admin.customer_filters import CUSTOMER_FILTERS
from orders.admin.customer_form import CustomerForm
from orders.admin.customer_page import customer_page
from orders.admin.customer_tags import TagActions
from orders.admin.customer_views import customer_urls
from orders.admin.wallet import wallet_urls
from orders.files.admin import CustomerExports
from shop.admin.base import SavesWhatChanged, asks_of, badge, money
from shop.admin.capped import CappedList
from shop.admin.typed import ModelAdmin, display
from shop.find_customers import find_customers
from shop.models import Customer
from shop.pseudonyms import pseudonym
from shop.roles import VIEW_CUSTOMER_CONTACT

_PERSONAL = ("id", "pk", "full_name", "username", "phone_number", "shipping_address")


class CustomerList(CappedList):
    """Sorted by the last order, those who never ordered stand at the end either way."""

    def get_ordering(self, request: HttpRequest, queryset: QuerySet[Any]) -> list[Any]:
        last = F("last_order_at")
        nulls_last: dict[Any, Any] = {
            "last_order_at": last.asc(nulls_last=True),
            "-last_order_at": last.desc(nulls_last=True),
        }
        ordering = super().get_ordering(request, queryset)
        return [nulls_last.get(part, part) for part in ordering]


@admin.register(Customer)
class CustomerAdmin(TagActions, CustomerExports, SavesWhatChanged[Customer], ModelAdmin[Customer]):
    """The list of customers, and the way to their pages: see customer_page.py.

    They come through the bot: none is added here, and their right to be forgotten is served by
    erasure, not by deleting a row. Who may not know who they are sees pseudonyms.
    """

    form = CustomerForm
    list_display = (
        "person", "phone_number", "shown_language", "shown_count", "shown_spent", "shown_last",
        "shown_tags", "blocked",
    )  # fmt: skip
    _personal = ("person", "phone_number")
    list_filter = CUSTOMER_FILTERS
    list_filter_submit = True
    show_facets = admin.ShowFacets.NEVER
    list_per_page = 50
    ordering = ("-created_at",)
    search_fields = ("full_name",)  # what is searched stands in shop/find_customers.py
    search_help_text = _("Name, username, phone or Telegram id")
    fields = ("full_name", "phone_number", "shipping_address", "chosen_language")

    # --- Rights

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_contact_permission(self, request: HttpRequest) -> bool:
        """Whether this person may know who the customers are."""
        return request.user.has_perm(VIEW_CUSTOMER_CONTACT)

    # --- The list

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return CustomerList

    def get_queryset(self, request: HttpRequest) -> QuerySet[Customer]:
        customers: QuerySet[Customer] = super().get_queryset(request)
        return customers.prefetch_related("tags")

    def get_list_display(self, request: HttpRequest) -> Any:
        if self.has_contact_permission(request):
            return self.list_display
        others = [column for column in self.list_display if column not in self._personal]
        return ["shown_pseudonym", *others]

    def get_list_display_links(self, request: HttpRequest, list_display: Any) -> Any:
        return ("person",) if self.has_contact_permission(request) else None

    def get_search_fields(self, request: HttpRequest) -> Any:
        return self.search_fields if self.has_contact_permission(request) else ()

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Customer], search_term: str
    ) -> tuple[QuerySet[Customer], bool]:
        if not self.has_contact_permission(request):
            return queryset, False
        return find_customers(queryset, search_term), False

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        if not self.has_contact_permission(request) and asks_of(lookup, _PERSONAL):
            return False
        return super().lookup_allowed(lookup, value, request)

    @display(description=_("customer"), ordering="full_name", header=True)
    def person(self, customer: Customer) -> list[str]:
        name = str(customer)
        return [name, f"@{customer.username}" if customer.username else "", name[:1]]

    @display(description=_("customer"))
    def shown_pseudonym(self, customer: Customer) -> str:
        return pseudonym(customer.pk)

    @display(description=_("language"))
    def shown_language(self, customer: Customer) -> str:
        return customer.language.upper()

    @display(description=_("orders"), ordering="orders_count")
    def shown_count(self, customer: Customer) -> int:
        return customer.orders_count

    @display(description=_("spent"), ordering="spent")
    def shown_spent(self, customer: Customer) -> str:
        return money(customer.spent)

    @display(description=_("last order"), ordering="last_order_at")
    def shown_last(self, customer: Customer) -> str:
        moment = customer.last_order_at
        return timezone.localtime(moment).strftime("%d.%m.%Y") if moment else "–"

    @display(description=_("tags"))
    def shown_tags(self, customer: Customer) -> SafeString | str:
        chips = [badge(tag.name, tag.colour) for tag in customer.tags.all()]
        return mark_safe(" ".join(chips)) if chips else "–"  # noqa: S308  # each is rendered

    @display(description=_("blocked"), label={"blocked": "danger"})
    def blocked(self, customer: Customer) -> tuple[str, Any] | None:
        return ("blocked", _("Blocked")) if customer.blocked_at else None

    # --- The page, and the form of what may be edited

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The customer to be read, with everything that can be done from there; takes no POST."""
        allowed = self.has_view_permission(request) and self.has_contact_permission(request)
        if request.method == "POST" or not allowed:
            raise PermissionDenied
        customer = self.get_object(request, object_id)
        if customer is None:
            raise Http404("no such customer")
        return customer_page(request, customer)

    def edit_view(self, request: HttpRequest, customer_id: int) -> HttpResponse:
        if not self.has_change_permission(request) or not self.has_contact_permission(request):
            raise PermissionDenied
        return super().change_view(request, str(customer_id))

    def response_post_save_change(
        self, request: HttpRequest, obj: Customer
    ) -> HttpResponseRedirect:
        return redirect("admin:shop_customer_change", obj.pk)

    def get_urls(self) -> list[URLPattern]:
        edit = self.admin_site.admin_view(self.edit_view)
        return [
            *customer_urls(),
            *wallet_urls(),
            path("<int:customer_id>/edit/", edit, name="shop_customer_edit"),
            *super().get_urls(),
        ]

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "chosen_language":
            languages = [(code, code.upper()) for code in settings.STORE_LANGUAGES]
            return forms.ChoiceField(
                label=capfirst(db_field.verbose_name),
                choices=[("", _("As in Telegram")), *languages],
                required=False,
                widget=UnfoldAdminSelectWidget,
            )
        return super().formfield_for_dbfield(db_field, request, **kwargs)

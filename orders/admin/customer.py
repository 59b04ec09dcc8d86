from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.db.models import (
    Count,
    DecimalField,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.urls import URLPattern, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectWidget

from orders.admin.inlines import OrderInline
from orders.admin.wallet import wallet_urls, wallet_words
from orders.files.admin import CustomerExports
from orders.models import Order
from orders.state import OrderStatus
from shop.admin.base import SavesWhatChanged, money
from shop.admin.consent import ConsentInline
from shop.admin.typed import ModelAdmin, display
from shop.models import Customer, StoreSettings


class BlockedFilter(admin.SimpleListFilter):
    title = _("blocked the bot")
    parameter_name = "blocked"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("Yes")), ("no", _("No"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() not in ("yes", "no"):
            return queryset
        return queryset.filter(blocked_at__isnull=self.value() == "no")


@admin.register(Customer)
class CustomerAdmin(CustomerExports, SavesWhatChanged[Customer], ModelAdmin[Customer]):
    """Customers come through the bot: none is added here, and their rights to be forgotten
    are served by erasure, not by deleting a row."""

    list_display = (
        "person", "phone_number", "language_code", "orders_count", "spent", "blocked", "created_at",
    )  # fmt: skip
    list_filter = (BlockedFilter, "chosen_language", "created_at")
    list_per_page = 50
    ordering = ("-created_at",)
    show_full_result_count = False
    search_fields = ("full_name", "username", "phone_number")
    search_help_text = _("Name, username, phone or Telegram id")
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("orders_count", "spent", "balance"),
                    "full_name",
                    "phone_number",
                    "shipping_address",
                    "chosen_language",
                )
            },
        ),
        (
            _("In Telegram"),
            {"fields": ("id", "username", "telegram_language", "blocked_at", "created_at")},
        ),
    )
    readonly_fields = (
        "id", "username", "telegram_language", "blocked_at", "created_at", "orders_count", "spent",
        "balance",
    )  # fmt: skip
    inlines = (OrderInline, ConsentInline)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Customer]:
        """With the number of orders, and what the ones not cancelled come to in our currency."""
        currency = StoreSettings.current().currency
        orders = Order.objects.filter(customer=OuterRef("pk")).order_by().values("customer")
        paid = Q(currency=currency) & ~Q(status=OrderStatus.CANCELLED)
        customers: QuerySet[Customer] = super().get_queryset(request)
        return customers.annotate(
            order_count=Coalesce(Subquery(orders.annotate(n=Count("pk")).values("n")), 0),
            spent_amount=Coalesce(
                Subquery(orders.annotate(n=Sum("total_amount", filter=paid)).values("n")),
                Value(0),
                output_field=DecimalField(),
            ),
            spent_currency=Value(currency),
        )

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Customer], search_term: str
    ) -> tuple[QuerySet[Customer], bool]:
        """Also by Telegram id, and by name however its Cyrillic letters are cased."""
        term = search_term.strip().removeprefix("@")
        if not term:
            return queryset, False
        found = Q(username__icontains=term) | Q(phone_number__contains=term)
        for spelling in {term, term.lower(), term.title()}:
            found |= Q(full_name__icontains=spelling)
        if term.isdecimal() and len(term) <= 18:
            found |= Q(pk=int(term))
        return queryset.filter(found), False

    @display(description=_("customer"), ordering="full_name", header=True)
    def person(self, customer: Customer) -> list[str]:
        name = str(customer)
        return [name, f"@{customer.username}" if customer.username else "", name[:1]]

    @display(description=_("language"))
    def language_code(self, customer: Customer) -> str:
        return customer.language.upper()

    @display(description=_("orders"))
    def orders_count(self, customer: Customer) -> int:
        return int(getattr(customer, "order_count", 0))

    @display(description=_("balance"))
    def balance(self, customer: Customer) -> SafeString:
        return format_html(
            '<a class="text-primary-600 dark:text-primary-500" href="{}">{}</a>',
            reverse("admin:shop_customer_wallet", args=[customer.pk]),
            wallet_words(customer),
        )

    def get_urls(self) -> list[URLPattern]:
        return [*wallet_urls(), *super().get_urls()]

    @display(description=_("spent"))
    def spent(self, customer: Customer) -> str:
        return money(getattr(customer, "spent_amount"), getattr(customer, "spent_currency"))  # noqa: B009

    @display(description=_("blocked"), label={"blocked": "danger"})
    def blocked(self, customer: Customer) -> tuple[str, Any] | None:
        return ("blocked", _("Blocked")) if customer.blocked_at else None

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

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from shop.admin.payment_settings import PAYMENT_FIELDS
from shop.admin.settings_form import SettingsForm, hours_fields
from shop.admin.translated import in_each_language, translated_form
from shop.admin.typed import ModelAdmin
from shop.models import StoreSettings


def _padded(text: Any) -> Any:
    """A word at the head of a tab, away from its frame."""
    return format_lazy('<span class="block px-3 pt-3">{}</span>', text)


@admin.register(StoreSettings)
class StoreSettingsAdmin(ModelAdmin[StoreSettings]):
    """The one row of settings: its list leads straight to it."""

    form = translated_form(StoreSettings, SettingsForm)
    fieldsets = (
        (
            _("Store"),
            {
                "classes": ("tab",),
                "fields": (
                    *in_each_language("name"),
                    *in_each_language("welcome"),
                    *in_each_language("rules"),
                    "support_contact",
                    "news_channel",
                    "seen",
                ),
            },
        ),
        (
            _("Orders"),
            {
                "classes": ("tab",),
                "fields": ("currency", "least_order", "most_pieces", "unpaid_hours"),
            },
        ),
        (_("Payment"), {"classes": ("tab",), "fields": PAYMENT_FIELDS}),
        (
            _("Friends"),
            {"classes": ("tab",), "fields": ("referral_percent", "referral_top_ups")},
        ),
        (
            _("Working hours"),
            {
                "classes": ("tab",),
                "fields": tuple(hours_fields()),
                "description": _padded(
                    _(
                        "In the store's time zone. An empty day is a day off. Outside these hours "
                        "orders are taken, and customers are told when you will see to them."
                    )
                ),
            },
        ),
        (
            _("Holiday mode"),
            {
                "classes": ("tab",),
                "fields": ("is_closed", "closed_until", *in_each_language("closed_text")),
            },
        ),
        (
            _("Staff"),
            {
                "classes": ("tab",),
                "fields": (
                    "staff_chat_id",
                    "summary_at",
                    "low_stock_threshold",
                    "second_factor_required",
                ),
            },
        ),
        (
            _("Legal details"),
            {
                "classes": ("tab",),
                "fields": (
                    "seller_name",
                    ("seller_inn", "seller_ogrn"),
                    "seller_address",
                    ("seller_email", "seller_phone"),
                ),
                "description": _padded(_("Printed on invoices and filled into the legal texts.")),
            },
        ),
    )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        return redirect("admin:shop_storesettings_change", StoreSettings.current().pk)

    def response_post_save_change(
        self, request: HttpRequest, obj: StoreSettings
    ) -> HttpResponseRedirect:
        return redirect("admin:shop_storesettings_change", obj.pk)

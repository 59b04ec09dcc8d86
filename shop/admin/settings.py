from __future__ import annotations

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from shop.admin.payment_settings import PAYMENT_FIELDS, PaymentForm
from shop.admin.translated import in_each_language, translated_form
from shop.admin.typed import ModelAdmin
from shop.models import StoreSettings


@admin.register(StoreSettings)
class StoreSettingsAdmin(ModelAdmin[StoreSettings]):
    """The one row of settings: its list leads straight to it."""

    form = translated_form(StoreSettings, PaymentForm)
    fieldsets = (
        (
            _("Store"),
            {
                "fields": (
                    *in_each_language("name"),
                    *in_each_language("welcome"),
                    "currency",
                    "support_contact",
                )
            },
        ),
        (_("Payment"), {"fields": PAYMENT_FIELDS}),
        (_("For staff"), {"fields": ("staff_chat_id", "low_stock_threshold")}),
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

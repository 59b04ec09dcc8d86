"""The page on which an option of a product and its values are renamed and translated."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect

from catalog.cache import catalogue_changed
from catalog.models import OptionType, OptionValue
from shop.admin.base import SavesWhatChanged
from shop.admin.translated import in_each_language, translated_form
from shop.admin.typed import ModelAdmin, TabularInline


class ValueInline(TabularInline[OptionValue, OptionType]):
    model = OptionValue
    form = translated_form(OptionValue)
    fields = (*in_each_language("value"), "sort_order")
    extra = 0
    hide_title = True


@admin.register(OptionType)
class OptionTypeAdmin(SavesWhatChanged[OptionType], ModelAdmin[OptionType]):
    """Reached from the product it belongs to, and leads back there."""

    form = translated_form(OptionType)
    fields = (*in_each_language("name"), "sort_order")
    inlines = (ValueInline,)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        return redirect("admin:catalog_product_changelist")

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        catalogue_changed(form.instance.product_id)

    def response_post_save_change(
        self, request: HttpRequest, obj: OptionType
    ) -> HttpResponseRedirect:
        return redirect("admin:catalog_product_change", obj.product_id)

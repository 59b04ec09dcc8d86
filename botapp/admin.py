from __future__ import annotations

from django.contrib import admin

from botapp.models import Session
from shop.admin.base import ReadOnly
from shop.admin.typed import ModelAdmin


@admin.register(Session)
class SessionAdmin(ReadOnly, ModelAdmin[Session]):
    """Where customers are in the chat. Their answers so far are not for staff to read."""

    list_display = ("customer", "route", "step", "version", "updated_at")
    list_select_related = ("customer",)
    list_filter = ("step",)
    search_fields = ("=customer__id",)
    ordering = ("-updated_at",)
    fields = ("customer", "route", "step", "version", "updated_at")
    readonly_fields = fields

"""Exports by schedule, and the owner's word on names in Google Sheets."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from orders.admin.export_forms import ScheduleForm
from orders.admin.export_rights import ForExporters, may_export_anything, visible
from orders.models import ExportSchedule, SheetPermission
from orders.services.schedule_exports import last_day
from shop.admin.base import staff_actor
from shop.admin.typed import ModelAdmin, display


@admin.register(ExportSchedule)
class ExportScheduleAdmin(ForExporters, ModelAdmin[ExportSchedule]):
    """Exports by schedule: whoever may make the export may set it up, and has it in their name."""

    class Media:
        js = ("orders/exports.js",)

    form = ScheduleForm
    list_display = ("name", "what", "target", "every", "at", "is_active", "last_run")
    ordering = ("name", "pk")

    def get_queryset(self, request: HttpRequest) -> QuerySet[ExportSchedule]:
        return visible(super().get_queryset(request), request.user)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return may_export_anything(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_view_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_view_permission(request, obj)

    def get_form(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """The form, offering what the person at this page may have."""
        made = super().get_form(request, *args, **kwargs)

        class Offered(made):  # type: ignore[misc, valid-type]
            def __init__(self, *arguments: Any, **options: Any) -> None:
                super().__init__(*arguments, **options)
                self.offer(request.user)

        return Offered

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        form = ScheduleForm(instance=obj)
        form.offer(request.user)
        return [name for name in ScheduleForm.Meta.fields if name in form.fields]

    def save_model(
        self, request: HttpRequest, obj: ExportSchedule, form: Any, change: bool
    ) -> None:
        """It is whose hand it was last in; a new one begins with the next hour that is due."""
        assert isinstance(request.user, User)
        obj.owner = request.user
        if not change:
            now = timezone.localtime(timezone=timezone.get_default_timezone())
            obj.done_until = last_day(obj, now)
        super().save_model(request, obj, form, change)

    @display(description=_("at"))
    def at(self, schedule: ExportSchedule) -> str:
        return f"{schedule.hour:02}:00"

    @display(description=_("covered until"), ordering="done_until")
    def last_run(self, schedule: ExportSchedule) -> Any:
        return schedule.done_until or "–"


@admin.register(SheetPermission)
class SheetPermissionAdmin(ModelAdmin[SheetPermission]):
    """One switch, the Owner's: no other role has the right to change it."""

    fields = ("contacts_allowed", "changed_by", "changed_at")
    readonly_fields = ("changed_by", "changed_at")
    change_form_before_template = "admin/exports/abroad.html"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        return redirect("admin:orders_sheetpermission_change", SheetPermission.current().pk)

    def save_model(
        self, request: HttpRequest, obj: SheetPermission, form: Any, change: bool
    ) -> None:
        obj.changed_by = staff_actor(request).removeprefix("staff:")
        super().save_model(request, obj, form, change)

    def response_post_save_change(self, request: HttpRequest, obj: SheetPermission) -> Any:
        return redirect(reverse("admin:orders_exportrun_changelist"))

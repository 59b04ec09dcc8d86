"""Exports in the background: begun, watched, cancelled, downloaded."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from catalog.admin.run_pages import RunPages
from catalog.files.problems import FileError
from catalog.files.response import table_response
from catalog.files.words import refusal_text
from orders.admin.export_forms import ExportForm
from orders.admin.export_rights import ForExporters, may_export_anything, visible
from orders.exports.kept import kept_rows
from orders.models import ExportChunk, ExportRun
from orders.services.run_exports import KEPT, cancel_export, retry_export, start_export
from shop.admin.base import ReadOnly, staff_actor
from shop.admin.typed import ModelAdmin, display

STAGE_COLOURS = {
    "gathering": "info",
    "writing": "info",
    "done": "success",
    "cancelled": "",
    "failed": "danger",
}
_STEPS = {"cancel": cancel_export, "retry": retry_export}


@admin.register(ExportRun)
class ExportRunAdmin(ForExporters, RunPages, ReadOnly, ModelAdmin[ExportRun]):
    """The list of exports; adding one is asking for it, its page is progress and result."""

    folder = "exports"
    stage_colours = STAGE_COLOURS
    steps = tuple(_STEPS)
    list_display = ("title", "where", "stage_badge", "total", "actor_name", "created_at")
    list_display_links = ("title",)
    list_before_template = "admin/exports/links.html"
    ordering = ("-pk",)
    list_per_page = 50

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return may_export_anything(request)

    def get_queryset(self, request: HttpRequest) -> QuerySet[ExportRun]:
        return visible(super().get_queryset(request), request.user)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        own = {"may_allow": request.user.has_perm("orders.change_sheetpermission")}
        return super().changelist_view(request, {**own, **(extra_context or {})})

    @display(description=_("what"), ordering="what")
    def title(self, run: ExportRun) -> str:
        return f"{run.get_what_display()} {run.days}".strip()

    @display(description=_("where to"), ordering="target")
    def where(self, run: ExportRun) -> str:
        return run.get_target_display()

    @display(description=_("state"), ordering="stage", label=STAGE_COLOURS)
    def stage_badge(self, run: ExportRun) -> tuple[str, str]:
        return run.stage, run.get_stage_display()

    @display(description=_("by whom"), ordering="actor")
    def actor_name(self, run: ExportRun) -> str:
        return _by_whom(run)

    # --- Addresses

    def get_urls(self) -> list[URLPattern]:
        file = self.admin_site.admin_view(self.file_view)
        return [
            path("<int:run_id>/file/", file, name="orders_exportrun_file"),
            *self.run_urls(),
            *super().get_urls(),
        ]

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """What is to be exported, and where to."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = ExportForm(request.POST or None)
        form.offer(request.user)
        if request.method == "POST" and form.is_valid():
            wanted = form.cleaned_data
            try:
                run = start_export(
                    what=wanted["what"],
                    actor=staff_actor(request),
                    filters=form.filters(),
                    contact=wanted["contact"],
                    target=wanted["target"],
                    place=wanted["address"],
                )
                return redirect("admin:orders_exportrun_change", run.pk)
            except FileError as refusal:  # the settings changed this very moment
                form.add_error(None, refusal_text(refusal.kept))
        context = {"title": _("New export"), "form": form}
        return self.page(request, "add", context, status=422 if form.errors else 200)

    def surroundings(self, request: HttpRequest, run: ExportRun) -> dict[str, Any]:
        return {
            "title": self.title(run),
            "by_whom": _by_whom(run),
            "has_file": _has_file(run),
            "kept_days": KEPT.days,
        }

    def moving_part(self, run: ExportRun) -> dict[str, Any]:
        return {**super().moving_part(run), "waits": run.is_working and run.failures > 0}

    def take_step(self, request: HttpRequest, run: ExportRun, step: str) -> None:
        _STEPS[step](run=run)

    def why_not(self, run: ExportRun) -> Any:
        return _("This is not possible any more: the export has moved on.")

    def file_view(self, request: HttpRequest, run_id: int) -> HttpResponseBase:
        """The file, as `format` says: csv or xlsx."""
        run = self.find_run(request, run_id)
        if not _has_file(run):
            raise Http404("no such file")
        kind = "csv" if request.GET.get("format") == "csv" else "xlsx"
        return table_response(request, run.what, kind, run.heading, kept_rows(run))


def _has_file(run: ExportRun) -> bool:
    made = not run.to_sheet and run.stage == ExportRun.Stage.DONE
    return made and (not run.total or ExportChunk.objects.filter(run=run).exists())


def _by_whom(run: ExportRun) -> str:
    return run.actor.removeprefix("staff:").removeprefix("schedule:")

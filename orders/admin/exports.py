"""Exports in the background: begun, watched, cancelled, downloaded."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from catalog.files.problems import FileError
from catalog.files.response import table_response
from catalog.files.words import refusal_text
from orders.admin.export_forms import ExportForm
from orders.admin.export_rights import ForExporters, may_export_anything, visible
from orders.exports.kept import kept_rows
from orders.models import ExportChunk, ExportRun
from orders.services.run_exports import KEPT, cancel_export, retry_export, start_export
from shop.admin.base import ReadOnly, staff_actor, tell
from shop.admin.typed import ModelAdmin, display
from shop.errors import StoreError

STAGE_COLOURS = {
    "gathering": "info",
    "writing": "info",
    "done": "success",
    "cancelled": "",
    "failed": "danger",
}
_STEPS = {"cancel": cancel_export, "retry": retry_export}


@admin.register(ExportRun)
class ExportRunAdmin(ForExporters, ReadOnly, ModelAdmin[ExportRun]):
    """The list of exports; adding one is asking for it, its page is progress and result."""

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
        wrap = self.admin_site.admin_view
        name = "orders_exportrun"
        own = [
            path("<int:run_id>/progress/", wrap(self.progress_view), name=f"{name}_progress"),
            path("<int:run_id>/file/", wrap(self.file_view), name=f"{name}_file"),
            *(
                path(
                    f"<int:run_id>/{step}/",
                    wrap(partial(self.step_view, step=step)),
                    name=f"{name}_{step}",
                )
                for step in _STEPS
            ),
        ]
        return [*own, *super().get_urls()]

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
        return self._page(request, "add", context, status=422 if form.errors else 200)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Progress and result of one export."""
        if not object_id.isdecimal():
            raise Http404("no such export")
        run = self._run(request, int(object_id))
        has_file = not run.to_sheet and run.stage == "done"
        has_file = has_file and (not run.total or ExportChunk.objects.filter(run=run).exists())
        context = {
            **_progress(run),
            "title": self.title(run),
            "by_whom": _by_whom(run),
            "has_file": has_file,
            "kept_days": KEPT.days,
        }
        return self._page(request, "run", context)

    def progress_view(self, request: HttpRequest, run_id: int) -> HttpResponse:
        """The moving part of the page, asked for every second while the work goes on."""
        run = self._run(request, run_id)
        response = TemplateResponse(request, "admin/exports/progress.html", _progress(run))
        response["X-Import-Stage"] = run.stage
        response["Cache-Control"] = "no-store"
        return response

    def file_view(self, request: HttpRequest, run_id: int) -> HttpResponseBase:
        """The file, as `format` says: csv or xlsx."""
        run = self._run(request, run_id)
        there = not run.total or ExportChunk.objects.filter(run=run).exists()
        if run.to_sheet or run.stage != "done" or not there:
            raise Http404("no such file")
        kind = "csv" if request.GET.get("format") == "csv" else "xlsx"
        return table_response(request, run.what, kind, run.heading, kept_rows(run))

    def step_view(self, request: HttpRequest, run_id: int, *, step: str) -> HttpResponse:
        """POST: cancel, or try again."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        run = self._run(request, run_id)
        try:
            _STEPS[step](run=run)
        except StoreError:
            text = _("This is not possible any more: the export has moved on.")
            tell(request, str(text), ok=False)
        return redirect("admin:orders_exportrun_change", run.pk)

    def _run(self, request: HttpRequest, run_id: int) -> ExportRun:
        """The run; one that this person may not see is not there."""
        if not may_export_anything(request):
            raise PermissionDenied
        run = self.get_queryset(request).filter(pk=run_id).first()
        if run is None:
            raise Http404("no such export")
        return run

    def _page(
        self, request: HttpRequest, name: str, context: dict[str, Any], status: int = 200
    ) -> HttpResponse:
        context = {**self.admin_site.each_context(request), "opts": self.opts, **context}
        return TemplateResponse(request, f"admin/exports/{name}.html", context, status=status)


def _progress(run: ExportRun) -> dict[str, Any]:
    total = run.total or 0
    return {
        "run": run,
        "colour": STAGE_COLOURS[run.stage],
        "percent": min(100, run.progress * 100 // total) if total else 0,
        "refusal": refusal_text(run.refusal),
        "waits": run.is_working and run.failures > 0,
    }


def _by_whom(run: ExportRun) -> str:
    return run.actor.removeprefix("staff:").removeprefix("schedule:")

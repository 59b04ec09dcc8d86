"""One import: preview, progress and report, and the steps that it takes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from catalog.files import reports
from catalog.files.categories import Shelves
from catalog.files.response import table_response
from catalog.files.words import note_text, refusal_text
from catalog.models import ImportRow, ImportRun
from catalog.models.import_run import WORKING
from catalog.services.import_products import cancel_import, confirm_import, undo_import
from shop.admin.base import tell
from shop.errors import StoreError

if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin

    _Base = ModelAdmin[ImportRun]
else:
    _Base = object

STAGE_COLOURS = {
    "reading": "info",
    "checking": "info",
    "ready": "warning",
    "importing": "info",
    "done": "success",
    "undoing": "info",
    "undone": "",
    "refused": "danger",
    "cancelled": "",
    "failed": "danger",
}
STEPS = ("confirm", "cancel", "undo")
_ON_A_PAGE = 50


class ImportRunViews(_Base):
    """For the admin of imports: what is shown and done of one that has been begun."""

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Preview, progress and report of one import, whatever it is at."""
        if not object_id.isdecimal():
            raise Http404("no such import")
        run = self._run(request, int(object_id))
        shown = request.GET.get("show", "") or _first_to_show(run)
        rows = ImportRow.objects.filter(run=run, outcome=shown).order_by("number")
        pages = Paginator(rows, _ON_A_PAGE)
        pages.count = _count(run, shown)  # known: not counted again
        page = pages.get_page(request.GET.get("p"))
        shelves = Shelves().ids if run.stage == ImportRun.Stage.READY else None
        context = {
            **_progress(run),
            "title": run.file_name,
            "by_whom": run.actor.removeprefix("staff:"),
            "notes": [note_text(note) for note in run.notes],
            "tabs": _tabs(run, shown),
            "lines": [reports.shown_row(row, run.columns, shelves) for row in page]
            if not run.is_working
            else [],
            "page": page,
            "shown": shown,
            "good_count": run.new_count + run.changed_count,
            "pictures": _pictures(run),
        }
        return self.page(request, "run", context)

    def progress_view(self, request: HttpRequest, run_id: int) -> HttpResponse:
        """The moving part of the page, asked for every second while the work goes on."""
        run = self._run(request, run_id)
        response = TemplateResponse(request, "admin/imports/progress.html", _progress(run))
        response["X-Import-Stage"] = run.stage
        response["Cache-Control"] = "no-store"
        return response

    def step_view(self, request: HttpRequest, run_id: int, *, step: str) -> HttpResponse:
        """POST: confirm, cancel or undo."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        run = self._run(request, run_id)
        try:
            if step == "confirm":
                confirm_import(run=run, only_good=bool(request.POST.get("only_good")))
            elif step == "cancel":
                cancel_import(run=run)
            else:
                undo_import(run=run)
        except StoreError:
            busy = ImportRun.objects.filter(stage__in=WORKING).exclude(pk=run.pk).exists()
            text = (
                _("Another import is at work. Try again when it has ended.")
                if busy
                else _("This is not possible any more: the import has moved on.")
            )
            tell(request, str(text), ok=False)
        return redirect("admin:catalog_importrun_change", run.pk)

    def bad_rows_view(self, request: HttpRequest, run_id: int) -> HttpResponseBase:
        """The rows with errors as a file like the one that came, with the reasons."""
        run = self._run(request, run_id)
        heading, rows = reports.bad_table(run)
        kind = "csv" if run.kind == "csv" else "xlsx"
        return table_response(request, "errors", kind, heading, rows)

    def _run(self, request: HttpRequest, run_id: int) -> ImportRun:
        if not self.has_view_permission(request):
            raise PermissionDenied
        run = ImportRun.objects.filter(pk=run_id).first()
        if run is None:
            raise Http404("no such import")
        return run

    def page(
        self, request: HttpRequest, name: str, context: dict[str, Any], status: int = 200
    ) -> HttpResponse:
        context = {**self.admin_site.each_context(request), "opts": self.opts, **context}
        return TemplateResponse(request, f"admin/imports/{name}.html", context, status=status)


def _progress(run: ImportRun) -> dict[str, Any]:
    total = run.total or 0
    return {
        "run": run,
        "colour": STAGE_COLOURS[run.stage],
        "percent": min(100, run.progress * 100 // total) if total else 0,
        "refusal": refusal_text(run.refusal),
    }


def _count(run: ImportRun, outcome: str) -> int:
    return int(getattr(run, f"{outcome}_count", 0))


def _first_to_show(run: ImportRun) -> str:
    order = ("error", "changed", "new", "unchanged")
    return next((outcome for outcome in order if _count(run, outcome)), "new")


def _tabs(run: ImportRun, shown: str) -> list[dict[str, Any]]:
    names = {
        "error": _("Errors"),
        "changed": _("Changed"),
        "new": _("New"),
        "unchanged": _("Unchanged"),
    }
    colours = {"error": "danger", "changed": "warning", "new": "success", "unchanged": ""}
    return [
        {
            "key": key,
            "name": name,
            "count": _count(run, key),
            "colour": colours[key],
            "active": key == shown,
        }
        for key, name in names.items()
    ]


def _pictures(run: ImportRun) -> str:
    """What became of the pictures that the file named by their addresses."""
    counts = reports.picture_counts(run)
    parts = []
    if waiting := counts.get("waiting", 0):
        text = ngettext(
            "%(n)d picture is being fetched.", "%(n)d pictures are being fetched.", waiting
        )
        parts.append(text % {"n": waiting})
    if failed := counts.get("failed", 0):
        text = ngettext(
            "%(n)d picture could not be fetched.", "%(n)d pictures could not be fetched.", failed
        )
        parts.append(text % {"n": failed})
    return " ".join(parts)

"""Files of goods in and out: upload, preview, confirm, watch, undo; templates and exports."""

from __future__ import annotations

from functools import partial
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from unfold.widgets import UnfoldAdminSelectWidget

from catalog.admin.category import category_choices
from catalog.files import reports
from catalog.files.guard import MOST_BYTES, refuse_size
from catalog.files.problems import FileError
from catalog.files.response import table_response
from catalog.files.sheets import spreadsheets
from catalog.files.words import note_text, refusal_text
from catalog.models import Category, ImportRow, ImportRun, Product
from catalog.models.import_run import WORKING
from catalog.services.export_products import export_columns, export_rows
from catalog.services.import_products import (
    cancel_import,
    confirm_import,
    start_import,
    start_sheet_import,
    undo_import,
)
from shop.admin.base import ReadOnly, staff_actor, tell
from shop.admin.typed import ModelAdmin, display
from shop.errors import StoreError
from shop.roles import EXPORT_PRODUCTS, IMPORT_PRODUCTS

KINDS = [("xlsx", _("Excel (XLSX)")), ("csv", _("CSV"))]
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
_ON_A_PAGE = 50
_STEPS = ("confirm", "cancel", "undo")


class ExportForm(forms.Form):
    """Which products, and as what."""

    category = forms.TypedChoiceField(
        label=_("Category"), required=False, coerce=int, widget=UnfoldAdminSelectWidget
    )
    format = forms.ChoiceField(label=_("File"), choices=KINDS, widget=UnfoldAdminSelectWidget)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        category = self.fields["category"]
        assert isinstance(category, forms.TypedChoiceField)
        category.choices = [("", _("All products")), *category_choices()]


@admin.register(ImportRun)
class ImportRunAdmin(ReadOnly, ModelAdmin[ImportRun]):
    """The list of imports; adding one is uploading a file, its page is preview and report."""

    list_display = (
        "file_name", "stage_badge", "new_count", "changed_count", "error_count", "actor",
        "created_at",
    )  # fmt: skip
    ordering = ("-pk",)
    list_per_page = 50
    show_full_result_count = False

    # --- Rights

    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(IMPORT_PRODUCTS)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return request.user.has_perm(IMPORT_PRODUCTS)

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return request.user.has_perm(IMPORT_PRODUCTS)

    @display(description=_("state"), ordering="stage", label=STAGE_COLOURS)
    def stage_badge(self, run: ImportRun) -> tuple[str, str]:
        return run.stage, run.get_stage_display()

    # --- Addresses

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        own = [
            path("add/", wrap(csrf_exempt(self.upload_view)), name="catalog_importrun_add"),
            path("template/", wrap(self.template_view), name="catalog_importrun_template"),
            path("export/", wrap(self.export_view), name="catalog_importrun_export"),
            path(
                "<int:run_id>/progress/",
                wrap(self.progress_view),
                name="catalog_importrun_progress",
            ),
            path("<int:run_id>/bad/", wrap(self.bad_rows_view), name="catalog_importrun_bad"),
            *(
                path(
                    f"<int:run_id>/{step}/",
                    wrap(partial(self.step_view, step=step)),
                    name=f"catalog_importrun_{step}",
                )
                for step in _STEPS
            ),
        ]
        return [*own, *super().get_urls()]

    # --- Uploading and exporting

    def upload_view(self, request: HttpRequest) -> HttpResponseBase:
        """A file that declares too large a size is refused before its body is looked at."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        try:
            refuse_size(int(request.META.get("CONTENT_LENGTH") or 0) - 64 * 1024)
        except FileError as refusal:
            return self._upload_page(request, refusal)
        return csrf_protect(self._take_upload)(request)

    def _take_upload(self, request: HttpRequest) -> HttpResponseBase:
        if request.method != "POST":
            return self._upload_page(request)
        if address := request.POST.get("address", "").strip():
            return self._take_sheet(request, address)
        file = request.FILES.get("file")
        if not isinstance(file, UploadedFile):
            tell(request, str(_("Choose a file first.")), ok=False)
            return self._upload_page(request)
        try:
            run = start_import(
                file=file,
                name=file.name or "",
                size=file.size or 0,
                actor=staff_actor(request),
            )
        except FileError as refusal:
            return self._upload_page(request, refusal)
        return redirect("admin:catalog_importrun_change", run.pk)

    def _take_sheet(self, request: HttpRequest, address: str) -> HttpResponse:
        try:
            run = start_sheet_import(address=address, actor=staff_actor(request))
        except FileError as refusal:
            return self._upload_page(request, refusal, address)
        return redirect("admin:catalog_importrun_change", run.pk)

    def _upload_page(
        self, request: HttpRequest, refusal: FileError | None = None, address: str = ""
    ) -> HttpResponse:
        service = spreadsheets()
        context = {
            "sheets_on": service.is_on(),
            "share_with": service.share_with(),
            "address": address,
            "title": _("Import products"),
            "refusal": refusal_text(refusal.kept) if refusal and not address else "",
            "sheet_refusal": refusal_text(refusal.kept) if refusal and address else "",
            "most_bytes": MOST_BYTES,
            "most_megabytes": MOST_BYTES // 2**20,
            "export_form": ExportForm() if request.user.has_perm(EXPORT_PRODUCTS) else None,
            "columns": reports.column_help(),
        }
        return self._page(request, "upload", context, status=422 if refusal else 200)

    def template_view(self, request: HttpRequest) -> HttpResponseBase:
        """A file with the heading and an example, to be filled in."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        heading, rows = reports.template_table()
        return table_response(request, "products-template", _kind(request), heading, rows)

    def export_view(self, request: HttpRequest) -> HttpResponseBase:
        """The products of a category, or all, as a file that can be imported again."""
        if not request.user.has_perm(EXPORT_PRODUCTS):
            raise PermissionDenied
        products = Product.objects.all()
        category = request.GET.get("category", "")
        if category.isdecimal():
            found = Category.objects.filter(pk=int(category)).first()
            if found is None:
                raise Http404("no such category")
            products = products.filter(category__in=found.subtree_ids())
        names = export_columns(products)
        rows = export_rows(products, names)
        return table_response(request, "products", _kind(request), names, rows)

    # --- One import

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
        context = {
            **_progress(run),
            "title": run.file_name,
            "by_whom": run.actor.removeprefix("staff:"),
            "notes": [note_text(note) for note in run.notes],
            "tabs": _tabs(run, shown),
            "lines": [reports.shown_row(row, run.columns) for row in page]
            if not run.is_working
            else [],
            "page": page,
            "shown": shown,
            "good_count": run.new_count + run.changed_count,
            "pictures": _pictures(run),
        }
        return self._page(request, "run", context)

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

    def _page(
        self, request: HttpRequest, name: str, context: dict[str, Any], status: int = 200
    ) -> HttpResponse:
        context = {**self.admin_site.each_context(request), "opts": self.opts, **context}
        return TemplateResponse(request, f"admin/imports/{name}.html", context, status=status)


def _kind(request: HttpRequest) -> str:
    return "csv" if request.GET.get("format") == "csv" else "xlsx"


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

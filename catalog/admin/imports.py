"""Files of goods in and out: uploads, templates and exports, and the list of imports."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from unfold.widgets import UnfoldAdminSelectWidget

from catalog.admin.category import category_choices
from catalog.admin.import_run import STAGE_COLOURS, ImportRunViews
from catalog.files import reports
from catalog.files.guard import MOST_BYTES, refuse_size
from catalog.files.problems import FileError
from catalog.files.response import table_response
from catalog.files.sheets import spreadsheets
from catalog.files.words import refusal_text
from catalog.models import Category, ImportRun, Product
from catalog.services.export_products import export_columns, export_rows
from catalog.services.import_products import (
    start_import,
    start_sheet_import,
)
from shop.admin.base import ReadOnly, staff_actor, tell
from shop.admin.typed import ModelAdmin, display
from shop.roles import EXPORT_PRODUCTS, IMPORT_PRODUCTS

KINDS = [("xlsx", _("Excel (XLSX)")), ("csv", _("CSV"))]


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
class ImportRunAdmin(ImportRunViews, ReadOnly, ModelAdmin[ImportRun]):
    """The list of imports; adding one is uploading a file, its page is preview and report."""

    list_display = (
        "file_name", "stage_badge", "new_count", "changed_count", "error_count", "actor",
        "created_at",
    )  # fmt: skip
    ordering = ("-pk",)
    list_per_page = 50

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
            path("<int:run_id>/bad/", wrap(self.bad_rows_view), name="catalog_importrun_bad"),
        ]
        return [*own, *self.run_urls(), *super().get_urls()]

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
        return self.page(request, "upload", context, status=422 if refusal else 200)

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
        if category := request.GET.get("category", ""):
            known = category.isdecimal() and len(category) <= 18
            found = Category.objects.filter(pk=int(category)).first() if known else None
            if found is None:
                raise Http404("no such category")
            products = products.filter(category__in=found.subtree_ids())
        names = export_columns(products)
        rows = export_rows(products, names)
        return table_response(request, "products", _kind(request), names, rows)


def _kind(request: HttpRequest) -> str:
    return "csv" if request.GET.get("format") == "csv" else "xlsx"

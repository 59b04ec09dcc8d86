"""Codes of digital goods: uploaded, counted, withdrawn; never shown."""

from __future__ import annotations

import csv
import io
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from unfold.widgets import (
    UnfoldAdminFileFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from catalog.models import DigitalKind, ProductVariant
from orders.admin.order_words import refusal_words
from orders.admin.payment import order_link
from orders.models import DigitalCode
from orders.services.upload_codes import (
    MOST_BYTES,
    set_digital_file,
    set_digital_text,
    upload_codes,
    withdraw_codes,
)
from shop.admin.base import ReadOnly, staff_actor, tell
from shop.admin.capped import CappedList
from shop.admin.typed import ModelAdmin, display
from shop.crypto import EncryptionError, can_keep_secrets
from shop.errors import StoreError

_MOST_BYTES = 10 * 1024 * 1024
_HEADINGS = frozenset({"code", "codes", "код", "коды"})
_ADD = "orders.add_digitalcode"


class UploadForm(forms.Form):
    sku = forms.CharField(
        label=gettext_lazy("SKU"), max_length=64, widget=UnfoldAdminTextInputWidget()
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("What is handed over"),
        choices=DigitalKind.choices,
        widget=UnfoldAdminSelectWidget(),
    )
    codes = forms.CharField(
        label=gettext_lazy("Codes, one a line; or the text"),
        required=False,
        strip=False,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 10, "autocomplete": "off"}),
    )
    file = forms.FileField(
        label=gettext_lazy("Or a file: text or CSV, the code in the first column"),
        help_text=gettext_lazy("Or the very file that every buyer is given, up to 50 MB."),
        required=False,
        widget=UnfoldAdminFileFieldWidget(),
    )

    def clean_sku(self) -> ProductVariant:
        found = ProductVariant.objects.filter(sku=self.cleaned_data["sku"].strip()).first()
        if found is None:
            raise forms.ValidationError(_("There is no variant with this SKU."))
        return found

    def clean_file(self) -> Any:
        """The codes of the file, one a line; the file itself where it is what is sold."""
        file = self.cleaned_data["file"]
        if self.cleaned_data.get("kind") == DigitalKind.FILE:
            if file is None:
                raise forms.ValidationError(_("Choose the file that buyers are given."))
            if file.size > MOST_BYTES:
                raise forms.ValidationError(
                    _("The file is larger than 50 MB, which a bot may send.")
                )
            return file
        if file is None:
            return ""
        if file.size > _MOST_BYTES:
            raise forms.ValidationError(_("The file is larger than 10 MB."))
        try:
            text = file.read().decode("utf-8-sig")
        except UnicodeDecodeError:
            raise forms.ValidationError(_("Save the file as UTF-8.")) from None
        if not file.name.lower().endswith(".csv"):
            return str(text)
        delimiter = ";" if text.partition("\n")[0].count(";") else ","
        codes = [row[0] for row in csv.reader(io.StringIO(text), delimiter=delimiter) if row]
        if codes and codes[0].strip().casefold() in _HEADINGS:
            del codes[0]
        return "\n".join(codes)


@admin.register(DigitalCode)
class DigitalCodeAdmin(ReadOnly, ModelAdmin[DigitalCode]):
    list_display = ("number", "sku", "state", "order", "uploaded_by", "created_at")
    list_display_links = None
    list_filter = (("item", admin.EmptyFieldListFilter),)
    list_per_page = 50
    show_facets = admin.ShowFacets.NEVER
    search_fields = ("variant__sku",)
    search_help_text = gettext_lazy("SKU")
    ordering = ("-pk",)
    actions = ("withdraw",)
    list_before_template = "admin/orders/digital/above_list.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[DigitalCode]:
        codes: QuerySet[DigitalCode] = super().get_queryset(request)
        return codes.defer("code").select_related("variant", "item")

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[CappedList]:
        return CappedList

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.upload_view)
        return [path("upload/", view, name="orders_digitalcode_upload"), *super().get_urls()]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        own: dict[str, Any] = {"can_keep_secrets": can_keep_secrets()}
        if self.has_upload_permission(request):
            own["upload_url"] = reverse("admin:orders_digitalcode_upload")
        return super().changelist_view(request, {**own, **(extra_context or {})})

    def has_upload_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(_ADD)

    def change_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        raise PermissionDenied

    def upload_view(self, request: HttpRequest) -> HttpResponse:
        """Codes for a variant, or the text that all its buyers get."""
        if not self.has_upload_permission(request):
            raise PermissionDenied
        posted = request.method == "POST"
        initial = {"sku": request.GET.get("sku", "")[:64]}
        form = UploadForm(request.POST, request.FILES) if posted else UploadForm(initial=initial)
        if posted and form.is_valid() and _upload(request, form):
            return redirect("admin:orders_digitalcode_changelist")
        context = {
            **self.admin_site.each_context(request),
            "title": _("Upload digital goods"),
            "form": form,
            "opts": self.opts,
            "can_keep_secrets": can_keep_secrets(),
        }
        status = 400 if form.errors else 200
        return TemplateResponse(request, "admin/orders/digital/upload.html", context, status=status)

    @admin.action(description=gettext_lazy("Withdraw unsold codes"), permissions=["upload"])
    def withdraw(self, request: HttpRequest, queryset: QuerySet[DigitalCode]) -> None:
        chosen = queryset.filter(item=None).values_list("pk", flat=True)
        gone = withdraw_codes(code_ids=chosen, actor=staff_actor(request))
        text = ngettext("%(n)d code is withdrawn.", "%(n)d codes are withdrawn.", gone)
        tell(request, text % {"n": gone}, ok=bool(gone))

    @display(description=gettext_lazy("number"))
    def number(self, code: DigitalCode) -> str:
        return f"#{code.pk}"

    @display(description=gettext_lazy("SKU"))
    def sku(self, code: DigitalCode) -> str:
        return code.variant.sku

    @display(description=gettext_lazy("state"), label={"sold": "info", "unsold": "success"})
    def state(self, code: DigitalCode) -> tuple[str, Any]:
        return ("sold", _("Sold")) if code.item_id else ("unsold", _("In stock"))

    @display(description=gettext_lazy("order"))
    def order(self, code: DigitalCode) -> SafeString | str:
        return order_link(code.item.order_id) if code.item else "–"


def _upload(request: HttpRequest, form: UploadForm) -> bool:
    variant, actor = form.cleaned_data["sku"], staff_actor(request)
    if form.cleaned_data["kind"] == DigitalKind.FILE:
        set_digital_file(variant=variant, file=form.cleaned_data["file"], actor=actor)
        tell(request, _("Every buyer of %(sku)s is given it.") % {"sku": variant.sku})
        return True
    text = "\n".join(
        part for part in (form.cleaned_data["codes"], form.cleaned_data["file"]) if part
    )
    try:
        if form.cleaned_data["kind"] == DigitalKind.SAME:
            set_digital_text(variant=variant, text=text, actor=actor)
            tell(request, _("Every buyer of %(sku)s is given it.") % {"sku": variant.sku})
            return True
        done = upload_codes(variant=variant, codes=text.splitlines(), actor=actor)
    except StoreError as refusal:
        form.add_error("codes", refusal_words(refusal))
        return False
    except EncryptionError as error:
        form.add_error(None, str(error))
        return False
    words = _("%(sku)s: %(added)d new, %(duplicates)d refused as known already.")
    tell(
        request,
        words % {"sku": variant.sku, "added": done.added, "duplicates": done.duplicates},
        ok=bool(done.added),
    )
    return True

"""The legal texts, and how many agreed to them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count, Exists, Max, Model, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.defaultfilters import linebreaksbr
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from shop.admin.translated import TranslatedForm, in_each_language, translated_form
from shop.admin.typed import ModelAdmin, action, display
from shop.legal_gaps import GAP
from shop.models import Consent, LegalDocument
from shop.translations import main_language

_PAGES = {
    LegalDocument.Kind.POLICY: "privacy",
    LegalDocument.Kind.TERMS: "terms",
    LegalDocument.Kind.OFFER: "offer",
    LegalDocument.Kind.RETURNS: "returns",
}


class LegalDocumentForm(TranslatedForm):
    """A new version begins as a copy of the newest one."""

    class Meta:
        model = LegalDocument
        fields = ("kind", "text", "needs_consent")
        widgets = {"kind": forms.HiddenInput}


@admin.register(LegalDocument)
class LegalDocumentAdmin(ModelAdmin[LegalDocument]):
    """Published texts are never edited: a change is a new version, which asks for consent anew."""

    form = translated_form(LegalDocument, LegalDocumentForm)
    list_display = (
        "title",
        "version",
        "published_at",
        "needs_consent",
        "agreed",
        "to_fill_in",
        "page",
    )
    list_filter = ("kind",)
    actions_list = (
        {
            "title": _("New version"),
            "icon": "add",
            "items": ["new_policy", "new_terms", "new_offer", "new_returns"],
        },
    )
    show_add_link = False
    actions_list_hide_default = True
    fields = ("kind", *in_each_language("text"), "needs_consent")

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[LegalDocument]:
        agreed = (
            Consent.objects.filter(document=OuterRef("pk"))
            .order_by()
            .values("document")
            .annotate(found=Count("pk"))
            .values("found")
        )
        newer = LegalDocument.objects.filter(kind=OuterRef("kind"), version__gt=OuterRef("version"))
        documents: QuerySet[LegalDocument] = super().get_queryset(request)
        return documents.annotate(
            consent_count=Coalesce(Subquery(agreed), 0), is_replaced=Exists(newer)
        )

    def get_fields(self, request: HttpRequest, obj: LegalDocument | None = None) -> Any:
        if obj is None:
            return self.fields
        return (
            "title", "version", "published_at", "needs_consent", "agreed", "page", "gaps", "texts",
        )  # fmt: skip

    def get_readonly_fields(self, request: HttpRequest, obj: LegalDocument | None = None) -> Any:
        return () if obj is None else self.get_fields(request, obj)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        kind = request.GET.get("kind")
        if kind not in LegalDocument.Kind.values:
            kind = LegalDocument.Kind.POLICY.value
        newest = LegalDocument.objects.filter(kind=kind).order_by("-version").first()
        if newest is None:
            return {"kind": kind}
        translated = {
            f"text_{code}": texts.get("text", "") for code, texts in newest.translations.items()
        }
        return {
            "kind": kind,
            "text": newest.text,
            "needs_consent": newest.needs_consent,
            **translated,
        }

    def save_model(self, request: HttpRequest, obj: LegalDocument, form: Any, change: bool) -> None:
        newest = LegalDocument.objects.filter(kind=obj.kind).aggregate(newest=Max("version"))
        obj.version = (newest["newest"] or 0) + 1
        obj.save()

    @action(description=_("Privacy policy"), permissions=["add"])
    def new_policy(self, request: HttpRequest) -> HttpResponse:
        return _add_page(LegalDocument.Kind.POLICY)

    @action(description=_("Terms of sale"), permissions=["add"])
    def new_terms(self, request: HttpRequest) -> HttpResponse:
        return _add_page(LegalDocument.Kind.TERMS)

    @action(description=_("Public offer"), permissions=["add"])
    def new_offer(self, request: HttpRequest) -> HttpResponse:
        return _add_page(LegalDocument.Kind.OFFER)

    @action(description=_("Returns and refunds"), permissions=["add"])
    def new_returns(self, request: HttpRequest) -> HttpResponse:
        return _add_page(LegalDocument.Kind.RETURNS)

    @display(description=_("document"), ordering="kind")
    def title(self, document: LegalDocument) -> str:
        return document.get_kind_display()

    @display(description=_("agreed"))
    def agreed(self, document: LegalDocument) -> int:
        return int(getattr(document, "consent_count"))  # noqa: B009  # an annotation

    @display(description=_("gaps to fill in"))
    def to_fill_in(self, document: LegalDocument) -> str:
        """How many, by language; of a version that was replaced none is filled in any more."""
        if getattr(document, "is_replaced"):  # noqa: B009  # an annotation
            return "–"
        found = [(code, len(names)) for code, names in _gaps(document) if names]
        return ", ".join(f"{code.upper()}: {count}" for code, count in found) or "0"

    @display(description=_("gaps to fill in"))
    def gaps(self, document: LegalDocument) -> SafeString:
        """Their names, and where they are filled in."""
        found = [(code.upper(), ", ".join(names)) for code, names in _gaps(document) if names]
        if not found:
            return format_html("–")
        return format_html(
            "{}<p>{}</p>",
            format_html_join("", '<p class="mb-2">{}: {}</p>', found),
            _(
                "Those about the seller are filled in by Settings → Legal details; write the others "
                "into a new version."
            ),
        )

    @display(description=_("text"))
    def texts(self, document: LegalDocument) -> SafeString:
        """The text in every language that it was published in."""
        languages = [main_language(), *document.translations]
        return format_html_join(
            "",
            '<p class="font-semibold mb-2 mt-4">{}</p><p>{}</p>',
            ((code.upper(), linebreaksbr(document.shown_in(code))) for code in languages),
        )

    @display(description=_("page"))
    def page(self, document: LegalDocument) -> SafeString:
        address = reverse(_PAGES[LegalDocument.Kind(document.kind)])
        return format_html(
            '<a class="text-primary-600 dark:text-primary-500" href="{}?version={}">{}</a>',
            address,
            document.version,
            address,
        )


def _gaps(document: LegalDocument) -> list[tuple[str, list[str]]]:
    """By language, what stands in the `[[…]]` that the settings do not fill in."""
    languages = [main_language(), *document.translations]
    return [(code, GAP.findall(document.shown_in(code))) for code in languages]


def _add_page(kind: LegalDocument.Kind) -> HttpResponse:
    return redirect(f"{reverse('admin:shop_legaldocument_add')}?kind={kind.value}")

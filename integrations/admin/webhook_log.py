from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from integrations.models import WebhookAttempt, WebhookEndpoint
from shop.admin.base import ReadOnly, badge
from shop.admin.typed import ModelAdmin, display


class OutcomeFilter(admin.SimpleListFilter):
    title = _("outcome")
    parameter_name = "outcome"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("ok", _("arrived")), ("failed", _("failed"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        fine = {"status_code__gte": 200, "status_code__lt": 300}
        if self.value() == "ok":
            return queryset.filter(**fine)
        if self.value() == "failed":
            return queryset.exclude(**fine)
        return queryset


class EndpointFilter(admin.SimpleListFilter):
    """By endpoint, without reading secrets that perhaps no key fits any more."""

    title = _("webhook")
    parameter_name = "endpoint"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        endpoints = WebhookEndpoint.objects.only("url", "description")
        return [(str(endpoint.pk), str(endpoint)) for endpoint in endpoints]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        chosen = self.value() or ""
        return queryset.filter(endpoint=int(chosen)) if chosen.isdigit() else queryset


@admin.register(WebhookAttempt)
class WebhookAttemptAdmin(ReadOnly, ModelAdmin[WebhookAttempt]):
    """What was sent to endpoints, and what they said to it."""

    list_display = (
        "created_at", "webhook", "event_name", "event_id", "outcome_badge", "took", "said",
    )  # fmt: skip
    list_filter = (OutcomeFilter, "event_name", EndpointFilter)
    search_fields = ("event_id__exact",)
    ordering = ("-pk",)
    fields = (
        "created_at", "webhook", "event_name", "event_id", "outcome", "took", "error",
        "request", "answer",
    )  # fmt: skip
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> Any:
        log = super().get_queryset(request).select_related("endpoint")
        return log.defer("endpoint__secret", "endpoint__old_secret")

    @display(description=_("webhook"))
    def webhook(self, attempt: WebhookAttempt) -> str:
        return str(attempt.endpoint)

    @display(description=_("outcome"), label={"ok": "success", "failed": "danger"})
    def outcome_badge(self, attempt: WebhookAttempt) -> tuple[str, str]:
        words = str(attempt.status_code) if attempt.status_code else str(_("no answer"))
        return ("ok" if attempt.succeeded else "failed"), words

    @display(description=_("outcome"))
    def outcome(self, attempt: WebhookAttempt) -> SafeString:
        name, words = self.outcome_badge(attempt)
        return badge(words, "success" if name == "ok" else "danger")

    @display(description=_("took"), ordering="duration_ms")
    def took(self, attempt: WebhookAttempt) -> str:
        return f"{attempt.duration_ms} ms"

    @display(description=_("answer"))
    def said(self, attempt: WebhookAttempt) -> str:
        return Truncator(attempt.error or attempt.answer).chars(80) or "–"

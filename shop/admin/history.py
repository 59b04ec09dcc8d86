"""Where the "History" of every page leads: the audit log, narrowed to the object."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.db.models.options import Options
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

VIEW_AUDIT_LOG = "shop.view_auditentry"


class HistoryInAuditLog:
    """For an admin. Django's own log is not written: it would quote people where nobody erases."""

    opts: Options[Model]

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if not request.user.has_perm(VIEW_AUDIT_LOG):
            raise PermissionDenied
        log = reverse("admin:shop_auditentry_changelist")
        return redirect(f"{log}?object={self.opts.label_lower}:{object_id}")

    def log_addition(self, request: HttpRequest, obj: Model, message: object) -> None:
        return None

    def log_change(self, request: HttpRequest, obj: Model, message: object) -> None:
        return None

    def log_deletions(self, request: HttpRequest, queryset: object) -> None:
        return None

"""The page that says what the store is connected to, and whether it works."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from shop.admin.base import ReadOnly, tell
from shop.admin.typed import ModelAdmin
from shop.integrations import Integration, IntegrationError, integrations, try_out
from shop.models import IntegrationState


@dataclass(frozen=True)
class Card:
    """One integration as the page shows it; `colour` and `words` are its badge's."""

    integration: Integration
    state: IntegrationState | None
    missing: list[str]
    glance: str
    trouble: str

    @property
    def is_on(self) -> bool:
        return not self.missing

    @property
    def is_silent(self) -> bool:
        state = self.state or IntegrationState()
        return state.is_silent(self.integration.silent_for)

    @property
    def badge(self) -> tuple[str, Any]:
        if not self.is_on:
            return "default", _("Off")
        if self.trouble or (self.state is not None and self.state.is_failing):
            return "danger", _("Trouble")
        if self.is_silent:
            return "warning", _("Silent")
        if self.glance or (self.state is not None and self.state.succeeded_at):
            return "success", _("Works")
        return "info", _("Not tried yet")


def read_cards() -> list[Card]:
    """Every integration with what is known of it; nothing is asked of the network."""
    states = IntegrationState.objects.in_bulk()
    return [_card(one, states.get(one.name)) for one in integrations().values()]


@admin.register(IntegrationState)
class StatusAdmin(ReadOnly, ModelAdmin[IntegrationState]):
    """The status page stands where the list would be."""

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "title": _("Status"),
            "cards": read_cards(),
            "may_test": _may_test(request),
        }
        return TemplateResponse(request, "admin/status/page.html", context)

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        test = path("<slug:name>/test/", wrap(test_view), name="shop_integrationstate_test")
        return [test, *super().get_urls()]


@require_POST
def test_view(request: HttpRequest, name: str) -> HttpResponse:
    """POST: try the integration, and say what came of it."""
    if not _may_test(request):
        raise PermissionDenied
    integration = integrations().get(name)
    if integration is None:
        raise Http404("no such integration")
    label = str(integration.label)
    if not integration.is_on():
        tell(request, _("%(name)s is off.") % {"name": label}, ok=False)
    else:
        try:
            tell(request, f"{label}: {try_out(integration)}")
        except IntegrationError as trouble:
            tell(request, f"{label}: {trouble}", ok=False)
    return redirect("admin:shop_integrationstate_changelist")


def _card(integration: Integration, state: IntegrationState | None) -> Card:
    missing = [str(name) for name in integration.missing()]
    glance = trouble = ""
    if not missing:
        try:
            glance = integration.glance()
        except IntegrationError as found:
            trouble = str(found)
    return Card(integration, state, missing, glance, trouble)


def _may_test(request: HttpRequest) -> bool:
    return request.user.has_perm("shop.change_integrationstate")

"""Endpoints of the store's own programmers: an Owner's business, secrets and test included."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from asgiref.sync import async_to_sync
from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from integrations.models import WebhookAttempt, WebhookEndpoint
from integrations.webhooks.addresses import AddressRefused, check_url
from integrations.webhooks.events import KINDS, test_message
from integrations.webhooks.sending import logged, post
from shop.admin.base import SavesWhatChanged, badge, tell
from shop.admin.dashboard import list_url
from shop.admin.typed import ModelAdmin, ModelForm, display
from shop.crypto import EncryptionError, encrypt

View = Callable[[HttpRequest, WebhookEndpoint], HttpResponse]
_COLOURS = {"on": "success", "off": "info", "failing": "warning", "given_up": "danger"}
_SECRETS = ("secret", "old_secret")


class EndpointForm(ModelForm[WebhookEndpoint]):
    events = forms.MultipleChoiceField(
        label=gettext_lazy("Events"),
        choices=[(name, kind.label) for name, kind in KINDS.items()],
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
    )

    class Meta:
        model = WebhookEndpoint
        fields = ("url", "description", "events", "with_contacts", "is_active")

    def clean_url(self) -> str:
        url: str = self.cleaned_data["url"]
        try:
            check_url(url)
        except AddressRefused as refusal:
            raise forms.ValidationError(str(refusal)) from None
        return url

    def clean(self) -> dict[str, Any] | None:
        try:
            encrypt("")
        except EncryptionError as failure:
            raise forms.ValidationError(str(failure)) from None
        return super().clean()


@admin.register(WebhookEndpoint)
class WebhookEndpointAdmin(SavesWhatChanged[WebhookEndpoint], ModelAdmin[WebhookEndpoint]):
    form = EndpointForm
    list_display = ("name", "url", "told_of", "state_badge")
    list_filter = ("is_active",)
    readonly_fields = ("state", "tools")
    always_saved = ("failing_since", "paused_until", "switched_off_at")

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).defer(*_SECRETS)

    def get_fields(self, request: HttpRequest, obj: WebhookEndpoint | None = None) -> Any:
        known = () if obj is None else ("state", "tools")
        return (*EndpointForm.Meta.fields, *known)

    def save_model(
        self, request: HttpRequest, obj: WebhookEndpoint, form: Any, change: bool
    ) -> None:
        if {"is_active", "url"}.intersection(form.changed_data):
            obj.failing_since = obj.paused_until = obj.switched_off_at = None
        super().save_model(request, obj, form, change)

    def response_add(
        self, request: HttpRequest, obj: WebhookEndpoint, post_url_continue: str | None = None
    ) -> HttpResponse:
        """The secret, shown where it was made; a message would be kept in a cookie."""
        return _secret_page(request, obj)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """The log goes along: nobody may delete it by itself, which is no reason to keep them."""
        listed, counted, lacking, protected = super().get_deleted_objects(objs, request)
        return listed, counted, lacking - {WebhookAttempt._meta.verbose_name}, protected

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        for endpoint in queryset:
            endpoint.delete()

    def get_urls(self) -> list[URLPattern]:
        views = {"test": send_test, "secret": show_secret, "rotate": rotate}
        own = [
            path(
                f"<int:pk>/{name}/",
                self.admin_site.admin_view(view),
                name=f"integrations_webhookendpoint_{name}",
            )
            for name, view in views.items()
        ]
        return [*own, *super().get_urls()]

    @display(description=gettext_lazy("webhook"), ordering="description")
    def name(self, endpoint: WebhookEndpoint) -> str:
        return str(endpoint)

    @display(description=gettext_lazy("events"))
    def told_of(self, endpoint: WebhookEndpoint) -> str:
        return ", ".join(str(KINDS[name].label) for name in endpoint.events if name in KINDS)

    @display(
        description=gettext_lazy("state"),
        label=_COLOURS,
    )
    def state_badge(self, endpoint: WebhookEndpoint) -> tuple[str, str]:
        if endpoint.switched_off_at is not None:
            return "given_up", _("switched off: it takes nothing any more")
        if not endpoint.is_active:
            return "off", _("off")
        if endpoint.failing_since is not None:
            since = timezone.localtime(endpoint.failing_since).strftime("%d.%m.%Y %H:%M")
            return "failing", _("does not answer since %(time)s") % {"time": since}
        return "on", _("active")

    @display(description=gettext_lazy("state"))
    def state(self, endpoint: WebhookEndpoint) -> SafeString:
        name, words = self.state_badge(endpoint)
        return badge(words, _COLOURS[name])

    @display(description=gettext_lazy("actions"))
    def tools(self, endpoint: WebhookEndpoint) -> SafeString:
        return render_to_string(
            "admin/webhooks/tools.html",
            {
                "endpoint": endpoint,
                "log_url": list_url("integrations.webhookattempt", endpoint=endpoint.pk),
            },
        )


def about_endpoint(view: View) -> Callable[..., HttpResponse]:
    """Give the view its endpoint; 403 without the right to change it, by POST alone."""

    @wraps(view)
    def checked(request: HttpRequest, pk: int) -> HttpResponse:
        if not request.user.has_perm("integrations.change_webhookendpoint"):
            raise PermissionDenied
        endpoint = WebhookEndpoint.objects.defer(*_SECRETS).filter(pk=pk).first()
        if endpoint is None:
            raise Http404("no such webhook")
        try:
            return view(request, endpoint)
        except EncryptionError as failure:
            tell(request, str(failure), ok=False)
            return _back(endpoint)

    return require_POST(checked)


@about_endpoint
def send_test(request: HttpRequest, endpoint: WebhookEndpoint) -> HttpResponse:
    """Send a harmless event now, and say what came of it."""
    message = test_message(timezone.now())
    endpoint.refresh_from_db(fields=_SECRETS)
    sent = async_to_sync(post)(endpoint, message)
    logged(endpoint, message, sent).save()
    facts = {"status": sent.status, "ms": sent.milliseconds, "error": sent.error}
    if sent.succeeded:
        text = _("It answered %(status)s in %(ms)s ms.") % facts
    elif sent.status is not None:
        text = _("It answered %(status)s in %(ms)s ms, which counts as a failure.") % facts
    else:
        text = _("The test did not arrive: %(error)s") % facts
    tell(request, text, ok=sent.succeeded)
    return _back(endpoint)


@about_endpoint
def show_secret(request: HttpRequest, endpoint: WebhookEndpoint) -> HttpResponse:
    return _secret_page(request, endpoint)


@about_endpoint
def rotate(request: HttpRequest, endpoint: WebhookEndpoint) -> HttpResponse:
    endpoint.rotate_secret()
    return _secret_page(request, endpoint)


@never_cache
def _secret_page(request: HttpRequest, endpoint: WebhookEndpoint) -> HttpResponse:
    context = {
        **admin.site.each_context(request),
        "title": _("Secret"),
        "endpoint": endpoint,
        "secret": endpoint.secret,
        "old_works_until": endpoint.old_secret_until
        if len(endpoint.secrets_in_force) > 1
        else None,
        "back": reverse("admin:integrations_webhookendpoint_change", args=[endpoint.pk]),
    }
    return TemplateResponse(request, "admin/webhooks/secret.html", context)


def _back(endpoint: WebhookEndpoint) -> HttpResponseRedirect:
    return redirect("admin:integrations_webhookendpoint_change", endpoint.pk)

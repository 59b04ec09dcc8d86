"""Accounts at marketplaces and their syncs. Keys are nowhere to be seen."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import URLPattern, path
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from integrations.admin.of_seller import OfSellerAdmin
from integrations.admin.words import ACCOUNT_COLOURS, RUN_COLOURS, refusal
from integrations.models import MarketplaceAccount, SyncRun
from integrations.sellers.ask_for_sync import ask_for_sync
from integrations.sellers.scope import row
from shop.admin.base import ReadOnly, badge, staff_actor, tell
from shop.admin.capped import CappedPaginator
from shop.admin.dashboard import list_url
from shop.admin.typed import display
from shop.errors import StoreError


@admin.register(MarketplaceAccount)
class MarketplaceAccountAdmin(ReadOnly, OfSellerAdmin[MarketplaceAccount]):
    list_display = (
        "__str__", "seller", "marketplace", "key", "state_badge", "last_success_at", "next_sync_at",
        "failures", "trouble",
    )  # fmt: skip
    list_filter = ("state", "marketplace", "schedule")
    search_fields = ("seller__company_name", "cabinet_id", "name")
    ordering = ("-pk",)
    related = ("seller", "credentials")
    fields = (
        "seller", "marketplace", "name", "cabinet_id", "key", "key_expires_at", "state_words",
        "checked_at", "last_success_at", "last_error", "last_error_at", "failures", "schedule",
        "times", "next_sync_at", "created_at", "tools",
    )  # fmt: skip
    readonly_fields = fields

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(require_POST(self._sync))
        return [
            path("<int:pk>/sync/", view, name="integrations_marketplaceaccount_sync"),
            *super().get_urls(),
        ]

    @display(description=gettext_lazy("key"))
    def key(self, account: MarketplaceAccount) -> str:
        return f"•••• {account.hint}".strip() if account.has_key else "–"

    @display(description=gettext_lazy("state"), ordering="state", label=ACCOUNT_COLOURS)
    def state_badge(self, account: MarketplaceAccount) -> tuple[str, str]:
        return account.state, account.get_state_display()

    @display(description=gettext_lazy("state"))
    def state_words(self, account: MarketplaceAccount) -> SafeString:
        return badge(account.get_state_display(), ACCOUNT_COLOURS[account.state])

    @display(description=gettext_lazy("times"))
    def times(self, account: MarketplaceAccount) -> str:
        return ", ".join(account.sync_times) or "–"

    @display(description=gettext_lazy("last error"))
    def trouble(self, account: MarketplaceAccount) -> str:
        return Truncator(account.last_error).chars(60) or "–"

    @display(description=gettext_lazy("actions"))
    def tools(self, account: MarketplaceAccount) -> SafeString:
        return render_to_string(
            "admin/sellers/account_tools.html",
            {
                "account": account,
                "runs_url": list_url("integrations.syncrun", account__id__exact=account.pk),
            },
        )

    def _sync(self, request: HttpRequest, pk: int) -> HttpResponse:
        user: Any = request.user
        if not user.has_perm("integrations.change_marketplaceaccount"):
            raise PermissionDenied
        try:
            account = row(MarketplaceAccount, user, pk=pk)
            _run, is_new = ask_for_sync(account=account, actor=staff_actor(request))
        except StoreError as error:
            tell(request, refusal(error), ok=False)
        else:
            tell(request, _("The sync begins.") if is_new else _("A sync is under way."))
        return redirect("admin:integrations_marketplaceaccount_change", pk)


@admin.register(SyncRun)
class SyncRunAdmin(ReadOnly, OfSellerAdmin[SyncRun]):
    """How each sync went: how long its steps took, what it read and wrote, what went wrong."""

    list_display = (
        "created_at", "seller", "account", "kind", "trigger", "state_badge", "took", "read",
        "written", "unchanged", "trouble",
    )  # fmt: skip
    list_filter = ("state", "account__marketplace", "trigger", "kind", "permanent")
    search_fields = ("account__seller__company_name", "request_id__exact", "error")
    ordering = ("-pk",)
    related = ("account__seller",)
    paginator = CappedPaginator
    show_full_result_count = False
    fields = (
        "seller", "account", "kind", "trigger", "actor", "state_words", "step", "created_at",
        "started_at", "finished_at", "took", "durations", "read", "written", "unchanged",
        "attempts", "error", "permanent", "request_id",
    )  # fmt: skip
    readonly_fields = fields

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        return lookup == "account__id__exact" or super().lookup_allowed(lookup, value, request)

    @display(description=gettext_lazy("seller"))
    def seller(self, run: SyncRun) -> str:
        return str(run.account.seller)

    @display(description=gettext_lazy("state"), ordering="state", label=RUN_COLOURS)
    def state_badge(self, run: SyncRun) -> tuple[str, str]:
        return run.state, run.get_state_display()

    @display(description=gettext_lazy("state"))
    def state_words(self, run: SyncRun) -> SafeString:
        return badge(run.get_state_display(), RUN_COLOURS[run.state])

    @display(description=gettext_lazy("took"))
    def took(self, run: SyncRun) -> str:
        if run.started_at is None or run.finished_at is None:
            return "–"
        return f"{(run.finished_at - run.started_at).total_seconds():.1f} s"

    @display(description=gettext_lazy("steps"))
    def durations(self, run: SyncRun) -> str | SafeString:
        steps = [(name, f"{milliseconds} ms") for name, milliseconds in run.steps.items()]
        return format_html_join("", "<div>{}: {}</div>", steps) or "–"

    @display(description=gettext_lazy("error"))
    def trouble(self, run: SyncRun) -> str:
        return Truncator(run.error).chars(40) or "–"

"""Sellers: who they are, how their accounts do, what they sell and have."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from integrations.admin.of_seller import OfSellerAdmin
from integrations.admin.words import ACCOUNT_COLOURS, SUBSCRIPTION_COLOURS
from integrations.models import (
    MarketplaceAccount,
    ProductDay,
    Role,
    Seller,
    SellerMember,
    Subscription,
)
from integrations.sellers.allowance import is_billed
from integrations.sellers.figures import Day, by_day
from integrations.sellers.forget_seller import forget_seller
from integrations.sellers.invites import end_what_was_kept
from integrations.sellers.scope import row, rows
from shop.admin.base import ReadOnly, SavesWhatChanged, badge, tell
from shop.admin.dashboard import list_url
from shop.admin.typed import TabularInline, display
from shop.errors import StoreError

_DAYS = 30


class MemberInline(TabularInline[SellerMember, Seller]):
    """Who works there. Log-ins are made by registering or by invitation, never here."""

    model = SellerMember
    fields = ("name", "email", "customer", "role", "is_active", "last_login_at")
    readonly_fields = ("email", "customer", "last_login_at")
    extra = 0
    hide_title = True
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Seller | None = None) -> bool:
        return False


@admin.register(Seller)
class SellerAdmin(SavesWhatChanged[Seller], OfSellerAdmin[Seller]):
    list_display = ("company_name", "email", "accounts", "subscription_badge", "created_at")
    list_filter = ("sells_here", "subscription__state", "accounts__state")
    search_fields = ("company_name", "email", "phone", "members__email")
    ordering = ("-pk",)
    related = ("subscription__plan",)
    fields = (
        ("company_name", "sells_here"),
        ("email", "phone"),
        ("time_zone", "language"),
        "low_stock_at",
        ("notify_sync_failed", "notify_key_expired"),
        ("notify_low_stock", "notify_price_change"),
        ("created_at", "closed_at"),
    )
    readonly_fields = ("created_at", "closed_at")
    inlines = (MemberInline,)
    change_form_outer_before_template = "admin/sellers/page.html"
    change_form_outer_after_template = "admin/sellers/forget.html"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Seller | None = None) -> bool:
        return False

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Who is seen out, or is no owner any more, keeps nothing that undoes it."""
        super().save_formset(request, form, formset, change)
        for one in formset.forms:
            was_owner = one.initial.get("role") == Role.OWNER
            member: SellerMember = one.instance
            is_less = was_owner and member.role != Role.OWNER
            if is_less or ("is_active" in one.changed_data and not member.is_active):
                end_what_was_kept(member)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Seller]:
        with_key = Q(accounts__credentials__isnull=False)
        return (
            super()
            .get_queryset(request)
            .annotate(keys=Count("accounts", filter=with_key, distinct=True))
        )

    @display(description=gettext_lazy("accounts"), ordering="keys")
    def accounts(self, seller: Seller) -> int:
        return int(getattr(seller, "keys", 0))

    @display(description=gettext_lazy("subscription"), label=SUBSCRIPTION_COLOURS)
    def subscription_badge(self, seller: Seller) -> tuple[str, str]:
        held: Subscription | None = getattr(seller, "subscription", None)
        if held is None:
            return "free", _("free")
        return held.state, held.get_state_display()

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        context = {**(extra_context or {}), **self._facts(request, object_id)}
        return super().change_view(request, object_id, form_url, context)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(require_POST(self._forget))
        return [
            path("<int:pk>/forget/", view, name="integrations_seller_forget"),
            *super().get_urls(),
        ]

    def _facts(self, request: HttpRequest, object_id: str) -> dict[str, Any]:
        user: Any = request.user
        seller = rows(Seller, user).filter(pk=object_id).first() if object_id.isdecimal() else None
        if seller is None:
            return {}
        mine = rows(MarketplaceAccount, user).filter(seller=seller).select_related("credentials")
        days = by_day(
            rows(ProductDay, user).filter(product__account__seller=seller),
            last=timezone.localdate(timezone=seller.zone),
            length=_DAYS,
        )
        held = rows(Subscription, user).filter(seller=seller).select_related("plan").first()
        return {
            "seller": seller,
            "account_rows": [_account(account) for account in mine.order_by("pk")],
            "held": held,
            "held_badge": held
            and badge(held.get_state_display(), SUBSCRIPTION_COLOURS[held.state]),
            "is_billed": is_billed(seller),
            "charts": [
                ("seller-orders", _("Orders"), _chart(days, "orders", _("Orders"), "primary")),
                ("seller-stock", _("Stock"), _chart(days, "stock", _("Stock"), "accent")),
                (
                    "seller-turnover",
                    _("Turnover in days"),
                    _chart(days, "turnover", _("Turnover in days"), "violet"),
                ),
            ],
            "may_forget": self.has_change_permission(request) and seller.closed_at is None,
        }

    def _forget(self, request: HttpRequest, pk: int) -> HttpResponse:
        user: Any = request.user
        if not self.has_change_permission(request):
            raise PermissionDenied
        try:
            forget_seller(row(Seller, user, pk=pk))
        except StoreError:
            raise PermissionDenied from None
        tell(request, _("The seller is forgotten: nameless, without keys and log-ins."))
        return redirect("admin:integrations_seller_changelist")


@admin.register(SellerMember)
class SellerMemberAdmin(ReadOnly, OfSellerAdmin[SellerMember]):
    """To be found by e-mail; changed on the page of the seller."""

    list_display = ("name", "email", "seller", "role", "is_active", "last_login_at")
    list_filter = ("role", "is_active")
    search_fields = ("email", "name")
    ordering = ("-pk",)
    related = ("seller", "customer")
    fields = (
        "seller", "name", "email", "customer", "role", "is_active", "last_login_at", "created_at",
    )  # fmt: skip


def _account(account: MarketplaceAccount) -> dict[str, Any]:
    return {
        "account": account,
        "badge": badge(account.get_state_display(), ACCOUNT_COLOURS[account.state]),
        "runs_url": list_url("integrations.syncrun", account__id__exact=account.pk),
    }


def _chart(days: Any, figure: str, label: str, colour: str) -> dict[str, Any]:
    values = [getattr(day, figure) for day in days]
    return {
        "type": "bar",
        "currency": "",
        "labels": [_label(day) for day in days],
        "urls": ["" for _day in days],
        "datasets": [
            {
                "label": label,
                "values": [None if value is None else float(value) for value in values],
                "colour": colour,
            }
        ],
    }


def _label(day: Day) -> str:
    return date_format(day.date, "j M")

"""Plans of sellers, and what they have paid."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from unfold.widgets import UnfoldAdminDecimalFieldWidget, UnfoldAdminSingleDateWidget

from integrations.admin.of_seller import OfSellerAdmin
from integrations.admin.words import SUBSCRIPTION_COLOURS
from integrations.models import Plan, Provider, Subscription, SubscriptionPayment
from integrations.sellers.scope import row
from integrations.sellers.subscriptions.take_payment import Paid, take_payment
from orders.models.payment import new_key
from shop.admin.base import ReadOnly, SavesWhatChanged, badge, money, staff_actor, tell
from shop.admin.translated import in_each_language, translated_form
from shop.admin.typed import ModelAdmin, TabularInline, display
from shop.errors import StoreError


@admin.register(Plan)
class PlanAdmin(SavesWhatChanged[Plan], ModelAdmin[Plan]):
    """Without a plan on offer sellers pay nothing. One that was paid for is taken off, not deleted."""

    form = translated_form(Plan)
    list_display = (
        "name", "price_words", "stars", "accounts_limit", "products_limit", "syncs_per_day",
        "trial_days", "is_active",
    )  # fmt: skip
    ordering = ("sort_order", "pk")

    def get_fields(self, request: HttpRequest, obj: Plan | None = None) -> Any:
        return (
            in_each_language("name"),
            ("code", "sort_order", "is_active"),
            ("price", "currency"),
            ("stripe_price_id", "stars"),
            ("trial_days", "accounts_limit"),
            ("products_limit", "syncs_per_day"),
        )

    def get_readonly_fields(self, request: HttpRequest, obj: Plan | None = None) -> Any:
        return ("code",) if obj is not None else ()

    def has_delete_permission(self, request: HttpRequest, obj: Plan | None = None) -> bool:
        return False

    @display(description=gettext_lazy("price a month"), ordering="price")
    def price_words(self, plan: Plan) -> str:
        return money(plan.price, plan.currency)


class ByHandForm(forms.Form):
    """Money that came past the providers: a bank transfer, a present."""

    paid_until = forms.DateField(
        label=gettext_lazy("paid until"), widget=UnfoldAdminSingleDateWidget()
    )
    amount = forms.DecimalField(
        label=gettext_lazy("amount"),
        min_value=0,
        max_digits=12,
        decimal_places=2,
        widget=UnfoldAdminDecimalFieldWidget(),
    )
    key = forms.CharField(max_length=32, widget=forms.HiddenInput)

    def clean_paid_until(self) -> date:
        until: date = self.cleaned_data["paid_until"]
        if until <= timezone.localdate():
            raise forms.ValidationError(_("A day to come."))
        return until


class PaymentInline(ReadOnly, TabularInline[SubscriptionPayment, Subscription]):
    model = SubscriptionPayment
    fields = ("created_at", "provider", "sum_words", "paid_until", "external_id", "actor")
    readonly_fields = fields
    ordering = ("-pk",)
    per_page = 20
    hide_title = True

    @display(description=gettext_lazy("amount"))
    def sum_words(self, payment: SubscriptionPayment) -> str:
        return money(payment.amount, payment.currency)


@admin.register(Subscription)
class SubscriptionAdmin(ReadOnly, OfSellerAdmin[Subscription]):
    list_display = ("seller", "plan", "state_badge", "provider", "paid_until", "renews")
    list_filter = ("state", "provider", "plan", "renews")
    search_fields = ("seller__company_name", "external_id__exact")
    ordering = ("-pk",)
    related = ("seller", "plan")
    fields = (
        "seller", "plan", "state_words", "provider", "external_id", "paid_until", "grace", "renews",
        "ended_at", "created_at",
    )  # fmt: skip
    readonly_fields = fields
    inlines = (PaymentInline,)
    change_form_outer_after_template = "admin/sellers/paid_by_hand.html"

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(require_POST(self._paid_by_hand))
        return [
            path("<int:pk>/paid/", view, name="integrations_subscription_paid"),
            *super().get_urls(),
        ]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        form = ByHandForm(initial={"key": new_key()}) if _may_take(request) else None
        context = {**(extra_context or {}), "by_hand": form, "subscription_id": object_id}
        return super().change_view(request, object_id, form_url, context)

    @display(description=gettext_lazy("state"), ordering="state", label=SUBSCRIPTION_COLOURS)
    def state_badge(self, subscription: Subscription) -> tuple[str, str]:
        return subscription.state, subscription.get_state_display()

    @display(description=gettext_lazy("state"))
    def state_words(self, subscription: Subscription) -> SafeString:
        colour = SUBSCRIPTION_COLOURS[subscription.state]
        return badge(subscription.get_state_display(), colour)

    @display(description=gettext_lazy("syncing stops"))
    def grace(self, subscription: Subscription) -> str:
        return date_format(timezone.localtime(subscription.grace_until), "DATETIME_FORMAT")

    def _paid_by_hand(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not _may_take(request):
            raise PermissionDenied
        user: Any = request.user
        try:
            held = row(Subscription, user, pk=pk)
        except StoreError:
            raise Http404 from None
        form = ByHandForm(request.POST)
        if not form.is_valid():
            words = [reason for reasons in form.errors.values() for reason in reasons]
            tell(request, " ".join(map(str, words)), ok=False)
            return redirect("admin:integrations_subscription_change", pk)
        given = form.cleaned_data
        end = datetime.combine(given["paid_until"], time.max, timezone.get_default_timezone())
        paid = Paid(
            provider=Provider.HAND,
            external_id=given["key"],
            amount=given["amount"],
            currency=held.plan.currency,
            paid_until=end.replace(microsecond=0).astimezone(UTC),
        )
        take_payment(seller=held.seller, plan=held.plan, paid=paid, actor=staff_actor(request))
        tell(request, _("The payment is noted."))
        return redirect("admin:integrations_subscription_change", pk)


def _may_take(request: HttpRequest) -> bool:
    return request.user.has_perm("integrations.change_subscription")

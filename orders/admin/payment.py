"""Payments and refunds to be looked through; what is done about them is done on the order's page."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from orders.admin.order_timeline import way_title, who_did
from orders.admin.order_words import refusal_words
from orders.admin.payment_panel import PAYMENT_STATUS_COLOURS, REFUND_STATUS_COLOURS
from orders.files.admin import PaymentExports
from orders.models import Order, Payment, Refund
from orders.payments import providers
from orders.services.return_order import retry_refund
from shop.admin.base import ReadOnly, money, staff_actor, tell
from shop.admin.capped import CappedList
from shop.admin.filters import DaysFilter, OneOf
from shop.admin.typed import ModelAdmin, display
from shop.errors import StoreError
from shop.roles import REFUND_PAYMENT

_MOST_AT_ONCE = 100


class WayFilter(admin.SimpleListFilter):
    title = _("paid by")
    parameter_name = "way"
    lookup = "provider"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(name, way.title) for name, way in providers().items()]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.filter(**{self.lookup: self.value()}) if self.value() else queryset


class RefundWayFilter(WayFilter):
    lookup = "payment__provider"


class ForFilter(OneOf):
    title = _("for")
    parameter_name = "for"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("order", _("An order")), ("balance", _("The balance"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if not self.value():
            return queryset
        return queryset.filter(order__isnull=self.value() == "balance")


@admin.register(Payment)
class PaymentAdmin(PaymentExports, ReadOnly, ModelAdmin[Payment]):
    list_display = (
        "created", "order_link", "way", "status_badge", "total", "charged", "refunded", "hand",
    )  # fmt: skip
    list_display_links = None
    list_filter = (
        "status", WayFilter, ForFilter, "needs_hand", ("created_at", DaysFilter),
    )  # fmt: skip
    list_filter_submit = True
    list_per_page = 50
    show_facets = admin.ShowFacets.NEVER
    search_fields = ("external_id",)
    search_help_text = _("Order, or the provider's number")
    ordering = ("-pk",)
    actions = ("nothing_to_do",)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[CappedList]:
        return CappedList

    def has_settle_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(REFUND_PAYMENT)

    @admin.action(description=_("Nothing to be done about it"), permissions=["settle"])
    def nothing_to_do(self, request: HttpRequest, queryset: QuerySet[Payment]) -> None:
        """Take what was decided otherwise from the list of what waits for somebody."""
        chosen = list(queryset.values_list("pk", flat=True)[:_MOST_AT_ONCE])
        settled = Payment.objects.filter(pk__in=chosen, needs_hand=True).update(needs_hand=False)
        text = ngettext("%(n)d payment waits no longer.", "%(n)d payments wait no longer.", settled)
        tell(request, text % {"n": settled})

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Payment], search_term: str
    ) -> tuple[QuerySet[Payment], bool]:
        term = search_term.strip().removeprefix("#")
        if not term:
            return queryset, False
        found = Q(external_id=term) | Q(key=term)
        if term.isdecimal() and len(term) <= 18:
            found |= Q(order=int(term))
        return queryset.filter(found), False

    @display(description=_("created"), ordering="pk")
    def created(self, payment: Payment) -> str:
        return _moment(payment.created_at)

    @display(description=_("order"))
    def order_link(self, payment: Payment) -> SafeString | str:
        return order_link(payment.order_id) if payment.order_id else str(_("Balance"))

    @display(description=_("paid by"))
    def way(self, payment: Payment) -> str:
        return way_title(payment.provider)

    @display(description=_("status"), label=PAYMENT_STATUS_COLOURS)
    def status_badge(self, payment: Payment) -> tuple[str, str]:
        return payment.status, payment.get_status_display()

    @display(description=_("amount"))
    def total(self, payment: Payment) -> str:
        return money(payment.amount, payment.currency)

    @display(description=_("charged"))
    def charged(self, payment: Payment) -> str:
        return money(payment.charged_amount, payment.charged_currency)

    @display(description=_("refunded"))
    def refunded(self, payment: Payment) -> str:
        back = payment.refunded_amount
        return money(back, payment.currency) if back else "–"

    @display(description=_("note"), label={"waits": "danger"})
    def hand(self, payment: Payment) -> tuple[str, Any] | None:
        return ("waits", _("Waits for somebody")) if payment.needs_hand else None


@admin.register(Refund)
class RefundAdmin(ReadOnly, ModelAdmin[Refund]):
    list_display = (
        "created", "order", "way", "status_badge", "total", "reason", "error", "who",
    )  # fmt: skip
    list_display_links = None
    list_filter = ("status", RefundWayFilter, ("created_at", DaysFilter))
    list_filter_submit = True
    list_per_page = 50
    list_select_related = ("payment",)
    show_facets = admin.ShowFacets.NEVER
    ordering = ("-pk",)
    actions = ("try_again",)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[CappedList]:
        return CappedList

    def has_refund_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(REFUND_PAYMENT)

    @admin.action(description=_("Try again"), permissions=["refund"])
    def try_again(self, request: HttpRequest, queryset: QuerySet[Refund]) -> None:
        """Ask once more for those that were refused."""
        asked = 0
        refused = queryset.filter(status=Refund.Status.FAILED).select_related("payment__order")
        for refund in refused[:_MOST_AT_ONCE]:
            try:
                retry_refund(refund=refund, actor=staff_actor(request))
            except StoreError as refusal:
                tell(request, f"#{refund.payment.order_id}: {refusal_words(refusal)}", ok=False)
            else:
                asked += 1
        text = ngettext("%(n)d refund is asked for.", "%(n)d refunds are asked for.", asked)
        tell(request, text % {"n": asked}, ok=bool(asked))

    @display(description=_("created"), ordering="pk")
    def created(self, refund: Refund) -> str:
        return _moment(refund.created_at)

    @display(description=_("order"))
    def order(self, refund: Refund) -> SafeString | str:
        order_id = refund.payment.order_id
        return order_link(order_id) if order_id else "–"

    @display(description=_("paid by"))
    def way(self, refund: Refund) -> str:
        return way_title(refund.payment.provider)

    @display(description=_("status"), label=REFUND_STATUS_COLOURS)
    def status_badge(self, refund: Refund) -> tuple[str, str]:
        return refund.status, refund.get_status_display()

    @display(description=_("amount"))
    def total(self, refund: Refund) -> str:
        return money(refund.amount, refund.payment.currency)

    @display(description=_("by whom"))
    def who(self, refund: Refund) -> str:
        return who_did(refund.actor)


def order_link(order_id: int) -> SafeString:
    return format_html(
        '<a class="text-primary-600 dark:text-primary-500" href="{}#payments">{}</a>',
        reverse("admin:orders_order_change", args=[order_id]),
        Order(pk=order_id),
    )


def _moment(moment: Any) -> str:
    return timezone.localtime(moment).strftime("%d.%m.%Y %H:%M")

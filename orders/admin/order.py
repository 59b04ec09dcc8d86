from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, QuerySet, Subquery, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern
from django.utils.translation import gettext_lazy as _

from orders.admin.filters import CAME, ORDER_FILTERS, CommentFilter
from orders.admin.inlines import PAYMENT_COLOURS, STATUS_COLOURS, payment_badge
from orders.admin.moves import MOST_AT_ONCE, ask_to_cancel, move_orders
from orders.admin.order_page import order_page
from orders.admin.order_print import MOST_PRINTED, PRINTS, pdf_response
from orders.admin.order_rights import rights_of
from orders.admin.order_views import MOVABLE, order_urls
from orders.admin.payment_views import payment_urls
from orders.admin.search import find_orders
from orders.files.admin import OrderExports
from orders.models import Order, OrderItem
from orders.rights import may_move, sees_contact
from orders.state import OrderStatus
from shop.admin.base import ReadOnly, asks_of, money, tell
from shop.admin.typed import ModelAdmin, display

_PERSONAL = (
    "customer", "customer_id", "full_name", "phone_number", "shipping_address", "comment",
)  # fmt: skip


@admin.register(Order)
class OrderAdmin(OrderExports, ReadOnly, ModelAdmin[Order]):
    """The list of orders, and the way to their pages: see order_page.py and order_views.py."""

    list_display = (
        "number", "customer_name", "status_badge", "payment_badge", "total", "pieces", "created_at",
    )  # fmt: skip
    list_display_links = ("number", "customer_name")
    list_filter = ORDER_FILTERS
    list_filter_submit = True
    show_facets = admin.ShowFacets.NEVER  # counting every choice takes seconds in a large store
    list_per_page = 50
    search_fields = ("pk",)  # what is searched stands in search.py
    search_help_text = _("Number, name, phone or SKU")
    ordering = ("-created_at", "-pk")  # as the filter by date: one index serves both

    # --- The list

    def get_queryset(self, request: HttpRequest) -> QuerySet[Order]:
        pieces = (
            OrderItem.objects.filter(order=OuterRef("pk"))
            .order_by()
            .values("order")
            .annotate(found=Sum("quantity"))
            .values("found")
        )
        orders: QuerySet[Order] = super().get_queryset(request)
        return orders.annotate(piece_count=Subquery(pieces))

    def get_paginator(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        paginator: Any = super().get_paginator(request, *args, **kwargs)
        # PostgreSQL would count a cohort's orders customer by customer, through all orders there are.
        paginator.counts_in_order = not request.GET.keys().isdisjoint(CAME)
        return paginator

    def get_list_display(self, request: HttpRequest) -> Any:
        if sees_contact(request.user):
            return self.list_display
        return [column for column in self.list_display if column != "customer_name"]

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        own_filter = lookup in (CommentFilter.parameter_name, *CAME)
        if not sees_contact(request.user) and not own_filter and asks_of(lookup, _PERSONAL):
            return False
        return super().lookup_allowed(lookup, value, request)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Order], search_term: str
    ) -> tuple[QuerySet[Order], bool]:
        return find_orders(queryset, search_term, by_contact=sees_contact(request.user)), False

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """One for each status that this person may move orders to, and each paper to print."""
        rights = rights_of(request)
        moves = {
            f"move_to_{status.value}": (
                partial(_move_chosen, to=status),
                f"move_to_{status.value}",
                _("Mark as “%(status)s”") % {"status": status.label},
            )
            for status in MOVABLE
            if may_move(request.user, status)
        }
        prints = {
            f"print_{kind}": (
                partial(_print_chosen, kind=kind),
                f"print_{kind}",
                _("Print: %(paper)s") % {"paper": paper.label},
            )
            for kind, paper in PRINTS.items()
            if paper.allowed(rights)
        }
        return {**moves, **prints}

    @display(description=_("number"), ordering="pk")
    def number(self, order: Order) -> str:
        return str(order)

    @display(description=_("customer"))
    def customer_name(self, order: Order) -> str:
        return order.full_name or "–"

    @display(description=_("status"), ordering="status", label=STATUS_COLOURS)
    def status_badge(self, order: Order) -> tuple[str, str]:
        return order.status, order.get_status_display()

    @display(description=_("payment"), label=PAYMENT_COLOURS)
    def payment_badge(self, order: Order) -> tuple[str, Any]:
        return payment_badge(order)

    @display(description=_("total"), ordering="total_amount")
    def total(self, order: Order) -> str:
        return money(order.total_amount, order.currency)

    @display(description=_("pieces"))
    def pieces(self, order: Order) -> int:
        return getattr(order, "piece_count", None) or 0

    # --- The page

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The order to be read, with everything that can be done from there; it takes no POST."""
        if request.method == "POST" or not self.has_view_permission(request):
            raise PermissionDenied
        order = self.get_object(request, object_id)
        if order is None:
            raise Http404("no such order")
        return order_page(request, order)

    def get_urls(self) -> list[URLPattern]:
        return [*order_urls(), *payment_urls(), *super().get_urls()]


def _move_chosen(
    model_admin: OrderAdmin, request: HttpRequest, queryset: QuerySet[Order], *, to: OrderStatus
) -> HttpResponse | None:
    if not may_move(request.user, to):
        raise PermissionDenied
    chosen = _chosen(request, queryset, MOST_AT_ONCE)
    if to == OrderStatus.CANCELLED and len(chosen) > 1 and "sure" not in request.POST:
        return ask_to_cancel(request, chosen)
    if chosen:
        move_orders(request, chosen, to)
    return None


def _print_chosen(
    model_admin: OrderAdmin, request: HttpRequest, queryset: QuerySet[Order], *, kind: str
) -> HttpResponse | None:
    if not PRINTS[kind].allowed(rights_of(request)):
        raise PermissionDenied
    chosen = _chosen(request, queryset, MOST_PRINTED)
    return pdf_response(kind, chosen) if chosen else None


def _chosen(request: HttpRequest, queryset: QuerySet[Order], most: int) -> list[Order]:
    """The orders that were ticked; none, and a word about it, when they are too many."""
    chosen = list(queryset.order_by("pk")[: most + 1])
    if len(chosen) > most:
        tell(request, _("Choose at most %(n)d orders at once.") % {"n": most}, ok=False)
        return []
    return chosen

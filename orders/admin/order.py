from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Model, OuterRef, QuerySet, Subquery, Sum
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextareaWidget

from orders import contact
from orders.admin.inlines import PAYMENT_COLOURS, STATUS_COLOURS, ItemInline, TimelineInline
from orders.admin.moves import MOST_AT_ONCE, may_move, move_orders, moves_open
from orders.admin.search import find_orders
from orders.models import Order, OrderItem
from orders.state import OrderStatus
from shop.admin.base import SavesWhatChanged, money, tell
from shop.admin.typed import ModelAdmin, ModelForm, display
from shop.errors import StoreError
from shop.roles import VIEW_ORDER_CONTACT

_TARGETS = [status for status in OrderStatus if status != OrderStatus.PENDING]
_CONTACT = ("full_name", "phone_number", "shipping_address", "comment")
_CHECKS: dict[str, tuple[Callable[[str], str], Any]] = {
    "full_name": (contact.clean_name, _("Enter a name of at least two letters.")),
    "phone_number": (contact.clean_phone, _("Enter a phone number with its country code.")),
    "shipping_address": (contact.clean_address, _("Enter an address of 5 to 500 characters.")),
    "comment": (contact.clean_comment, _("A comment has at most 1000 characters.")),
}


class OrderForm(ModelForm[Order]):
    """Who gets the order and where, checked as the bot checks it."""

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        for name in set(self.changed_data).intersection(_CHECKS, self.cleaned_data):
            check, refusal = _CHECKS[name]
            try:
                self.cleaned_data[name] = check(self.cleaned_data[name])
            except StoreError:
                self.add_error(name, ValidationError(refusal))
        return cleaned


@admin.register(Order)
class OrderAdmin(SavesWhatChanged[Order], ModelAdmin[Order]):
    form = OrderForm
    always_saved = ("updated_at",)
    list_display = (
        "number", "customer_name", "status_badge", "payment_badge", "total", "pieces", "created_at",
    )  # fmt: skip
    list_display_links = ("number", "customer_name")
    list_filter = ("status", "payment_status", "created_at")
    list_per_page = 50
    search_fields = ("pk",)  # what is searched stands in search.py
    ordering = ("-pk",)
    show_full_result_count = False
    inlines = (ItemInline, TimelineInline)
    change_form_outer_before_template = "admin/orders/order/moves.html"

    # --- Rights

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    # --- The list

    def get_queryset(self, request: HttpRequest) -> QuerySet[Order]:
        pieces = (
            OrderItem.objects.filter(order=OuterRef("pk"))
            .order_by()
            .values("order")
            .annotate(found=Sum("quantity"))
            .values("found")
        )
        return super().get_queryset(request).annotate(piece_count=Subquery(pieces))

    def get_list_display(self, request: HttpRequest) -> Any:
        if sees_contact(request):
            return self.list_display
        return [column for column in self.list_display if column != "customer_name"]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Order], search_term: str
    ) -> tuple[QuerySet[Order], bool]:
        return find_orders(queryset, search_term, by_contact=sees_contact(request)), False

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """One for each status that this person may move orders to."""
        return {
            f"move_to_{status.value}": (
                partial(_move_chosen, to=status),
                f"move_to_{status.value}",
                _("Mark as “%(status)s”") % {"status": status.label},
            )
            for status in _TARGETS
            if may_move(request, status)
        }

    @display(description=_("number"), ordering="pk")
    def number(self, order: Order) -> str:
        return str(order)

    @display(description=_("customer"), ordering="full_name")
    def customer_name(self, order: Order) -> str:
        return order.full_name or "–"

    @display(description=_("status"), ordering="status", label=STATUS_COLOURS)
    def status_badge(self, order: Order) -> tuple[str, str]:
        return order.status, order.get_status_display()

    @display(description=_("payment"), ordering="payment_status", label=PAYMENT_COLOURS)
    def payment_badge(self, order: Order) -> tuple[str, str]:
        return order.payment_status, order.get_payment_status_display()

    @display(description=_("total"), ordering="total_amount")
    def total(self, order: Order) -> str:
        return money(order.total_amount, order.currency)

    @display(description=_("pieces"))
    def pieces(self, order: Order) -> int:
        return getattr(order, "piece_count", None) or 0

    # --- The page

    def get_fieldsets(self, request: HttpRequest, obj: Order | None = None) -> Any:
        facts = ["created_at", "source"]
        if not sees_contact(request):
            return ((None, {"fields": facts}),)
        return (
            (_("Delivery"), {"fields": _CONTACT}),
            (_("Order"), {"fields": ["customer_link", *facts]}),
        )

    def get_readonly_fields(self, request: HttpRequest, obj: Order | None = None) -> Any:
        return ("customer_link", "created_at", "source")

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in ("shipping_address", "comment"):
            kwargs["widget"] = UnfoldAdminTextareaWidget(attrs={"rows": 2})
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        order = self.get_object(request, object_id)
        extra = {**(extra_context or {})}
        if order is not None:
            extra |= {
                "order": order,
                "order_total": money(order.total_amount, order.currency),
                "status_colour": STATUS_COLOURS[order.status],
                "payment_colour": PAYMENT_COLOURS[order.payment_status],
                "moves": moves_open(request, order),
                "move_url": reverse("admin:orders_order_move", args=[order.pk]),
            }
        return super().change_view(request, object_id, form_url, extra)

    @display(description=_("customer"))
    def customer_link(self, order: Order) -> SafeString:
        return format_html(
            '<a class="text-primary-600 dark:text-primary-500" href="{}">{}</a>',
            reverse("admin:shop_customer_change", args=[order.customer_id]),
            order.full_name or order.customer_id,
        )

    # --- Moving one order

    def get_urls(self) -> list[URLPattern]:
        move = path(
            "<int:order_id>/move/",
            self.admin_site.admin_view(self.move_view),
            name="orders_order_move",
        )
        return [move, *super().get_urls()]

    def move_view(self, request: HttpRequest, order_id: int) -> HttpResponse:
        """POST `to`: move the order there, then back to its page."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        to = request.POST.get("to", "")
        if to not in _TARGETS or not may_move(request, to):
            raise PermissionDenied
        order = Order.objects.filter(pk=order_id).first()
        if order is None:
            raise Http404("no such order")
        move_orders(request, [order], OrderStatus(to))
        return redirect("admin:orders_order_change", order.pk)


def sees_contact(request: HttpRequest) -> bool:
    """Whether this person may see who ordered and where it goes."""
    return request.user.has_perm(VIEW_ORDER_CONTACT)


def _move_chosen(
    model_admin: OrderAdmin, request: HttpRequest, queryset: QuerySet[Order], *, to: OrderStatus
) -> None:
    if not may_move(request, to):
        raise PermissionDenied
    chosen = list(queryset.order_by("pk")[: MOST_AT_ONCE + 1])
    if len(chosen) > MOST_AT_ONCE:
        text = _("Choose at most %(n)d orders at once.") % {"n": MOST_AT_ONCE}
        tell(request, text, ok=False)
        return
    move_orders(request, chosen, to)

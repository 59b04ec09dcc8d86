"""What can be done with an order's money: each view checks the right, calls one service, goes back."""

from __future__ import annotations

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from orders.admin.order_page import order_page
from orders.admin.order_rights import rights_of
from orders.admin.order_views import about_order, back_to, form_page
from orders.admin.order_words import refusal_words
from orders.admin.payment_forms import GoodsForm, PaidForm, RefundForm
from orders.admin.payment_panel import refundable, returnable
from orders.models import Order, OrderItem, Refund
from orders.services.mark_paid import mark_paid
from orders.services.request_refund import Back
from orders.services.return_order import retry_refund, return_goods, return_order
from shop.admin.base import staff_actor, tell
from shop.errors import StoreError


@require_POST
@about_order(lambda rights: rights.take_payment)
def paid(request: HttpRequest, order: Order) -> HttpResponse:
    """POST `amount` and `key`: it came in cash or by transfer."""
    form = PaidForm(request.POST, auto_id="paid_%s")
    if not form.is_valid():
        return order_page(request, order, paid_form=form)
    try:
        mark_paid(order=order, actor=staff_actor(request), **form.cleaned_data)
    except StoreError as refusal:
        form.add_error("amount", refusal_words(refusal))
        return order_page(request, order, paid_form=form)
    tell(request, _("The payment is noted, and the customer is told."))
    return back_to(order)


@require_http_methods(["GET", "POST"])
@about_order(lambda rights: rights.refund)
def refund(request: HttpRequest, order: Order) -> HttpResponse:
    """Money goes back, and perhaps goods come back."""
    if _asked_before(request, order):
        return back_to(order)
    left, items = refundable(order), returnable(order)
    if not left and items:
        return _goods_alone(request, order, items)
    if not left:
        tell(request, _("There is nothing left to give back."), ok=False)
        return back_to(order)
    form = RefundForm(left, items, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        cleaned = form.cleaned_data
        try:
            made = return_order(
                order=order,
                payment=cleaned["payment"],
                amount=cleaned["amount"],
                back=Back(cleaned["back"]),
                reason=cleaned["reason"],
                goods=form.goods,
                actor=staff_actor(request),
                key=cleaned["key"],
            )
        except StoreError as refusal:
            form.add_error(None, refusal_words(refusal))
        else:
            tell(request, _said(made))
            return back_to(order)
    return form_page(request, order, "refund", form, _("Refund"))


def _goods_alone(request: HttpRequest, order: Order, items: list[OrderItem]) -> HttpResponse:
    """Goods come back, and no money is left to go."""
    seen = sum(order.items.values_list("returned_quantity", flat=True))
    form = GoodsForm(items, seen, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            return_goods(
                order=order,
                goods=form.goods,
                reason=form.cleaned_data["reason"],
                seen=form.cleaned_data["seen"],
                actor=staff_actor(request),
            )
        except StoreError as refusal:
            form.add_error(None, refusal_words(refusal))
        else:
            tell(request, _("The goods are in the stock again."))
            return back_to(order)
    return form_page(request, order, "refund", form, _("Return of goods"))


@require_POST
def retry(request: HttpRequest, refund_id: int) -> HttpResponse:
    """Ask once more for what the provider refused."""
    if not rights_of(request).refund:
        raise PermissionDenied
    found = get_object_or_404(Refund.objects.select_related("payment__order"), pk=refund_id)
    order = found.payment.order_or_error
    try:
        retry_refund(refund=found, actor=staff_actor(request))
    except StoreError as refusal:
        tell(request, refusal_words(refusal), ok=False)
    else:
        tell(request, _("The refund is asked for once more."))
    return back_to(order)


def payment_urls() -> list[URLPattern]:
    """The addresses of these views, each behind the admin's log-in."""
    wrap = admin.site.admin_view
    return [
        path("<int:order_id>/paid/", wrap(paid), name="orders_order_paid"),
        path("<int:order_id>/refund/", wrap(refund), name="orders_order_refund"),
        path("refunds/<int:refund_id>/retry/", wrap(retry), name="orders_refund_retry"),
    ]


def _asked_before(request: HttpRequest, order: Order) -> bool:
    """Whether this form has been sent already: a double click sees what the first one did."""
    key = request.POST.get("key", "")
    return bool(key) and Refund.objects.filter(key=key, payment__order=order).exists()


def _said(made: Refund) -> str:
    if made.status == Refund.Status.DONE:
        return _("The refund is noted, and the customer is told.")
    return _("The refund is on its way; the provider's answer will stand here.")

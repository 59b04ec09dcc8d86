"""Moving orders from the admin: who may, and what came of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from orders.models import Order
from orders.rights import may_move
from orders.services.change_status import change_status
from orders.services.ship_order import ship_order
from orders.state import STEPS_TO_SHIPPED, OrderStatus
from shop.admin.base import staff_actor, tell
from shop.errors import StoreError

MOST_AT_ONCE = 500


def moves_open(request: HttpRequest, order: Order) -> list[OrderStatus]:
    """Where this person may move this order now, by itself or through the steps to shipping."""
    found = [*order.next_statuses, *STEPS_TO_SHIPPED.get(order.status, ())]
    return [status for status in OrderStatus if status in found and may_move(request.user, status)]


def move_orders(request: HttpRequest, orders: Iterable[Order], to: OrderStatus) -> None:
    """Move each order by itself, and tell the person which moved, which did not and why."""
    moved: list[Order] = []
    refused: defaultdict[str, list[Order]] = defaultdict(list)
    for order in orders:
        try:
            _move(order, to, staff_actor(request))
        except StoreError as refusal:
            refused[_from(refusal)].append(order)
        else:
            moved.append(order)
    if moved:
        text = ngettext(
            "%(n)d order is now “%(status)s”: %(numbers)s",
            "%(n)d orders are now “%(status)s”: %(numbers)s",
            len(moved),
        )
        tell(request, text % {"n": len(moved), "status": to.label, "numbers": _numbers(moved)})
    for old, left in refused.items():
        text = _("Not moved: %(numbers)s. From “%(old)s” there is no way to “%(new)s”.")
        tell(
            request,
            text % {"numbers": _numbers(left), "old": old, "new": to.label},
            ok=False,
        )


def ask_to_cancel(request: HttpRequest, orders: Sequence[Order]) -> HttpResponse:
    """A page that asks before many are cancelled; what was ticked travels along."""
    context = {
        **admin.site.each_context(request),
        "title": _("Cancel the orders"),
        "count": len(orders),
        "ticked": request.POST.getlist(ACTION_CHECKBOX_NAME),
        "ticked_name": ACTION_CHECKBOX_NAME,
        "select_across": request.POST.get("select_across", "0"),
    }
    return TemplateResponse(request, "admin/orders/order/cancel_many.html", context)


def _move(order: Order, to: OrderStatus, actor: str) -> None:
    if to == OrderStatus.SHIPPED:
        ship_order(order=order, actor=actor)
    else:
        change_status(order=order, to=to, actor=actor)


def _from(refusal: StoreError) -> str:
    """Where the order was found to be, in words."""
    if refusal.context.get("came_back"):
        return _("Came back unpaid")
    status = str(refusal.context.get("status", ""))
    return str(OrderStatus(status).label) if status in OrderStatus.values else status


def _numbers(orders: list[Order]) -> str:
    return ", ".join(str(order) for order in orders)

"""A customer's orders, and the words about them."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from botapp import labels
from botapp.actions import OpenCategory, OpenOrder, OpenOrders, OrderPlaced
from botapp.keyboards import Row, button, page_of, pager, way_back
from botapp.screen import Button, Screen, fit, render, shorten
from orders.models import Order, OrderItem
from orders.state import OrderStatus
from shop.money import format_money

PAGE_SIZE = 8
_LINES = 15
_TITLE = 120
_EMOJI = {
    OrderStatus.PENDING: "🕓",
    OrderStatus.CONFIRMED: "👍",
    OrderStatus.PROCESSING: "⚙️",
    OrderStatus.SHIPPED: "🚚",
    OrderStatus.DELIVERED: "✅",
    OrderStatus.CANCELLED: "✖️",
}


def status_name(order: Order, language: str) -> str:
    """`🚚 Shipped`."""
    with override(language):
        return f"{_EMOJI[OrderStatus(order.status)]} {order.get_status_display()}"


def placed(order: Order, items: Sequence[OrderItem], language: str) -> Screen:
    """That the order has been placed: the customer's proof, which stays in the chat."""
    text = _with_lines("order_placed", order, items, language)
    rows = [
        [
            button(labels.MY_ORDERS, language, OpenOrder(order.pk), below=True),
            button(labels.CATALOG, language, OpenCategory(), below=True),
        ]
    ]
    return Screen(text, rows, route=OrderPlaced(order.pk), stays=True, confirms=order.pk)


def status_changed(order: Order, status: str, language: str) -> Screen:
    """What a customer is told when their order moves on."""
    text = render("order_status", language, order=order, status=status)
    rows = [[button(labels.MY_ORDERS, language, OpenOrder(order.pk), below=True)]]
    return Screen(text, rows, stays=True)


def order_list(orders: Sequence[Order], *, page: int, page_count: int, language: str) -> Screen:
    rows: list[Row] = [[Button(_summary(order, language), OpenOrder(order.pk))] for order in orders]
    rows += pager(page, page_count, language, OpenOrders)
    if not orders:
        rows.append([button(labels.CATALOG, language, OpenCategory())])
    text = render("orders", language, orders=orders)
    return Screen(text, [*rows, way_back(language)], route=OpenOrders(page))


def order_card(order: Order, items: Sequence[OrderItem], language: str) -> Screen:
    with override(language):
        placed_at = date_format(timezone.localtime(order.created_at), "j E Y, H:i")
    text = _with_lines(
        "order", order, items, language, status=status_name(order, language), placed_at=placed_at
    )
    return Screen(text, [way_back(language, OpenOrders())], route=OpenOrder(order.pk))


def orders_page(page: int, total: int) -> tuple[int, int]:
    return page_of(page, total, PAGE_SIZE)


def _summary(order: Order, language: str) -> str:
    total = format_money(order.total_amount, order.currency, language)
    with override(language):
        number = _("#%(number)s") % {"number": order.pk}
    return f"{number} · {total} · {status_name(order, language)}"


def _with_lines(
    template: str, order: Order, items: Sequence[OrderItem], language: str, **context: object
) -> str:
    """The text of `template` with as many of the order's lines as fit."""
    lines = [
        {
            "title": shorten(item.title(language), _TITLE),
            "quantity": item.quantity,
            "total": format_money(item.line_total, order.currency, language),
        }
        for item in items[:_LINES]
    ]
    total = format_money(order.total_amount, order.currency, language)

    def draw(count: int) -> str:
        return render(
            template,
            language,
            order=order,
            lines=lines[:count],
            more=len(items) - count,
            total=total,
            **context,
        )

    return fit(draw, len(lines))

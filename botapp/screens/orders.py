"""A customer's orders, and the words about them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from botapp import labels
from botapp.actions import (
    Home,
    OpenCategory,
    OpenOrder,
    OpenOrders,
    OpenWallet,
    OrderPlaced,
    PayOrder,
    ShowGoods,
)
from botapp.keyboards import Row, button, page_of, pager, way_back
from botapp.screen import Button, Screen, fit, render, shorten
from orders.models import Order, OrderEvent, OrderItem
from orders.payments import providers
from orders.state import OrderStatus
from shop.money import format_money
from shop.translations import main_language

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
        if order.came_back_unpaid:
            return f"↩️ {_('Came back to us')}"
        return f"{_EMOJI[OrderStatus(order.status)]} {order.get_status_display()}"


def placed(order: Order, items: Sequence[OrderItem], language: str) -> Screen:
    """That the order has been placed: the customer's proof, which stays in the chat."""
    way = way_title(order, language)
    text = _with_lines("order_placed", order, items, language, way=way)
    rows = [
        [
            button(labels.MY_ORDERS, language, OpenOrder(order.pk), below=True),
            button(labels.CATALOG, language, OpenCategory(), below=True),
        ],
        [button(labels.MAIN_MENU, language, Home(), below=True)],
    ]
    return Screen(text, rows, route=OrderPlaced(order.pk), stays=True, confirms=order.pk)


def status_changed(order: Order, status: str, language: str) -> Screen:
    """What a customer is told when their order moves on."""
    text = render("order_status", language, order=order, status=status)
    rows = [[button(labels.MY_ORDERS, language, OpenOrder(order.pk), below=True)]]
    return Screen(text, rows, stays=True)


def tracked(order: Order, language: str) -> Screen:
    """The number by which an order on its way can be followed, when it came or changed later."""
    return status_changed(order, "tracked", language)


def message(order: Order, entry: OrderEvent, language: str) -> Screen:
    """What somebody of the staff writes to the customer about their order."""
    text = render("order_message", language, order=order, text=entry.text)
    rows = [[button(labels.MY_ORDERS, language, OpenOrder(order.pk), below=True)]]
    return Screen(text, rows, stays=True)


def edited(order: Order, entry: OrderEvent, language: str) -> Screen:
    """Which lines of the order the store has changed, and what it comes to now."""
    parts = [_change(part, order.currency, language) for part in entry.changes or []]
    lines = [part for part in parts if part["field"] != "total_amount"]
    total = next((part["new"] for part in parts if part["field"] == "total_amount"), "")

    def draw(count: int) -> str:
        more = len(lines) - count
        shown = lines[:count]
        return render("order_edited", language, order=order, lines=shown, more=more, total=total)

    rows = [[button(labels.MY_ORDERS, language, OpenOrder(order.pk), below=True)]]
    return Screen(fit(draw, min(len(lines), _LINES)), rows, stays=True)


def order_list(
    orders: Sequence[Order], *, page: int, page_count: int, language: str, balance: bool = False
) -> Screen:
    rows: list[Row] = [[Button(_summary(order, language), OpenOrder(order.pk))] for order in orders]
    rows += pager(page, page_count, language, OpenOrders)
    if not orders:
        rows.append([button(labels.CATALOG, language, OpenCategory())])
    if balance:
        rows.append([button(labels.BALANCE, language, OpenWallet())])
    text = render("orders", language, orders=orders)
    return Screen(text, [*rows, way_back(language)], route=OpenOrders(page))


def order_card(
    order: Order, items: Sequence[OrderItem], language: str, *, can_pay: bool = False
) -> Screen:
    with override(language):
        placed_at = date_format(timezone.localtime(order.created_at), "j E Y, H:i")
        payment = order.get_payment_status_display()
        if order.came_back_unpaid:
            payment = _("Nothing is to be paid")
    text = _with_lines(
        "order",
        order,
        items,
        language,
        status=status_name(order, language),
        placed_at=placed_at,
        payment=payment,
        way=way_title(order, language),
    )
    pay: list[Row] = [[button(labels.PAY, language, PayOrder(order.pk))]] if can_pay else []
    if any(item.handed_over_at for item in items):
        pay.append([button(labels.MY_GOODS, language, ShowGoods(order.pk))])
    return Screen(text, [*pay, way_back(language, OpenOrders())], route=OpenOrder(order.pk))


def way_title(order: Order, language: str) -> str:
    """How the order is to be paid, in words."""
    way = providers().get(order.pay_with)
    with override(language):
        return str(way.title) if way else ""


def discount_words(order: Order, language: str) -> str:
    """What promo codes took off, empty for nothing."""
    off = order.discount_amount
    return format_money(off, order.currency, language) if off else ""


def orders_page(page: int, total: int) -> tuple[int, int]:
    return page_of(page, total, PAGE_SIZE)


def _change(part: Mapping[str, Any], currency: str, language: str) -> dict[str, Any]:
    """A part of an edit as the customer reads it: the line's name, money in their language."""
    names = part.get("names") or {}
    title = names.get(language) or names.get(main_language()) or part.get("sku", "")
    old, new = part["old"], part["new"]
    if part["field"] != "quantity":
        old, new = (format_money(Decimal(sum_), currency, language) for sum_ in (old, new))
    return {"field": part["field"], "title": shorten(title, _TITLE), "old": old, "new": new}


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
    discount = discount_words(order, language)

    def draw(count: int) -> str:
        return render(
            template,
            language,
            order=order,
            lines=lines[:count],
            more=len(items) - count,
            total=total,
            discount=discount,
            **context,
        )

    return fit(draw, len(lines))

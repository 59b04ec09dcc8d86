"""On the front page: the orders that wait for somebody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.db.models import Count, Min, Q, QuerySet
from django.urls import reverse
from django.utils.timesince import timesince
from django.utils.translation import gettext_lazy as _

from orders.admin.inlines import PAYMENT_COLOURS, STATUS_COLOURS
from orders.models import Order
from orders.models.order import CAME_BACK_UNPAID
from orders.state import OrderStatus
from shop.admin.base import money
from shop.admin.dashboard import BasePanel, Board, Tile, list_url
from shop.periods import Period
from shop.roles import SHIP_ORDER, VIEW_ORDER_CONTACT

_SHOWN = 6
_LONG_UNPAID = timedelta(days=2)
_LONG_WAITING = timedelta(hours=4)
_SOON = timedelta(hours=1)
_TO_SHIP = (OrderStatus.CONFIRMED, OrderStatus.PROCESSING)
_OPEN = (OrderStatus.PENDING, *_TO_SHIP, OrderStatus.SHIPPED)
_OWED = (Order.PaymentStatus.UNPAID, Order.PaymentStatus.PARTIALLY_PAID)


@dataclass(frozen=True)
class _Waiting:
    new: int
    oldest: datetime | None
    to_ship: int
    unpaid: int
    unpaid_since: datetime | None
    expiring: int
    expires: datetime | None


def _waiting(board: Board) -> _Waiting:
    new = Q(status=OrderStatus.PENDING)
    to_ship = Q(status__in=_TO_SHIP)
    unpaid = (
        Q(payment_status__in=_OWED, created_at__lt=_long_ago(board).end)
        & ~Q(status__in=(OrderStatus.DELIVERED, OrderStatus.CANCELLED))
        & ~CAME_BACK_UNPAID
    )
    expiring = Q(pay_by__isnull=False, pay_by__lt=board.now + _SOON)
    return _Waiting(
        **Order.objects.filter(new | to_ship | unpaid | expiring).aggregate(
            new=Count("pk", filter=new),
            oldest=Min("created_at", filter=new),
            to_ship=Count("pk", filter=to_ship),
            unpaid=Count("pk", filter=unpaid),
            unpaid_since=Min("created_at", filter=unpaid),
            expiring=Count("pk", filter=expiring),
            expires=Min("pay_by", filter=expiring),
        )
    )


def only_ships(board: Board) -> bool:
    """Whether this person packs and sends orders and does nothing else with them."""
    return board.may(SHIP_ORDER) and not board.may("orders.change_order")


class Queues(BasePanel):
    """How many orders wait for a word, for money, for the parcel service."""

    def is_for(self, board: Board) -> bool:
        return board.may("orders.view_order")

    def tiles(self, board: Board) -> Sequence[Tile]:
        waiting = board.shared(_waiting)
        to_ship = Tile(
            label=_("To ship"),
            number=waiting.to_ship,
            icon="package_2",
            url=list_url("orders.order", status__exact=[status.value for status in _TO_SHIP]),
            note=_("Confirmed or being packed"),
            tone="info" if waiting.to_ship else "",
        )
        if only_ships(board):
            return [to_ship]
        expiring = [_expiring_tile(board, waiting)] if waiting.expires else []
        return [_new_tile(board, waiting), *expiring, _unpaid_tile(board, waiting), to_ship]


def _new_tile(board: Board, waiting: _Waiting) -> Tile:
    oldest = waiting.oldest
    late = oldest is not None and board.now - oldest > _LONG_WAITING
    return Tile(
        label=_("New orders"),
        number=waiting.new,
        icon="notifications_active",
        url=list_url("orders.order", status__exact=OrderStatus.PENDING.value),
        note=_("The oldest waits %(age)s") % {"age": age(oldest, board.now)}
        if oldest
        else _("None is waiting"),
        tone="danger" if late else "warning" if waiting.new else "",
    )


def _expiring_tile(board: Board, waiting: _Waiting) -> Tile:
    assert waiting.expires is not None
    return Tile(
        label=_("About to expire"),
        number=waiting.expiring,
        icon="timer",
        url=list_url("orders.order", pay_by__lt=(board.now + _SOON).isoformat(timespec="seconds")),
        note=_("Unpaid; the first in %(age)s") % {"age": age(board.now, waiting.expires)}
        if waiting.expires > board.now
        else _("Unpaid; time is up"),
        tone="warning",
    )


def _long_ago(board: Board) -> Period:
    """The last day whose unpaid orders are overdue: a whole one, as the list behind the tile knows
    no hours.
    """
    day = board.today.first - _LONG_UNPAID
    return Period(day, day)


def _unpaid_tile(board: Board, waiting: _Waiting) -> Tile:
    since = waiting.unpaid_since
    return Tile(
        label=_("Long unpaid"),
        number=waiting.unpaid,
        icon="hourglass_bottom",
        url=list_url(
            "orders.order",
            payment_status__exact=[status.value for status in _OWED],
            status__exact=[status.value for status in _OPEN],
            created_at_to=_long_ago(board).last.isoformat(),
            came_back="no",
        ),
        note=_("The oldest for %(age)s") % {"age": age(since, board.now)}
        if since
        else _("None for over a day"),
        tone="warning" if waiting.unpaid else "",
    )


class _OrderList(BasePanel):
    template: ClassVar[str] = "admin/dashboard/orders.html"

    def orders(self) -> QuerySet[Order]:
        raise NotImplementedError

    def rows(self, board: Board) -> list[dict[str, Any]]:
        """The oldest first; who ordered is shown to those who may know."""
        named = board.may(VIEW_ORDER_CONTACT)
        return [
            {
                "order": order,
                "url": reverse("admin:orders_order_change", args=[order.pk]),
                "who": order.full_name if named else "",
                "age": age(order.created_at, board.now),
                "late": board.now - order.created_at > _LONG_WAITING,
                "total": money(order.total_amount, order.currency),
                "status_colour": STATUS_COLOURS[order.status],
                "payment_colour": PAYMENT_COLOURS[order.payment_status],
            }
            for order in self.orders().order_by("pk")[:_SHOWN]
        ]


class NewOrders(_OrderList):
    title: ClassVar[Any] = _("New orders, the oldest first")

    def is_for(self, board: Board) -> bool:
        return board.may("orders.view_order") and not only_ships(board)

    def orders(self) -> QuerySet[Order]:
        return Order.objects.filter(status=OrderStatus.PENDING)

    def content(self, board: Board) -> Mapping[str, Any] | None:
        return {
            "rows": self.rows(board),
            "empty": _("No order is waiting. Well done."),
            "all_url": list_url("orders.order", status__exact=OrderStatus.PENDING.value),
        }


class OrdersToShip(_OrderList):
    title: ClassVar[Any] = _("To ship, the oldest first")

    def is_for(self, board: Board) -> bool:
        return board.may("orders.view_order") and only_ships(board)

    def orders(self) -> QuerySet[Order]:
        return Order.objects.filter(status__in=_TO_SHIP)

    def content(self, board: Board) -> Mapping[str, Any] | None:
        return {
            "rows": self.rows(board),
            "empty": _("Nothing to ship now."),
            "all_url": list_url(
                "orders.order", status__exact=[status.value for status in _TO_SHIP]
            ),
        }


def age(since: datetime | None, now: datetime) -> str:
    """How long ago, in its largest unit: `3 hours`."""
    return timesince(since, now, depth=1) if since else ""

"""A customer's own orders."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from botapp.actions import GetFile, GetGoods, OpenOrder, OpenOrders, OrderPlaced, ShowGoods
from botapp.screen import Screen
from botapp.screens import digital, messages
from botapp.screens import orders as screens
from botapp.sections import MenuEntry, Section
from botapp.turn import Turn
from orders.models import Order, OrderItem
from orders.payments import How, offered
from orders.services.hand_over import goods_of, send_as_file, send_file
from orders.services.payment_status import owed
from shop.models import StoreSettings


def open_orders(turn: Turn, place: OpenOrders) -> Screen:
    """A page of the customer's orders, the newest first."""
    own = Order.objects.filter(customer=turn.customer)
    page, page_count = screens.orders_page(place.page, own.count())
    start = page * screens.PAGE_SIZE
    orders = list(own.order_by("-pk")[start : start + screens.PAGE_SIZE])
    return screens.order_list(
        orders,
        page=page,
        page_count=page_count,
        language=turn.language,
        balance=StoreSettings.current().wallet_on,
    )


def open_order(turn: Turn, place: OpenOrder) -> Screen:
    """One order; somebody else's is as good as none."""
    order = _own(turn, place.order_id)
    if order is None:
        turn.toast = messages.out_of_date(turn.language)
        return open_orders(turn, OpenOrders())
    left = owed(order) if order.payment_status != Order.PaymentStatus.PAID else Decimal(0)
    can_pay = (
        any(
            way.how != How.LATER for way in offered(left, order.currency, digital=order.has_digital)
        )
        if left
        else False
    )
    items = list(order.items.all())
    return screens.order_card(order, items, turn.language, can_pay=can_pay)


def show_goods(turn: Turn, place: ShowGoods) -> Screen:
    """What was handed over of one's own order, once more."""
    order = _own(turn, place.order_id)
    if order is None:
        turn.toast = messages.out_of_date(turn.language)
        return open_orders(turn, OpenOrders())
    return digital.goods_again(order, goods_of(order), turn.language)


def get_goods(turn: Turn, place: GetGoods) -> Screen:
    """Have all of one's own goods sent as one file."""
    order = _own(turn, place.order_id)
    if order is not None:
        send_as_file(order)
        _announce_file(turn)
    return show_goods(turn, ShowGoods(place.order_id))


def get_file(turn: Turn, place: GetFile) -> Screen:
    """Have the file of one's own line sent once more."""
    item = OrderItem.objects.filter(
        pk=place.item_id, order__customer=turn.customer, handed_over_at__isnull=False
    ).select_related("order")
    found = item.first()
    if found is None:
        turn.toast = messages.out_of_date(turn.language)
        return open_orders(turn, OpenOrders())
    send_file(found, found.order)
    _announce_file(turn)
    return show_goods(turn, ShowGoods(found.order_id))


def _announce_file(turn: Turn) -> None:
    with override(turn.language):
        turn.toast = _("The file follows in a moment.")


def show_placed(turn: Turn, place: OrderPlaced) -> Screen:
    """That the order has been placed."""
    order = _own(turn, place.order_id)
    if order is None:
        return open_orders(turn, OpenOrders())
    return screens.placed(order, list(order.items.all()), turn.language)


def orders_command(turn: Turn, _text: str) -> Screen:
    return open_orders(turn, OpenOrders())


def _own(turn: Turn, order_id: int) -> Order | None:
    return Order.objects.filter(pk=order_id, customer=turn.customer).first()


section = Section(
    presses={
        OpenOrders: open_orders,
        OpenOrder: open_order,
        OrderPlaced: show_placed,
        ShowGoods: show_goods,
        GetGoods: get_goods,
        GetFile: get_file,
    },
    commands={"orders": orders_command},
    descriptions={"orders": gettext_lazy("Your orders and where they are")},
    menu=[MenuEntry(gettext_lazy("📦 My Orders"), OpenOrders(), order=30)],
)

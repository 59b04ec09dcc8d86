"""How to pay: chosen before the order is placed, or changed while it is unpaid."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import override

from botapp.actions import ChooseWay, OpenConfirmation, OpenOrder, OpenOrders, PayOrder
from botapp.checkout_price import price_of
from botapp.handlers.checkout import WAY, open_confirmation
from botapp.handlers.orders import open_order, open_orders
from botapp.screen import Screen
from botapp.screens import messages
from botapp.screens import payment as screens
from botapp.sections import Section
from botapp.turn import Turn
from orders.models import Order
from orders.payments import How, Provider, offered
from orders.services.payment_status import owed
from orders.services.request_payment import request_payment
from orders.services.update_cart import view_cart
from shop.errors import StoreError
from shop.models import StoreSettings
from shop.money import format_money


def choose_way(turn: Turn, press: ChooseWay) -> Screen:
    """The ways to pay; one that was pressed is kept, and the confirmation shown with it."""
    way = screens.way_at(press.index)
    if way is not None:
        turn.answers[WAY] = way.name
        return open_confirmation(turn, OpenConfirmation())
    view = view_cart(customer=turn.customer)
    total = price_of(turn, view).total
    ways = offered(total, StoreSettings.current().currency, digital=view.has_digital)
    return screens.choose(ways, turn.answers.get(WAY, ways[0].name if ways else ""), turn.language)


def pay_order(turn: Turn, press: PayOrder) -> Screen:
    """Ask how, if there is a choice; then let the customer have what they need to pay."""
    order = Order.objects.filter(pk=press.order_id, customer=turn.customer).first()
    if order is None:
        turn.toast = messages.out_of_date(turn.language)
        return open_orders(turn, OpenOrders())
    way = screens.way_at(press.index)
    if way is not None:
        return _pay(turn, order, way)
    left = owed(order)
    ways = offered(left, order.currency, digital=order.has_digital)
    if not left or not ways:
        return open_order(turn, OpenOrder(order.pk))
    if len(ways) == 1:
        return _pay(turn, order, ways[0])
    words = format_money(left, order.currency, turn.language)
    return screens.choose_for_order(order, ways, words, turn.language)


def _pay(turn: Turn, order: Order, way: Provider) -> Screen:
    try:
        request_payment(order=order, provider=way)
    except StoreError as error:
        turn.toast = messages.explain(error, turn.language)
    else:
        turn.toast = _follows(way, turn.language)
    return open_order(turn, OpenOrder(order.pk))


def _follows(way: Provider, language: str) -> str:
    with override(language):
        match way.how:
            case How.LATER:
                return _("You pay on delivery.")
            case How.AT_ONCE:
                return _("Paid. Thank you!")
            case _other:
                return _("The invoice follows in a moment.")


section = Section(presses={ChooseWay: choose_way, PayOrder: pay_order})

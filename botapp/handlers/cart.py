"""Looking after the cart."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from botapp.actions import ChangeItem, ClearCart, OpenCart, RemoveItem
from botapp.screen import Screen
from botapp.screens import cart as screens
from botapp.screens import messages
from botapp.sections import MenuEntry, Section
from botapp.turn import Turn
from orders.services.update_cart import (
    CartView,
    change_quantity,
    clear_cart,
    remove_item,
    view_cart,
)
from shop.errors import StoreError
from shop.models import StoreSettings


def open_cart(turn: Turn, place: OpenCart, notice: str = "") -> Screen:
    return show_cart(turn, view_cart(customer=turn.customer), place.page, notice)


def show_cart(turn: Turn, view: CartView, page: int = 0, notice: str = "") -> Screen:
    return screens.cart(
        view,
        page=page,
        currency=StoreSettings.current().currency,
        language=turn.language,
        notice=turn.notice(notice),
    )


def change_item(turn: Turn, press: ChangeItem) -> Screen:
    """One more or one less of a line; more than there is is refused with a word."""
    try:
        view = change_quantity(customer=turn.customer, item_id=press.item_id, by=press.by)
    except StoreError as error:
        turn.toast = messages.explain(error, turn.language)
        view = view_cart(customer=turn.customer)
    return _show_changed(turn, view, press.page)


def drop_item(turn: Turn, press: RemoveItem) -> Screen:
    view = remove_item(customer=turn.customer, item_id=press.item_id)
    return _show_changed(turn, view, press.page)


def _show_changed(turn: Turn, view: CartView, page: int) -> Screen:
    if view.line_gone:
        turn.toast = messages.line_gone(turn.language)
    return show_cart(turn, view, page)


def empty_cart(turn: Turn, _press: ClearCart) -> Screen:
    clear_cart(customer=turn.customer)
    return open_cart(turn, OpenCart())


def cart_command(turn: Turn, _text: str) -> Screen:
    return open_cart(turn, OpenCart())


section = Section(
    presses={
        OpenCart: open_cart,
        ChangeItem: change_item,
        RemoveItem: drop_item,
        ClearCart: empty_cart,
    },
    commands={"cart": cart_command},
    descriptions={"cart": gettext_lazy("What you have chosen")},
    menu=[MenuEntry(gettext_lazy("🛒 My Cart"), OpenCart(), order=20)],
)

"""The cart."""

from __future__ import annotations

from botapp import labels
from botapp.actions import (
    ChangeItem,
    Checkout,
    ClearCart,
    OpenCart,
    OpenCategory,
    OpenProduct,
    RemoveItem,
)
from botapp.keyboards import Row, button, page_of, pager, way_back
from botapp.screen import Button, Screen, render, shorten
from orders.services.update_cart import CartLine, CartView
from shop.money import format_money

PAGE_SIZE = 6
_TITLE = 120


def cart(view: CartView, *, page: int, currency: str, language: str, notice: str = "") -> Screen:
    """A page of the cart, a row of buttons for each line; `notice` stands at its head.

    Prices that changed are marked once, so lines of other pages are shown with theirs too.
    """
    page, page_count = page_of(page, len(view.lines), PAGE_SIZE)
    start = page * PAGE_SIZE
    numbered = list(enumerate(view.lines, 1))
    shown = numbered[start : start + PAGE_SIZE]
    changed = [pair for pair in numbered if pair[1].old_price is not None and pair not in shown]
    text = render(
        "cart",
        language,
        notice=notice,
        lines=[
            cart_line(line, number, currency, language)
            for number, line in sorted([*shown, *changed[:PAGE_SIZE]], key=lambda pair: pair[0])
        ],
        total=format_money(view.total, currency, language),
    )
    rows: list[Row] = [_line_row(line, number, page) for number, line in shown]
    rows += pager(page, page_count, language, OpenCart)
    if view.has_something:
        rows.append([button(labels.CHECKOUT, language, Checkout())])
    if view.lines:
        rows.append([button(labels.CLEAR_CART, language, ClearCart())])
    catalog = button(labels.CATALOG, language, OpenCategory())
    return Screen(text, [*rows, [catalog, *way_back(language)]], route=OpenCart(page))


def cart_line(line: CartLine, number: int, currency: str, language: str) -> dict[str, object]:
    """What the texts of cart and confirmation say of a line."""
    old = line.old_price
    return {
        "number": number,
        "title": shorten(line.title(language), _TITLE),
        "quantity": line.item.quantity,
        "price": format_money(line.variant.price, currency, language),
        "old_price": format_money(old, currency, language) if old is not None else "",
        "total": format_money(line.total, currency, language),
        "available": line.available if line.is_short else None,
        "on_sale": line.on_sale,
    }


def _line_row(line: CartLine, number: int, page: int) -> Row:
    pk = line.item.pk
    return [
        Button(labels.MINUS, ChangeItem(pk, -1, page)),
        Button(f"№{number} × {line.item.quantity}", OpenProduct(line.variant.product_id)),
        Button(labels.PLUS, ChangeItem(pk, 1, page)),
        Button(labels.REMOVE, RemoveItem(pk, page)),
    ]

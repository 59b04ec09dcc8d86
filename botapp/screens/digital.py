"""Digital goods as their buyer sees them."""

from __future__ import annotations

from collections.abc import Sequence

from botapp import labels
from botapp.actions import OpenOrder, ShowGoods
from botapp.keyboards import button, way_back
from botapp.screen import Screen, fit, render, shorten
from orders.models import Order
from orders.services.hand_over import Goods

_TITLE = 120


def goods(order: Order, given: Sequence[Goods], language: str) -> Screen:
    """The goods, which stay in the chat."""
    rows = [[button(labels.MY_ORDERS, language, OpenOrder(order.pk), below=True)]]
    return Screen(_text(order, given, language), rows, stays=True)


def goods_again(order: Order, given: Sequence[Goods], language: str) -> Screen:
    """The same, looked up in the order."""
    rows = [way_back(language, OpenOrder(order.pk))]
    return Screen(_text(order, given, language), rows, route=ShowGoods(order.pk))


def _text(order: Order, given: Sequence[Goods], language: str) -> str:
    lines = [
        {"title": shorten(part.item.title(language), _TITLE) if first else "", "text": text}
        for part in given
        for first, text in zip([True, *[False] * len(part.texts)], part.texts, strict=False)
    ]

    def draw(count: int) -> str:
        more = len(lines) - count
        return render("digital_goods", language, order=order, lines=lines[:count], more=more)

    return fit(draw, len(lines))

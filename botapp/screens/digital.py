"""Digital goods as their buyer sees them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from botapp import labels
from botapp.actions import GetFile, OpenOrder, ShowGoods
from botapp.keyboards import Row, button, way_back
from botapp.screen import Button, Screen, fit, render, shorten
from orders.models import Order
from orders.services.hand_over import Goods

_TITLE = 120
_MOST_FILES = 20


def goods(order: Order, given: Sequence[Goods], language: str) -> Screen:
    """The goods, which stay in the chat."""
    rows = [[button(labels.MY_ORDERS, language, OpenOrder(order.pk), below=True)]]
    return Screen(_text(order, given, language), rows, stays=True)


def goods_again(order: Order, given: Sequence[Goods], language: str) -> Screen:
    """The same, looked up in the order."""
    files = [part for part in given if part.file is not None][:_MOST_FILES]
    rows: list[Row] = [
        [Button(f"📎 {part.file.name}", GetFile(part.item.pk))] for part in files if part.file
    ]
    rows.append(way_back(language, OpenOrder(order.pk)))
    return Screen(_text(order, given, language), rows, route=ShowGoods(order.pk))


def caption(part: Goods, language: str) -> str:
    """What stands under a file: what it is of."""
    return escape(shorten(part.item.title(language), _TITLE))


def _text(order: Order, given: Sequence[Goods], language: str) -> str:
    lines = [
        {
            "title": shorten(part.item.title(language), _TITLE) if first else "",
            "text": text,
            "is_file": part.file is not None,
        }
        for part in given
        for first, text in _marked([part.file.name] if part.file else part.texts)
    ]

    def draw(count: int) -> str:
        more = len(lines) - count
        return render("digital_goods", language, order=order, lines=lines[:count], more=more)

    return fit(draw, len(lines))


def _marked(texts: Sequence[str]) -> Iterator[tuple[bool, str]]:
    """Each text, and whether it is the first."""
    return ((place == 0, text) for place, text in enumerate(texts))

"""Digital goods as their buyer sees them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any

from botapp import labels
from botapp.actions import GetFile, GetGoods, OpenOrder, ShowGoods
from botapp.documents import TextDocument
from botapp.keyboards import Row, button, way_back
from botapp.screen import MAX_TEXT, Button, Screen, fit, render, shorten, size_shown
from orders.models import Order
from orders.services.hand_over import Goods

_TITLE = 120
_MOST_FILES = 20


def goods(order: Order, given: Sequence[Goods], language: str) -> Screen | None:
    """The goods, which stay in the chat; None when one message cannot hold them."""
    lines = _lines(given, language)
    text = _text(order, lines, language)
    if size_shown(text) > MAX_TEXT:
        return None
    rows = [[button(labels.MY_ORDERS, language, OpenOrder(order.pk), below=True)]]
    return Screen(text, rows, stays=True)


def goods_again(order: Order, given: Sequence[Goods], language: str) -> Screen:
    """The same, looked up in the order; what has no room here is in a file."""
    lines = _lines(given, language)
    text = fit(lambda count: _text(order, lines[:count], language, len(lines) - count), len(lines))
    files = [part for part in given if part.file is not None][:_MOST_FILES]
    rows: list[Row] = [
        [Button(f"📎 {part.file.name}", GetFile(part.item.pk))] for part in files if part.file
    ]
    if text != _text(order, lines, language):
        rows.insert(0, [button(labels.ALL_AS_FILE, language, GetGoods(order.pk))])
    rows.append(way_back(language, OpenOrder(order.pk)))
    return Screen(text, rows, route=ShowGoods(order.pk))


def goods_file(order: Order, given: Sequence[Goods], language: str) -> TextDocument:
    """All of the goods in a text file."""
    text = "\n".join(
        f"\n{line['title']}\n{line['text']}" if line["title"] else line["text"]
        for line in _lines(given, language)
    )
    words = render("digital_goods_file", language, order=order)
    return TextDocument(f"order-{order.pk}.txt", text.strip() + "\n", words)


def caption(part: Goods, language: str) -> str:
    """What stands under a file: what it is of."""
    return escape(shorten(part.item.title(language), _TITLE))


def _lines(given: Sequence[Goods], language: str) -> list[dict[str, Any]]:
    return [
        {
            "title": shorten(part.item.title(language), _TITLE) if first else "",
            "text": text,
            "is_file": part.file is not None,
        }
        for part in given
        for first, text in _marked([part.file.name] if part.file else part.texts)
    ]


def _text(order: Order, lines: Sequence[Mapping[str, Any]], language: str, more: int = 0) -> str:
    return render("digital_goods", language, order=order, lines=lines, more=more)


def _marked(texts: Sequence[str]) -> Iterator[tuple[bool, str]]:
    """Each text, and whether it is the first."""
    return ((place == 0, text) for place, text in enumerate(texts))

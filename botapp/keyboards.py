"""Rows of buttons that many screens share."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import override

from botapp import labels
from botapp.actions import Home, Nothing
from botapp.callbacks import Callback
from botapp.screen import Button

Row = Sequence[Button]


def button(text: str, language: str, callback: Callback, *, below: bool = False) -> Button:
    """A button with one of the words of `labels`."""
    return Button(labels.label(text, language), callback, below=below)


def way_back(language: str, to: Callback | None = None) -> Row:
    """`Back` (when there is where to) and `Main Menu`."""
    back = [button(labels.BACK, language, to)] if to is not None else []
    return [*back, button(labels.MAIN_MENU, language, Home())]


def pager(page: int, count: int, language: str, to: Callable[[int], Callback]) -> list[Row]:
    """`« ‹ Page 2/5 › »`, or no row at all when one page is all there is."""
    if count < 2:
        return []
    with override(language):
        here = _("Page %(page)s/%(count)s") % {"page": page + 1, "count": count}
    row = [Button(here, Nothing())]
    if page > 0:
        row = [Button("«", to(0)), Button("‹", to(page - 1)), *row]
    if page < count - 1:
        row = [*row, Button("›", to(page + 1)), Button("»", to(count - 1))]
    return [row]


def columns(buttons: Sequence[Button], width: int) -> list[Row]:
    """The buttons in rows of `width`."""
    return [buttons[start : start + width] for start in range(0, len(buttons), width)]


def page_of(page: int, total: int, size: int) -> tuple[int, int]:
    """`page` brought into range, and how many pages `total` things fill."""
    count = max(1, -(-total // size))
    return min(max(page, 0), count - 1), count

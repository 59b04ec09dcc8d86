"""The columns as django-import-export declares them: how each cell is read and written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from import_export import fields, resources, widgets

from catalog.files import cells, columns
from catalog.files.categories import join_path, split_path
from catalog.files.problems import CellError, Problem, Wrong, problem

_LONGEST_SKU = 64
_LONGEST_NAME = 200
_LONGEST_DESCRIPTION = 20_000
# Empty, these are an error: a column that is not meant is better left out.
_NEEDED = frozenset({columns.SKU, columns.NAME, columns.CATEGORY, columns.PRICE})
# Empty, these leave their field alone.
_LEFT_ALONE = frozenset({columns.STOCK, columns.ACTIVE, columns.VARIANT_ACTIVE, columns.DIGITAL})


class _CellWidget(widgets.Widget):  # type: ignore[misc]  # django-import-export is untyped
    """A cell read by `parse`; an empty one is None."""

    def __init__(self, parse: Callable[[str], Any], show: Callable[[Any], Any]) -> None:
        super().__init__()
        self._parse = parse
        self._show = show

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> Any:
        return self._parse(value) if value else None

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> Any:
        return "" if value is None else self._show(value)


def _text(most: int) -> _CellWidget:
    def parse(text: str) -> str:
        if len(text) > most:
            raise CellError(Wrong.TOO_LONG, most=most)
        return text

    return _CellWidget(parse, lambda text: cells.neutral(cells.visible(text)))


def _flag() -> _CellWidget:
    return _CellWidget(cells.yes_no, int)


def _amount() -> _CellWidget:
    return _CellWidget(cells.price, Decimal)


def _path(names: Sequence[str]) -> str:
    return cells.neutral(cells.visible(join_path(names)))


class GoodsResource(resources.Resource):  # type: ignore[misc]  # see above
    """One row per variant: its fields by column, read with `read`, written with `write`."""

    def __init__(self, names: Iterable[str]) -> None:
        super().__init__()
        self.fields = {name: fields.Field(name, name, _widget(name)) for name in names}

    def read(self, texts: Mapping[str, str]) -> tuple[dict[str, Any], list[Problem]]:
        """The values of a row by column, and what is wrong with it.

        A column left alone is missing from the values; an empty text is "", an empty price None.
        """
        values: dict[str, Any] = {}
        wrong: list[Problem] = []
        for name, field in self.fields.items():
            if name not in texts:
                continue
            try:
                value = field.clean(texts)
            except CellError as error:
                wrong.append(problem(name, error.code, **error.details))
                continue
            if value is not None:
                values[name] = value
            elif name in _NEEDED:
                wrong.append(problem(name, Wrong.EMPTY))
            elif name not in _LEFT_ALONE:
                values[name] = None if name == columns.PRICE_BEFORE else ""
        return values, wrong

    def write(self, values: Mapping[str, Any]) -> list[Any]:
        """The cells of a row, in the order of the columns: text, or a number."""
        return [field.export(values) for field in self.fields.values()]


def _widget(name: str) -> _CellWidget:
    if name == columns.CATEGORY:
        return _CellWidget(split_path, _path)
    if name in (columns.PRICE, columns.PRICE_BEFORE):
        return _amount()
    if name == columns.STOCK:
        return _CellWidget(cells.whole, int)
    if name in (columns.ACTIVE, columns.VARIANT_ACTIVE, columns.DIGITAL):
        return _flag()
    if name == columns.SKU:
        return _text(_LONGEST_SKU)
    if name.startswith(columns.OPTION):
        return _text(columns.MOST_IN_OPTION)
    if name.startswith(columns.NAME):
        return _text(_LONGEST_NAME)
    return _text(_LONGEST_DESCRIPTION)

"""A row of a file on its way: what it says, what is wrong with it, what it changes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from catalog.files import columns
from catalog.files.pictures import split_pictures
from catalog.files.problems import CellError, Problem, problem
from catalog.files.resource import GoodsResource
from catalog.models import ImportRow, ProductVariant


@dataclass
class Goods:
    """A row with its values by column; `variant` is the one it changes, None when it is new.

    `picks` names the value of each option: by the option's name, the value's text.
    """

    row: ImportRow
    values: dict[str, Any]
    errors: list[Problem]
    changes: list[list[str]] = field(default_factory=list)
    variant: ProductVariant | None = None
    picks: dict[str, str] = field(default_factory=dict)
    picks_changed: bool = False
    moved: int = 0

    @property
    def outcome(self) -> ImportRow.Outcome:
        if self.errors:
            return ImportRow.Outcome.ERROR
        if self.variant is None:
            return ImportRow.Outcome.NEW
        return ImportRow.Outcome.CHANGED if self.changes else ImportRow.Outcome.UNCHANGED

    def wrong(self, column: str, code: Any, **details: Any) -> None:
        self.errors.append(problem(column, code, **details))

    def change(self, column: str, old: Any, new: Any) -> None:
        self.changes.append([column, _shown(old), _shown(new)])


def read_goods(row: ImportRow, resource: GoodsResource) -> Goods:
    """The row's cells understood. A cell that was misread is wrong for that alone."""
    misread = {column for column, _code, _details in row.misread}
    texts = {column: text for column, text in row.cells.items() if column not in misread}
    values, wrong = resource.read(texts)
    if columns.PICTURES in values:
        try:
            values[columns.PICTURES] = split_pictures(values[columns.PICTURES])
        except CellError as error:
            wrong.append(problem(columns.PICTURES, error.code, **error.details))
    return Goods(row, values, [*row.misread, *wrong])


def _shown(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    return str(value)

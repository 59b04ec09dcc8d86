"""What stands where in a seller's sheet. Pure: figures in, cells and areas out.

Row 1 holds merged groups, row 2 names, products follow; a warehouse keeps its columns for ever.
The words are Russian in every sheet: they are the marketplaces' own, by which sellers' formulas and
tables know them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

HEADING_ROWS, FROZEN_COLUMNS = 2, 4
NUMBER_COLUMN = 3  # NM ID, by which a row is known
PRODUCT = ("Основная информация", ("Бренд", "Предмет", "Артикул продавца", "NM ID"))
TOTALS = (
    "Общие метрики",
    ("В пути до покупателя", "В пути конв.", "Заказы", "Остатки", "Оборачиваемость"),
)
OF_WAREHOUSE = ("Остатки", "Заказы", "Оборачиваемость")
GONE = " (нет в кабинете)"
FIRST_WAREHOUSE = len(PRODUCT[1]) + len(TOTALS[1])

Cell = str | int | float
Number = int | Decimal | None


@dataclass(frozen=True)
class Place:
    """How a product does at a warehouse."""

    stock: int = 0
    orders: int = 0
    turnover: Decimal | None = None


@dataclass(frozen=True)
class Row:
    """A product; None is what is not known, `places` are by the warehouse's key."""

    number: int
    brand: str = ""
    subject: str = ""
    article: str = ""
    to_client: int | None = None
    from_client: int | None = None
    orders: int | None = None
    stock: int | None = None
    turnover: Decimal | None = None
    places: Mapping[int, Place] = field(default_factory=dict)


@dataclass(frozen=True)
class Warehouse:
    key: int
    name: str
    is_gone: bool = False


@dataclass(frozen=True)
class Area:
    """Rows and columns from 0, ends excluded; without `bottom` to the end of the sheet."""

    top: int
    bottom: int | None
    left: int
    right: int


@dataclass(frozen=True)
class Layout:
    """A whole sheet. `warehouses` stand from left to right, those that are gone among them."""

    warehouses: tuple[Warehouse, ...]
    rows: tuple[Row, ...]

    @property
    def width(self) -> int:
        return FIRST_WAREHOUSE + len(self.warehouses) * len(OF_WAREHOUSE)

    @property
    def columns(self) -> list[int]:
        return [warehouse.key for warehouse in self.warehouses]

    def heading(self) -> list[list[Cell]]:
        """The first two rows."""
        groups: list[Cell] = []
        names: list[Cell] = []
        for title, below in self._groups():
            groups += [title, *[""] * (len(below) - 1)]
            names += below
        return [groups, names]

    def merges(self) -> list[Area]:
        """The groups of the first row."""
        found, left = [], 0
        for _title, below in self._groups():
            found.append(Area(0, 1, left, left + len(below)))
            left += len(below)
        return found

    def line(self, row: Row) -> list[Cell]:
        """A product's cells; empty ones are "", which clears what stood there."""
        cells = [
            *(row.brand, row.subject, row.article, row.number),
            *(row.to_client, row.from_client, row.orders, row.stock, row.turnover),
        ]
        for warehouse in self.warehouses:
            place = None if warehouse.is_gone else row.places.get(warehouse.key, Place())
            cells += [place.stock, place.orders, place.turnover] if place else [None] * 3
        return [_cell(value) for value in cells]

    def emptied(self) -> list[Cell]:
        """The figures of a product that is gone; what it was stays readable before them."""
        return [""] * (self.width - len(PRODUCT[1]))

    def turnovers(self) -> list[int]:
        """The columns that hold days, with a decimal."""
        return [
            FIRST_WAREHOUSE - 1,
            *range(FIRST_WAREHOUSE + 2, self.width, len(OF_WAREHOUSE)),
        ]

    def digest(self) -> str:
        """The same for the same content, whatever the order of the rows."""
        rows = [self.line(row) for row in sorted(self.rows, key=lambda row: row.number)]
        text = json.dumps([self.columns, self.heading(), rows], ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()

    def _groups(self) -> Iterator[tuple[str, Sequence[str]]]:
        yield PRODUCT
        yield TOTALS
        for warehouse in self.warehouses:
            yield warehouse.name + (GONE if warehouse.is_gone else ""), OF_WAREHOUSE


def lay_out(columns: Sequence[int], warehouses: Sequence[Warehouse], rows: Sequence[Row]) -> Layout:
    """`columns` are the keys that stand already, from left to right; new ones come after them.

    A key that no warehouse has any more keeps its columns.
    """
    known = {warehouse.key: warehouse for warehouse in warehouses}
    standing = [known.get(key, Warehouse(key, "—", is_gone=True)) for key in columns]
    added = [one for one in warehouses if one.key not in set(columns) and not one.is_gone]
    return Layout((*standing, *added), tuple(rows))


def _cell(value: str | Number) -> Cell:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value

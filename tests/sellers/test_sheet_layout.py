"""What stands in which cell of a seller's sheet."""

from __future__ import annotations

from decimal import Decimal

import pytest

from integrations.sellers.sheet.layout import Area, Layout, Place, Row, Warehouse, lay_out
from integrations.sellers.sheet.plan import Found, MovedError, plan, standing
from integrations.sheets.tabs import Tab

NORTH, SOUTH, OWN = Warehouse(1, "Коледино"), Warehouse(2, "Казань"), Warehouse(7, "Мой склад")
SHIRT = Row(
    number=111,
    brand="Ромашка",
    subject="Футболки",
    article="0012",
    to_client=4,
    from_client=1,
    orders=30,
    stock=12,
    turnover=Decimal("2.8"),
    places={1: Place(10, 25, Decimal("2.8")), 7: Place(2, 5, Decimal("3.0"))},
)
BARE = Row(number=222)


def test_each_cell_stands_where_it_belongs() -> None:
    sheet = lay_out([], [NORTH, OWN], [SHIRT, BARE])

    assert sheet.heading() == [
        [
            *("Основная информация", "", "", ""),
            *("Общие метрики", "", "", "", ""),
            *("Коледино", "", ""),
            *("Мой склад", "", ""),
        ],
        [
            *("Бренд", "Предмет", "Артикул продавца", "NM ID"),
            *("В пути до покупателя", "В пути конв.", "Заказы", "Остатки", "Оборачиваемость"),
            *("Остатки", "Заказы", "Оборачиваемость") * 2,
        ],
    ]
    assert sheet.line(SHIRT) == [
        *("Ромашка", "Футболки", "0012", 111),
        *(4, 1, 30, 12, 2.8),
        *(10, 25, 2.8),
        *(2, 5, 3),
    ]
    assert sheet.line(BARE) == ["", "", "", 222, *[""] * 5, *(0, 0, ""), *(0, 0, "")]
    assert sheet.merges() == [
        Area(0, 1, 0, 4),
        Area(0, 1, 4, 9),
        Area(0, 1, 9, 12),
        Area(0, 1, 12, 15),
    ]
    assert sheet.turnovers() == [8, 11, 14]


def test_a_warehouse_keeps_its_columns_and_a_new_one_comes_last() -> None:
    gone = Warehouse(1, "Коледино", is_gone=True)
    sheet = lay_out([7, 1], [gone, SOUTH, OWN], [SHIRT])

    assert sheet.columns == [7, 1, 2]
    assert sheet.heading()[0][9:] == [
        *("Мой склад", "", ""),
        *("Коледино (нет в кабинете)", "", ""),
        *("Казань", "", ""),
    ]
    assert sheet.line(SHIRT)[9:] == [2, 5, 3, "", "", "", 0, 0, ""]


def test_a_warehouse_gone_before_the_sheet_was_made_has_no_columns() -> None:
    assert lay_out([], [Warehouse(1, "Коледино", is_gone=True), OWN], []).columns == [7]


def test_the_digest_follows_the_content_and_not_the_order_of_rows() -> None:
    one = lay_out([], [NORTH], [SHIRT, BARE])
    assert lay_out([], [NORTH], [BARE, SHIRT]).digest() == one.digest()
    assert lay_out([], [NORTH], [SHIRT, Row(number=222, stock=1)]).digest() != one.digest()
    assert lay_out([], [NORTH, OWN], [SHIRT, BARE]).digest() != one.digest()


def found(layout: Layout, numbers: list[int | None], **changes: object) -> Found:
    tab = Tab(0, "Sheet1", False, 1000, 26)
    kept = {"noted": frozenset(), "saved": len(layout.warehouses), **changes}
    return Found(tab, layout.heading(), numbers, **kept)  # type: ignore[arg-type]


def test_products_stay_in_the_rows_where_they_were_sorted_to() -> None:
    sheet = lay_out([1], [NORTH], [SHIRT, BARE, Row(number=333)])
    writes = plan(found(sheet, [222, None, 111]), sheet, set()).writes
    assert [(write.row, write.cells[3]) for write in writes] == [(2, 222), (4, 111), (5, 333)]


def test_a_product_that_is_gone_loses_its_row_unless_something_is_noted_beside_it() -> None:
    sheet = lay_out([1], [NORTH], [SHIRT])
    done = plan(found(sheet, [901, 902, 111, 903], noted=frozenset({3})), sheet, {901, 902, 903})
    (deleted,) = [part["deleteDimension"] for part in done.structure if "deleteDimension" in part]
    assert (deleted["range"]["startIndex"], deleted["range"]["endIndex"]) == (2, 4)
    shirt, kept = done.writes
    assert (shirt.row, shirt.cells[3]) == (2, 111)
    assert (kept.row, kept.column, kept.cells) == (3, 4, [""] * 8)


def test_columns_whose_making_was_never_answered_are_found() -> None:
    after = lay_out([1], [NORTH, OWN], [SHIRT])
    assert standing(found(after, [], saved=1), after) == 2
    before = lay_out([1], [NORTH], [SHIRT])
    assert standing(found(before, [], saved=1), after) == 1


def test_columns_that_somebody_moved_are_not_written_over() -> None:
    sheet = lay_out([1], [NORTH], [SHIRT])
    heading = sheet.heading()
    heading[1].insert(5, "Мои заметки")
    moved = Found(Tab(0, "Sheet1", False, 1000, 26), heading, [111], frozenset(), 1)
    with pytest.raises(MovedError, match="Мои заметки"):
        plan(moved, sheet, set())

"""Files are read however they were saved, or refused with a reason, before they do harm."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from catalog.files import cells, guard, read
from catalog.files.guard import kind_of
from catalog.files.problems import CellError, FileError
from catalog.files.read import open_table
from tests.files.steps import csv_file, saved, xlsx_file

HEADING = ["sku", "Название", "price"]
TABLE = [HEADING, ["A-1", 'Чай "Чёрный"; 100 г,\nлистовой', "1 990,50"]]
CELLS = {"sku": "A-1", "product_name": 'Чай "Чёрный"; 100 г,\nлистовой', "price": "1 990,50"}


def opened(content: bytes, name: str = "goods.csv") -> list[dict[str, str]]:
    return [line.cells for line in lines(content, name)]


def lines(content: bytes, name: str = "goods.xlsx") -> list[read.Line]:
    file = io.BytesIO(content)
    return list(open_table(file, kind_of(name, len(content), file)).lines)


def refusal(content: bytes, name: str = "goods.xlsx") -> str:
    with pytest.raises(FileError) as refused:
        lines(content, name)
    return refused.value.code.value


def book() -> tuple[openpyxl.Workbook, Worksheet]:
    made = openpyxl.Workbook()
    sheet = made.active
    assert isinstance(sheet, Worksheet)
    sheet.append(["sku", "product_name", "price"])
    return made, sheet


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_in_every_spelling(encoding: str, delimiter: str) -> None:
    assert opened(csv_file(TABLE, encoding=encoding, delimiter=delimiter)) == [CELLS]


def test_row_numbers_are_the_spreadsheets_and_empty_rows_do_not_count() -> None:
    content = b"Price list,,\n\nsku,price,\nA,1,\n,,\n\nB,2,\n,,\n"

    found = lines(content, "goods.csv")

    assert [(line.number, line.cells["sku"]) for line in found] == [(4, "A"), (7, "B")]


def test_workbook_cells_become_what_they_show() -> None:
    made, sheet = book()
    sheet.append([12345, "  Чай  ", 19.99])
    sheet.append(["00123", True, "1 990,50"])
    sheet.append([1.0, None, 0.1 + 0.2])
    for _ in range(50):
        sheet.append([None, "", None])

    assert opened(saved(made), "goods.xlsx") == [
        {"sku": "12345", "product_name": "Чай", "price": "19.99"},
        {"sku": "00123", "product_name": "1", "price": "1 990,50"},
        {"sku": "1", "product_name": "", "price": "0.3"},
    ]


def test_dates_and_error_cells_are_errors_of_their_rows() -> None:
    made, sheet = book()
    sheet.append([date(2026, 2, 1), "Tea", 1])
    sheet.append(["A", "#N/A", 2])
    sheet["B3"].data_type = "e"

    found = lines(saved(made))

    assert [[problem[:2] for problem in line.misread] for line in found] == [
        [["sku", "date"]],
        [["product_name", "error_cell"]],
    ]


def test_a_cell_beyond_the_last_heading_is_an_error_of_its_row() -> None:
    (line,) = lines(b"sku,price\nA,1,2\n", "goods.csv")

    assert line.misread == [["", "more_cells", {"place": "C"}]]


def test_the_sheet_with_the_goods_is_read_and_hidden_ones_are_not() -> None:
    made, sheet = book()
    sheet.append(["A", "Tea", 1])
    notes = made.create_sheet("Read me", 0)
    notes.append(["Prices of 2026"])
    hidden = made.create_sheet("Old", 0)
    hidden.append(["sku", "price"])
    hidden.append(["OLD", 1])
    hidden.sheet_state = "hidden"
    content = io.BytesIO(saved(made))

    table = open_table(content, "xlsx")

    assert [line.cells["sku"] for line in table.lines] == ["A"]
    assert table.notes == [
        ["sheet_read", {"sheet": "Sheet", "others": "Read me"}],
        ["hidden_sheets", {"sheets": "Old"}],
    ]


def merged(cells_: str) -> bytes:
    made, sheet = book()
    sheet.append(["A", "Tea", 1])
    sheet.append(["B", "Tea", 1])
    sheet.merge_cells(cells_)
    return saved(made)


def unsolved() -> bytes:
    made, sheet = book()
    sheet.append(["A", "Tea", "=1+1"])
    return saved(made)


def bomb(unpacked: int) -> bytes:
    content = io.BytesIO(xlsx_file([HEADING, ["A", "Tea", 1]]))
    with (
        zipfile.ZipFile(content, "a", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/media/bomb.bin", "w") as part,
    ):
        for _ in range(unpacked // 2**20):
            part.write(bytes(2**20))
    return content.getvalue()


def with_entities() -> bytes:
    source = zipfile.ZipFile(io.BytesIO(xlsx_file([HEADING, ["A", "Tea", 1]])))
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name in source.namelist():
            part = source.read(name)
            if name.endswith("sheet1.xml"):
                part = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' + part
            archive.writestr(name, part)
    return content.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (merged("A1:B1"), "goods.xlsx", "unnamed_column"),
        (merged("C1:D1"), "goods.xlsx", "merged_heading"),
        (merged("B2:B3"), "goods.xlsx", "merged_cells"),
        (unsolved(), "goods.xlsx", "formula_without_result"),
        (bomb(60 * 2**20), "goods.xlsx", "unpacks_too_large"),
        (with_entities(), "goods.xlsx", "damaged"),
        (xlsx_file([HEADING])[:900], "goods.xlsx", "damaged"),
        (b"PK\x03\x04 nothing more", "goods.xlsx", "damaged"),
        (xlsx_file(TABLE), "goods.csv", "not_as_named"),
        (csv_file(TABLE), "goods.xlsx", "not_as_named"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", "goods.xlsx", "old_excel"),
        (b"anything", "goods.xls", "old_excel"),
        (b"%PDF-1.7", "goods.csv", "not_a_table"),
        (b"<html><table>", "goods.csv", "not_a_table"),
        (b"sku,price\nA\x00,1", "goods.csv", "not_a_table"),
        (b"MZ", "goods.exe", "unknown_kind"),
        (b"", "goods.csv", "empty"),
        (b" \n \n", "goods.csv", "empty"),
        (b"name,price\nA,1\n", "goods.csv", "no_sku_column"),
        (b"sku,price,PRICE\nA,1,2\n", "goods.csv", "column_twice"),
        (b"sku,,price\nA,2,1\n", "goods.csv", "unnamed_column"),
        (b"sku,price\n", "goods.csv", "no_rows"),
        (b'sku,price\nA,"1\nB,2\n', "goods.csv", "csv_broken"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_reason(
    content: bytes, name: str, code: str
) -> None:
    assert refusal(content, name) == code


def test_a_file_of_two_gigabytes_is_refused_unread() -> None:
    class Unread(io.BytesIO):
        def read(self, *_: Any) -> bytes:
            raise AssertionError("it was read")

    with pytest.raises(FileError) as refused:
        kind_of("goods.xlsx", 2 * 2**30, Unread())

    assert refused.value.code == "too_large"
    assert guard.MOST_BYTES == 20 * 2**20


def test_too_many_rows_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read, "MOST_ROWS", 2)

    assert refusal(b"sku\nA\nB\nC\n", "goods.csv") == "too_many_rows"


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("19.99", "19.99"), ("19,99", "19.99"), ("1 990,50 ₽", "1990.50"), ("1,990.50", "1990.50"),
        ("1.990,50", "1990.50"), ("1'990.5", "1990.50"), ("1,234,567", "1234567"), ("$5", "5"),
        ("0,990", "0.99"), ("2e3", "2000"), ("500 руб.", "500"),
    ],
)  # fmt: skip
def test_prices_as_people_write_them(text: str, amount: str) -> None:
    assert cells.price(text) == Decimal(amount)


@pytest.mark.parametrize(
    ("text", "code"),
    [("x", "not_a_number"), ("-1", "negative"), ("1.999", "too_precise"), ("1,990", "ambiguous_number"),
     ("1e20", "too_big"), ("nan", "not_a_number"), ("1.2.3", "not_a_number")],
)  # fmt: skip
def test_what_is_no_price(text: str, code: str) -> None:
    with pytest.raises(CellError) as refused:
        cells.price(text)

    assert refused.value.code == code


@pytest.mark.parametrize("text", ["=1+1", "+7", "-x", "@a", "'=1", "''+", "\t=", "＝1"])
def test_formulas_are_neutralised_and_restored(text: str) -> None:
    assert cells.neutral(text) == f"'{text}"
    assert cells.restored(cells.neutral(text)) == text


@pytest.mark.parametrize("text", ["plain", "'quoted'", "it's", "", "1-2", "O'-"])
def test_plain_texts_stay_as_they_are(text: str) -> None:
    assert cells.neutral(text) == text
    assert cells.restored(text) == text

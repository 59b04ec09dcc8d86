"""A manager imports products from a Google Sheet: pasted address, preview, confirmation."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from catalog.files import slices
from catalog.files.problems import FileError
from catalog.files.words import note_text, refusal_text
from catalog.models import ImportChunk, ImportRow, ImportRun, ProductVariant
from catalog.services.import_products import (
    advance,
    cancel_import,
    start_sheet_import,
    waiting_runs,
)
from shop.roles import MANAGER, SUPPORT
from tests.fakes.google_sheets import EMAIL, Day, FakeGoogle, FakeTab
from tests.files.steps import catalogue, confirmed, counts, errors, upload_rows, worked
from tests.staff import staff_client

pytestmark = pytest.mark.django_db

ADDRESS = "https://docs.google.com/spreadsheets/d/sheet-of-goods/edit?gid=0#gid=0"
GOODS = [
    ["sku", "product_name", "category", "price", "stock_quantity", "option_Цвет", "is_active"],
    ["T-1", "Футболка", "Одежда / Футболки", 19.99, 5, "Красный", True],
    ["T-2", "Футболка", "Одежда / Футболки", "21,50", 0, "Синий", True],
    [4607001, "Кружка", "Дом", 500, 3, "", False],
]


def from_sheet(address: str = ADDRESS) -> ImportRun:
    return worked(start_sheet_import(address=address, actor="staff:anna"))


def later(run: ImportRun) -> ImportRun:
    """The run after the wait that it imposed on itself."""
    run.refresh_from_db()
    assert run.leased_until
    ImportRun.objects.filter(pk=run.pk).update(leased_until=timezone.now() - timedelta(seconds=1))
    return worked(run)


def test_the_rows_of_a_sheet_become_products(google: FakeGoogle) -> None:
    google.book("sheet-of-goods", FakeTab("Goods").fill(GOODS))

    run = from_sheet()
    assert (run.stage, counts(run), run.file_name) == ("ready", (3, 0, 0, 0), "Goods")
    assert not ProductVariant.objects.exists()
    confirmed(run)

    assert [
        (one["sku"], one["price"], one["stock"], one["options"], one["published"], one["path"])
        for one in catalogue()
    ] == [
        ("4607001", Decimal("500.00"), 3, {}, False, "Дом"),
        ("T-1", Decimal("19.99"), 5, {"Цвет": "Красный"}, True, "Одежда / Футболки"),
        ("T-2", Decimal("21.50"), 0, {"Цвет": "Синий"}, True, "Одежда / Футболки"),
    ]


def test_a_sheet_and_a_file_of_the_same_rows_are_one_and_the_same(google: FakeGoogle) -> None:
    google.book("sheet-of-goods", FakeTab("Goods").fill(GOODS))
    sheet = from_sheet()
    file = upload_rows([[str(cell) for cell in row] for row in GOODS])

    assert [row.cells | {"is_active": ""} for row in sheet.rows.all()] == [
        row.cells | {"is_active": ""} for row in file.rows.all()
    ]


def test_what_the_sheet_did_to_values_is_said_of_each_cell(google: FakeGoogle) -> None:
    table = [
        ["sku", "product_name", "category", "price"],
        [Day(date(2026, 2, 1), "01.02.2026"), "Cup", "Home", 5],
        ["B", "Cup 2", "Home", "#N/A"],
        ["C", "Cup 3", "Home", 5],
    ]
    google.book("sheet-of-goods", FakeTab("Goods").fill(table))

    assert errors(from_sheet()) == {2: [("sku", "date")], 3: [("price", "error_cell")]}


def test_the_tab_of_the_address_is_read(google: FakeGoogle) -> None:
    google.book(
        "sheet-of-goods",
        FakeTab("First", 0).fill([["sku", "price"], ["A", 1]]),
        FakeTab("It's", 77).fill(GOODS),
        FakeTab("Old", 78, hidden=True),
    )

    run = from_sheet(ADDRESS.replace("#gid=0", "#gid=77"))

    assert run.total == 3
    assert [note_text(note) for note in run.notes] == [
        "The sheet “It's” was read. Left out: First.",
        "Hidden sheets were left out: Old.",
    ]


def test_without_a_tab_the_first_with_goods_is_read(google: FakeGoogle) -> None:
    google.book("sheet-of-goods", FakeTab("Notes", 0), FakeTab("Goods", 5).fill(GOODS))

    assert from_sheet("https://docs.google.com/spreadsheets/d/sheet-of-goods/").total == 3


def test_merged_cells_are_refused_as_in_files(google: FakeGoogle) -> None:
    area = {"startRowIndex": 1, "endRowIndex": 3, "startColumnIndex": 1, "endColumnIndex": 2}
    google.book("sheet-of-goods", FakeTab("Goods", merges=[area]).fill(GOODS))

    assert from_sheet().refusal == ["merged_cells", {"cells": "B2:B3"}]


@pytest.mark.parametrize(
    ("change", "code", "words"),
    [
        ({"shared": ""}, "sheet_not_shared", f"add {EMAIL}"),
        ({"native": False}, "sheet_not_native", "Save as Google Sheets"),
    ],
)
def test_a_sheet_that_may_not_be_opened_says_what_to_do(
    google: FakeGoogle, change: Any, code: str, words: str
) -> None:
    google.book("sheet-of-goods", FakeTab("Goods").fill(GOODS), **change)

    run = from_sheet()

    assert (run.stage, run.refusal[0]) == ("refused", code)
    assert words in refusal_text(run.refusal)


def test_a_sheet_or_a_tab_that_is_not_there(google: FakeGoogle) -> None:
    google.book("sheet-of-goods", FakeTab("Goods", 1).fill(GOODS), FakeTab("Empty", 2))

    assert from_sheet(ADDRESS.replace("of-goods", "of-none")).refusal[0] == "sheet_missing"
    assert from_sheet(ADDRESS).refusal[0] == "tab_missing"
    assert from_sheet(ADDRESS.replace("#gid=0", "#gid=2")).refusal[0] == "empty"


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ("403 SERVICE_DISABLED", "sheet_api_off"),
        ("401", "sheet_account"),
    ],
)
def test_what_no_waiting_mends(google: FakeGoogle, answer: str, code: str) -> None:
    google.book("sheet-of-goods", FakeTab("Goods").fill(GOODS))
    google.next(answer)

    assert from_sheet().refusal[0] == code


@pytest.mark.parametrize(
    "address",
    [
        "", "https://example.com/goods.xlsx", "https://docs.google.com/document/d/abcdefgh/edit",
        "https://docs.google.com/spreadsheets/d/e/2PACX-1vQabcdef/pubhtml", "goods",
    ],
)  # fmt: skip
def test_what_is_no_address_of_a_sheet_starts_nothing(google: FakeGoogle, address: str) -> None:
    with pytest.raises(FileError) as refused:
        start_sheet_import(address=address, actor="staff:anna")

    assert refused.value.code == "sheet_address"
    assert not ImportRun.objects.exists()
    assert google.calls == []


@pytest.mark.parametrize(
    "trouble", ["500", "503", "429", "429 7", "403 rateLimitExceeded", "reset", "garbage", "lost"]
)
@pytest.mark.parametrize("only", ["spreadsheets.get", "values.get"])
def test_trouble_that_passes_is_waited_for(google: FakeGoogle, trouble: str, only: str) -> None:
    google.book("sheet-of-goods", FakeTab("Goods").fill(GOODS))
    google.next(trouble, only=only)

    run = from_sheet()
    assert (run.stage, run.failures) == ("reading", 1)
    assert run.leased_until is not None
    wait = (run.leased_until - timezone.now()).total_seconds()
    assert wait > (6 if trouble == "429 7" else 1)
    assert run not in waiting_runs()

    assert later(run).stage == "ready"
    assert counts(run) == (3, 0, 0, 0)


def test_who_is_away_for_good_is_given_up(google: FakeGoogle) -> None:
    google.book("sheet-of-goods", FakeTab("Goods").fill(GOODS))
    google.trouble = lambda call: "500"

    run = from_sheet()
    for _ in range(20):
        if run.stage != "reading":
            break
        later(run)

    assert (run.stage, run.refusal[0]) == ("refused", "sheet_away")


def test_a_sheet_that_changes_while_it_is_read_is_read_again(google: FakeGoogle) -> None:
    tab = FakeTab("Goods").fill(GOODS)
    google.book("sheet-of-goods", tab)
    seen = []

    def somebody_types(call: Any) -> None:
        seen.append(call.name)
        if seen.count("sheets.spreadsheets.values.get") == 2:
            tab.cells[5, 1] = "NEW"

    google.trouble = somebody_types
    run = from_sheet()
    assert run.stage == "reading"
    assert later(run).total == 4


def test_after_a_crash_the_copy_is_read_on_not_the_sheet(
    google: FakeGoogle, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a person changed in the sheet meanwhile has no part in this import."""
    monkeypatch.setattr(slices, "READ_AT_ONCE", 2)
    tab = FakeTab("Goods").fill(GOODS)
    google.book("sheet-of-goods", tab, FakeTab("Other", 9))
    run = start_sheet_import(address=ADDRESS, actor="staff:anna")
    number, made = slices._Groups.number, []

    def die_the_second_time(self: Any, lines: Any) -> list[int]:
        made.append(lines)
        if len(made) == 2:
            raise KeyboardInterrupt
        return number(self, lines)

    monkeypatch.setattr(slices._Groups, "number", die_the_second_time)
    with pytest.raises(KeyboardInterrupt):
        advance(run.pk)
    assert ImportRow.objects.filter(run=run).count() == 2
    asked = len(google.calls)
    tab.cells[4, 1] = "CHANGED"

    worked(run)

    assert (run.stage, len(google.calls)) == ("ready", asked)
    assert list(run.rows.values_list("sku", flat=True)) == ["T-1", "T-2", "4607001"]
    assert [note[0] for note in run.notes] == ["sheet_read"]
    assert not ImportChunk.objects.filter(run=run).exists()


def test_an_import_is_cancelled_while_the_sheet_is_fetched(google: FakeGoogle) -> None:
    google.book("sheet-of-goods", FakeTab("Goods").fill(GOODS))
    run = start_sheet_import(address=ADDRESS, actor="staff:anna")
    google.next("500")
    worked(run)

    cancel_import(run=run)

    assert worked(run).stage == "cancelled"
    assert not run.rows.exists()


def test_the_quota_is_kept_to(google: FakeGoogle) -> None:
    """60 reads a minute: the rest waits, and Google is not even asked."""
    google.book("sheet-of-goods", FakeTab("Goods").fill(GOODS))
    runs = [from_sheet() for _ in range(21)]

    assert len(google.calls) == 60
    assert [run.stage for run in runs[-2:]] == ["ready", "reading"]
    runs[-1].refresh_from_db()
    assert runs[-1].leased_until is not None
    assert runs[-1].leased_until > timezone.now() + timedelta(seconds=30)


def test_no_secret_is_kept_with_an_error(google: FakeGoogle, settings: Any) -> None:
    settings.GOOGLE_SERVICE_ACCOUNT_JSON = '{"private_key": "very-secret"'

    with pytest.raises(FileError) as refused:
        start_sheet_import(address=ADDRESS, actor="staff:anna")

    assert refused.value.code == "sheet_account"
    assert "very-secret" not in f"{refused.value}{refused.value.__cause__}"


# --- The page


def test_a_manager_pastes_an_address_into_the_page_of_imports(google: FakeGoogle) -> None:
    client = staff_client(MANAGER)
    page = client.get("/admin/catalog/importrun/add/").content.decode()
    assert "From a Google Sheet" in page
    assert EMAIL in page

    answer = client.post("/admin/catalog/importrun/add/", {"address": f" {ADDRESS} "})

    run = ImportRun.objects.get()
    assert answer.headers["Location"] == f"/admin/catalog/importrun/{run.pk}/change/"
    assert (run.source, run.kind, run.actor) == (
        "https://docs.google.com/spreadsheets/d/sheet-of-goods/edit#gid=0", "rows", "staff:anna",
    )  # fmt: skip
    assert google.calls == []  # the page does not wait for Google


def test_a_wrong_address_is_said_beside_the_field(google: FakeGoogle) -> None:
    answer = staff_client(MANAGER).post(
        "/admin/catalog/importrun/add/", {"address": "https://example.com/<b>"}
    )

    assert answer.status_code == 422
    text = answer.content.decode()
    assert "This is not the address of a Google Sheet." in text
    assert "https://example.com/&lt;b&gt;" in text
    assert not ImportRun.objects.exists()


def test_the_page_without_google(settings: Any) -> None:
    settings.GOOGLE_SERVICE_ACCOUNT_JSON = ""
    client = staff_client(MANAGER)

    assert "Google" not in client.get("/admin/catalog/importrun/add/").content.decode()
    answer = client.post("/admin/catalog/importrun/add/", {"address": ADDRESS})
    assert answer.status_code == 422
    assert not ImportRun.objects.exists()


def test_who_may_not_import_is_refused(google: FakeGoogle) -> None:
    answer = staff_client(SUPPORT).post("/admin/catalog/importrun/add/", {"address": ADDRESS})

    assert answer.status_code == 403
    assert not ImportRun.objects.exists()

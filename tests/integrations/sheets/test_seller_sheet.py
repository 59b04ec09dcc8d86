"""A seller's sheet at Google: made, shared, refreshed, and nobody's notes lost."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from integrations.models import (
    MarketplaceAccount,
    MarketplaceProduct,
    MarketplaceWarehouse,
    OrderLine,
    ProductDay,
    SellerSheet,
    WarehouseDay,
)
from integrations.sellers.forget_seller import forget_seller
from integrations.sellers.sheet import writing
from integrations.sellers.sheet.after_sync import refresh_after_sync
from integrations.sellers.sheet.refresh import refresh_sheet, waiting_sheets
from integrations.sellers.want_sheet import want_sheet
from tests.fakes.google_grid import look_of
from tests.fakes.google_sheets import FakeBook, FakeGoogle, FakeTab
from tests.sellers.world import DAY, make_account, make_listed

pytestmark = pytest.mark.django_db

STRUCTURE, VALUES = "sheets.spreadsheets.batchUpdate", "sheets.spreadsheets.values.batchUpdate"
HEAD = ["Бренд", "Предмет", "Артикул продавца", "NM ID"]


@pytest.fixture
def account(google: FakeGoogle) -> MarketplaceAccount:
    """Two products, at one warehouse of the marketplace."""
    account = make_account()
    north = warehouse(account, "Коледино")
    for place, stock in enumerate((12, 0)):
        product = make_listed(
            account, article=f"00{place}", brand="Ромашка", subject="Футболки", day=DAY
        )
        figures = {"daily_orders": 1, "to_client": 4, "from_client": 1, "turnover": Decimal("2.8")}
        ProductDay.objects.create(product=product, date=DAY, stock=stock, **figures)
        if stock:
            WarehouseDay.objects.create(product=product, date=DAY, warehouse=north, stock=stock)
        for ago, pieces in enumerate((900, 28, 2)):  # those of the day itself do not count
            order(product, north, DAY - timedelta(days=ago), pieces)
    return account


def order(
    product: MarketplaceProduct, place: MarketplaceWarehouse, day: date, pieces: int
) -> OrderLine:
    return OrderLine.objects.create(
        account=product.account,
        external_id=f"{product.pk} {day}",
        number=product.external_id,
        warehouse=place,
        is_own=False,
        state=OrderLine.State.ORDERED,
        quantity=pieces,
        ordered_at=timezone.now(),
        day=day,
    )


def warehouse(account: MarketplaceAccount, name: str) -> MarketplaceWarehouse:
    return MarketplaceWarehouse.objects.create(
        account=account, kind="marketplace", key=name, name=name
    )


def refreshed(account: MarketplaceAccount) -> SellerSheet:
    sheet = want_sheet(account=account)
    refresh_sheet(sheet.pk)
    sheet.refresh_from_db()
    return sheet


def the_tab(google: FakeGoogle) -> FakeTab:
    (book,) = google.books.values()
    return book.tabs[0]


def changed(account: MarketplaceAccount, stock: int) -> MarketplaceProduct:
    """The first product, of which there are other figures now."""
    product = account.products.order_by("pk")[0]
    ProductDay.objects.filter(product=product).update(stock=stock)
    return product


def test_it_is_made_and_shared_on_first_request(
    google: FakeGoogle, account: MarketplaceAccount
) -> None:
    sheet = refreshed(account)

    (book,) = google.books.values()
    assert book.title == "Wildberries: Romashka"
    assert book.parents == ["folder"]
    assert book.people == {"owner@romashka.example": "writer"}
    assert sheet.url == f"https://docs.google.com/spreadsheets/d/{sheet.spreadsheet_id}/edit"
    assert (sheet.error, sheet.written_rows, sheet.wanted_at) == ("", 2, None)
    one, two = account.products.order_by("pk")
    assert the_tab(google).table() == [
        ["Основная информация", "", "", "", "Общие метрики", "", "", "", "", "Коледино"],
        [
            *HEAD,
            *("В пути до покупателя", "В пути конв.", "Заказы", "Остатки", "Оборачиваемость"),
            *("Остатки", "Заказы", "Оборачиваемость"),
        ],
        ["Ромашка", "Футболки", "000", one.external_id, 4, 1, 30, 12, 2.8, 12, 30, 12],
        ["Ромашка", "Футболки", "001", two.external_id, 4, 1, 30, 0, 2.8, 0, 30, 0],
    ]
    assert len(google.named(STRUCTURE)) == len(google.named(VALUES)) == 1


def test_it_looks_as_it_should(google: FakeGoogle, account: MarketplaceAccount) -> None:
    refreshed(account)
    tab = the_tab(google)
    assert (tab.frozen, tab.frozen_columns) == (2, 4)
    spans = [(one["startColumnIndex"], one["endColumnIndex"]) for one in tab.merges]
    assert spans == [(0, 4), (4, 9), (9, 12)]
    assert look_of(tab, 2, 12)["textFormat"] == {"bold": True}
    patterns = [look_of(tab, 3, column)["numberFormat"]["pattern"] for column in range(4, 13)]
    whole, days = "#,##0", "#,##0.0"
    assert patterns == ["0", whole, whole, whole, whole, days, whole, whole, days]


def test_what_has_not_changed_is_not_written_again(
    google: FakeGoogle, account: MarketplaceAccount
) -> None:
    sheet = refreshed(account)
    google.calls.clear()
    refresh_after_sync(account.pk)
    assert refresh_sheet(sheet.pk)
    assert [call.name for call in google.calls] == ["sheets.spreadsheets.get"]
    assert not waiting_sheets().exists()

    changed(account, 11)
    google.calls.clear()
    refreshed(account)
    assert [call.name for call in google.calls] == [
        "sheets.spreadsheets.get",
        "sheets.spreadsheets.values.batchGet",
        VALUES,
    ]
    assert the_tab(google).cells[3, 8] == 11


def test_what_somebody_spoiled_is_put_right_by_hand(
    google: FakeGoogle, account: MarketplaceAccount
) -> None:
    refreshed(account)
    before = dict(the_tab(google).cells)
    the_tab(google).cells[3, 8] = "oops"
    refreshed(account)
    assert the_tab(google).cells == before


def test_notes_move_with_their_rows_when_warehouses_come(
    google: FakeGoogle, account: MarketplaceAccount
) -> None:
    refreshed(account)
    tab = the_tab(google)
    tab.cells |= {(2, 13): "Мои заметки", (3, 13): "дозаказать", (4, 14): "=M4"}
    MarketplaceWarehouse.objects.filter(name="Коледино").update(gone_at=timezone.now())
    warehouse(account, "Казань")
    refreshed(account)

    assert tab.table()[0][9:] == ["Коледино (нет в кабинете)", "", "", "Казань"]
    assert tab.table()[2][9:] == ["", "", "", 0, 0, "", "дозаказать"]
    assert (tab.cells[2, 16], tab.cells[4, 17]) == ("Мои заметки", "=M4")
    assert SellerSheet.objects.get().columns == [one.pk for one in account.warehouses.all()]


def test_rows_that_the_seller_sorted_keep_their_notes(
    google: FakeGoogle, account: MarketplaceAccount
) -> None:
    refreshed(account)
    tab = the_tab(google)
    rows = {3: 4, 4: 3}
    tab.cells = {(rows.get(row, row), column): cell for (row, column), cell in tab.cells.items()}
    tab.cells[4, 13] = "о первом"
    first = changed(account, 7)
    new = make_listed(account, article="new", stock=1)
    refreshed(account)
    assert (tab.cells[4, 4], tab.cells[4, 8], tab.cells[4, 13]) == (
        first.external_id,
        7,
        "о первом",
    )
    assert (tab.cells[5, 4], tab.cells[5, 8]) == (new.external_id, 1)

    MarketplaceProduct.objects.exclude(pk=first.pk).update(gone_at=timezone.now())
    refreshed(account)
    assert [row[3] for row in tab.table()[2:]] == [first.external_id]
    assert tab.cells[3, 13] == "о первом"


@pytest.mark.parametrize("lost", [STRUCTURE, VALUES, "drive.files.create"])
def test_an_answer_that_was_lost_is_no_second_column(
    google: FakeGoogle, account: MarketplaceAccount, lost: str
) -> None:
    google.next("lost", only=lost)
    sheet = refreshed(account)
    assert (sheet.error, sheet.refreshed_at, sheet.failures) == ("", None, 1)
    assert not refresh_sheet(sheet.pk)  # it rests

    SellerSheet.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
    assert refresh_sheet(sheet.pk)
    (tab,) = [book.tabs[0] for book in google.books.values()]
    assert tab.columns == 29
    assert tab.table()[0][9:] == ["Коледино"]
    assert len(tab.table()) == 4


def test_many_products_go_in_portions(
    google: FakeGoogle, account: MarketplaceAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "MOST_SENT", 1_400)
    for _number in range(20):
        make_listed(account, brand="Ромашка", subject="Футболки")
    refreshed(account)
    assert [row[3] for row in the_tab(google).table()[2:]] == list(
        account.products.order_by("pk").values_list("external_id", flat=True)
    )
    assert len(google.named(VALUES)) > 2


def test_a_sheet_that_was_deleted_is_made_anew(
    google: FakeGoogle, account: MarketplaceAccount
) -> None:
    before = refreshed(account)
    google.books.clear()
    google.book("of-somebody-else")
    after = refreshed(account)
    assert after.spreadsheet_id != before.spreadsheet_id
    assert google.books[after.spreadsheet_id].people == {"owner@romashka.example": "writer"}
    assert len(google.books[after.spreadsheet_id].tabs[0].table()) == 4


def test_moved_columns_are_refused_in_the_sellers_words(
    google: FakeGoogle, account: MarketplaceAccount
) -> None:
    refreshed(account)
    tab = the_tab(google)
    tab.cells[2, 6] = "Моё"
    before = dict(tab.cells)
    changed(account, 5)
    sheet = refreshed(account)
    assert "Кто-то переставил" in sheet.error
    assert "F2" in sheet.error
    assert "Моё" in sheet.error
    assert tab.cells == before
    assert sheet.wanted_at is None


def test_an_address_that_cannot_be_shared_with_is_said_and_another_tried(
    google: FakeGoogle, account: MarketplaceAccount
) -> None:
    google.strangers.add("owner@romashka.example")
    sheet = refreshed(account)
    assert "owner@romashka.example" in sheet.error
    assert (sheet.shared_with, sheet.written_rows) == ("", 2)

    type(account.seller).objects.update(email="new@romashka.example")
    sheet = refreshed(account)
    assert (sheet.error, sheet.shared_with) == ("", "new@romashka.example")
    type(account.seller).objects.update(email="next@romashka.example")
    refreshed(account)
    (book,) = google.books.values()
    assert book.people == {"next@romashka.example": "writer"}


def test_a_seller_that_is_forgotten_has_the_sheet_no_more(
    google: FakeGoogle, account: MarketplaceAccount
) -> None:
    sheet = refreshed(account)
    forget_seller(account.seller)
    (book,) = google.books.values()
    before = dict(book.tabs[0].cells)
    assert refresh_sheet(sheet.pk)
    assert book.people == {}
    assert book.tabs[0].cells == before
    assert not waiting_sheets().exists()


def test_a_quota_is_waited_for(google: FakeGoogle, account: MarketplaceAccount) -> None:
    google.next("429 30", only="batchUpdate")
    sheet = refreshed(account)
    assert sheet.error == ""
    assert sheet.wanted_at is not None
    assert sheet.leased_until is not None
    assert sheet.leased_until > timezone.now() + timedelta(seconds=25)
    assert not waiting_sheets().exists()
    assert want_sheet(account=account).leased_until is None  # by hand it is tried at once
    assert waiting_sheets().exists()


def test_a_folder_that_is_nobodys_is_explained(
    google: FakeGoogle, account: MarketplaceAccount, settings: Any
) -> None:
    settings.GOOGLE_DRIVE_FOLDER_ID = "of-nobody"
    assert "GOOGLE_DRIVE_FOLDER_ID" in refreshed(account).error
    assert google.books == {}


def test_after_a_sync_those_are_refreshed_that_want_it(
    google: FakeGoogle, account: MarketplaceAccount
) -> None:
    refresh_after_sync(account.pk)
    assert not SellerSheet.objects.exists()  # nobody asked for one
    refreshed(account)
    refresh_after_sync(account.pk)
    assert waiting_sheets().count() == 1
    SellerSheet.objects.update(auto_sync=False, wanted_at=None)
    refresh_after_sync(account.pk)
    assert not waiting_sheets().exists()


def test_a_request_that_comes_while_it_is_refreshed_is_not_forgotten(
    google: FakeGoogle, account: MarketplaceAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheet = want_sheet(account=account)
    write = writing.write_sheet

    def wanted_meanwhile(*given: Any, **more: Any) -> None:
        write(*given, **more)
        assert not refresh_sheet(sheet.pk)  # it is in somebody's hands
        want_sheet(account=account)

    monkeypatch.setattr("integrations.sellers.sheet.refresh.write_sheet", wanted_meanwhile)
    assert refresh_sheet(sheet.pk)
    assert waiting_sheets().count() == 1


def test_the_book_is_never_anothers(google: FakeGoogle, account: MarketplaceAccount) -> None:
    sheet = refreshed(account)
    other = refreshed(make_account())
    assert sheet.spreadsheet_id != other.spreadsheet_id
    books: list[FakeBook] = list(google.books.values())
    assert [len(book.tabs[0].table()) for book in books] == [4, 2]

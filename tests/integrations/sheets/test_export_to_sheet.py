"""Orders go to a Google Sheet: a new one, a new tab, or below yesterday's, each row once."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from catalog.files.problems import FileError
from catalog.files.words import refusal_text
from integrations.sheets import client, writing
from orders.contact import Contact
from orders.exports import kinds
from orders.models import ExportRun, Order, SheetPermission
from orders.services.run_exports import advance, cancel_export, retry_export, start_export
from tests.factories import make_order
from tests.fakes.google_sheets import EMAIL, FakeBook, FakeGoogle, FakeTab, serial

pytestmark = pytest.mark.django_db

ADDRESS = "https://docs.google.com/spreadsheets/d/sheet-of-orders/edit#gid=5"
HEADING = [
    "order", "created_at", "status", "payment_status", "pieces", "discount_amount", "total_amount",
    "currency", "source",
]  # fmt: skip


def worked(run: ExportRun) -> ExportRun:
    while advance(run.pk):
        pass
    run.refresh_from_db()
    return run


def later(run: ExportRun) -> ExportRun:
    """The run after the wait that it imposed on itself."""
    ExportRun.objects.filter(pk=run.pk).update(leased_until=timezone.now() - timedelta(seconds=1))
    return worked(run)


def to_the_end(run: ExportRun) -> ExportRun:
    worked(run)
    for _ in range(30):
        if not run.is_working:
            break
        later(run)
    return run


def export(target: str = "new", what: str = "orders", **options: Any) -> ExportRun:
    return start_export(what=what, actor="staff:anna", target=target, **options)


def appended(**options: Any) -> ExportRun:
    return export("append", place=ADDRESS, **options)


def make_orders(count: int) -> list[Order]:
    return [make_order(contact=Contact("=cmd()", "+15551234567", "Street")) for _ in range(count)]


def a_book(google: FakeGoogle, *rows: Any) -> FakeTab:
    tab = FakeTab("Orders", 5).fill(list(rows))
    google.book("sheet-of-orders", FakeTab("First", 0), tab)
    return tab


def numbers(tab: FakeTab) -> list[Any]:
    return [row[0] if row else None for row in tab.table()[1:]]


# --- A new sheet


def test_orders_go_to_a_new_sheet_in_the_folder(google: FakeGoogle) -> None:
    order, other = make_orders(2)
    moment = datetime(2026, 11, 20, 10, 30, tzinfo=timezone.get_default_timezone())
    Order.objects.filter(pk=order.pk).update(created_at=moment, total_amount="1234567.89")

    run = worked(export())

    ((key, book),) = google.books.items()
    assert (run.stage, run.address) == (
        "done", f"https://docs.google.com/spreadsheets/d/{key}/edit",
    )  # fmt: skip
    assert (book.parents, book.title.startswith("Demo Store Заказы 20")) == (["folder"], True)
    (tab,) = book.tabs
    assert tab.table() == [
        HEADING,
        [order.pk, pytest.approx(serial(timezone.make_naive(moment))), "pending", "unpaid", 1,
         0, 1234567.89, "RUB", "test"],
        [other.pk, pytest.approx(serial(timezone.make_naive(other.created_at)), abs=1e-4),
         "pending", "unpaid", 1, 0, 10, "RUB", "test"],
    ]  # fmt: skip
    assert (tab.frozen, tab.rows, tab.columns) == (1, 1000, 26)
    assert [
        (one["range"].get("startColumnIndex"), one["cell"]["userEnteredFormat"])
        for one in tab.formats
    ] == [
        (None, {"textFormat": {"bold": True}}),
        (1, {"numberFormat": {"type": "DATE_TIME", "pattern": "yyyy-mm-dd hh:mm:ss"}}),
        (5, {"numberFormat": {"type": "NUMBER", "pattern": "#,##0.00"}}),
        (6, {"numberFormat": {"type": "NUMBER", "pattern": "#,##0.00"}}),
    ]


def test_a_period_and_a_status_are_chosen(google: FakeGoogle) -> None:
    before, first, last, cancelled, after = make_orders(5)
    zone = timezone.get_default_timezone()
    for order, moment in (
        (before, datetime(2026, 10, 31, 23, 59, 59, tzinfo=zone)),
        (first, datetime(2026, 11, 1, 0, 0, tzinfo=zone)),
        (last, datetime(2026, 11, 2, 23, 59, 59, tzinfo=zone)),
        (cancelled, datetime(2026, 11, 2, 12, 0, tzinfo=zone)),
        (after, datetime(2026, 11, 3, 0, 0, tzinfo=zone)),
    ):
        Order.objects.filter(pk=order.pk).update(created_at=moment)
    Order.objects.filter(pk=cancelled.pk).update(status="cancelled")

    filters = {"first": "2026-11-01", "last": "2026-11-02", "status": "pending"}
    worked(export(filters=filters))

    (book,) = google.books.values()
    assert numbers(book.tabs[0]) == [first.pk, last.pk]
    assert book.title == "Demo Store Заказы 2026-11-01 – 2026-11-02"


def test_orders_of_the_same_moment_are_all_there(
    google: FakeGoogle, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kinds, "AT_ONCE", 2)
    orders = make_orders(5)
    moment = timezone.now()
    Order.objects.update(created_at=moment)

    run = worked(export("file"))
    worked(export())

    (book,) = google.books.values()
    assert numbers(book.tabs[0]) == [order.pk for order in orders]
    assert list(run.chunks.values_list("start", "count")) == [(0, 2), (2, 2), (4, 1)]


def test_nothing_found_is_a_sheet_with_a_heading(google: FakeGoogle) -> None:
    run = worked(export())

    (book,) = google.books.values()
    assert (run.stage, book.tabs[0].table()) == ("done", [HEADING])


def test_as_few_requests_as_their_size_allows(
    google: FakeGoogle, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "MOST_SENT", 12_000)
    orders = make_orders(40)

    worked(export())

    writes = google.named("sheets.spreadsheets.values.batchUpdate")
    size = sum(
        len(client.packed(values) + b",")
        for call in writes
        for part in call.body["data"]
        for values in part["values"]
    )
    assert len(writes) == -(-size // 2_000)
    assert len(google.named("sheets.spreadsheets.batchUpdate")) == 1
    (book,) = google.books.values()
    assert numbers(book.tabs[0]) == [order.pk for order in orders]


def test_cyrillic_is_sent_as_it_is(google: FakeGoogle) -> None:
    """Escaped, it would take three times the room."""
    assert client.packed({"a": "Да"}) == '{"a":"Да"}'.encode()


def test_a_new_tab_stands_beside_the_old_ones(google: FakeGoogle) -> None:
    a_book(google, ["mine"])
    (order,) = make_orders(1)
    day = timezone.localdate().isoformat()

    run = worked(export("tab", place=ADDRESS))
    again = worked(export("tab", place=ADDRESS))

    titles = [tab.title for tab in google.books["sheet-of-orders"].tabs]
    assert titles[:3] == ["First", "Orders", f"Заказы {day}"]
    assert titles[3].startswith(f"Заказы {day} (")
    assert run.address.startswith(
        "https://docs.google.com/spreadsheets/d/sheet-of-orders/edit#gid="
    )
    assert again.address != run.address
    assert numbers(google.books["sheet-of-orders"].tabs[2]) == [order.pk]
    assert google.books["sheet-of-orders"].tabs[1].table() == [["mine"]]


def test_a_tab_gets_as_many_rows_as_it_needs(google: FakeGoogle) -> None:
    orders = make_orders(3)
    tab = a_book(google)
    tab.rows, tab.columns = 1, 3

    worked(appended())

    assert (tab.rows, tab.columns, tab.frozen) == (4, 9, 1)
    assert numbers(tab) == [order.pk for order in orders]


# --- Names and contacts


def test_names_stay_at_home_until_the_owner_allows_them(google: FakeGoogle) -> None:
    (order,) = make_orders(1)

    with pytest.raises(FileError) as refused:
        export(contact=True)
    assert refused.value.code == "personal_not_allowed"
    assert not ExportRun.objects.exists()

    SheetPermission(contacts_allowed=True).save()
    worked(export(contact=True))
    worked(export("new", "customers", contact=True))

    orders, customers = (book.tabs[0].table() for book in google.books.values())
    assert orders[1][9:] == [order.customer_id, "'=cmd()", "'+15551234567", "Street"]
    assert customers[1][:2] == [order.customer_id, "John"]


@pytest.mark.parametrize("what", ["orders", "items", "customers"])
def test_without_leave_no_request_names_anybody(google: FakeGoogle, what: str) -> None:
    (order,) = make_orders(1)

    assert worked(export("new", what)).stage == "done"

    sent = json.dumps([call.body for call in google.calls])
    for secret in ("cmd", "15551234567", "Street", str(order.customer_id), "John"):
        assert secret not in sent


def test_leave_withdrawn_stops_what_is_on_its_way(google: FakeGoogle) -> None:
    make_orders(1)
    SheetPermission(contacts_allowed=True).save()
    run = export(contact=True)
    SheetPermission(contacts_allowed=False).save()

    worked(run)

    assert (run.stage, run.refusal[0]) == ("failed", "personal_not_allowed")
    assert google.calls == []


# --- Below yesterday's orders


def test_orders_are_put_below_those_that_are_there(google: FakeGoogle) -> None:
    first, second = make_orders(2)
    tab = a_book(google)

    worked(appended())
    assert tab.table()[0] == HEADING
    assert numbers(tab) == [first.pk, second.pk]
    (third,) = make_orders(1)
    run = worked(appended())

    assert numbers(tab) == [first.pk, second.pk, third.pk]
    assert run.stage == "done"
    assert google.books["sheet-of-orders"].tabs[0].table() == []


def test_what_is_there_already_is_not_put_there_again(google: FakeGoogle) -> None:
    orders = make_orders(3)
    tab = a_book(google)
    worked(appended())

    worked(appended())

    assert numbers(tab) == [order.pk for order in orders]


def test_numbers_that_a_person_made_texts_are_known(google: FakeGoogle) -> None:
    one, two, three = make_orders(3)
    tab = a_book(google, HEADING, [str(one.pk)], [float(two.pk)], ["Итого"])

    worked(appended())

    assert numbers(tab) == [str(one.pk), float(two.pk), "Итого", three.pk]


def test_of_items_the_lines_that_are_missing_are_put_there(google: FakeGoogle) -> None:
    make_orders(2)
    tab = a_book(google)
    worked(appended(what="items"))
    assert [tab.table()[0][4], len(tab.table())] == ["sku", 3]
    order = make_orders(1)[0]

    worked(appended(what="items"))

    assert [len(tab.table()), numbers(tab)[-1]] == [4, order.pk]


TROUBLES = ["500", "429", "429 3", "reset", "garbage", "lost"]
STEPS = [
    "spreadsheets.get", "values.batchGet", "spreadsheets.batchUpdate", "values.batchUpdate",
]  # fmt: skip


@pytest.mark.parametrize("trouble", TROUBLES)
@pytest.mark.parametrize("step", STEPS)
def test_each_order_is_appended_once_whatever_goes_wrong(
    google: FakeGoogle, trouble: str, step: str
) -> None:
    orders = make_orders(3)
    tab = a_book(google)
    google.next(trouble, trouble, only=step)

    run = worked(appended())
    assert (run.is_working, run.failures) == (True, 1)
    to_the_end(run)

    assert run.stage == "done"
    assert numbers(tab) == [order.pk for order in orders]


@pytest.mark.parametrize("trouble", TROUBLES)
@pytest.mark.parametrize(
    "step",
    ["drive.files.list", "drive.files.create", "spreadsheets.batchUpdate", "values.batchUpdate"],
)
def test_one_new_sheet_is_made_whatever_goes_wrong(
    google: FakeGoogle, trouble: str, step: str
) -> None:
    orders = make_orders(3)
    google.next(trouble, trouble, only=step)

    run = to_the_end(export())

    (book,) = google.books.values()
    assert run.stage == "done"
    assert numbers(book.tabs[0]) == [order.pk for order in orders]


@pytest.mark.parametrize("trouble", TROUBLES)
def test_one_new_tab_is_made_whatever_goes_wrong(google: FakeGoogle, trouble: str) -> None:
    make_orders(1)
    a_book(google)
    google.next(trouble, trouble, only="spreadsheets.batchUpdate")

    run = to_the_end(export("tab", place=ADDRESS))

    assert run.stage == "done"
    assert len(google.books["sheet-of-orders"].tabs) == 3


@pytest.mark.parametrize("after", range(1, 12))
def test_a_dead_workers_export_is_taken_over(
    google: FakeGoogle, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    """Killed at any request, before it or after it: the next worker ends with each order once."""
    monkeypatch.setattr(kinds, "AT_ONCE", 2)
    monkeypatch.setattr(writing, "MOST_SENT", 10_150)  # a row or two a request
    orders = make_orders(4)
    tab = a_book(google)
    run = appended()
    request, count = client.GoogleClient.request, 0

    def die(self: Any, *arguments: Any, **options: Any) -> Any:
        nonlocal count
        count += 1
        if count == after:
            if after % 2:
                request(self, *arguments, **options)
            raise KeyboardInterrupt
        return request(self, *arguments, **options)

    monkeypatch.setattr(client.GoogleClient, "request", die)
    with pytest.raises(KeyboardInterrupt):
        worked(run)
    later(run)

    assert run.stage == "done"
    assert numbers(tab) == [order.pk for order in orders]


# --- What a person must mend


@pytest.mark.parametrize(
    ("prepare", "code", "words"),
    [
        (lambda book: setattr(book, "shared", ""), "sheet_not_shared", f"add {EMAIL}"),
        (lambda book: setattr(book, "shared", "reader"), "sheet_read_only", f"{EMAIL} an editor"),
        (lambda book: setattr(book.tabs[1], "protected", True), "tab_protected", "“Orders”"),
        (lambda book: book.tabs.pop(), "tab_missing", "no such tab"),
        (lambda book: setattr(book, "native", False), "sheet_not_native", "Excel file"),
        (lambda book: book.tabs[1].fill([["name", "age"]]), "other_columns", "name, age"),
    ],
)  # fmt: skip
def test_what_stands_in_the_way_is_said(
    google: FakeGoogle, prepare: Callable[[FakeBook], Any], code: str, words: str
) -> None:
    make_orders(1)
    a_book(google)
    book = google.books["sheet-of-orders"]
    prepare(book)
    before = [tab.table() for tab in book.tabs]

    run = worked(appended())

    assert (run.stage, run.refusal[0]) == ("failed", code)
    assert words in refusal_text(run.refusal)
    assert [tab.table() for tab in book.tabs] == before


def test_after_it_is_mended_the_export_goes_on(google: FakeGoogle) -> None:
    (order,) = make_orders(1)
    tab = a_book(google)
    google.books["sheet-of-orders"].shared = "reader"
    run = worked(appended())
    google.books["sheet-of-orders"].shared = "writer"

    retry_export(run=run)
    worked(run)

    assert (run.stage, numbers(tab)) == ("done", [order.pk])


@pytest.mark.parametrize(
    ("folders", "code"),
    [({}, "folder_missing"), ({"folder": False}, "folder_not_shared_drive")],
)
def test_a_folder_that_will_not_do(google: FakeGoogle, folders: dict[str, bool], code: str) -> None:
    google.folders = folders

    run = worked(export())

    assert (run.stage, run.refusal[0]) == ("failed", code)
    assert "GOOGLE_DRIVE_FOLDER_ID" in refusal_text(run.refusal)


def test_without_a_folder_no_new_sheet_is_begun(google: FakeGoogle, settings: Any) -> None:
    settings.GOOGLE_DRIVE_FOLDER_ID = ""

    with pytest.raises(FileError) as refused:
        export()

    assert refused.value.code == "no_folder"
    assert not ExportRun.objects.exists()


def test_a_cancelled_export_writes_nothing_more(
    google: FakeGoogle, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "MOST_SENT", 10_150)
    make_orders(6)
    tab = a_book(google)
    run = appended()
    while len(tab.table()) < 2:
        advance(run.pk, seconds=0.001)
    written = tab.table()

    cancel_export(run=run)
    worked(run)

    assert (run.stage, tab.table()) == ("cancelled", written)
    assert not run.chunks.exists()

"""The admin's pages of exports: who sees what, what is asked, progress, files, schedules."""

from __future__ import annotations

import csv
import io
from datetime import datetime
from typing import Any

import openpyxl
import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from orders.models import ExportChunk, ExportRun, ExportSchedule, SheetPermission
from orders.services.run_exports import advance, cancel_export, forget_old, start_export
from orders.services.schedule_exports import start_due
from shop.privacy import erase_customer
from shop.roles import ANALYST, MANAGER, OWNER, SUPPORT, WAREHOUSE
from tests.factories import make_order, make_shirt
from tests.fakes.google_sheets import EMAIL, FakeGoogle, FakeTab
from tests.staff import staff_client

pytestmark = pytest.mark.django_db

RUNS = "/admin/orders/exportrun/"
SCHEDULES = "/admin/orders/exportschedule/"
SWITCH = "/admin/orders/sheetpermission/1/change/"
ADDRESS = "https://docs.google.com/spreadsheets/d/sheet-of-orders/edit#gid=5"


def worked(run: ExportRun) -> ExportRun:
    while advance(run.pk):
        pass
    run.refresh_from_db()
    return run


def ask(client: Client, **wanted: Any) -> Any:
    return client.post(f"{RUNS}add/", {"what": "orders", "target": "file", **wanted})


def test_a_manager_exports_orders_to_a_file() -> None:
    order = make_order()
    client = staff_client(MANAGER)

    answer = ask(client, contact="on")
    run = ExportRun.objects.get()
    assert answer.headers["Location"] == f"{RUNS}{run.pk}/change/"
    assert "Gathering" in client.get(f"{RUNS}{run.pk}/change/").content.decode()
    assert client.get(f"{RUNS}{run.pk}/file/").status_code == 404
    worked(run)

    page = client.get(f"{RUNS}{run.pk}/change/").content.decode()
    assert "The file is kept for 7 days." in page
    text = client.get(f"{RUNS}{run.pk}/file/?format=csv").getvalue().decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(text))
    assert (row["order"], row["full_name"], row["total_amount"]) == (
        str(order.pk), "John Doe", "10.00",
    )  # fmt: skip
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"{RUNS}{run.pk}/file/").getvalue()))
    assert book.active["G2"].value == 10
    assert client.get(f"{RUNS}{run.pk}/progress/").headers["X-Import-Stage"] == "done"


def test_products_and_customers_too() -> None:
    make_shirt()
    make_order()
    client = staff_client(MANAGER)

    ask(client, what="products")
    ask(client, what="customers")

    products, customers = (worked(run) for run in ExportRun.objects.order_by("pk"))
    assert (products.total, products.heading[:2]) == (4, ["sku", "product_name"])
    assert (customers.total, customers.contact) == (1, False)
    assert not {"customer_id", "full_name", "phone_number"} & set(customers.heading)


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        ({"first": "2026-11-02", "last": "2026-11-01"}, "This day is before the first one."),
        ({"what": "secrets"}, "Select a valid choice"),
        ({"first": "soon"}, "Enter a valid date"),
        ({"first": "0001-01-01"}, "greater than or equal to 1990-01-01"),
        ({"target": "new"}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_is_said_in_the_form(wanted: dict[str, str], words: str) -> None:
    answer = ask(staff_client(MANAGER), **wanted)

    assert (answer.status_code, words in answer.content.decode()) == (422, True)
    assert not ExportRun.objects.exists()


@pytest.mark.parametrize("role", [SUPPORT, WAREHOUSE])
def test_who_may_not_export_finds_no_page(role: str) -> None:
    run = start_export(what="orders", actor="staff:bob")
    client = staff_client(role)

    assert [
        client.get(url).status_code
        for url in (RUNS, f"{RUNS}add/", f"{RUNS}{run.pk}/change/", f"{RUNS}{run.pk}/file/",
                    f"{RUNS}{run.pk}/progress/", SCHEDULES, f"{SCHEDULES}add/")
    ] == [403] * 7  # fmt: skip
    assert ask(client).status_code == 403
    assert client.post(f"{RUNS}{run.pk}/cancel/").status_code == 403
    assert ExportRun.objects.get().stage == "gathering"
    assert RUNS not in client.get("/admin/").content.decode()


def test_whose_eyes_are_not_for_contacts_get_no_file_with_them() -> None:
    """With the right to export, and without that to see who ordered."""
    make_order()
    named = worked(start_export(what="orders", actor="staff:bob", contact=True))
    nameless = worked(start_export(what="orders", actor="staff:bob"))
    people = worked(start_export(what="customers", actor="staff:bob", contact=True))
    client = staff_client(ANALYST)
    give(client, "orders", "export_orders")
    give(client, "shop", "export_customers")

    assert client.get(f"{RUNS}{nameless.pk}/file/").status_code == 200
    for run in (named, people):
        assert client.get(f"{RUNS}{run.pk}/file/").status_code == 404
        assert client.get(f"{RUNS}{run.pk}/change/").status_code == 404
        assert client.post(f"{RUNS}{run.pk}/cancel/").status_code == 404
    listed = client.get(RUNS).content.decode()
    assert f"{RUNS}{nameless.pk}/change/" in listed
    assert f"{RUNS}{named.pk}/change/" not in listed
    assert 'name="contact"' not in client.get(f"{RUNS}add/").content.decode()
    ask(client, contact="on")
    assert not ExportRun.objects.order_by("-pk")[0].contact


def give(client: Client, app: str, codename: str) -> None:
    from django.contrib.auth.models import Permission

    user = User.objects.get(username="anna")
    user.user_permissions.add(
        Permission.objects.get(content_type__app_label=app, codename=codename)
    )


def test_an_export_is_stopped_once() -> None:
    make_order()
    client = staff_client(MANAGER)
    ask(client)
    run = ExportRun.objects.get()

    client.post(f"{RUNS}{run.pk}/cancel/")
    answer = client.post(f"{RUNS}{run.pk}/cancel/", follow=True)

    run.refresh_from_db()
    assert (worked(run).stage, run.chunks.count()) == ("cancelled", 0)
    assert "not possible any more" in answer.content.decode()
    assert client.get(f"{RUNS}{run.pk}/file/").status_code == 404


def test_a_file_is_forgotten_after_a_week() -> None:
    make_order()
    run = worked(start_export(what="orders", actor="staff:anna"))
    assert forget_old() == 0
    ExportRun.objects.update(finished_at=timezone.now() - timezone.timedelta(days=8))

    assert forget_old() == 1
    client = staff_client(MANAGER)
    assert client.get(f"{RUNS}{run.pk}/file/").status_code == 404
    assert "not kept any more" in client.get(f"{RUNS}{run.pk}/change/").content.decode()


def test_who_is_forgotten_stands_in_no_file() -> None:
    order = make_order()
    worked(start_export(what="orders", actor="staff:anna", contact=True))
    worked(start_export(what="orders", actor="staff:anna"))

    erase_customer(order.customer_id)

    assert [chunk.run.contact for chunk in ExportChunk.objects.all()] == [False]


# --- Google Sheets


def test_a_manager_exports_to_a_sheet(google: FakeGoogle) -> None:
    order = make_order()
    tab = FakeTab("Orders", 5)
    google.book("sheet-of-orders", tab)
    client = staff_client(MANAGER)
    assert EMAIL in client.get(f"{RUNS}add/").content.decode()

    ask(client, target="append", address=ADDRESS)

    run = worked(ExportRun.objects.get())
    assert tab.table()[1][0] == order.pk
    assert ADDRESS in client.get(f"{RUNS}{run.pk}/change/").content.decode()


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        ({"target": "append", "address": "x"}, "This is not the address of a Google Sheet."),
        ({"target": "append", "what": "products", "address": ADDRESS}, "Only orders can be put"),
        ({"target": "new", "contact": "on"}, "the owner has"),
    ],
)
def test_what_no_sheet_takes(google: FakeGoogle, wanted: dict[str, str], words: str) -> None:
    answer = ask(staff_client(MANAGER), **wanted)

    assert (answer.status_code, words in answer.content.decode()) == (422, True)
    assert not ExportRun.objects.exists()


def test_a_failure_says_why_and_can_be_tried_again(google: FakeGoogle) -> None:
    make_order()
    google.book("sheet-of-orders", FakeTab("Orders", 5), shared="reader")
    client = staff_client(MANAGER)
    ask(client, target="append", address=ADDRESS)
    run = worked(ExportRun.objects.get())
    page = client.get(f"{RUNS}{run.pk}/change/").content.decode()
    assert f"make {EMAIL} an editor" in page
    google.books["sheet-of-orders"].shared = "writer"

    client.post(f"{RUNS}{run.pk}/retry/")

    assert worked(run).stage == "done"


def test_only_an_owner_lets_names_out(google: FakeGoogle) -> None:
    SheetPermission.current()
    for role in (MANAGER, ANALYST):
        client = staff_client(role)
        assert client.get(SWITCH).status_code == 403
        assert client.post(SWITCH, {"contacts_allowed": "on"}).status_code == 403
        assert "sheetpermission" not in client.get(RUNS).content.decode()
        User.objects.all().delete()
    assert not SheetPermission.current().contacts_allowed

    owner = staff_client(OWNER)
    page = owner.get(SWITCH).content.decode()
    assert "These data leave Russia" in page
    owner.post(SWITCH, {"contacts_allowed": "on"})

    switched = SheetPermission.current()
    assert (switched.contacts_allowed, switched.changed_by) == (True, "anna")
    assert ask(owner, target="new", contact="on").status_code == 302


# --- By schedule


def schedule(client: Client, **wanted: Any) -> Any:
    usual = {"name": "Daily", "what": "orders", "target": "append", "address": ADDRESS,
             "every": "day", "hour": "6", "is_active": "on"}  # fmt: skip
    return client.post(f"{SCHEDULES}add/", {**usual, **wanted})


def moment(day: int, hour: int) -> datetime:
    return datetime(2026, 11, day, hour, 1, tzinfo=timezone.get_default_timezone())


def set_up(**changes: Any) -> ExportSchedule:
    """One that began to cover days after the 17th, a Tuesday."""
    client = staff_client(MANAGER)
    assert schedule(client).status_code == 302
    ExportSchedule.objects.update(**{"done_until": moment(17, 0).date(), **changes})
    return ExportSchedule.objects.get()


def test_yesterdays_orders_are_appended_every_day_once(google: FakeGoogle) -> None:
    tab = FakeTab("Orders", 5)
    google.book("sheet-of-orders", tab)
    early, late, today = make_order(), make_order(), make_order()
    for order, when in ((early, moment(18, 0)), (late, moment(18, 23)), (today, moment(19, 5))):
        type(order).objects.filter(pk=order.pk).update(created_at=when)
    set_up()

    assert start_due(moment(18, 23)) == 0
    assert start_due(moment(19, 5)) == 0
    assert [start_due(moment(19, 6)), start_due(moment(19, 6)), start_due(moment(19, 7))] == [
        1,
        0,
        0,
    ]
    run = worked(ExportRun.objects.get())

    assert run.filters == {"first": "2026-11-18", "last": "2026-11-18"}
    assert [row[0] for row in tab.table()] == ["order", early.pk, late.pk]
    assert start_due(moment(20, 6)) == 1
    worked(ExportRun.objects.exclude(pk=run.pk).get())
    assert [row[0] for row in tab.table()] == ["order", early.pk, late.pk, today.pk]


def test_days_that_were_missed_are_made_up_for(google: FakeGoogle) -> None:
    set_up()

    assert start_due(moment(21, 3)) == 1

    assert ExportRun.objects.get().filters == {"first": "2026-11-18", "last": "2026-11-19"}


def test_weeks_go_from_monday_to_sunday(google: FakeGoogle) -> None:
    set_up(every="week", done_until=moment(15, 0).date())

    assert [start_due(moment(22, 23)), start_due(moment(23, 5)), start_due(moment(23, 6))] == [
        0,
        0,
        1,
    ]
    assert ExportRun.objects.get().filters == {"first": "2026-11-16", "last": "2026-11-22"}


def test_a_new_one_does_not_begin_with_what_was(google: FakeGoogle) -> None:
    schedule(staff_client(MANAGER))

    assert start_due() == 0


def test_what_is_switched_off_rests(google: FakeGoogle) -> None:
    set_up(is_active=False)

    assert start_due(moment(21, 6)) == 0


@pytest.mark.parametrize("change", [{"is_active": False}, {"is_superuser": False}])
def test_whoever_may_no_longer_export_is_obeyed_no_longer(
    google: FakeGoogle, change: dict[str, bool]
) -> None:
    set_up()
    user = User.objects.get(username="anna")
    user.groups.clear()
    User.objects.update(**change)

    start_due(moment(19, 6))

    run = ExportRun.objects.get()
    assert (run.stage, run.refusal) == ("failed", ["no_right_to_export", {}])
    assert google.calls == []


def test_a_schedule_keeps_its_filters_and_is_changed(google: FakeGoogle) -> None:
    client = staff_client(MANAGER)
    schedule(client, status="delivered", payment_status="paid", category="")
    made = ExportSchedule.objects.get()
    assert made.filters == {"status": "delivered", "payment_status": "paid"}
    page = client.get(f"{SCHEDULES}{made.pk}/change/").content.decode()
    assert '<option value="delivered" selected>' in page

    client.post(
        f"{SCHEDULES}{made.pk}/change/",
        {"name": "Daily", "what": "products", "target": "file", "every": "week", "hour": "7"},
    )

    made.refresh_from_db()
    assert (made.what, made.filters, made.every, made.is_active) == ("products", {}, "week", False)


@pytest.mark.parametrize(
    ("wanted", "words"),
    [({"address": "x"}, "not the address"), ({"hour": "24"}, "less than or equal to 23")],
)
def test_a_schedule_that_cannot_be_is_not_kept(
    google: FakeGoogle, wanted: dict[str, str], words: str
) -> None:
    answer = schedule(staff_client(MANAGER), **wanted)

    assert words in answer.content.decode()
    assert not ExportSchedule.objects.exists()


def test_the_pages_ask_little_of_the_database(
    google: FakeGoogle, django_assert_max_num_queries: Any
) -> None:
    make_order()
    set_up()
    client = Client(headers={"accept-language": "en"})
    client.force_login(User.objects.get(username="anna"))
    for _ in range(30):
        run = start_export(what="orders", actor="staff:anna")
    worked(run)
    for url in (RUNS, f"{RUNS}add/", f"{RUNS}{run.pk}/change/", SCHEDULES, f"{SCHEDULES}add/"):
        with django_assert_max_num_queries(25):
            assert client.get(url).status_code == 200
    cancel_export(run=start_export(what="orders", actor="staff:anna"))

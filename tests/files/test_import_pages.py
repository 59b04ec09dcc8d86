"""The pages of imports: who may, what they show, what they refuse, how few queries they make."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from catalog.models import ImportRun, Product, ProductVariant
from shop.roles import ANALYST, MANAGER, SUPPORT, WAREHOUSE
from tests.factories import make_category, make_shirt
from tests.files.steps import csv_file, upload, upload_rows, worked
from tests.staff import staff_client

pytestmark = pytest.mark.django_db

ADD = "admin:catalog_importrun_add"
HEADING = ["sku", "product_name", "category", "price", "misc"]
GOOD = ["A-1", "Lamp", "Home", "5", ""]
BAD = ["A-2", "Lamp & Co", "Home", "=1+1", ""]


def send(client: Client, content: bytes, name: str = "goods.csv") -> Any:
    return client.post(reverse(ADD), {"file": SimpleUploadedFile(name, content)})


def page(client: Client, run: ImportRun, **query: str) -> str:
    address = reverse("admin:catalog_importrun_change", args=[run.pk])
    return client.get(address, query).content.decode()


def content_of(response: Any) -> bytes:
    return b"".join(response.streaming_content)


def test_a_manager_uploads_looks_confirms_and_undoes() -> None:
    client = staff_client(MANAGER)

    response = send(client, csv_file([HEADING, GOOD, BAD]))
    run = worked(ImportRun.objects.get())
    preview = page(client, run)
    client.post(reverse("admin:catalog_importrun_confirm", args=[run.pk]))
    assert run.actor == "staff:anna"
    assert response["Location"] == reverse("admin:catalog_importrun_change", args=[run.pk])
    assert "Columns that are not known were left out: misc." in preview
    assert "Lamp &amp; Co" in preview
    assert "is not a number." in preview
    run.refresh_from_db()
    assert run.stage == "ready"

    client.post(reverse("admin:catalog_importrun_confirm", args=[run.pk]), {"only_good": "1"})
    worked(run)
    assert list(ProductVariant.objects.values_list("sku", flat=True)) == ["A-1"]
    assert "Undo this import" in page(client, run)

    client.post(reverse("admin:catalog_importrun_undo", args=[run.pk]))
    worked(run)
    assert not Product.objects.exists()


def test_the_bad_rows_come_back_as_a_file_that_can_be_mended() -> None:
    client = staff_client(MANAGER)
    run = upload_rows([HEADING, GOOD, BAD])

    content = content_of(client.get(reverse("admin:catalog_importrun_bad", args=[run.pk])))
    (row,) = csv.DictReader(io.StringIO(content.decode("utf-8-sig")))
    assert row["sku"] == "A-2"
    assert row["price"] == "'=1+1"
    assert (row["error_row"], row["error_reason"]) == ("3", "price is not a number.")

    mended = upload(content.replace(b"'=1+1", b"7"))
    assert (mended.new_count, mended.error_count, mended.notes) == (1, 0, [])


def test_progress_is_polled_and_says_when_the_stage_is_over() -> None:
    client = staff_client(MANAGER)
    send(client, csv_file([HEADING, GOOD]))
    run = ImportRun.objects.get()

    before = client.get(reverse("admin:catalog_importrun_progress", args=[run.pk]))
    waiting = page(client, run)
    worked(run)
    after = client.get(reverse("admin:catalog_importrun_progress", args=[run.pk]))

    assert (before["X-Import-Stage"], after["X-Import-Stage"]) == ("reading", "ready")
    assert 'data-stage="reading"' in waiting
    assert "data-stage" not in page(client, run)


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"MZ", "virus.exe", "Only CSV and XLSX files can be imported."),
        (b"sku\n", "fake.xlsx", "The file is not what its name says (.xlsx)."),
    ],
)
def test_a_file_that_is_none_is_refused_at_once(content: bytes, name: str, words: str) -> None:
    response = send(staff_client(MANAGER), content, name)

    assert response.status_code == 422
    assert words in response.content.decode()
    assert not ImportRun.objects.exists()


def test_too_large_a_body_is_refused_before_it_is_read() -> None:
    class Endless(io.BytesIO):
        def read(self, *_: Any) -> bytes:
            raise AssertionError("it was read")

    client = staff_client(MANAGER)

    response = client.generic(
        "POST",
        reverse(ADD),
        CONTENT_LENGTH=str(2 * 2**30),
        content_type="multipart/form-data; boundary=x",
        **{"wsgi.input": Endless()},
    )

    assert response.status_code == 422
    assert "larger than 20 MB" in response.content.decode()


def test_an_upload_without_its_token_is_refused() -> None:
    client = staff_client(MANAGER)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies

    assert send(strict, csv_file([HEADING, GOOD])).status_code == 403
    assert not ImportRun.objects.exists()


@pytest.mark.parametrize("role", [SUPPORT, WAREHOUSE, ANALYST])
def test_other_roles_may_not_even_when_forced(role: str) -> None:
    run = upload_rows([HEADING, GOOD])
    client = staff_client(role)

    assert send(client, csv_file([HEADING, GOOD])).status_code == 403
    for name in ("change", "progress", "bad"):
        assert (
            client.get(reverse(f"admin:catalog_importrun_{name}", args=[run.pk])).status_code == 403
        )
    for name in ("confirm", "cancel", "undo"):
        assert (
            client.post(reverse(f"admin:catalog_importrun_{name}", args=[run.pk])).status_code
            == 403
        )
    for name in ("template", "export", "changelist"):
        assert client.get(reverse(f"admin:catalog_importrun_{name}")).status_code == 403
    run.refresh_from_db()
    assert (ImportRun.objects.count(), run.stage) == (1, "ready")


def test_steps_are_posts_alone() -> None:
    run = upload_rows([HEADING, GOOD])
    client = staff_client(MANAGER)

    for name in ("confirm", "cancel", "undo"):
        response = client.get(reverse(f"admin:catalog_importrun_{name}", args=[run.pk]))
        assert response.status_code == 405


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_template_can_be_imported(kind: str) -> None:
    client = staff_client(MANAGER)
    response = client.get(reverse("admin:catalog_importrun_template"), {"format": kind})

    run = upload(content_of(response), f"template.{kind}")

    assert (run.stage, run.new_count, run.error_count) == ("ready", 3, 0)


def test_a_category_is_exported_with_what_lies_in_it() -> None:
    make_shirt()
    category = Product.objects.get().category
    client = staff_client(MANAGER)
    upload_rows([HEADING, GOOD])

    response = client.get(
        reverse("admin:catalog_importrun_export"), {"format": "csv", "category": category.pk}
    )

    rows = list(csv.DictReader(io.StringIO(content_of(response).decode("utf-8-sig"))))
    assert response["Content-Disposition"].startswith('attachment; filename="products-')
    assert [row["sku"] for row in rows] == ["TS-R-M", "TS-R-L", "TS-B-M"]
    assert rows[0]["option_Цвет"] == "Красный"
    assert rows[0]["option_Цвет_en"] == "Red"


def test_queries_stay_few_however_large_the_file() -> None:
    client = staff_client(MANAGER)
    small = upload_rows([HEADING, GOOD])
    table = [HEADING, *([f"B-{number}", f"P {number}", "Home", "5", ""] for number in range(200))]
    large = upload_rows(table)
    figures = []
    for run in (small, large):
        page(client, run)
        with CaptureQueriesContext(connection) as made:
            page(client, run, show="new")
        figures.append(len(made))

    assert figures[0] == figures[1]
    assert figures[1] <= 25


def test_the_preview_says_which_categories_are_made() -> None:
    make_category("Home")
    client = staff_client(MANAGER)
    known = ["A-1", "Lamp", "Home", "5", ""]
    typed_wrong = ["A-2", "Vase", "Hmoe / Vases", "5", ""]

    send(client, csv_file([HEADING, known, typed_wrong]))
    run = worked(ImportRun.objects.get())

    assert page(client, run).count("a new category") == 1

"""An exported catalogue comes back the same: into itself, after changes, and into an empty store."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from catalog.files.write import WRITERS
from catalog.models import Category, ImportRun, Product, ProductImage, ProductVariant
from catalog.services.export_products import export_columns, export_rows
from tests.factories import make_category, make_product, make_shirt, new_variant
from tests.files.steps import catalogue, confirmed, counts, upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def _goods() -> None:
    """Everything that a file must carry: languages, options, formulas, lines, hidden goods."""
    shirt = make_shirt()["TS-R-M"].product
    top = make_category("Дом / сад")
    deep = make_category("Посуда", parent=top)
    mug = make_product(
        '=Кружка;"к",1',
        category=deep,
        is_active=False,
        translations={"en": {"name": "-Mug", "description": "Holds\n330 ml"}},
        variants=[new_variant("1990.00", 0, sku="+MUG")],
    )
    mug.description = "@Держит\nтепло"
    mug.save()
    make_product(
        "Книга",
        category=top,
        options={"shoe size": ["=1", "2"]},
        variants=[new_variant("5", 7, sku="007", **{"shoe size": "=1"})],
    )
    ProductVariant.objects.filter(sku="TS-R-L").update(price_before="30.00", is_active=False)
    for number in (2, 1):
        name = default_storage.save(f"products/round-{number}.jpg", ContentFile(b"x"))
        ProductImage.objects.create(product=shirt, image=name, sort_order=number)


def exported(kind: str) -> bytes:
    products = Product.objects.all()
    names = export_columns(products)
    write, _type = WRITERS[kind]
    return b"".join(write(names, export_rows(products, names)))


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.usefixtures("_goods")
class TestRoundTrip:
    def test_into_itself_nothing_changes(self, kind: str) -> None:
        run = upload(exported(kind), f"goods.{kind}")

        assert counts(run) == (0, 0, 5, 0)

    def test_after_changes_everything_is_as_it_was(self, kind: str) -> None:
        before, file = catalogue(), exported(kind)
        elsewhere = make_category("Elsewhere")
        Product.objects.update(
            name="Other", description="", translations={}, is_active=True, category=elsewhere
        )
        ProductVariant.objects.update(price=1, price_before=None, is_active=True)
        ProductImage.objects.all().delete()
        assert catalogue() != before

        confirmed(upload(file, f"goods.{kind}"))

        assert catalogue() == before

    def test_into_an_empty_store(self, kind: str) -> None:
        before, file = catalogue(), exported(kind)
        ImportRun.objects.all().delete()
        Product.objects.all().delete()
        Category.objects.filter(parent__isnull=False).delete()
        Category.objects.all().delete()

        run = confirmed(upload(file, f"goods.{kind}"))

        assert (run.stage, run.new_count) == ("done", 5)
        for one in before:
            if "shoe size" in one["options"]:
                one["options"] = {"Shoe size": one["options"]["shoe size"]}
        assert catalogue() == before
        again = upload(exported(kind), f"goods.{kind}")
        assert counts(again) == (0, 0, 5, 0)


@pytest.mark.usefixtures("_goods")
def test_no_cell_of_an_export_is_a_formula() -> None:
    sheet: Any = openpyxl.load_workbook(io.BytesIO(exported("xlsx"))).active

    texts = [cell.value for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]

    assert '\'=Кружка;"к",1' in texts
    assert not [text for text in texts if text[0] in "=+-@"]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
    assert sheet.freeze_panes == "A2"

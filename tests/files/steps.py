"""What a person does with a file of goods, and what its rows are."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import openpyxl

from catalog.models import (
    ImportRow,
    ImportRun,
    OptionValue,
    ProductImage,
    ProductVariant,
    VariantOption,
)
from catalog.services.import_products import advance, confirm_import, start_import

Table = Sequence[Sequence[Any]]


def csv_file(table: Table, *, encoding: str = "utf-8", delimiter: str = ",") -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(table)
    return text.getvalue().encode(encoding)


def xlsx_file(table: Table) -> bytes:
    book = openpyxl.Workbook()
    for row in table:
        book.active.append(list(row))
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def upload(content: bytes, name: str = "goods.csv") -> ImportRun:
    """The run when its preview is ready, or it was refused."""
    run = start_import(file=io.BytesIO(content), name=name, size=len(content), actor="staff:anna")
    return worked(run)


def upload_rows(table: Table) -> ImportRun:
    return upload(csv_file(table))


def worked(run: ImportRun) -> ImportRun:
    """The run after workers have done all that there is to do."""
    while advance(run.pk):
        pass
    run.refresh_from_db()
    return run


def confirmed(run: ImportRun, *, only_good: bool = False) -> ImportRun:
    confirm_import(run=run, only_good=only_good)
    return worked(run)


def imported(table: Table) -> ImportRun:
    run = confirmed(upload_rows(table))
    assert run.stage == "done"
    return run


def counts(run: ImportRun) -> tuple[int, int, int, int]:
    """New, changed, unchanged, errors."""
    return run.new_count, run.changed_count, run.unchanged_count, run.error_count


def errors(run: ImportRun) -> dict[int, list[tuple[str, str]]]:
    """By row, each wrong column and why."""
    return {
        row.number: [(column, code) for column, code, _details in row.errors]
        for row in ImportRow.objects.filter(run=run, outcome="error")
    }


def changes(run: ImportRun) -> dict[str, dict[str, tuple[str, str]]]:
    """By SKU and column, the old and the new text of changed rows."""
    return {
        row.sku: {column: (old, new) for column, old, new in row.changes}
        for row in ImportRow.objects.filter(run=run, outcome="changed")
    }


def catalogue() -> list[dict[str, Any]]:
    """All of the catalogue that files speak of, without ids."""
    chosen: dict[int, dict[str, str]] = {}
    for link in VariantOption.objects.select_related("option_type", "option_value"):
        chosen.setdefault(link.variant_id, {})[link.option_type.name] = link.option_value.value
    pictures: dict[int, list[str]] = {}
    for image in ProductImage.objects.order_by("sort_order", "pk"):
        pictures.setdefault(image.product_id, []).append(image.image.name)
    values = {
        (value.option_type.product.name, value.value): value.translations
        for value in OptionValue.objects.select_related("option_type__product")
    }
    return [
        {
            "sku": variant.sku,
            "price": variant.price,
            "price_before": variant.price_before,
            "stock": variant.stock_quantity,
            "on_sale": variant.is_active,
            "options": chosen.get(variant.pk, {}),
            "words": {
                value: values[variant.product.name, value]
                for value in chosen.get(variant.pk, {}).values()
            },
            "product": variant.product.name,
            "description": variant.product.description,
            "translations": variant.product.translations,
            "published": variant.product.is_active,
            "path": path_of(variant.product.category),
            "pictures": pictures.get(variant.product_id, []),
        }
        for variant in ProductVariant.objects.select_related("product__category").order_by("sku")
    ]


def path_of(category: Any) -> str:
    above = f"{path_of(category.parent)} / " if category.parent else ""
    return f"{above}{category.name}"


def table_of(rows: Iterable[Mapping[str, Any]]) -> Table:
    """Rows by column as a table with a heading."""
    listed = list(rows)
    names = list(dict.fromkeys(name for row in listed for name in row))
    return [names, *([row.get(name, "") for name in names] for row in listed)]

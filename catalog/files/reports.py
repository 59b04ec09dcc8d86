"""Tables about imports: the template, the rows with errors, a row as the preview shows it."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from catalog.files import columns
from catalog.files.categories import Path, split_path
from catalog.files.cells import neutral
from catalog.files.words import wrong_text
from catalog.models import ImportRow, ImportRun, PictureDownload

_AT_ONCE = 500
_EXAMPLE: tuple[dict[str, Any], ...] = (
    {
        columns.SKU: "TS-RED-M",
        columns.NAME: "Classic T-Shirt",
        columns.CATEGORY: "Clothing / T-Shirts",
        "option_Color": "Red",
        "option_Size": "M",
        columns.PRICE: 1990,
        columns.STOCK: 10,
        columns.ACTIVE: 1,
        columns.DESCRIPTION: "Soft cotton, straight cut.",
    },
    {
        columns.SKU: "TS-RED-L",
        columns.NAME: "Classic T-Shirt",
        columns.CATEGORY: "Clothing / T-Shirts",
        "option_Color": "Red",
        "option_Size": "L",
        columns.PRICE: 1990,
        columns.STOCK: 5,
        columns.ACTIVE: 1,
    },
    {
        columns.SKU: "MUG-1",
        columns.NAME: "Mug",
        columns.CATEGORY: "Home",
        columns.PRICE: 490,
        columns.PRICE_BEFORE: 590,
        columns.STOCK: 25,
        columns.ACTIVE: 1,
        columns.DESCRIPTION: "Holds 330 ml.",
    },
)


def template_table() -> tuple[list[str], list[list[Any]]]:
    """A heading with every column, and three rows that show how it is meant."""
    translated = list(columns.translated_columns())
    heading = [
        columns.SKU, columns.NAME, *(name for name in translated if name.startswith(columns.NAME)),
        columns.CATEGORY, "option_Color", "option_Size", columns.PRICE, columns.PRICE_BEFORE,
        columns.STOCK, columns.ACTIVE, columns.PICTURES, columns.DESCRIPTION,
        *(name for name in translated if name.startswith(columns.DESCRIPTION)),
    ]  # fmt: skip
    return heading, [[row.get(name, "") for name in heading] for row in _EXAMPLE]


def column_help() -> list[tuple[str, Any]]:
    """Each column with what belongs into it."""
    return [
        (columns.SKU, _("The key: a known SKU is changed, an unknown one is new.")),
        (columns.NAME, _("Rows with the same name and category are one product.")),
        (columns.CATEGORY, _("A path such as “Clothing / T-Shirts”; missing ones are made.")),
        ("option_…", _("One column for each option: option_Color, option_Size.")),
        (columns.PRICE, _("1990, 1990.50 or 1990,50.")),
        (columns.PRICE_BEFORE, _("Shown struck through; empty for none.")),
        (columns.STOCK, _("How many there are; empty leaves the stock alone.")),
        (columns.ACTIVE, _("1 for a published product, 0 for a hidden one.")),
        (columns.VARIANT_ACTIVE, _("1 for a variant on sale, 0 for one that is not.")),
        (columns.PICTURES, _("Addresses of pictures, separated by a space.")),
        (columns.DESCRIPTION, _("Any text.")),
        *((name, _("The same in another language.")) for name in columns.translated_columns()),
    ]


def bad_table(run: ImportRun) -> tuple[list[str], Iterator[list[Any]]]:
    """The rows with errors as they came, with their numbers and every reason."""
    return [*run.columns, *columns.OF_ERRORS], _bad_rows(run)


def _bad_rows(run: ImportRun) -> Iterator[list[Any]]:
    last = 0
    rows = ImportRow.objects.filter(run=run, outcome=ImportRow.Outcome.ERROR).order_by("number")
    while part := list(rows.filter(number__gt=last)[:_AT_ONCE]):
        last = part[-1].number
        for row in part:
            reasons = "; ".join(
                " ".join(filter(None, (column, reason))) for column, reason in reasons_of(row)
            )
            cells = [neutral(row.cells.get(column, "")) for column in run.columns]
            yield [*cells, row.number, neutral(reasons)]


def reasons_of(row: ImportRow) -> list[tuple[str, str]]:
    """Each error of a row: the column, and why."""
    return [(column, wrong_text(code, details)) for column, code, details in row.errors]


def shown_row(
    row: ImportRow, names: Sequence[str], shelves: Container[Path] | None = None
) -> dict[str, Any]:
    """A row for the preview: its changes and errors in the order of the file's columns.

    `shelves` are the categories that there are: a change to any other is marked `is_made`.
    """
    places = {name: place for place, name in enumerate(names)}
    changes = sorted(row.changes, key=lambda change: places.get(change[0], len(places)))
    return {
        "number": row.number,
        "sku": row.sku,
        "name": row.cells.get(columns.NAME, ""),
        "changes": [
            {
                "column": column,
                "old": old,
                "new": new,
                "is_made": column == columns.CATEGORY
                and shelves is not None
                and bool(new)
                and split_path(new) not in shelves,
            }
            for column, old, new in changes
            if column not in (columns.SKU, columns.NAME) or row.outcome != ImportRow.Outcome.NEW
        ],
        "errors": [
            {"column": column, "reason": reason, "value": row.cells.get(column, "")}
            for column, reason in reasons_of(row)
        ],
        "applied": row.applied,
    }


def picture_counts(run: ImportRun) -> dict[str, int]:
    found = PictureDownload.objects.filter(run=run).order_by().values_list("status")
    return dict(found.annotate(count=Count("pk")))

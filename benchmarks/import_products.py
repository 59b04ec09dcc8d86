"""Rows a second of a product import, against django-import-export's own row by row.

Both read the same workbook into a catalogue of their own: products, categories, options, opening
stock. Ours also keeps every row, its diff and what undoes it. Row by row is measured on the
file's first rows, since its rate does not depend on how many there are.

    python -m benchmarks.import_products [rows]
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl

from benchmarks.result import Result
from tests.infrastructure import processes
from tests.infrastructure.database import database_url
from tests.infrastructure.processes import PYTHON, environment

ROWS = 20_000
ROWS_ONE_BY_ONE = 1_000
_SECONDS = 900
HEADING = (
    "sku", "product_name", "description", "category", "price", "stock_quantity", "is_active",
    "option_Color", "option_Size",
)  # fmt: skip
Figures = dict[str, float]


def run(rows: int = ROWS) -> list[Result]:
    """Both rates, their ratio, and the memory that ours takes above an idle process."""
    with tempfile.TemporaryDirectory() as folder:
        large, small = Path(folder, "large.xlsx"), Path(folder, "small.xlsx")
        write_workbook(large, rows)
        write_workbook(small, ROWS_ONE_BY_ONE)
        ours, theirs = _measured("ours", large), _measured("one_by_one", small)
    rate, slow = ours["rows"] / ours["seconds"], theirs["rows"] / theirs["seconds"]
    return [
        Result(f"import of {rows:,} rows, store", rate, "rows/s"),
        Result("import row by row, django-import-export", slow, "rows/s"),
        Result("import, store to row by row", rate / slow),
        Result("import, processor time of a row, store", ours["cpu"] / ours["rows"] * 1000, "ms"),
        Result(
            "import, processor time of a row, row by row",
            theirs["cpu"] / theirs["rows"] * 1000,
            "ms",
        ),
        Result("import, memory above idle", ours["megabytes"], "MB"),
    ]


def write_workbook(path: Path, rows: int) -> None:
    """Products of ten variants each, as a supplier would send them."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(HEADING)
    for number in range(rows):
        product, place = divmod(number, 10)
        sheet.append(
            [
                f"SKU-{number}", f"Product {product}", "Well made, and it lasts. " * 8,
                f"Clothing / Shelf {product % 40}", 19.99 + number % 100, 1 + number % 50, 1,
                ("Red", "Blue")[place % 2], ("XS", "S", "M", "L", "XL")[place // 2],
            ]
        )  # fmt: skip
    book.save(path)


def _measured(way: str, path: Path) -> Figures:
    """The figures of one way in a process and a database of its own."""
    with database_url("bench_import") as url:
        env = environment(
            SECRET_KEY="a-secret-key-for-benchmarks-only-0123456789-abcdefghijk",
            DJANGO_SETTINGS_MODULE="config.settings.production",
            DATABASE_URL=url,
            LOG_FORMAT="console",
        )
        _run([PYTHON, "manage.py", "migrate", "-v0"], env)
        figures: Figures = json.loads(
            _run([PYTHON, "-m", "benchmarks.import_products", way, str(path)], env).splitlines()[-1]
        )
    return figures


def _run(command: Sequence[str], env: dict[str, str]) -> str:
    done = subprocess.run(
        command, cwd=processes.ROOT, env=env, capture_output=True, text=True, timeout=_SECONDS,
        check=False,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(done.stderr)
    return done.stdout


# --- Inside the measured process


def measure(way: str, path: Path) -> Figures:
    import django

    django.setup()
    from catalog.models import ProductVariant

    work = {"ours": _ours, "one_by_one": _one_by_one}[way]
    idle, began, used = _peak(), time.perf_counter(), time.process_time()
    work(path)
    seconds, cpu = time.perf_counter() - began, time.process_time() - used
    return {
        "rows": ProductVariant.objects.count(),
        "seconds": seconds,
        "cpu": cpu,
        "megabytes": _peak() - idle,
    }


def _peak() -> float:
    """The most memory that this process has held so far, in MB (Linux counts in kB)."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _ours(path: Path) -> None:
    from catalog.services import import_products

    with path.open("rb") as file:
        run = import_products.start_import(
            file=file, name=path.name, size=path.stat().st_size, actor="benchmark"
        )
    _work(run)
    import_products.confirm_import(run=run, only_good=False)
    _work(run)
    if run.stage != "done":
        raise RuntimeError(f"{run.stage}: {run.refusal}")


def _work(run: Any) -> None:
    from catalog.services import import_products

    while import_products.advance(run.pk, seconds=20):
        pass
    run.refresh_from_db()


def _one_by_one(path: Path) -> None:
    """What a shop writes with the library's defaults: a ModelResource, its preview, its import."""
    import tablib
    from import_export import fields, resources, widgets

    from catalog.files.categories import Shelves, split_path
    from catalog.models import OptionType, OptionValue, Product, ProductVariant
    from catalog.services.adjust_stock import adjust_stock
    from catalog.services.set_variant_options import set_variant_options

    class VariantResource(resources.ModelResource):  # type: ignore[misc]
        sku = fields.Field("sku", "sku")
        product = fields.Field("product", "product", widgets.ForeignKeyWidget(Product, "pk"))

        class Meta:
            model = ProductVariant
            import_id_fields = ("sku",)
            fields = ("sku", "price", "product")

        def before_import(self, dataset: Any, **_: Any) -> None:
            self.shelves = Shelves()

        def before_import_row(self, row: Any, **_: Any) -> None:
            names = split_path(row["category"])
            self.shelves.make([names])
            product, _made = Product.objects.get_or_create(
                name=row["product_name"],
                category_id=self.shelves.ids[names],
                defaults={"description": row["description"]},
            )
            row["product"] = product.pk

        def before_save_instance(self, instance: Any, row: Any, **_: Any) -> None:
            instance.combination = f"new-{row['sku']}"

        def after_save_instance(self, instance: Any, row: Any, **_: Any) -> None:
            values = []
            for name in ("Color", "Size"):
                option, _made = OptionType.objects.get_or_create(
                    product_id=instance.product_id, name=name
                )
                value, _made = OptionValue.objects.get_or_create(
                    option_type=option, value=row[f"option_{name}"]
                )
                values.append(value)
            set_variant_options(variant=instance, values=values)
            stock = int(row["stock_quantity"]) - instance.stock_quantity
            adjust_stock(variant=instance, quantity=stock, reason="import")

    for dry_run in (True, False):
        data = tablib.Dataset().load(path.read_bytes(), format="xlsx")
        result = VariantResource().import_data(data, dry_run=dry_run, raise_errors=True)
    if result.has_errors():
        raise RuntimeError("the library reports errors")


def main(arguments: Sequence[str]) -> None:
    if len(arguments) == 2:
        print(json.dumps(measure(arguments[0], Path(arguments[1]))))
        return
    os.environ.setdefault("DATABASE_URL", "postgres://postgres@127.0.0.1:5432/postgres")
    rows = int(arguments[0]) if arguments else ROWS
    for result in run(rows):
        print("{:<45} {:>12} {}".format(*result.row))


if __name__ == "__main__":
    main(sys.argv[1:])

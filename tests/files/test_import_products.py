"""A manager changes the catalogue by a file: sees every change first, confirms, may undo."""

from __future__ import annotations

from decimal import Decimal

import pytest

from catalog.files import slices
from catalog.models import Category, ImportRow, ImportRun, Product, ProductVariant, StockMovement
from catalog.services import import_products
from catalog.services.adjust_stock import adjust_stock
from catalog.services.import_products import advance, cancel_import, confirm_import, undo_import
from shop.errors import StoreError
from tests.factories import make_category, make_order, make_product, make_shirt, new_variant
from tests.files.steps import (
    catalogue,
    changes,
    confirmed,
    counts,
    errors,
    imported,
    upload_rows,
    worked,
)

pytestmark = pytest.mark.django_db

HEADING = ["sku", "product_name", "category", "price", "stock_quantity", "option_Цвет"]
SHIRTS = [
    HEADING,
    ["T-1", "Футболка", "Одежда / Футболки", "19,99", "5", "Красный"],
    ["T-2", "Футболка", "Одежда / Футболки", "21.50", "0", "Синий"],
    ["M-1", "Кружка", "Дом", "500", "3", ""],
]


def test_nothing_is_written_before_it_is_confirmed() -> None:
    run = upload_rows(SHIRTS)

    assert (run.stage, counts(run)) == ("ready", (3, 0, 0, 0))
    assert not Product.objects.exists()
    assert not Category.objects.exists()


def test_rows_of_one_name_and_category_become_one_product() -> None:
    run = imported(SHIRTS)

    assert run.applied_count == 3
    assert [(one["sku"], one["product"], one["path"], one["options"]) for one in catalogue()] == [
        ("M-1", "Кружка", "Дом", {}),
        ("T-1", "Футболка", "Одежда / Футболки", {"Цвет": "Красный"}),
        ("T-2", "Футболка", "Одежда / Футболки", {"Цвет": "Синий"}),
    ]
    assert Product.objects.count() == 2
    variant = ProductVariant.objects.get(sku="T-1")
    assert (variant.price, variant.stock_quantity) == (Decimal("19.99"), 5)
    assert variant.product.search_text == "футболка"
    movement = variant.movements.get()
    assert (movement.quantity, movement.reason, movement.actor) == (5, "import", "staff:anna")


def test_the_preview_names_every_change_with_old_and_new() -> None:
    make_shirt()

    run = upload_rows(
        [
            ["sku", "product_name_en", "price", "stock_quantity", "option_Цвет"],
            ["TS-R-M", "Shirt", "18", "7", "красный"],
            ["TS-R-L", "Shirt", "19.99", "3", "Зелёный"],
            ["TS-B-M", "Shirt", "21.99", "0", ""],
        ]
    )

    assert counts(run) == (0, 2, 1, 0)
    assert changes(run) == {
        "TS-R-M": {
            "product_name_en": ("Classic T-Shirt", "Shirt"),
            "price": ("19.99", "18.00"),
            "stock_quantity": ("5", "7"),
        },
        "TS-R-L": {"option_Цвет": ("Красный", "Зелёный")},
    }


def test_a_missing_column_leaves_its_field_alone() -> None:
    shirt = make_shirt()
    before = catalogue()

    imported([["sku", "price"], ["TS-R-M", "5"]])

    after = catalogue()
    assert [one | {"price": None} for one in after] == [one | {"price": None} for one in before]
    shirt["TS-R-M"].refresh_from_db()
    assert shirt["TS-R-M"].price == Decimal("5.00")


def test_every_bad_row_is_named_with_its_column_and_nothing_is_written() -> None:
    run = upload_rows(
        [
            HEADING,
            ["A", "Мяч", "Спорт", "10", "1", ""],
            ["B", "", "Спорт", "x", "1.5", ""],
            ["A", "Мяч 2", "Спорт", "10", "1", ""],
            ["", "Мяч 3", "Спорт", "-1", "-2", ""],
            ["C", "Мяч", "Спорт", "10", "1", ""],
            ["D", "Мяч 5", "Спорт", "1,990", "нет", ""],
        ]
    )

    assert errors(run) == {
        3: [("product_name", "empty"), ("price", "not_a_number"), ("stock_quantity", "not_whole")],
        4: [("sku", "sku_twice")],
        5: [("sku", "empty"), ("price", "negative"), ("stock_quantity", "negative")],
        6: [("sku", "no_options")],
        7: [("price", "ambiguous_number"), ("stock_quantity", "not_a_number")],
    }
    with pytest.raises(StoreError):
        confirm_import(run=run, only_good=False)
    assert not Product.objects.exists()


def test_the_good_rows_alone_when_the_manager_says_so() -> None:
    run = upload_rows([*SHIRTS, ["BAD", "Лампа", "Дом", "", "1", ""]])

    confirmed(run, only_good=True)

    assert (run.stage, run.applied_count) == ("done", 3)
    assert set(ProductVariant.objects.values_list("sku", flat=True)) == {"T-1", "T-2", "M-1"}


@pytest.mark.parametrize(
    ("rows", "column", "code"),
    [
        ([["TS-R-M", "Футболка", "Elsewhere", "1", "Красный", "M"],
          ["TS-R-L", "Футболка", "Elsewhere 2", "1", "Красный", "L"]], "product_name", "two_names"),
        ([["NEW", "Футболка", "Clothing", "1", "Красный", ""]], "option_Размер", "option_missing"),
        ([["NEW", "Футболка", "Clothing", "1", "Красный", "M"]], "sku", "same_combination"),
        ([["TS-R-M", "Mug", "Clothing", "1", "", ""]], "product_name", "other_product"),
        ([["NEW", "Lamp", "Clothing", "1", "Red", ""], ["NEW2", "Lamp", "Clothing", "1", "", ""]],
         "option_Цвет", "option_missing"),
        ([["MUG", "Mug", "Clothing", "1", "Red", ""]], "option_Цвет", "no_such_option"),
        ([["NEW", "Lamp", " / ", "1", "", ""]], "category", "category_path"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said(rows: list[list[str]], column: str, code: str) -> None:
    product = make_shirt()["TS-R-M"].product
    make_product("Mug", category=product.category, variants=[new_variant(sku="MUG")])

    run = upload_rows(
        [["sku", "product_name", "category", "price", "option_Цвет", "option_Размер"], *rows]
    )

    assert (column, code) in [found for of_row in errors(run).values() for found in of_row]


def test_a_product_is_renamed_and_moved_when_all_its_rows_say_so() -> None:
    product = make_shirt()["TS-R-M"].product

    imported(
        [
            ["sku", "product_name", "category"],
            *([sku, "Рубашка", "Верх / Рубашки"] for sku in ("TS-R-M", "TS-R-L", "TS-B-M")),
        ]
    )

    product.refresh_from_db()
    assert product.name == "Рубашка"
    assert product.search_text == "рубашка\nclassic t-shirt"
    assert product.category.name == "Рубашки"
    assert Product.objects.count() == 1


def test_two_variants_change_places() -> None:
    shirt = make_shirt()
    before = {sku: variant.combination for sku, variant in shirt.items()}

    imported(
        [
            ["sku", "option_Размер"],
            ["TS-R-M", "L"],
            ["TS-R-L", "M"],
        ]
    )

    after = dict(ProductVariant.objects.values_list("sku", "combination"))
    assert after == before | {"TS-R-M": before["TS-R-L"], "TS-R-L": before["TS-R-M"]}


def test_stock_is_set_by_a_movement_and_unchanged_stock_by_none() -> None:
    shirt = make_shirt()

    run = imported([["sku", "stock_quantity"], ["TS-R-M", "9"], ["TS-R-L", "3"], ["TS-B-M", ""]])

    moved = StockMovement.objects.filter(reason="import")
    assert [(one.variant_id, one.quantity, one.stock_after, one.reference) for one in moved] == [
        (shirt["TS-R-M"].pk, 4, 9, f"import {run.pk}")
    ]


def test_an_import_is_undone_to_the_letter() -> None:
    make_shirt()
    before = catalogue()
    run = imported(
        [
            ["sku", "product_name", "category", "price", "stock_quantity", "option_Цвет",
             "option_Размер", "description", "is_active"],
            ["TS-R-M", "Рубашка", "Верх / Рубашки", "1", "50", "Красный", "XL", "Тёплая", "0"],
            ["TS-R-L", "Рубашка", "Верх / Рубашки", "1", "50", "Красный", "L", "Тёплая", "0"],
            ["TS-B-M", "Рубашка", "Верх / Рубашки", "1", "50", "Синий", "M", "Тёплая", "0"],
            ["TS-NEW", "Рубашка", "Верх / Рубашки", "1", "50", "Чёрный", "M", "Тёплая", "0"],
            ["LAMP", "Лампа", "Дом", "7", "2", "", "", "", "1"],
        ]
    )  # fmt: skip
    assert catalogue() != before
    assert run.can_be_undone

    undo_import(run=run)
    worked(run)

    assert (run.stage, run.applied_count) == ("undone", 0)
    assert catalogue() == before
    assert set(Category.objects.values_list("name", flat=True)) == {"Clothing"}
    for variant in ProductVariant.objects.all():
        assert sum(variant.movements.values_list("quantity", flat=True)) == variant.stock_quantity


def test_undo_is_refused_when_somebody_touched_the_goods_since() -> None:
    shirt = make_shirt()
    run = imported([["sku", "price", "stock_quantity"], ["TS-R-M", "5", "9"], ["TS-R-L", "5", "9"]])
    adjust_stock(variant=shirt["TS-R-L"], quantity=1, reason="correction")
    ProductVariant.objects.filter(sku="TS-R-M").update(price="6.00")
    after = catalogue()

    undo_import(run=run)
    worked(run)

    assert run.stage == "done"
    assert run.refusal == ["touched", {"skus": "TS-R-M, TS-R-L"}]
    assert catalogue() == after


def test_undo_is_refused_when_a_new_variant_was_ordered() -> None:
    run = imported(SHIRTS)
    make_order(wanted={ProductVariant.objects.get(sku="T-1"): 1})

    undo_import(run=run)
    worked(run)

    assert run.refusal == ["touched", {"skus": "T-1"}]
    assert ProductVariant.objects.count() == 3


def test_a_row_that_turned_bad_after_the_preview_leaves_nothing_behind(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(slices, "ROWS_AT_ONCE", 2)
    category = make_category("Дом")
    table = [["sku", "product_name", "category", "price"]]
    table += [[f"S-{number}", f"Лампа {number}", "Дом", "5"] for number in range(6)]
    run = upload_rows(table)
    make_product("Лампа 5", category=category, variants=[new_variant(sku="TAKEN")])

    confirmed(run)

    assert (run.stage, run.applied_count, run.refusal) == ("failed", 0, ["turned_bad", {}])
    assert set(ProductVariant.objects.values_list("sku", flat=True)) == {"TAKEN"}
    assert errors(run) == {7: [("sku", "no_options")]}


def test_a_dead_workers_import_goes_on_where_it_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slices, "ROWS_AT_ONCE", 2)
    table = [["sku", "product_name", "category", "price", "stock_quantity"]]
    table += [[f"S-{number}", f"Лампа {number}", "Дом", "5", "1"] for number in range(9)]
    run = upload_rows(table)
    confirm_import(run=run, only_good=False)
    advance(run.pk, seconds=0)
    work, calls = slices.write_plans, []

    def die_the_third_time(*args: object) -> list[int]:
        calls.append(args)
        made = work(*args)  # type: ignore[arg-type]
        if len(calls) == 3:
            raise KeyboardInterrupt
        return made

    monkeypatch.setattr(slices, "write_plans", die_the_third_time)
    with pytest.raises(KeyboardInterrupt):
        worked(run)
    run.refresh_from_db()
    half = ProductVariant.objects.count()
    worked(run)

    assert half == 2
    assert (run.stage, run.applied_count, ProductVariant.objects.count()) == ("done", 9, 9)
    assert StockMovement.objects.count() == 9


def test_two_workers_do_not_share_a_run() -> None:
    run = upload_rows(SHIRTS)
    confirm_import(run=run, only_good=False)
    assert import_products.waiting_runs().filter(pk=run.pk).exists()
    ImportRun.objects.filter(pk=run.pk).update(lease="other", leased_until="2100-01-01T00:00Z")

    assert advance(run.pk) is False

    assert not ProductVariant.objects.exists()
    assert not import_products.waiting_runs().filter(pk=run.pk).exists()


def test_stopping_keeps_what_was_written_and_it_can_be_undone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(slices, "ROWS_AT_ONCE", 1)
    run = upload_rows([*SHIRTS, ["L-1", "Лампа", "Дом", "700", "2", ""]])
    confirm_import(run=run, only_good=False)
    work = slices.write_plans

    def stop_after_the_first(*args: object) -> list[int]:
        if ImportRow.objects.filter(run=run, applied=True).exists():
            cancel_import(run=run)
        return work(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(slices, "write_plans", stop_after_the_first)
    worked(run)
    assert (run.stage, run.applied_count) == ("cancelled", 3)

    undo_import(run=run)
    worked(run)
    assert run.stage == "undone"
    assert not Product.objects.exists()


def test_one_import_is_written_at_a_time() -> None:
    first, second = upload_rows(SHIRTS), upload_rows(SHIRTS)
    confirm_import(run=first, only_good=False)

    with pytest.raises(StoreError):
        confirm_import(run=second, only_good=False)

    worked(first)
    confirm_import(run=second, only_good=False)
    worked(second)
    assert (second.stage, second.applied_count) == ("done", 0)
    assert ProductVariant.objects.count() == 3

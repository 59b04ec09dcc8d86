"""Writing the plans of a slice of rows, by a few statements however many rows there are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils import timezone

from catalog.cache import catalogue_changed
from catalog.files.apply_options import OptionsWriter
from catalog.files.bulk import write_columns
from catalog.files.categories import Shelves
from catalog.files.pictures import is_address
from catalog.files.plan import Plan
from catalog.files.state import State
from catalog.models import (
    ImportRun,
    PictureDownload,
    Product,
    ProductImage,
    ProductVariant,
    StockMovement,
)
from catalog.services.tell_stock import tell_stock


def write_plans(plans: Sequence[Plan], state: State, run: ImportRun) -> list[int]:
    """Write what the good rows say, and note in each how to undo it; the new categories' ids.

    Call in a transaction, with the state's rows locked.
    """
    plans = [plan for plan in plans if plan.good]
    for plan in plans:
        for one in plan.good:
            one.row.undo = {}
    made = state.shelves.make(plan.path for plan in plans if plan.path is not None)
    _write_products(plans, state.shelves)
    OptionsWriter(plans, state, run).write()
    _move_stock(plans, run)
    _write_pictures(plans, state, run)
    products = [plan.product.pk for plan in plans if plan.product]
    catalogue_changed(*products)
    return made


def stock_reference(run: ImportRun) -> str:
    """How the movements of an import name it."""
    return f"import {run.pk}"


# --- Products


def _write_products(plans: Sequence[Plan], shelves: Shelves) -> None:
    new = []
    changed = []
    for plan in plans:
        fields = dict(plan.values)
        if plan.path is not None:
            fields["category_id"] = shelves.ids[plan.path]
        note: dict[str, Any] = {"new": plan.product is None}
        if plan.product is None:
            plan.product = Product(**fields)
            new.append(plan.product)
        elif fields:
            note["fields"] = {
                name: [getattr(plan.product, name), value] for name, value in fields.items()
            }
            for name, value in fields.items():
                setattr(plan.product, name, value)
            changed.append(plan.product)
        plan.good[0].row.undo["product"] = note
    for product in (*new, *changed):
        product.search_text = product.build_search_text()
        product.leave_archive_if_published()
    Product.objects.bulk_create(new)
    write_columns(
        changed,
        ["name", "description", "category", "is_active", "archived_at", "translations",
         "search_text", "updated_at"],
    )  # fmt: skip
    for plan in plans:
        assert plan.product is not None
        for one in plan.good:
            one.row.undo["of"] = plan.product.pk


# --- Stock


def _move_stock(plans: Sequence[Plan], run: ImportRun) -> None:
    moves = []
    for plan in plans:
        for one in plan.good:
            assert one.variant is not None
            one.row.undo["variant"] = one.variant.pk
            if one.moved:
                moves.append((one.variant, one.moved))
                one.row.undo["moved"] = one.moved
    move_stock(moves, run)


def move_stock(moves: Sequence[tuple[ProductVariant, int]], run: ImportRun) -> None:
    """Move the stock of locked variants, each movement naming the import.

    As `adjust_stock.move_locked_stock`, whose one statement grows too long for a thousand rows.
    """
    for variant, moved in moves:
        variant.stock_quantity += moved
    write_columns([variant for variant, _moved in moves], ["stock_quantity"])
    written = StockMovement.objects.bulk_create(
        StockMovement(
            variant=variant,
            quantity=moved,
            stock_after=variant.stock_quantity,
            reason=StockMovement.Reason.IMPORT,
            actor=run.actor,
            reference=stock_reference(run),
        )
        for variant, moved in moves
    )
    tell_stock(written, {variant.pk: variant for variant, _moved in moves})


# --- Pictures


def _write_pictures(plans: Sequence[Plan], state: State, run: ImportRun) -> None:
    """Our own pictures at once, others as downloads for later; what is not named goes."""
    for plan in plans:
        if plan.pictures is None:
            continue
        product = _product(plan)
        there = state.pictures.get(product.pk, [])
        plan.good[0].row.undo["pictures"] = [
            [[picture.source, picture.sort_order, *_image(picture.image)] for picture in there],
            plan.pictures,
        ]
        write_pictures(product, plan.pictures, there, run)


def write_pictures(
    product: Product, wanted: Sequence[str], there: Iterable[Any], run: ImportRun
) -> None:
    """Give the product the pictures `wanted`, keeping those of `there` that are among them."""
    by_source = {picture.source: picture for picture in there}
    for place, source in enumerate(wanted):
        picture = by_source.pop(source, None)
        if picture is None:
            if is_address(source):
                PictureDownload.objects.create(
                    product=product, run=run, url=source, sort_order=place, due_at=timezone.now()
                )
            else:
                ProductImage.objects.create(product=product, image=source, sort_order=place)
        elif picture.sort_order != place:
            for row in (picture.image, picture.download):
                if row is not None:
                    row.sort_order = place
                    row.save(update_fields=["sort_order"])
    for picture in by_source.values():
        for row in (picture.download, picture.image):
            if row is not None and row.pk:
                row.delete()


def _image(image: ProductImage | None) -> tuple[str, int | None]:
    return (image.image.name or "", image.option_value_id) if image else ("", None)


def _product(plan: Plan) -> Product:
    assert plan.product is not None
    return plan.product


def _kept(value: object) -> Any:
    """As the undo note keeps it: JSON knows no decimals."""
    return value if value is None or isinstance(value, bool) else str(value)

"""Taking an import back, as long as nobody touched what it wrote."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import Max

from catalog.cache import catalogue_changed
from catalog.files.apply import move_stock, stock_reference
from catalog.files.apply_options import set_combinations
from catalog.files.bulk import write_columns
from catalog.files.pictures import is_address
from catalog.models import (
    Category,
    ImportRow,
    ImportRun,
    OptionValue,
    PictureDownload,
    Product,
    ProductImage,
    ProductVariant,
    StockMovement,
    VariantOption,
)
from catalog.services.adjust_stock import lock_variants

_SHOWN = 10
_AT_ONCE = 1000


def refuse_touched(run: ImportRun) -> list[str]:
    """The SKUs of rows that somebody changed since, a few of them; none when all can go back."""
    touched: list[str] = []
    last = 0
    while len(touched) < _SHOWN:
        rows = list(_written(run).filter(number__gt=last).order_by("number")[:_AT_ONCE])
        if not rows:
            break
        last = rows[-1].number
        touched += _Touched(run, rows).skus()
    return touched[:_SHOWN]


def undo_rows(run: ImportRun, count: int) -> int:
    """Take back the last `count` rows that still stand; how many there were. In a transaction."""
    rows = list(_written(run).order_by("-number")[:count])
    if not rows:
        _remove_categories(run.made_categories)
        return 0
    products = {
        product.pk: product
        for product in Product.objects.select_for_update(no_key=True)
        .filter(pk__in={row.undo["of"] for row in rows})
        .order_by("pk")
    }
    variants = lock_variants(row.undo["variant"] for row in rows)
    _return_stock(rows, variants, run)
    _restore_variants(rows, variants)
    _restore_products(rows, products, run)
    for row in rows:
        row.applied = False
    write_columns(rows, ["applied"])
    catalogue_changed(*products)
    return len(rows)


def _written(run: ImportRun) -> Any:
    return ImportRow.objects.filter(run=run, applied=True)


# --- Has anybody touched it?


class _Touched:
    """Compares what the rows wrote with what stands there now."""

    def __init__(self, run: ImportRun, rows: Sequence[ImportRow]) -> None:
        self.rows = rows
        ids = [row.undo["variant"] for row in rows]
        self.variants = ProductVariant.objects.in_bulk(ids)
        self.products = Product.objects.in_bulk({row.undo["of"] for row in rows})
        newest = (
            StockMovement.objects.filter(variant__in=ids)
            .order_by()
            .values("variant")
            .annotate(newest=Max("pk"))
            .values_list("newest", flat=True)
        )
        moved = StockMovement.objects.filter(pk__in=list(newest))
        self.movers = dict(moved.values_list("variant_id", "reference"))
        self.ours = stock_reference(run)
        self.chosen: dict[int, list[int]] = {}
        links = VariantOption.objects.filter(variant__in=ids).order_by("option_value_id")
        for variant, value in links.values_list("variant_id", "option_value_id"):
            self.chosen.setdefault(variant, []).append(value)

    def skus(self) -> list[str]:
        return [row.sku for row in self.rows if self._is_touched(row)]

    def _is_touched(self, row: ImportRow) -> bool:
        note: dict[str, Any] = row.undo
        variant = self.variants.get(note["variant"])
        product = self.products.get(note["of"])
        if variant is None or product is None:
            return True
        if note.get("new") and self.movers.get(variant.pk, self.ours) != self.ours:
            return True
        if "moved" in note and self.movers.get(variant.pk) != self.ours:
            return True
        if "options" in note and self.chosen.get(variant.pk, []) != note["options"][1]:
            return True
        if "price" in note and str(variant.price) != note["price"]:
            return True
        fields = note.get("fields", {})
        changed = any(_text(getattr(variant, name)) != new for name, (_old, new) in fields.items())
        ours = note.get("product", {}).get("fields", {})
        return changed or any(getattr(product, name) != new for name, (_old, new) in ours.items())


# --- Taking it back


def _return_stock(
    rows: Iterable[ImportRow], variants: dict[int, ProductVariant], run: ImportRun
) -> None:
    moves = [
        (variants[row.undo["variant"]], -row.undo["moved"])
        for row in rows
        if "moved" in row.undo and not row.undo.get("new")
    ]
    move_stock(moves, run)


def _restore_variants(rows: Iterable[ImportRow], variants: dict[int, ProductVariant]) -> None:
    changed, moving, gone = [], [], []
    values = OptionValue.objects.in_bulk(
        {pk for row in rows for pk in row.undo.get("options", [[]])[0]}
    )
    for row in rows:
        variant = variants[row.undo["variant"]]
        if row.undo.get("new"):
            gone.append(variant.pk)
            continue
        if fields := row.undo.get("fields"):
            for name, (old, _new) in fields.items():
                setattr(variant, name, _value(name, old))
            changed.append(variant)
        if options := row.undo.get("options"):
            moving.append((variant, [values[pk] for pk in options[0]]))
    write_columns(changed, ["price", "price_before", "is_active", "is_digital"])
    set_combinations(moving)
    ProductVariant.objects.filter(pk__in=gone).delete()
    _restore_values(rows)


def _restore_values(rows: Iterable[ImportRow]) -> None:
    """Option values that the import made and nobody uses go; translations as they were."""
    made = [pk for row in rows for pk in row.undo.get("values", [])]
    used = VariantOption.objects.filter(option_value__in=made).values("option_value")
    OptionValue.objects.filter(pk__in=made).exclude(pk__in=used).delete()
    changed = {
        pk: before
        for row in rows
        for pk, before, _after in reversed(row.undo.get("translations", []))
    }
    kept = OptionValue.objects.in_bulk(changed)
    for pk, value in kept.items():
        value.translations = changed[pk]
    write_columns(list(kept.values()), ["translations"])


def _restore_products(
    rows: Iterable[ImportRow], products: dict[int, Product], run: ImportRun
) -> None:
    changed = []
    for row in rows:
        product = products[row.undo["of"]]
        note = row.undo.get("product", {})
        if fields := note.get("fields"):
            for name, (old, _new) in fields.items():
                setattr(product, name, old)
            product.search_text = product.build_search_text()
            product.leave_archive_if_published()
            changed.append(product)
        if pictures := row.undo.get("pictures"):
            _restore_pictures(product, pictures[0], run)
    write_columns(
        changed,
        ["name", "description", "category", "is_active", "archived_at", "translations",
         "search_text", "updated_at"],
    )  # fmt: skip
    made = [row.undo["of"] for row in rows if row.undo.get("product", {}).get("new")]
    Product.objects.filter(pk__in=made, variants__isnull=True).delete()


def _restore_pictures(product: Product, before: Iterable[list[Any]], run: ImportRun) -> None:
    there = {
        (image.image.name, image.option_value_id): image
        for image in ProductImage.objects.filter(product=product)
    }
    PictureDownload.objects.filter(product=product, status="waiting").delete()
    for source, place, name, option_value in before:
        if not name:
            continue
        image = there.pop((name, option_value), None)
        if image is None:
            image = ProductImage.objects.create(
                product=product, image=name, option_value_id=option_value, sort_order=place
            )
            if is_address(source):
                PictureDownload.objects.create(
                    product=product, run=run, image=image, url=source, sort_order=place,
                    status=PictureDownload.Status.DONE, due_at=run.created_at,
                )  # fmt: skip
        elif image.sort_order != place:
            image.sort_order = place
            image.save(update_fields=["sort_order"])
    for image in there.values():
        image.delete()


def _remove_categories(ids: Sequence[int]) -> None:
    """Those that the import made and that are empty again, the deepest first."""
    for pk in sorted(ids, reverse=True):
        Category.objects.filter(pk=pk, products__isnull=True, children__isnull=True).delete()
    catalogue_changed()


def _text(value: Any) -> Any:
    return value if value is None or isinstance(value, bool) else str(value)


def _value(name: str, kept: Any) -> Any:
    return Decimal(kept) if kept is not None and name.startswith("price") else kept

"""The part of the catalogue that some rows of a file speak of, read by a few queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Min, Q

from catalog.files import columns
from catalog.files.categories import Path, Shelves
from catalog.files.goods import Goods
from catalog.models import (
    ImportRow,
    ImportRun,
    OptionType,
    OptionValue,
    PictureDownload,
    Product,
    ProductImage,
    ProductVariant,
    VariantOption,
)
from catalog.services.adjust_stock import lock_variants


@dataclass
class Picture:
    """A picture that a product has or is to have; `source` is how files name it."""

    source: str
    sort_order: int
    image: ProductImage | None = None
    download: PictureDownload | None = None


@dataclass
class State:
    """What is there now. `claims` says which groups of the file speak of a product's variants."""

    shelves: Shelves
    variants: dict[str, ProductVariant] = field(default_factory=dict)
    products: dict[int, Product] = field(default_factory=dict)
    siblings: defaultdict[int, list[ProductVariant]] = field(
        default_factory=lambda: defaultdict(list)
    )
    chosen: defaultdict[int, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))
    options: defaultdict[int, list[OptionType]] = field(default_factory=lambda: defaultdict(list))
    values: defaultdict[int, list[OptionValue]] = field(default_factory=lambda: defaultdict(list))
    value_by_id: dict[int, OptionValue] = field(default_factory=dict)
    pictures: defaultdict[int, list[Picture]] = field(default_factory=lambda: defaultdict(list))
    named: defaultdict[tuple[str, Path], list[int]] = field(
        default_factory=lambda: defaultdict(list)
    )
    called: defaultdict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    twins: dict[str, int] = field(default_factory=dict)
    claims: defaultdict[int, set[int]] = field(default_factory=lambda: defaultdict(set))

    def path_of(self, product: Product) -> Path:
        return self.shelves.paths.get(product.category_id, ())


def read_state(
    run: ImportRun, goods: Sequence[Goods], shelves: Shelves, *, lock: bool = False
) -> State:
    """The state that `goods` need; with `lock`, its products and variants are locked.

    Products come before variants, as the admin writes them; a buyer locks variants alone.
    """
    state = State(shelves)
    skus = [one.row.sku for one in goods]
    ids = set(
        ProductVariant.objects.filter(sku__in=skus)
        .order_by()
        .values_list("product_id", flat=True)
        .distinct()
    )
    ids |= _products_named(state, goods)
    products = Product.objects.filter(pk__in=ids).order_by("pk")
    if lock:
        products = products.select_for_update(no_key=True)
    state.products = {product.pk: product for product in products}
    _read_variants(state, lock=lock)
    _read_options(state, run)
    if columns.PICTURES in run.columns:
        _read_pictures(state)
    _read_file(state, run, skus)
    return state


def _products_named(state: State, goods: Iterable[Goods]) -> set[int]:
    """Remember which products have the rows' names; their ids."""
    names = {one.values[columns.NAME] for one in goods if columns.NAME in one.values}
    if not names:
        return set()
    paths = {one.values[columns.CATEGORY] for one in goods if columns.CATEGORY in one.values}
    found = Product.objects.filter(name__in=names).order_by("sort_order", "pk")
    if paths:
        shelves = {state.shelves.ids[path] for path in paths if path in state.shelves.ids}
        found = found.filter(category__in=shelves)
    ids = set()
    for pk, name, category in found.values_list("pk", "name", "category_id"):
        state.named[name, state.shelves.paths.get(category, ())].append(pk)
        state.called[name].append(pk)
        ids.add(pk)
    return ids


def _read_variants(state: State, *, lock: bool) -> None:
    found: Iterable[ProductVariant] = ProductVariant.objects.filter(
        product__in=list(state.products)
    ).order_by("pk")
    if lock:
        found = lock_variants(variant.pk for variant in found).values()
    for variant in found:
        state.variants[variant.sku] = variant
        state.siblings[variant.product_id].append(variant)


def _read_options(state: State, run: ImportRun) -> None:
    products = list(state.products)
    for option in OptionType.objects.filter(product__in=products).order_by("sort_order", "pk"):
        state.options[option.product_id].append(option)
    if not any(column.startswith(columns.OPTION) for column in run.columns):
        return
    of_products = Q(option_type__product__in=products)
    for value in OptionValue.objects.filter(of_products).order_by("sort_order", "pk"):
        state.values[value.option_type_id].append(value)
        state.value_by_id[value.pk] = value
    links = VariantOption.objects.filter(variant__product__in=products)
    for variant, option_type, value_id in links.values_list(
        "variant_id", "option_type_id", "option_value_id"
    ):
        state.chosen[variant][option_type] = value_id


def _read_pictures(state: State) -> None:
    products = list(state.products)
    for image in ProductImage.objects.filter(product__in=products).select_related("download"):
        download: PictureDownload | None = getattr(image, "download", None)
        source = download.url if download else image.image.name or ""
        state.pictures[image.product_id].append(
            Picture(source, image.sort_order, image=image, download=download)
        )
    waiting = PictureDownload.objects.filter(
        product__in=products, status=PictureDownload.Status.WAITING
    )
    for download in waiting:
        state.pictures[download.product_id].append(
            Picture(download.url, download.sort_order, download=download)
        )
    for pictures in state.pictures.values():
        pictures.sort(key=lambda picture: picture.sort_order)


def _read_file(state: State, run: ImportRun, skus: Sequence[str]) -> None:
    """What the file says elsewhere: SKUs that stand twice, and who else speaks of the products."""
    rows = ImportRow.objects.filter(run=run).order_by()
    firsts = rows.filter(sku__in=skus).values("sku").annotate(first=Min("number"))
    state.twins = {row["sku"]: row["first"] for row in firsts}
    if columns.NAME not in run.columns:
        return
    owners = {variant.sku: pk for pk, variants in state.siblings.items() for variant in variants}
    for sku, group in rows.filter(sku__in=list(owners)).values_list("sku", "group"):
        state.claims[owners[sku]].add(group)

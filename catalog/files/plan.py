"""What rows of a file would do to the catalogue: decided here, shown in the preview, then written.

The same rows in the same state give the same plan: it is made once for the preview and again,
under locks, when it is written.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from catalog.files import columns
from catalog.files.categories import Path, join_path
from catalog.files.goods import Goods
from catalog.files.pictures import exists, is_address
from catalog.files.plan_options import plan_options
from catalog.files.plan_variants import plan_variant
from catalog.files.problems import Wrong
from catalog.files.state import State
from catalog.models import Product


@dataclass
class Plan:
    """One product of the file. `product` is None when it is new; `fields` are the columns of its
    table to write, `pictures` is the list that it is to have, None when that stays as it is."""

    product: Product | None
    goods: list[Goods]
    path: Path | None = None
    values: dict[str, Any] = field(default_factory=dict)
    changes: list[tuple[str, Any, Any]] = field(default_factory=list)
    pictures: list[str] | None = None
    option_names: list[str] = field(default_factory=list)

    @property
    def good(self) -> list[Goods]:
        return [one for one in self.goods if not one.errors]


def make_plans(goods: Sequence[Goods], state: State, names: Sequence[str]) -> list[Plan]:
    """The plans of the rows, which come in whole groups in order; marks what is wrong in them."""
    options = columns.options_in(names)
    plans = []
    for group, members in groupby(goods, key=lambda one: one.row.group):
        rows = list(members)
        for one in rows:
            _find_variant(one, state)
        for plan in _targets(group, rows, state):
            _plan_product(plan, state)
            plan_options(plan, state, options)
            for one in plan.good:
                plan_variant(one)
            _show_product_changes(plan)
            plans.append(plan)
    return plans


def _find_variant(one: Goods, state: State) -> None:
    sku = one.values.get(columns.SKU)
    if sku is None:
        return
    first = state.twins.get(sku, one.row.number)
    if first != one.row.number:
        one.wrong(columns.SKU, Wrong.SKU_TWICE, row=first)
    one.variant = state.variants.get(sku)


# --- Which product is meant


def _targets(group: int, rows: list[Goods], state: State) -> Iterable[Plan]:
    """The rows by the product that they belong to; usually one."""
    good = [one for one in rows if not one.errors]
    named = bool(good) and columns.NAME in good[0].values and columns.CATEGORY in good[0].values
    by_product: defaultdict[int | None, list[Goods]] = defaultdict(list)
    place = _by_name_and_path if named else _by_what_there_is
    for one, product_id in place(group, good, state):
        if not one.errors:
            by_product[product_id].append(one)
    for product_id, members in by_product.items():
        product = None if product_id is None else state.products[product_id]
        yield Plan(product, members)


def _by_name_and_path(
    group: int, rows: list[Goods], state: State
) -> Iterable[tuple[Goods, int | None]]:
    name, path = rows[0].values[columns.NAME], rows[0].values[columns.CATEGORY]
    there = state.named.get((name, path), [])
    owners = list(dict.fromkeys(one.variant.product_id for one in rows if one.variant))
    if there:
        target: int | None = next((pk for pk in owners if pk in there), there[0])
    elif owners:
        target = owners[0]
    else:
        target = None
    # Somebody else in the file speaks of that product under another name.
    torn = target is not None and any(other != group for other in state.claims[target])
    for one in rows:
        if one.variant is None:
            if torn and target is not None:
                _refuse_two_names(one, state.products[target])
            yield one, target
            continue
        own = one.variant.product_id
        if own != target and own not in there:
            product = state.products[own]
            one.wrong(
                columns.NAME if product.name != name else columns.CATEGORY,
                Wrong.OTHER_PRODUCT,
                product=product.name,
                category=join_path(state.path_of(product)),
            )
        elif torn and not there:
            _refuse_two_names(one, state.products[own])
        yield one, own


def _refuse_two_names(one: Goods, product: Product) -> None:
    one.wrong(columns.NAME, Wrong.TWO_NAMES, product=product.name)


def _by_what_there_is(
    group: int, rows: list[Goods], state: State
) -> Iterable[tuple[Goods, int | None]]:
    """Without a column for the name or the category the SKU leads, then the name alone."""
    for one in rows:
        if one.variant is not None:
            yield one, one.variant.product_id
            continue
        name = one.values.get(columns.NAME)
        called = state.called.get(name, []) if name else []
        if name is None:
            one.wrong(columns.SKU, Wrong.UNKNOWN_SKU)
        elif not called:
            one.wrong(columns.NAME, Wrong.NO_SUCH_PRODUCT)
        elif len(called) > 1:
            one.wrong(columns.NAME, Wrong.SEVERAL_PRODUCTS)
        yield one, called[0] if called else None


# --- What becomes of it


def _plan_product(plan: Plan, state: State) -> None:
    product = plan.product
    first = plan.goods[0].values
    if columns.NAME in first:
        _agree(plan, columns.NAME)
        _set(plan, columns.NAME, "name", product.name if product else None, first[columns.NAME])
    if columns.CATEGORY in first:
        _agree(plan, columns.CATEGORY)
        path: Path = first[columns.CATEGORY]
        now = state.path_of(product) if product else None
        if path != now:
            plan.path = path
            plan.changes.append((columns.CATEGORY, join_path(now or ()), join_path(path)))
    _plan_description(plan)
    _plan_translations(plan)
    shown = _agreed(plan, columns.ACTIVE)
    if shown is not None:
        _set(plan, columns.ACTIVE, "is_active", product.is_active if product else None, shown)
    _plan_pictures(plan, state)


def _plan_description(plan: Plan) -> None:
    text = _agreed(plan, columns.DESCRIPTION, empty="")
    now = plan.product.description if plan.product else ""
    if text is not None and text != _tidy(now):
        _set(plan, columns.DESCRIPTION, "description", now, text)


def _plan_translations(plan: Plan) -> None:
    """The texts in further languages, together the `translations` column."""
    texts = Product(translations=plan.product.translations if plan.product else {})
    for column, (name, code) in columns.translated_columns().items():
        text = _agreed(plan, column, empty="")
        now = texts.translations.get(code, {}).get(name, "")
        if text is not None and text != _tidy(now):
            texts.set_text(name, code, text)
            plan.values["translations"] = texts.translations
            plan.changes.append((column, now, text))


def _plan_pictures(plan: Plan, state: State) -> None:
    """All that the rows name, in the order of the file."""
    rows = [one for one in plan.good if columns.PICTURES in one.values]
    if not rows:
        return
    there = state.pictures.get(plan.product.pk, []) if plan.product else []
    now = [picture.source for picture in there]
    for one in rows:
        for source in one.values[columns.PICTURES]:
            if not is_address(source) and source not in now and not exists(source):
                one.wrong(columns.PICTURES, Wrong.PICTURE_MISSING, text=source[:80])
    wanted = list(
        dict.fromkeys(
            source for one in rows if not one.errors for source in one.values[columns.PICTURES]
        )
    )
    if wanted != now:
        plan.pictures = wanted
        plan.changes.append((columns.PICTURES, " ".join(now), " ".join(wanted)))


def _set(plan: Plan, column: str, name: str, old: Any, new: Any) -> None:
    if old != new:
        plan.values[name] = new
        plan.changes.append((column, old, new))


def _agree(plan: Plan, column: str) -> None:
    """Mark the rows that say otherwise than the first one does."""
    _agreed(plan, column)


def _agreed(plan: Plan, column: str, empty: Any = None) -> Any:
    """What the rows say in common, None when they say nothing; the empty cells follow the others."""
    said: Any = None
    by: int | None = None
    for one in plan.good:
        value = one.values.get(column)
        if value is None:
            continue
        if by is None or said == empty:
            said, by = value, one.row.number
        elif value not in (said, empty):
            one.wrong(column, Wrong.DISAGREES, row=by)
    return said


def _show_product_changes(plan: Plan) -> None:
    """The product's changes stand in the diff of its first good row; a new row shows all it says."""
    carrier = next(iter(plan.good), None)
    if carrier is None:
        return
    if plan.product is not None:
        shown = [(column, old, new) for column, old, new in plan.changes]
        own, carrier.changes = carrier.changes, []
        for column, old, new in shown:
            carrier.change(column, old, new)
        carrier.changes += own
    for one in plan.good:
        if one.variant is None:
            one.changes = [[column, "", text] for column, text in one.row.cells.items() if text]


def _tidy(text: str) -> str:
    """A text as it comes back from a file."""
    return text.replace("\r\n", "\n").strip()

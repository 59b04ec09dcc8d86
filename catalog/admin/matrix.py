"""The grid of a product's variants: what the page is told, and what it sends back understood."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from catalog.models import Product, ProductVariant, StockMovement
from catalog.services.drafts import VariantDraft
from catalog.services.save_variants import is_withdrawn, ordered_variants
from catalog.services.suggest_skus import suggest_skus

MOST_VARIANTS = 200
MOST_OPTIONS = 10
MOST_VALUES = 100
MOST_STOCK = 1_000_000
LONGEST_NAME = 50
_LONGEST_SKU = 64
_DEAREST = Decimal(10) ** 10

STOCK_REASONS = (StockMovement.Reason.CORRECTION, StockMovement.Reason.RECEIVED)


def matrix_now(product: Product | None) -> dict[str, Any]:
    """The options and variants as they are, in the shape in which the page sends them back."""
    if product is None or product.pk is None:
        return {"version": "", "options": [], "rows": [], "withdrawn": []}
    options = list(product.options.prefetch_related("values"))
    words = {
        value.pk: (option.name, value.value) for option in options for value in option.values.all()
    }
    variants = list(product.variants.prefetch_related("chosen"))
    ordered = ordered_variants(variant.pk for variant in variants)
    return {
        "version": _version(variants),
        "options": [
            {
                "id": option.pk,
                "name": option.name,
                "values": [value.value for value in option.values.all()],
            }
            for option in options
        ],
        "rows": [
            _row(variant, words, variant.pk in ordered)
            for variant in variants
            if not is_withdrawn(variant)
        ],
        "withdrawn": [variant.sku for variant in variants if is_withdrawn(variant)],
    }


def _row(
    variant: ProductVariant, words: Mapping[int, tuple[str, str]], ordered: bool
) -> dict[str, Any]:
    return {
        "id": variant.pk,
        "picks": dict(words[choice.option_value_id] for choice in variant.chosen.all()),
        "sku": variant.sku,
        "price": f"{variant.price:f}",
        "price_before": "" if variant.price_before is None else f"{variant.price_before:f}",
        "stock": str(variant.stock_quantity),
        "stock_was": variant.stock_quantity,
        "active": variant.is_active,
        "ordered": ordered,
    }


def _version(variants: Sequence[ProductVariant]) -> str:
    """Another word as soon as there are other variants, or they are other combinations."""
    places = sorted((variant.pk, variant.combination) for variant in variants)
    return hashlib.sha256(repr(places).encode()).hexdigest()[:16]


@dataclass
class Matrix:
    """What was sent: drafts for the service, and errors by cell where there are any.

    `errors` is `{"rows": {"3": {"price": "…"}}, "options": {"0": "…"}, "all": ["…"]}`.
    """

    options: dict[str, list[str]] = field(default_factory=dict)
    variants: list[VariantDraft] = field(default_factory=list)
    stock_reason: str = StockMovement.Reason.CORRECTION
    moves_stock: bool = False
    errors: dict[str, Any] = field(default_factory=lambda: {"rows": {}, "options": {}, "all": []})

    @property
    def is_good(self) -> bool:
        return not any(self.errors.values())

    def wrong_cell(self, row: int, column: str, text: str) -> None:
        self.errors["rows"].setdefault(str(row), {}).setdefault(column, text)


class MatrixError(ValueError):
    """It is not what the page sends."""


def read_matrix(text: str, *, product: Product | None, name: str) -> Matrix:
    """What the page sent, understood and checked as far as one can without a lock.

    An empty SKU is filled. Raises MatrixError for what no page would send.
    """
    sent = _loaded(text)
    matrix = Matrix()
    now = matrix_now(product)
    if sent["version"] != now["version"]:
        matrix.errors["all"].append(
            _(
                "Somebody else changed the variants meanwhile. Look at them again: saving once "
                "more makes them what you see here."
            )
        )
    if sent["stock_reason"] in {reason.value for reason in STOCK_REASONS}:
        matrix.stock_reason = sent["stock_reason"]
    _read_options(sent["options"], matrix)
    if len(sent["rows"]) > MOST_VARIANTS:
        matrix.errors["all"].append(
            _("A product has at most %(n)d variants.") % {"n": MOST_VARIANTS}
        )
    elif not sent["rows"]:
        matrix.errors["all"].append(_("A product needs at least one variant."))
    else:
        known = {row["id"] for row in now["rows"]}
        _fill_skus(sent["rows"], name)
        for place, row in enumerate(sent["rows"]):
            _read_row(place, row, known, matrix)
        _check_skus(matrix, product)
    return matrix


def _loaded(text: str) -> dict[str, Any]:
    try:
        sent = json.loads(text)
        rows = [
            {
                "id": row["id"] if isinstance(row.get("id"), int) else None,
                "values": [str(value) for value in row["values"]],
                "active": row.get("active") is True,
                "stock_was": row["stock_was"] if isinstance(row.get("stock_was"), int) else 0,
                **{
                    cell: str(row.get(cell, "")).replace("\0", "").strip()
                    for cell in ("sku", "price", "price_before", "stock")
                },
            }
            for row in sent["rows"]
        ]
        options = [
            (
                _clean(option["name"]),
                [_clean(value) for value in option["values"]],
            )
            for option in sent["options"]
        ]
        return {
            "version": str(sent.get("version", "")),
            "stock_reason": str(sent.get("stock_reason", "")),
            "options": options,
            "rows": rows,
        }
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as failure:
        raise MatrixError from failure


def _clean(text: Any) -> str:
    return " ".join(str(text).replace("\0", "").split())


def _read_options(options: Sequence[tuple[str, list[str]]], matrix: Matrix) -> None:
    if len(options) > MOST_OPTIONS:
        matrix.errors["all"].append(_("A product has at most %(n)d options.") % {"n": MOST_OPTIONS})
    for place, (name, values) in enumerate(options):
        if fault := _option_fault(name, values, matrix.options):
            matrix.errors["options"][str(place)] = fault
        matrix.options[name] = values


def _option_fault(name: str, values: Sequence[str], others: Mapping[str, Any]) -> str:
    folded = [value.casefold() for value in values]
    if not name:
        return _("Name the option.")
    if name.casefold() in {other.casefold() for other in others}:
        return _("Another option has this name.")
    if not values:
        return _("Add a value, or remove the option.")
    if len(values) > MOST_VALUES:
        return _("An option has at most %(n)d values.") % {"n": MOST_VALUES}
    if len(set(folded)) < len(folded) or "" in folded:
        return _("A value stands there twice.")
    if any(len(text) > LONGEST_NAME for text in (name, *values)):
        return _("A name or a value has at most %(n)d characters.") % {"n": LONGEST_NAME}
    return ""


def _fill_skus(rows: Sequence[dict[str, Any]], name: str) -> None:
    empty = [row for row in rows if not row["sku"] and row["id"] is None]
    if empty:
        found = suggest_skus(
            name=name,
            combinations=[row["values"] for row in empty],
            taken=[row["sku"] for row in rows],
        )
        for row, sku in zip(empty, found, strict=True):
            row["sku"] = sku


def _read_row(place: int, row: Mapping[str, Any], known: set[int], matrix: Matrix) -> None:
    pk = row["id"] if row["id"] in known else None
    price = _money(row["price"])
    before = _money(row["price_before"])
    stock = _whole(row["stock"] or "0")
    if not row["sku"]:
        matrix.wrong_cell(place, "sku", _("It needs an SKU."))
    elif len(row["sku"]) > _LONGEST_SKU:
        matrix.wrong_cell(place, "sku", _("At most %(n)d characters.") % {"n": _LONGEST_SKU})
    if price is None:
        text = _("It needs a price.") if not row["price"] else _("Not a price.")
        matrix.wrong_cell(place, "price", text)
    if row["price_before"] and before is None:
        matrix.wrong_cell(place, "price_before", _("Not a price."))
    elif price is not None and before is not None and before <= price:
        matrix.wrong_cell(place, "price_before", _("Must be more than the price."))
    if stock is None:
        matrix.wrong_cell(
            place, "stock", _("A whole number from 0 to %(most)d.") % {"most": MOST_STOCK}
        )
        stock = 0
    change = stock - row["stock_was"] if pk else 0
    matrix.moves_stock |= bool(change) or bool(stock and not pk)
    matrix.variants.append(
        VariantDraft(
            pk=pk,
            sku=row["sku"],
            price=price,
            price_before=before,
            keeps_price_before=False,
            is_active=row["active"],
            attributes=dict(zip(matrix.options, map(_clean, row["values"]), strict=False)),
            stock_quantity=None if pk else stock,
            stock_change=change,
        )
    )


def _check_skus(matrix: Matrix, product: Product | None) -> None:
    """Every SKU once in the grid, and none that another product has."""
    first: set[str] = set()
    for place, draft in enumerate(matrix.variants):
        if draft.sku in first:
            matrix.wrong_cell(place, "sku", _("Another row has this SKU."))
        first.add(draft.sku or "")
    taken = ProductVariant.objects.filter(sku__in=first).exclude(
        product=product.pk if product else None
    )
    foreign = dict(taken.values_list("sku", "product__name"))
    for place, draft in enumerate(matrix.variants):
        if draft.sku in foreign:
            text = _("Taken by “%(product)s”.") % {"product": foreign[draft.sku]}
            matrix.wrong_cell(place, "sku", text)


def _money(text: str) -> Decimal | None:
    """`1 990,5` as 1990.50; None for what is no price."""
    plain = "".join(text.split()).replace(",", ".")
    if not plain or not plain.replace(".", "", 1).isdecimal() or not plain.isascii():
        return None
    try:
        amount = Decimal(plain)
    except InvalidOperation:
        return None
    cents = amount.quantize(Decimal("0.01")) if amount < _DEAREST else None
    return cents if cents is not None and cents == amount else None


def _whole(text: str) -> int | None:
    plain = "".join(text.split())
    if not plain.isascii() or not plain.isdecimal() or len(plain) > 7:
        return None
    return int(plain) if int(plain) <= MOST_STOCK else None

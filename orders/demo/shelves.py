"""Categories and products of the demo store, written in bulk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import count, product
from math import prod
from random import Random
from typing import Any

from django.conf import settings
from django.db import transaction

from catalog.models import (
    Category,
    OptionType,
    OptionValue,
    Product,
    ProductImage,
    ProductVariant,
    StockMovement,
    VariantOption,
)
from catalog.services.set_variant_options import combination_key
from orders.demo.bulk import Row, reserve_ids, write_rows
from orders.demo.catalogue import SHELVES
from orders.demo.catalogue.model import Choice, Item, Shelf, Text
from orders.demo.people import STAFF
from orders.demo.stock import Move, plenty, usual, write_ledger
from shop.translations import Translated, main_language

_TABLES: dict[type[Any], tuple[str, ...]] = {
    Product: (
        "id", "category_id", "name", "description", "translations", "sort_order", "is_active",
        "search_text", "created_at", "updated_at",
    ),
    OptionType: ("id", "product_id", "name", "translations", "sort_order"),
    OptionValue: ("id", "option_type_id", "value", "translations", "sort_order"),
    ProductVariant: (
        "id", "product_id", "sku", "price", "price_before", "stock_quantity", "is_active",
        "combination", "sort_order",
    ),
    VariantOption: ("variant_id", "option_type_id", "option_value_id"),
    ProductImage: ("product_id", "image", "option_value_id", "sort_order"),
}  # fmt: skip


@dataclass(frozen=True)
class Entry:
    """A product to be written; `pictures` are file names by colour code, "" for no colour."""

    item: Item
    category_id: int
    sort_order: int
    pictures: Mapping[str, str]
    plenty: bool = False


def words(target: Translated, **texts: Text) -> None:
    """Put the texts into the main language's columns and the other languages' translations."""
    for code in settings.STORE_LANGUAGES:
        if code == main_language() or code in {"ru", "en"}:
            for field, text in texts.items():
                target.set_text(field, code, text.in_(code))


def write_categories() -> dict[str, int]:
    """The ids of the demo store's categories by slug, made where they are missing."""
    ids: dict[str, int] = {}
    for place, top in enumerate(SHELVES):
        parent = _category(top, None, place)
        ids[top.slug] = parent.pk
        for position, shelf in enumerate(top.shelves):
            ids[shelf.slug] = _category(shelf, parent, position).pk
    return ids


@transaction.atomic
def write_products(entries: Sequence[Entry], opened_at: datetime) -> None:
    """Insert the products with options, variants, pictures and opening stock."""
    writer = _Writer(entries, opened_at)
    for entry in entries:
        writer.add(entry)
    writer.flush()


def _category(shelf: Shelf, parent: Category | None, place: int) -> Category:
    found = Category.objects.filter(slug=shelf.slug).first()
    if found is None:
        found = Category(slug=shelf.slug, parent=parent, sort_order=place)
        words(found, name=shelf.name)
        found.save()
    return found


class _Writer:
    """The rows of many products, table by table, with ids taken from blocks reserved for them."""

    def __init__(self, entries: Sequence[Entry], opened_at: datetime) -> None:
        options = [option for entry in entries for option in entry.item.options]
        choices = sum(len(option.choices) for option in options)
        variants = sum(
            prod(len(option.choices) for option in entry.item.options) for entry in entries
        )
        self._product_ids = count(reserve_ids(Product, len(entries)))
        self._option_ids = count(reserve_ids(OptionType, len(options)))
        self._value_ids = count(reserve_ids(OptionValue, choices))
        self._variant_ids = count(reserve_ids(ProductVariant, variants))
        self._rows: dict[type[Any], list[Row]] = {model: [] for model in _TABLES}
        self._rng = Random(f"stock/{entries[0].item.sku}" if entries else 0)  # noqa: S311
        self._stock = usual(self._rng)
        self._opening: list[Move] = []
        self._opened_at = opened_at

    def add(self, entry: Entry) -> None:
        new = Product(
            pk=next(self._product_ids), category_id=entry.category_id, sort_order=entry.sort_order
        )
        words(new, name=entry.item.name, description=entry.item.about)
        self._rows[Product].append(
            (
                new.pk, new.category_id, new.name, new.description, new.translations,
                new.sort_order, True, new.build_search_text(), self._opened_at, self._opened_at,
            )
        )  # fmt: skip
        values = self._add_options(new.pk, entry.item)
        self._add_variants(new.pk, entry, values)
        self._add_pictures(new.pk, entry, values)

    def flush(self) -> None:
        for model, columns in _TABLES.items():
            write_rows(model, columns, self._rows[model])
        write_ledger(
            dict.fromkeys((move.variant_id for move in self._opening), 0),
            self._opening,
            self._opened_at,
        )

    def _add_options(self, product_id: int, item: Item) -> dict[Choice, tuple[int, int]]:
        """The ids of option and value for each choice of the item."""
        ids: dict[Choice, tuple[int, int]] = {}
        for place, option in enumerate(item.options):
            kind = OptionType(pk=next(self._option_ids))
            words(kind, name=option.name)
            self._rows[OptionType].append(
                (kind.pk, product_id, kind.name, kind.translations, place)
            )
            for position, choice in enumerate(option.choices):
                value = OptionValue(pk=next(self._value_ids))
                words(value, value=choice.text)
                self._rows[OptionValue].append(
                    (value.pk, kind.pk, value.value, value.translations, position)
                )
                ids[choice] = (kind.pk, value.pk)
        return ids

    def _add_variants(
        self, product_id: int, entry: Entry, ids: Mapping[Choice, tuple[int, int]]
    ) -> None:
        item = entry.item
        combinations = product(*(option.choices for option in item.options))
        for place, chosen in enumerate(combinations):
            pk = next(self._variant_ids)
            quantity = plenty(self._rng) if entry.plenty else next(self._stock)
            extra = sum(choice.surcharge for choice in chosen)
            self._rows[ProductVariant].append(
                (
                    pk, product_id, "-".join((item.sku, *(choice.code for choice in chosen))),
                    Decimal(item.price + extra), Decimal(item.was + extra) if item.was else None,
                    quantity, True, combination_key(ids[choice][1] for choice in chosen), place,
                )
            )  # fmt: skip
            self._rows[VariantOption] += [(pk, *ids[choice]) for choice in chosen]
            if quantity:
                self._opening.append(
                    Move(self._opened_at, pk, quantity, StockMovement.Reason.INITIAL, STAFF)
                )

    def _add_pictures(
        self, product_id: int, entry: Entry, ids: Mapping[Choice, tuple[int, int]]
    ) -> None:
        by_code = {choice.code: pair[1] for choice, pair in ids.items() if choice.colour}
        self._rows[ProductImage] += [
            (product_id, name, by_code.get(code), place)
            for place, (code, name) in enumerate(entry.pictures.items())
        ]

"""A product with everything that belongs to it, replaced or changed at once or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction

from catalog.cache import catalogue_changed
from catalog.models import (
    OptionType,
    OptionValue,
    Product,
    ProductVariant,
    StockMovement,
    VariantOption,
)
from catalog.services.adjust_stock import lock_variants, move_locked_stock
from catalog.services.set_variant_options import combination_key
from shop.errors import ErrorCode, StoreError

_FACTS = ("name", "description", "category", "is_active", "sort_order", "translations")


# A variant that was ordered and let go: off sale, free of options, in no other's way.
_ARCHIVED = "archived-"


@dataclass(frozen=True)
class VariantDraft:
    """A variant as it is to be; what is None stays as it is, or has its default when it is new.

    It is the variant with this `pk`, else the product's own with this `sku`, else a new one.
    """

    sku: str | None = None
    pk: int | None = None
    price: Decimal | None = None
    stock_quantity: int | None = None
    is_active: bool | None = None
    attributes: Mapping[str, str] | None = None
    price_before: Decimal | None = None
    keeps_price_before: bool = True


@dataclass(frozen=True)
class ProductDraft:
    """A product as it is to be; what is None stays as it is. Lists are in display order."""

    facts: Mapping[str, Any]
    options: Mapping[str, Sequence[str]] | None = None
    variants: Sequence[VariantDraft] | None = None


@transaction.atomic  # a savepoint when a caller has a transaction: it refuses half-way
def save_product(
    *, product: Product | None, draft: ProductDraft, replace: bool, actor: str
) -> Product:
    """The product, new when `product` is None, with the facts, options and variants of `draft`.

    With `replace` the variants and options that `draft` does not name go (a variant that was
    ever ordered goes off sale instead); without it they stay. A stock that is named is reached
    by a movement. Raises StoreError: NOT_FOUND for a variant of another product, SKU_TAKEN,
    INVALID_OPTIONS (with `problems`) when an option has no value, or two variants are the same.
    """
    is_new = product is None
    product = product or Product()
    for name in _FACTS:
        if name in draft.facts:
            setattr(product, name, draft.facts[name])
    product.save()
    if draft.options is not None or draft.variants is not None:
        _Assembly(product, actor, is_new).make(draft, replace=replace or is_new)
    catalogue_changed(product.pk)
    return product


class _Assembly:
    """The options and variants of one product while they are put together."""

    def __init__(self, product: Product, actor: str, is_new: bool) -> None:
        self.product, self.actor = product, actor
        self.is_new = is_new
        ids = [] if is_new else product.variants.values_list("pk", flat=True)
        self.variants = lock_variants(ids)
        self.by_sku = {variant.sku: variant for variant in self.variants.values()}
        self.before = self._attributes_now()

    def make(self, draft: ProductDraft, *, replace: bool) -> None:
        drafts = draft.variants
        if drafts is None:
            drafts = [VariantDraft(pk=v.pk) for v in self.variants.values() if not _archived(v)]
        found = [self._find(one) for one in drafts]
        kept = [variant for variant in found if variant is not None]
        self._check_skus(drafts, found)
        gone = [v for v in self.variants.values() if replace and v not in kept]
        named = [*kept, *gone]
        stay = [v for v in self.variants.values() if v not in named and not _archived(v)]
        attributes = {
            place: self._wanted(one, variant)
            for place, (one, variant) in enumerate(zip(drafts, found, strict=True))
        }
        standing = [self.before[variant.pk] for variant in stay]
        options = self._options(draft.options, [*attributes.values(), *standing], replace=replace)
        _check_combinations(options, [*attributes.values(), *standing], drafts)
        self._let_go(gone)
        values = self._save_options(options, replace=replace)
        saved = [
            self._save_variant(one, variant, place)
            for place, (one, variant) in enumerate(zip(drafts, found, strict=True))
        ]
        chosen = {
            variant.pk: [values[pair] for pair in attributes[place].items()]
            for place, variant in enumerate(saved)
        }
        chosen |= {v.pk: [values[p] for p in self.before[v.pk].items()] for v in stay}
        _link(chosen)
        self._move_stock(drafts, saved)

    def _attributes_now(self) -> dict[int, dict[str, str]]:
        found: dict[int, dict[str, str]] = {pk: {} for pk in self.variants}
        links = VariantOption.objects.filter(variant__in=found).values_list(
            "variant_id", "option_type__name", "option_value__value"
        )
        for pk, name, value in links:
            found[pk][name] = value
        return found

    def _find(self, draft: VariantDraft) -> ProductVariant | None:
        if draft.pk is not None:
            if draft.pk not in self.variants:
                raise StoreError(ErrorCode.NOT_FOUND, variant_id=draft.pk)
            return self.variants[draft.pk]
        return self.by_sku.get(draft.sku or "")

    def _check_skus(
        self, drafts: Sequence[VariantDraft], found: Sequence[ProductVariant | None]
    ) -> None:
        named = {draft.sku for draft in drafts if draft.sku}
        mine = {variant.pk for variant in found if variant is not None}
        taken = ProductVariant.objects.filter(sku__in=named).exclude(pk__in=mine)
        skus = sorted(taken.values_list("sku", flat=True))
        if skus:
            raise StoreError(ErrorCode.SKU_TAKEN, skus=skus)

    def _wanted(self, draft: VariantDraft, variant: ProductVariant | None) -> dict[str, str]:
        if draft.attributes is not None:
            return dict(draft.attributes)
        return self.before[variant.pk] if variant else {}

    def _options(
        self,
        given: Mapping[str, Sequence[str]] | None,
        used: Iterable[Mapping[str, str]],
        *,
        replace: bool,
    ) -> dict[str, list[str]]:
        """The options there will be: those given, else those there were and what variants use."""
        if given is not None:
            return {name: list(values) for name, values in given.items()}
        options: dict[str, list[str]] = {}
        if not replace:
            for option in self.product.options.prefetch_related("values"):
                options[option.name] = [value.value for value in option.values.all()]
        for attributes in used:
            for name, value in attributes.items():
                values = options.setdefault(name, [])
                if value not in values:
                    values.append(value)
        return options

    def _let_go(self, gone: Sequence[ProductVariant]) -> None:
        """Delete the variants that nobody ordered; the others go off sale, free of options."""
        ordered = ordered_variants(variant.pk for variant in gone)
        VariantOption.objects.filter(variant__in=self.variants).delete()
        ProductVariant.objects.filter(
            pk__in=[variant.pk for variant in gone if variant.pk not in ordered]
        ).delete()
        for variant in gone:
            if variant.pk in ordered:
                variant.is_active = False
                variant.combination = f"{_ARCHIVED}{variant.pk}"
                variant.save(update_fields=["is_active", "combination"])
        for variant in self.variants.values():
            if variant not in gone and not _archived(
                variant
            ):  # nobody's combination stands in another's way
                variant.combination = f"moving-{variant.pk}"
                variant.save(update_fields=["combination"])

    def _save_options(
        self, options: Mapping[str, Sequence[str]], *, replace: bool
    ) -> dict[tuple[str, str], OptionValue]:
        """Every option and value in its place; those not named any more go."""
        there = {option.name: option for option in self.product.options.all()}
        values: dict[tuple[str, str], OptionValue] = {}
        for place, (name, wanted) in enumerate(options.items()):
            option = there.get(name) or OptionType(product=self.product, name=name)
            option.sort_order = place
            option.save()
            known = {value.value: value for value in option.values.all()}
            for rank, text in enumerate(wanted):
                value = known.get(text) or OptionValue(option_type=option, value=text)
                value.sort_order = rank
                value.save()
                values[name, text] = value
            option.values.exclude(value__in=wanted).delete()
        self.product.options.exclude(name__in=options).delete()
        return values

    def _save_variant(
        self, draft: VariantDraft, variant: ProductVariant | None, place: int
    ) -> ProductVariant:
        is_new = variant is None
        variant = variant or ProductVariant(product=self.product, combination=f"new-{place}")
        for name in ("sku", "price", "is_active"):
            value = getattr(draft, name)
            if value is not None:
                setattr(variant, name, value)
        if not draft.keeps_price_before:
            variant.price_before = draft.price_before
        if variant.price_before is not None and variant.price_before <= variant.price:
            variant.price_before = None
        if is_new or draft.attributes is not None:
            variant.sort_order = place
        columns = ["sku", "price", "price_before", "is_active", "sort_order"]
        variant.save(update_fields=None if is_new else columns)
        return variant

    def _move_stock(self, drafts: Sequence[VariantDraft], saved: Sequence[ProductVariant]) -> None:
        for reason, is_new in (
            (StockMovement.Reason.INITIAL, True),
            (StockMovement.Reason.CORRECTION, False),
        ):
            changes = {
                variant.pk: draft.stock_quantity - variant.stock_quantity
                for draft, variant in zip(drafts, saved, strict=True)
                if draft.stock_quantity is not None
                and draft.stock_quantity != variant.stock_quantity
                and (variant.pk not in self.variants) == is_new
            }
            if changes:
                locked = {variant.pk: variant for variant in saved}
                move_locked_stock(locked, changes, reason=reason, actor=self.actor)


def _archived(variant: ProductVariant) -> bool:
    return variant.combination.startswith(_ARCHIVED)


def ordered_variants(variant_ids: Iterable[int]) -> set[int]:
    """Those of the variants that were ever ordered, whatever became of the order."""
    sold = StockMovement.objects.filter(
        variant__in=list(variant_ids), reason=StockMovement.Reason.ORDER_PLACED
    )
    return set(sold.values_list("variant_id", flat=True))


@transaction.atomic
def remove_product(*, product: Product) -> bool:
    """Delete the product, or unpublish one that was ever ordered; whether it was deleted."""
    locked = lock_variants(product.variants.values_list("pk", flat=True))
    pk = product.pk
    if ordered_variants(locked):
        product.is_active = False
        product.save(update_fields=["is_active", "search_text", "updated_at"])
        catalogue_changed(pk)
        return False
    product.delete()
    catalogue_changed(pk)
    return True


def _check_combinations(
    options: Mapping[str, Sequence[str]],
    every: Sequence[Mapping[str, str]],
    drafts: Sequence[VariantDraft],
) -> None:
    """Each variant has one value of each option, and no two the same."""
    seen: set[frozenset[tuple[str, str]]] = set()
    problems = []
    for place, attributes in enumerate(every):
        sku = drafts[place].sku if place < len(drafts) else None
        unknown = {n: v for n, v in attributes.items() if v not in options.get(n, ())}
        missing = sorted(set(options) - set(attributes))
        key = frozenset(attributes.items())
        if unknown or missing or key in seen:
            problems.append(
                {"sku": sku, "unknown": unknown, "missing": missing, "twice": key in seen}
            )
        seen.add(key)
    if problems:
        raise StoreError(ErrorCode.INVALID_OPTIONS, problems=problems)


def _link(chosen: Mapping[int, Sequence[OptionValue]]) -> None:
    """Write what each variant is made of, in one statement for them all and one each."""
    VariantOption.objects.bulk_create(
        VariantOption(variant_id=pk, option_type_id=value.option_type_id, option_value=value)
        for pk, values in chosen.items()
        for value in values
    )
    for pk, values in chosen.items():
        key = combination_key(value.pk for value in values)
        ProductVariant.objects.filter(pk=pk).update(combination=key)

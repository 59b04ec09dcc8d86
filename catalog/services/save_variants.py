"""The options and variants of one product, put together at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from django.db.models import CharField, F, Value
from django.db.models.functions import Cast, Concat

from catalog.models import (
    OptionType,
    OptionValue,
    Product,
    ProductVariant,
    StockMovement,
    VariantOption,
)
from catalog.services.adjust_stock import lock_variants, move_locked_stock
from catalog.services.drafts import Gone, ProductDraft, VariantDraft
from catalog.services.save_options import save_options
from catalog.services.set_variant_options import combination_key
from shop.errors import ErrorCode, StoreError

# A variant that was ordered and let go: off sale, free of options, in no other's way.
WITHDRAWN = "archived-"
Attributes = Mapping[str, str]


def save_variants(*, product: Product, draft: ProductDraft, replace: bool, actor: str) -> Gone:
    """Make the product have the options and variants of `draft`; what became of those that go.

    By a number of statements that does not grow with the variants. For `save_product`, whose
    transaction it needs and whose errors it raises.
    """
    return _Assembly(product, draft, actor).make(replace=replace)


def ordered_variants(variant_ids: Iterable[int]) -> set[int]:
    """Those of the variants that were ever ordered, whatever became of the order."""
    sold = StockMovement.objects.filter(
        variant__in=list(variant_ids), reason=StockMovement.Reason.ORDER_PLACED
    )
    return set(sold.order_by().values_list("variant_id", flat=True).distinct())


def is_withdrawn(variant: ProductVariant) -> bool:
    """Whether it was let go although it had been ordered: kept for its orders alone."""
    return variant.combination.startswith(WITHDRAWN)


class _Assembly:
    def __init__(self, product: Product, draft: ProductDraft, actor: str) -> None:
        self.product, self.draft, self.actor = product, draft, actor
        self.variants = lock_variants(product.variants.values_list("pk", flat=True))
        self.before = self._attributes_now()
        by_sku = {variant.sku: variant for variant in self.variants.values()}
        drafts = draft.variants
        if drafts is None:
            drafts = [VariantDraft(pk=v.pk) for v in self.variants.values() if not is_withdrawn(v)]
        self.drafts: Sequence[VariantDraft] = drafts
        self.found = [self._find(one, by_sku) for one in drafts]
        self.attributes = [
            self._wanted(one, variant) for one, variant in zip(drafts, self.found, strict=True)
        ]

    def make(self, *, replace: bool) -> Gone:
        self._check_skus()
        kept = [variant for variant in self.found if variant is not None]
        others = [variant for variant in self.variants.values() if variant not in kept]
        leaving = [v for v in others if replace and not is_withdrawn(v)]
        staying = [v for v in others if not replace and not is_withdrawn(v)]
        standing = [self.before[variant.pk] for variant in staying]
        options = self._options([*self.attributes, *standing], replace=replace)
        _check_combinations(options, [*self.attributes, *standing], self.drafts)

        gone = self._let_go(leaving)
        values = save_options(product=self.product, options=options)
        saved = self._save()
        _link(
            [
                (variant, [values[pair] for pair in picks.items()])
                for variant, picks in zip(saved, self.attributes, strict=True)
                if variant.pk not in self.variants or picks != self.before[variant.pk]
            ]
        )
        self._move_stock(saved)
        return gone

    def _attributes_now(self) -> dict[int, dict[str, str]]:
        found: dict[int, dict[str, str]] = {pk: {} for pk in self.variants}
        links = VariantOption.objects.filter(variant__in=found).values_list(
            "variant_id", "option_type__name", "option_value__value"
        )
        for pk, name, value in links:
            found[pk][name] = value
        return found

    def _find(
        self, draft: VariantDraft, by_sku: Mapping[str, ProductVariant]
    ) -> ProductVariant | None:
        if draft.pk is not None:
            if draft.pk not in self.variants:
                raise StoreError(ErrorCode.NOT_FOUND, variant_id=draft.pk)
            return self.variants[draft.pk]
        return by_sku.get(draft.sku or "")

    def _check_skus(self) -> None:
        named = {draft.sku for draft in self.drafts if draft.sku}
        mine = {variant.pk for variant in self.found if variant is not None}
        taken = ProductVariant.objects.filter(sku__in=named).exclude(pk__in=mine)
        skus = sorted(taken.values_list("sku", flat=True))
        if skus:
            raise StoreError(ErrorCode.SKU_TAKEN, skus=skus)

    def _wanted(self, draft: VariantDraft, variant: ProductVariant | None) -> Attributes:
        if draft.attributes is not None:
            return draft.attributes
        return self.before[variant.pk] if variant else {}

    def _options(self, used: Iterable[Attributes], *, replace: bool) -> dict[str, list[str]]:
        """The options there will be: those given, else those there were and what variants use."""
        if self.draft.options is not None:
            return {name: list(values) for name, values in self.draft.options.items()}
        options: dict[str, list[str]] = {}
        if not replace:
            for option in OptionType.objects.filter(product=self.product).prefetch_related(
                "values"
            ):
                options[option.name] = [value.value for value in option.values.all()]
        for attributes in used:
            for name, value in attributes.items():
                values = options.setdefault(name, [])
                if value not in values:
                    values.append(value)
        return options

    def _let_go(self, leaving: Sequence[ProductVariant]) -> Gone:
        """Delete the variants that nobody ordered; the others go off sale, free of options."""
        ordered = ordered_variants(variant.pk for variant in leaving) if leaving else set()
        changing = [
            variant.pk
            for picks, variant in zip(self.attributes, self.found, strict=True)
            if variant is not None and picks != self.before[variant.pk]
        ]
        VariantOption.objects.filter(
            variant__in=[*changing, *(variant.pk for variant in leaving)]
        ).delete()
        own = ProductVariant.objects.filter(product=self.product)
        deleted = [variant for variant in leaving if variant.pk not in ordered]
        if deleted:
            own.filter(pk__in=[variant.pk for variant in deleted]).delete()
        if ordered:
            own.filter(pk__in=ordered).update(is_active=False, combination=_own_name(WITHDRAWN))
        # Nobody's combination stands in another's way while they change.
        own.filter(pk__in=changing).exclude(combination__startswith=WITHDRAWN).update(
            combination=_own_name("moving-")
        )
        return Gone(
            deleted=[variant.sku for variant in deleted],
            withdrawn=[variant.sku for variant in leaving if variant.pk in ordered],
        )

    def _save(self) -> list[ProductVariant]:
        """Every drafted variant with its own columns, in the order of the drafts."""
        renamed = [
            variant.pk
            for draft, variant in zip(self.drafts, self.found, strict=True)
            if variant is not None
            and draft.pk is not None
            and draft.sku not in ("", None, variant.sku)
        ]
        saved = [
            self._fill(draft, variant or ProductVariant(product=self.product), place)
            for place, (draft, variant) in enumerate(zip(self.drafts, self.found, strict=True))
        ]
        there = [variant for variant in saved if variant.pk]
        if renamed:  # so that two may change places
            own = ProductVariant.objects.filter(pk__in=renamed)
            own.update(sku=_own_name("moving-"))
        ProductVariant.objects.bulk_update(
            there, ["sku", "price", "price_before", "is_active", "sort_order"]
        )
        ProductVariant.objects.bulk_create(one for one in saved if one.pk is None)
        return saved

    def _fill(self, draft: VariantDraft, variant: ProductVariant, place: int) -> ProductVariant:
        is_new = variant.pk is None
        if is_new:
            variant.combination = f"new-{place}"
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
        return variant

    def _move_stock(self, saved: Sequence[ProductVariant]) -> None:
        locked = {variant.pk: variant for variant in saved}
        for reason, is_new in (
            (StockMovement.Reason.INITIAL, True),
            (self.draft.stock_reason, False),
        ):
            changes = {
                variant.pk: change
                for draft, variant in zip(self.drafts, saved, strict=True)
                if (variant.pk not in self.variants) == is_new
                and (change := _stock_change(draft, variant))
            }
            if changes:
                move_locked_stock(locked, changes, reason=reason, actor=self.actor)


def _stock_change(draft: VariantDraft, variant: ProductVariant) -> int:
    if draft.stock_quantity is None:
        return draft.stock_change
    return draft.stock_quantity - variant.stock_quantity


def _own_name(start: str) -> Concat:
    """`start` and the row's id: a name that no other row has."""
    return Concat(Value(start), Cast(F("pk"), CharField()))


def _check_combinations(
    options: Mapping[str, Sequence[str]],
    every: Sequence[Attributes],
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


def _link(chosen: Sequence[tuple[ProductVariant, Sequence[OptionValue]]]) -> None:
    """Write what each variant is made of."""
    VariantOption.objects.bulk_create(
        VariantOption(variant=variant, option_type_id=value.option_type_id, option_value=value)
        for variant, values in chosen
        for value in values
    )
    for variant, values in chosen:
        variant.combination = combination_key(value.pk for value in values)
    ProductVariant.objects.bulk_update([variant for variant, _values in chosen], ["combination"])

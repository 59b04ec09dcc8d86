"""Writing variants with the option values that they choose, and the values that are missing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from catalog.files.bulk import write_columns
from catalog.files.columns import options_in
from catalog.files.goods import Goods
from catalog.files.plan import Plan
from catalog.files.plan_options import find_name
from catalog.files.plan_variants import FIELDS, set_fields
from catalog.files.state import State
from catalog.models import (
    ImportRun,
    OptionType,
    OptionValue,
    Product,
    ProductVariant,
    VariantOption,
)
from catalog.services.set_variant_options import combination_key


class OptionsWriter:
    """Makes the options and values that are missing, and the variants that choose them."""

    def __init__(self, plans: Sequence[Plan], state: State, run: ImportRun) -> None:
        self.plans = plans
        self.state = state
        self.columns = options_in(run.columns)
        self.types: dict[tuple[int, str], OptionType] = {}
        self.values: dict[tuple[int, str], OptionValue] = {}

    def write(self) -> None:
        self._make_types()
        self._make_values()
        self._translate_values()
        new = [one for plan in self.plans for one in plan.good if one.variant is None]
        there = [one for plan in self.plans for one in plan.good if one.variant is not None]
        self._change(there)
        self._create(new)

    def _make_types(self) -> None:
        new = []
        for plan in self.plans:
            product = _product(plan)
            for option in self.state.options.get(product.pk, []):
                self.types[product.pk, option.name] = option
            for place, name in enumerate(plan.option_names):
                if (product.pk, name) not in self.types:
                    option = OptionType(product=product, name=name, sort_order=place)
                    self.types[product.pk, name] = option
                    new.append(option)
        OptionType.objects.bulk_create(new)

    def _make_values(self) -> None:
        for values in self.state.values.values():
            for value in values:
                self.values[value.option_type_id, value.value.casefold()] = value
        new = []
        for plan in self.plans:
            for one in plan.good:
                for name, text in one.picks.items():
                    option = self.types[_product(plan).pk, name]
                    key = (option.pk, text.casefold())
                    if key not in self.values:
                        place = len(self.state.values[option.pk])
                        value = OptionValue(option_type=option, value=text, sort_order=place)
                        self.state.values[option.pk].append(value)
                        self.values[key] = value
                        new.append((one, value))
        OptionValue.objects.bulk_create(value for _one, value in new)
        for one, value in new:
            one.row.undo.setdefault("values", []).append(value.pk)

    def _translate_values(self) -> None:
        """Columns such as `option_Color_en` hold the value in another language."""
        changed: dict[int, OptionValue] = {}
        for column in (column for column in self.columns if column.language):
            for plan in self.plans:
                name = find_name(column.name, plan.option_names)
                for one in plan.good if name else ():
                    text = one.values.get(column.column)
                    if not text or not name or name not in one.picks:
                        continue
                    value = self._value(plan, name, one.picks[name])
                    if value.translations.get(column.language, {}).get("value", "") != text:
                        notes = one.row.undo.setdefault("translations", [])
                        before = value.translations
                        value.set_text("value", column.language, text)
                        notes.append([value.pk, before, value.translations])
                        changed[value.pk] = value
        write_columns(list(changed.values()), ["translations"])

    def _value(self, plan: Plan, name: str, text: str) -> OptionValue:
        option = self.types[_product(plan).pk, name]
        return self.values[option.pk, text.casefold()]

    def _links(self, plan: Plan, one: Goods) -> list[OptionValue]:
        return [self._value(plan, name, text) for name, text in one.picks.items()]

    def _change(self, goods: Sequence[Goods]) -> None:
        plans = {id(one): plan for plan in self.plans for one in plan.good}
        changed, moving = [], []
        for one in goods:
            variant = one.variant
            assert variant is not None
            fields = set_fields(variant, one)
            one.row.undo["fields"] = {
                name: [_kept(old), _kept(new)] for name, (old, new) in fields.items()
            }
            if fields:
                changed.append(variant)
            if one.picks_changed:
                moving.append((one, self._links(plans[id(one)], one)))
        write_columns(changed, list(FIELDS.values()))
        self._move(moving)

    def _move(self, moving: Sequence[tuple[Goods, list[OptionValue]]]) -> None:
        """Make variants other combinations, so that two may change places."""
        variants = []
        for one, values in moving:
            variant = one.variant
            assert variant is not None
            chosen = self.state.chosen[variant.pk]
            one.row.undo["options"] = [
                sorted(chosen.values()), sorted(value.pk for value in values)
            ]  # fmt: skip
            variants.append(variant)
        set_combinations(
            [(variant, values) for variant, (_one, values) in zip(variants, moving, strict=True)]
        )

    def _create(self, goods: Sequence[Goods]) -> None:
        plans = {id(one): plan for plan in self.plans for one in plan.good}
        links: list[tuple[ProductVariant, list[OptionValue]]] = []
        for one in goods:
            plan = plans[id(one)]
            product = _product(plan)
            values = self._links(plan, one)
            siblings = self.state.siblings[product.pk]
            variant = ProductVariant(
                product=product,
                sku=one.row.sku,
                price=one.values["price"],
                sort_order=len(siblings),
                combination=combination_key(value.pk for value in values),
            )
            set_fields(variant, one)
            siblings.append(variant)
            one.variant = variant
            one.row.undo |= {"new": True, "price": str(variant.price)}
            links.append((variant, values))
        ProductVariant.objects.bulk_create(variant for variant, _values in links)
        _link(links)


def set_combinations(wanted: Sequence[tuple[ProductVariant, list[OptionValue]]]) -> None:
    """Make each variant the combination of its values; two may change places."""
    variants = [variant for variant, _values in wanted]
    for variant in variants:
        variant.combination = f"moving-{variant.pk}"
    write_columns(variants, ["combination"])
    for variant, values in wanted:
        variant.combination = combination_key(value.pk for value in values)
    write_columns(variants, ["combination"])
    VariantOption.objects.filter(variant__in=variants).delete()
    _link(wanted)


def _link(wanted: Iterable[tuple[ProductVariant, list[OptionValue]]]) -> None:
    VariantOption.objects.bulk_create(
        VariantOption(variant=variant, option_type_id=value.option_type_id, option_value=value)
        for variant, values in wanted
        for value in values
    )


def _product(plan: Plan) -> Product:
    assert plan.product is not None
    return plan.product


def _kept(value: object) -> Any:
    """As the undo note keeps it: JSON knows no decimals."""
    return value if value is None or isinstance(value, bool) else str(value)

"""The options of a product and their values, in their order; those not named any more go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from catalog.models import OptionType, OptionValue, Product


def save_options(
    *, product: Product, options: Mapping[str, Sequence[str]]
) -> dict[tuple[str, str], OptionValue]:
    """Make the product have `options`; their values by option and text.

    By a few statements however many there are. Call it while no variant chooses any of them.
    """
    there = {option.name: option for option in product.options.prefetch_related("values")}
    known = {
        (option.name, value.value): value
        for option in there.values()
        for value in option.values.all()
    }
    types = {name: there.get(name) or OptionType(product=product, name=name) for name in options}
    values = {
        (name, text): known.get((name, text)) or OptionValue(value=text)
        for name, texts in options.items()
        for text in texts
    }
    OptionType.objects.filter(
        pk__in=[one.pk for n, one in there.items() if n not in types]
    ).delete()
    OptionValue.objects.filter(
        pk__in=[one.pk for pair, one in known.items() if pair not in values]
    ).delete()
    for place, option in enumerate(types.values()):
        option.sort_order = place
    _write_types(list(types.values()))
    for name, texts in options.items():
        for place, text in enumerate(texts):
            values[name, text].option_type = types[name]
            values[name, text].sort_order = place
    _write_values(list(values.values()))
    return values


def _write_types(types: Sequence[OptionType]) -> None:
    OptionType.objects.bulk_create(one for one in types if one.pk is None)
    OptionType.objects.bulk_update([one for one in types if one.pk], ["sort_order"])


def _write_values(values: Sequence[OptionValue]) -> None:
    OptionValue.objects.bulk_create(one for one in values if one.pk is None)
    OptionValue.objects.bulk_update([one for one in values if one.pk], ["sort_order"])

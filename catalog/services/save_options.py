"""The options of a product and their values, in their order; those not named any more go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from catalog.models import OptionType, OptionValue, Product


def save_options(
    *, product: Product, options: Mapping[str, Sequence[str]]
) -> dict[tuple[str, str], OptionValue]:
    """Make the product have `options`; their values by option and text.

    By a few statements however many there are, and none for what stays as it is. Call it while no
    variant chooses what goes.
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
    moved_types = [
        option
        for place, option in enumerate(types.values())
        if _placed(option, place) and option.pk is not None
    ]
    OptionType.objects.bulk_create(one for one in types.values() if one.pk is None)
    OptionType.objects.bulk_update(moved_types, ["sort_order"])
    moved_values = []
    for name, texts in options.items():
        for place, text in enumerate(texts):
            value = values[name, text]
            value.option_type = types[name]
            if _placed(value, place) and value.pk is not None:
                moved_values.append(value)
    OptionValue.objects.bulk_create(one for one in values.values() if one.pk is None)
    OptionValue.objects.bulk_update(moved_values, ["sort_order"])
    return values


def _placed(one: OptionType | OptionValue, place: int) -> bool:
    """Put it there; whether it stood elsewhere."""
    moved = one.sort_order != place
    one.sort_order = place
    return moved

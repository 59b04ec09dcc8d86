"""Which option values the rows of a product choose: each variant a combination of its own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from catalog.files import columns
from catalog.files.columns import Option, folded
from catalog.files.problems import Wrong
from catalog.files.state import State

if TYPE_CHECKING:
    from catalog.files.goods import Goods
    from catalog.files.plan import Plan


def plan_options(plan: Plan, state: State, options: Sequence[Option]) -> None:
    """Fill `picks` of the plan's rows; `option_names` of a product that is new."""
    asked = [option for option in options if not option.language]
    if plan.product is None:
        plan.option_names = _names_of_new(plan, asked)
    else:
        plan.option_names = [option.name for option in state.options[plan.product.pk]]
    for one in plan.good:
        _pick(one, plan, state, asked)
    _refuse_twins(plan, state)
    for option in options:
        if option.language:
            _show_translations(option, plan, state)


def _names_of_new(plan: Plan, asked: Iterable[Option]) -> list[str]:
    """The options of a product that is new: those for which any of its rows has a value."""
    used = [
        columns.option_title(option.name)
        for option in asked
        if any(one.values.get(option.column) for one in plan.good)
    ]
    return list(dict.fromkeys(used))


def _pick(one: Goods, plan: Plan, state: State, asked: Sequence[Option]) -> None:
    now = _picks_now(one, state)
    picks = dict(now)
    for option in asked:
        text = one.values.get(option.column)
        if not text:
            continue
        name = find_name(option.name, plan.option_names)
        if name is None:
            there = ", ".join(plan.option_names)
            one.wrong(option.column, Wrong.NO_SUCH_OPTION, options=there)
            continue
        text = _as_there(text, name, plan, state)
        if picks.get(name) != text:
            if one.variant is not None:
                one.change(option.column, picks.get(name, ""), text)
                one.picks_changed = True
            picks[name] = text
    missing = [name for name in plan.option_names if name not in picks]
    changes = one.variant is None or one.picks_changed
    if missing and changes and not one.errors:
        one.wrong(_column_for(missing[0], asked), Wrong.OPTION_MISSING, option=missing[0])
    one.picks = picks


def _picks_now(one: Goods, state: State) -> dict[str, str]:
    if one.variant is None:
        return {}
    names = {option.pk: option.name for option in state.options[one.variant.product_id]}
    return {
        names[type_id]: state.value_by_id[value_id].value
        for type_id, value_id in state.chosen[one.variant.pk].items()
    }


def find_name(wanted: str, names: Sequence[str]) -> str | None:
    """The one of `names` that is meant, however it is written."""
    if wanted in names:
        return wanted
    return next((name for name in names if folded(name) == folded(wanted)), None)


def _as_there(text: str, name: str, plan: Plan, state: State) -> str:
    """A value in the spelling that the product has for it already."""
    if plan.product is None:
        return text
    option = next(one for one in state.options[plan.product.pk] if one.name == name)
    values = [value.value for value in state.values[option.pk]]
    if text in values:
        return text
    return next((value for value in values if value.casefold() == text.casefold()), text)


def _show_translations(option: Option, plan: Plan, state: State) -> None:
    """What the value is called in another language; an empty cell leaves that alone."""
    name = find_name(option.name, plan.option_names)
    if plan.product is None or name is None:
        return
    type_id = next(one.pk for one in state.options[plan.product.pk] if one.name == name)
    now = {
        value.value.casefold(): value.translations.get(option.language, {}).get("value", "")
        for value in state.values[type_id]
    }
    for one in plan.good:
        text = one.values.get(option.column)
        if text and name in one.picks and one.variant is not None:
            old = now.get(one.picks[name].casefold(), "")
            if text != old:
                one.change(option.column, old, text)


def _column_for(name: str, asked: Sequence[Option]) -> str:
    found = (option.column for option in asked if folded(option.name) == folded(name))
    return next(found, f"{columns.OPTION}{name}")


def _refuse_twins(plan: Plan, state: State) -> None:
    """No two variants of a product are the same combination, whether in the file or not."""
    taken: dict[tuple[tuple[str, str], ...], str] = {}
    if plan.product is not None:
        staying = {one.variant.pk for one in plan.good if one.variant and one.picks_changed}
        for variant in state.siblings[plan.product.pk]:
            if variant.pk in staying:
                continue
            names = {option.pk: option.name for option in state.options[plan.product.pk]}
            key = _key(
                {
                    names[type_id]: state.value_by_id[value_id].value
                    for type_id, value_id in state.chosen[variant.pk].items()
                }
                if state.value_by_id
                else {"": str(variant.pk)}
                if names
                else {}
            )
            taken[key] = variant.sku
    for one in plan.good:
        if one.variant is not None and not one.picks_changed:
            continue
        key = _key(one.picks)
        if key in taken:
            code = Wrong.SAME_COMBINATION if plan.option_names else Wrong.NO_OPTIONS
            one.wrong(columns.SKU, code, sku=taken[key])
        taken.setdefault(key, one.row.sku)


def _key(picks: dict[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((name, value.casefold()) for name, value in picks.items()))

"""SKUs that nobody has yet, made of names: `T-SHIRT-RED-M`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from catalog.models import ProductVariant
from catalog.services.category_slug import latin_slug

_LONGEST = 64
_LONGEST_NAME = 24
_LONGEST_VALUE = 12
_ROOM = 5  # for a number behind it


def suggest_skus(
    *, name: str, combinations: Sequence[Sequence[str]], taken: Iterable[str] = ()
) -> list[str]:
    """A free SKU for each combination of option values of a product called `name`.

    None of them is in `taken` or the same as another; until one is saved, somebody else may
    get the same suggestion.
    """
    stem = _part(name, _LONGEST_NAME) or "ITEM"
    wanted = [
        "-".join([stem, *filter(None, (_part(value, _LONGEST_VALUE) for value in values))])
        for values in combinations
    ]
    return free_skus(wanted, taken=taken)


def free_skus(wanted: Sequence[str], *, taken: Iterable[str] = ()) -> list[str]:
    """Each of `wanted`, with a number behind it when somebody has it: two queries, seldom more."""
    used = set(taken)
    wanted = [sku[: _LONGEST - _ROOM] for sku in wanted]
    used |= _there(wanted)
    numbers = range(2, 12)
    clashing = [sku for place, sku in enumerate(wanted) if sku in used or sku in wanted[:place]]
    used |= _there(f"{sku}-{number}" for sku in clashing for number in numbers)
    return [_first_free(sku, used) for sku in wanted]


def _first_free(sku: str, used: set[str]) -> str:
    found, number = sku, 1
    while found in used or (number > 11 and _there([found])):
        number += 1
        found = f"{sku}-{number}"
    used.add(found)
    return found


def _there(skus: Iterable[str]) -> set[str]:
    named = list(skus)
    if not named:
        return set()
    return set(ProductVariant.objects.filter(sku__in=named).values_list("sku", flat=True))


def _part(text: str, longest: int) -> str:
    return latin_slug(text).upper()[:longest].strip("-")

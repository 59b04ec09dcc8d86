"""The columns of a file of goods, by the names that people give them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from django.conf import settings

from catalog.files.cells import restored
from catalog.files.problems import FileError, Refusal
from shop.translations import main_language

SKU = "sku"
NAME = "product_name"
DESCRIPTION = "description"
CATEGORY = "category"
PRICE = "price"
PRICE_BEFORE = "price_before"
STOCK = "stock_quantity"
ACTIVE = "is_active"
VARIANT_ACTIVE = "variant_is_active"
PICTURES = "image_url"
DIGITAL = "is_digital"
OPTION = "option_"
# Added to the file of rows with errors, and of no account when that is imported.
OF_ERRORS = ("error_row", "error_reason")
MOST_COLUMNS = 200
MOST_IN_OPTION = 50

_FIXED = (
    SKU, NAME, DESCRIPTION, CATEGORY, PRICE, PRICE_BEFORE, STOCK, ACTIVE, VARIANT_ACTIVE, PICTURES,
    DIGITAL,
)  # fmt: skip
# What suppliers' files call them.
_ALIASES = {
    "артикул": SKU,
    "article": SKU,
    "название": NAME,
    "наименование": NAME,
    "товар": NAME,
    "name": NAME,
    "описание": DESCRIPTION,
    "категория": CATEGORY,
    "цена": PRICE,
    "старая_цена": PRICE_BEFORE,
    "цена_до_скидки": PRICE_BEFORE,
    "остаток": STOCK,
    "количество": STOCK,
    "stock": STOCK,
    "опубликован": ACTIVE,
    "фото": PICTURES,
    "изображения": PICTURES,
}


@cache
def translated_columns() -> dict[str, tuple[str, str]]:
    """Column → (field of the product, language), for the languages beside the main one."""
    return {
        f"{column}_{code}": (name, code)
        for column, name in ((NAME, "name"), (DESCRIPTION, "description"))
        for code in settings.STORE_LANGUAGES
        if code != main_language()
    }


@dataclass(frozen=True)
class Option:
    """A column `option_<name>`; `language` is set where it holds a translation of the value."""

    column: str
    name: str
    language: str = ""


@dataclass(frozen=True)
class Header:
    """A heading understood: `places` maps a place in the row to its column."""

    places: dict[int, str]
    width: int
    unnamed: frozenset[int] = frozenset()
    ignored: tuple[str, ...] = ()
    columns: tuple[str, ...] = field(default=())


def looks_like_header(cells: Sequence[str]) -> bool:
    return any(_known(text) == SKU for text in cells)


def read_header(cells: Sequence[str]) -> Header:
    """The heading `cells`; raises FileError when it has no SKU or names a column twice."""
    width = max((place for place, text in enumerate(cells, 1) if text.strip()), default=0)
    if width > MOST_COLUMNS:
        raise FileError(Refusal.TOO_MANY_COLUMNS, most=MOST_COLUMNS)
    places: dict[int, str] = {}
    ignored, unnamed = [], set()
    for place, text in enumerate(cells[:width]):
        if not text.strip():
            unnamed.add(place)
        elif (column := _known(text)) is None:
            if text not in OF_ERRORS:
                ignored.append(text.strip()[:100])
        elif column in places.values():
            raise FileError(Refusal.COLUMN_TWICE, column=column)
        else:
            places[place] = column
    columns = tuple(places.values())
    if SKU not in columns:
        raise FileError(Refusal.NO_SKU_COLUMN, found=", ".join([*columns, *ignored])[:300])
    return Header(places, width, frozenset(unnamed), tuple(ignored), columns)


def options_in(columns: Sequence[str]) -> list[Option]:
    """The option columns, in order; those of translations know their language."""
    names = {column for column in columns if column.startswith(OPTION)}
    found = []
    for column in columns:
        if not column.startswith(OPTION):
            continue
        base, _, code = column.rpartition("_")
        if base in names and code in settings.STORE_LANGUAGES and code != main_language():
            found.append(Option(column, base.removeprefix(OPTION), code))
        else:
            found.append(Option(column, column.removeprefix(OPTION)))
    return found


def folded(name: str) -> str:
    """The name of an option as far as it matters when one is looked for."""
    return re.sub(r"[\s_]+", " ", name).strip().casefold()


def option_title(name: str) -> str:
    """What an option that is new is called: `option_shoe_size` makes `Shoe size`."""
    words = re.sub(r"[\s_]+", " ", name).strip()
    return words[:1].upper() + words[1:] if words == words.lower() else words


def _known(text: str) -> str | None:
    """The column that a heading means, or None."""
    heading = restored(text.strip(" \n\r\t\u00a0\ufeff"))
    name = re.sub(r"\s+", "_", heading.casefold())
    if name.startswith(OPTION):
        # An option's name keeps its letters: `option_Цвет` is the option `Цвет`.
        rest = re.sub(r"\s+", " ", heading[len(OPTION) :]).strip()
        return f"{OPTION}{rest}"[: len(OPTION) + MOST_IN_OPTION + 3] if rest else None
    name = _ALIASES.get(name, name)
    if name in _FIXED or name in translated_columns():
        return name
    base, _, code = name.rpartition("_")
    if code == main_language() and base in (NAME, DESCRIPTION):
        return base
    return None

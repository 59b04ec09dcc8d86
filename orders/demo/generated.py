"""As many more products as a load test wants: new names on the patterns of the hand-written ones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from random import Random

from orders.demo.catalogue import every_item
from orders.demo.catalogue.model import Item, Option, Shelf, Text

SKU_PREFIX = "LOT"
_FRONT = (
    "Al", "Bor", "Cal", "Del", "Er", "Fen", "Gal", "Hal", "Il", "Jor", "Kel", "Lor", "Mer", "Nor",
    "Or", "Pel", "Quin", "Ras", "Sel", "Tor", "Ul", "Vel", "Wes", "Yar", "Zel",
)  # fmt: skip
_BACK = ("ana", "ero", "ika", "ola", "umi", "ento", "iva", "oria", "ys", "andro", "elle", "ost")
_SERIES = (
    "Basic", "City", "Nord", "Active", "Studio", "Classic", "Plus", "Urban", "Terra", "Vista",
    "Pro", "Line", "Prime", "Soft", "Flow", "Base", "Craft", "Wave", "Solo", "Mono",
)  # fmt: skip
_PRAISE = (
    Text("Вещь на каждый день", "Made for every day"),
    Text("Любимец покупателей", "A customers' favourite"),
    Text("Удачный подарок", "A present that always works"),
    Text("Новинка этого сезона", "New this season"),
    Text("Лучшее за свои деньги", "The best for the money"),
)
_DETAIL = (
    Text("материалы отобраны вручную и служат годами", "chosen materials that last for years"),
    Text("продуманные мелочи и аккуратная отделка", "thoughtful details and a neat finish"),
    Text("проверено нашими сотрудниками", "tried and approved by our own staff"),
    Text("гарантия два года и обмен без вопросов", "two years of warranty and easy returns"),
)
_MOST_CHOICES = 3


def generated(start: int, stop: int) -> Iterator[tuple[Shelf, Item, Item]]:
    """Products number `start` up to `stop`: the shelf, the pattern and the product itself."""
    patterns = every_item()
    for number in range(start, stop):
        shelf, _place, pattern = patterns[number % len(patterns)]
        yield shelf, pattern, _variation(number, shelf, pattern)


def number_of(sku: str) -> int:
    """The number of the generated product that this SKU belongs to."""
    return int(sku.split("-")[1])


def _variation(number: int, shelf: Shelf, pattern: Item) -> Item:
    rng = Random(number)  # noqa: S311 - no secret
    series = rng.choice(_SERIES)
    brand = f"{rng.choice(_FRONT)}{rng.choice(_BACK)} {series} {number % 900 + 100}"
    noun = shelf.noun or pattern.name
    praise, detail = rng.choice(_PRAISE), rng.choice(_DETAIL)
    price = max(90, round(pattern.price * rng.uniform(0.5, 1.7) / 100) * 100 - 10)
    return replace(
        pattern,
        sku=f"{SKU_PREFIX}-{number:07d}",
        name=Text(f"{noun.ru} {brand}", f"{brand} {noun.en}"),
        about=Text(
            f"{praise.ru}: {detail.ru}. Серия {series}.",
            f"{praise.en}: {detail.en}. From the {series} range.",
        ),
        price=price,
        was=price + round(price * 0.25 / 10) * 10 if number % 7 == 0 else 0,
        options=tuple(_shortened(option, number) for option in pattern.options[:1]),
    )


def _shortened(option: Option, number: int) -> Option:
    """At most three choices, so that a hundred thousand products stay a matter of minutes."""
    return replace(option, choices=option.choices[: number % _MOST_CHOICES + 1])

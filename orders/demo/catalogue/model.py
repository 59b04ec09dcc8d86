"""What the hand-written catalogue is made of, and the words that many products share."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Text:
    """The same words in Russian and in English."""

    ru: str
    en: str

    def in_(self, language: str) -> str:
        """The words for a reader of `language`: English for those who have none of their own."""
        return self.ru if language == "ru" else self.en


@dataclass(frozen=True)
class Choice:
    """One value of an option; it may cost more, and a colour shows itself in the pictures."""

    code: str
    text: Text
    surcharge: int = 0
    colour: str = ""


@dataclass(frozen=True)
class Option:
    name: Text
    choices: tuple[Choice, ...]

    @property
    def is_colour(self) -> bool:
        return any(choice.colour for choice in self.choices)


@dataclass(frozen=True)
class Picture:
    """How a product is drawn: what it is, its ornament, its cut, and its colour if it has just one."""

    kind: str
    ornament: str = "plain"
    style: int = 0
    colour: str = "#8a8f98"


@dataclass(frozen=True)
class Item:
    """A product of the demo store; prices are whole units of the store's currency."""

    sku: str
    name: Text
    about: Text
    price: int
    picture: Picture
    options: tuple[Option, ...] = ()
    was: int = 0


@dataclass(frozen=True)
class Shelf:
    """A category with its products, or with the categories below it; `noun` names one product."""

    slug: str
    name: Text
    noun: Text | None = None
    items: tuple[Item, ...] = ()
    shelves: tuple[Shelf, ...] = ()


_COLOURS = {
    "white": ("Белый", "White", "#f1f1ee"),
    "black": ("Чёрный", "Black", "#26282d"),
    "grey": ("Серый", "Grey", "#9097a1"),
    "navy": ("Тёмно-синий", "Navy", "#25355a"),
    "blue": ("Синий", "Blue", "#2f6db5"),
    "sky": ("Голубой", "Sky Blue", "#8fb8d9"),
    "red": ("Красный", "Red", "#c23a34"),
    "wine": ("Бордовый", "Burgundy", "#742c3b"),
    "green": ("Зелёный", "Green", "#3e7450"),
    "olive": ("Оливковый", "Olive", "#76784a"),
    "mint": ("Мятный", "Mint", "#9ccdb9"),
    "sand": ("Песочный", "Sand", "#d3bd97"),
    "brown": ("Коричневый", "Brown", "#7a5237"),
    "yellow": ("Жёлтый", "Yellow", "#e6b534"),
    "orange": ("Оранжевый", "Orange", "#dd7a35"),
    "pink": ("Розовый", "Pink", "#dfa0ab"),
    "lilac": ("Сиреневый", "Lilac", "#a593c7"),
    "silver": ("Серебристый", "Silver", "#c9ced4"),
    "graphite": ("Графитовый", "Graphite", "#4a4e55"),
    "gold": ("Золотистый", "Gold", "#d6bd8d"),
    "terracotta": ("Терракотовый", "Terracotta", "#bd6a48"),
    "cream": ("Кремовый", "Cream", "#ebe1cb"),
}


def colours(*names: str) -> Option:
    choices = (
        Choice(name.upper(), Text(russian, english), colour=code)
        for name in names
        for russian, english, code in [_COLOURS[name]]
    )
    return Option(Text("Цвет", "Color"), tuple(choices))


def sizes(*names: str) -> Option:
    return _same_in_both(Text("Размер", "Size"), names)


def memory(*steps: tuple[int, int]) -> Option:
    """Gigabytes, each with its surcharge."""
    choices = (
        Choice(f"{size}", Text(_capacity(size, "ГБ", "ТБ"), _capacity(size, "GB", "TB")), extra)
        for size, extra in steps
    )
    return Option(Text("Память", "Memory"), tuple(choices))


def covers(*, soft: int = 0, hard: int = 0) -> Option:
    """A book's bindings with their surcharges."""
    return Option(
        Text("Обложка", "Cover"),
        (
            Choice("SOFT", Text("Мягкая", "Paperback"), soft),
            Choice("HARD", Text("Твёрдая", "Hardcover"), hard),
        ),
    )


def volumes(*steps: tuple[int, int]) -> Option:
    """Millilitres, each with its surcharge."""
    choices = (Choice(f"{ml}", Text(f"{ml} мл", f"{ml} ml"), extra) for ml, extra in steps)
    return Option(Text("Объём", "Volume"), tuple(choices))


def across(*steps: tuple[int, int]) -> Option:
    """Diameters in centimetres, each with its surcharge."""
    choices = (Choice(f"{cm}", Text(f"{cm} см", f"{cm} cm"), extra) for cm, extra in steps)
    return Option(Text("Диаметр", "Diameter"), tuple(choices))


def _capacity(gigabytes: int, small: str, large: str) -> str:
    if gigabytes < 1024:
        return f"{gigabytes} {small}"
    return f"{gigabytes // 1024} {large}"


def _same_in_both(name: Text, values: tuple[str, ...]) -> Option:
    return Option(name, tuple(Choice(value, Text(value, value)) for value in values))

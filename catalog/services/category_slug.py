"""A category's address made of its name."""

from __future__ import annotations

from django.utils.text import slugify

from catalog.models import Category

_LATIN = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "e", "ж": "zh", "з": "z",
    "и": "i", "й": "y", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r",
    "с": "s", "т": "t", "у": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh",
    "щ": "shch", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "yu", "я": "ya",
}  # fmt: skip
_LONGEST = 110


def free_slug(name: str) -> str:
    """`T-Shirts` → `t-shirts`, `Футболки` → `futbolki`, with a number when it is taken."""
    stem = latin_slug(name)[:_LONGEST].strip("-") or "category"
    taken = set(Category.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    slug, number = stem, 1
    while slug in taken:
        number += 1
        slug = f"{stem}-{number}"
    return slug


def latin_slug(text: str) -> str:
    """`Классическая футболка` → `klassicheskaya-futbolka`; empty when nothing of it can be kept."""
    return slugify("".join(_LATIN.get(char, char) for char in text.casefold()))

"""Categories by their paths, `Clothing / T-Shirts`: found, and made when they are missing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from catalog.files.problems import CellError, Wrong
from catalog.models import Category
from catalog.services.category_slug import free_slug

Path = tuple[str, ...]

_LONGEST = 100
_DEEPEST = 10


def split_path(text: str) -> Path:
    """`A / B` as names from the top down; a name's own ` / ` is written ` // `."""
    names = tuple(
        " ".join(name.replace(" // ", " / ").split())
        for name in re.split(r"(?:^|\s+)/(?:\s+|$)", text)
    )
    if not all(names) or len(names) > _DEEPEST:
        raise CellError(Wrong.CATEGORY_PATH, deepest=_DEEPEST)
    if any(len(name) > _LONGEST for name in names):
        raise CellError(Wrong.TOO_LONG, most=_LONGEST)
    return names


def join_path(names: Sequence[str]) -> str:
    return " / ".join(name.replace(" / ", " // ") for name in names)


class Shelves:
    """Every category by its path, as of when this was made; of two alike the first is meant."""

    def __init__(self) -> None:
        self.ids: dict[Path, int] = {}
        self.paths: dict[int, Path] = {}
        children: dict[int | None, list[tuple[int, str]]] = {}
        rows = Category.objects.order_by("sort_order", "pk").values_list("pk", "parent_id", "name")
        for pk, parent, name in rows:
            children.setdefault(parent, []).append((pk, name))
        waiting: list[tuple[int | None, Path]] = [(None, ())]
        while waiting:
            shelf, above = waiting.pop()
            for pk, name in children.get(shelf, []):
                path = (*above, " ".join(name.split()))
                self.ids.setdefault(path, pk)
                self.paths[pk] = path
                waiting.append((pk, path))

    def make(self, wanted: Iterable[Path]) -> list[int]:
        """Make the categories that are missing, with those above them; the ids of the new ones."""
        made = []
        for path in wanted:
            for depth in range(1, len(path) + 1):
                part = path[:depth]
                if part not in self.ids:
                    category = Category.objects.create(
                        name=part[-1],
                        slug=free_slug(part[-1]),
                        parent_id=self.ids.get(part[:-1]),
                        sort_order=len(self.ids),
                    )
                    self.ids[part] = category.pk
                    self.paths[category.pk] = part
                    made.append(category.pk)
        return made

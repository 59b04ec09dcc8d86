"""Finding products by words: forgives case, word forms, `ё` and small typing errors.

On PostgreSQL by full text (its Russian configuration stems Latin words as English) and, when that
finds nothing, by what the words may mean (`catalog.mistyped`); elsewhere every word must stand in
a name as it is written.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from django.db import connection
from django.db.models import FloatField, Q, QuerySet
from django.db.models.expressions import RawSQL

from catalog.mistyped import meanings
from catalog.models import Product

_MOST_WORDS = 10
# With more hits than this none is the best: they come as the store has them, without a rank for
# each. Ranking thousands would take longer than everything else.
MOST_RANKED = 200
# Kept by PostgreSQL from names and descriptions: see migration 0008.
_VECTOR = '"catalog_product"."search_vector"'


def find_products(products: QuerySet[Product], text: str) -> QuerySet[Product]:
    """Those of `products` that `text` means, the best first; all when there is no word in it."""
    words = re.findall(r"\w+", text.casefold())[:_MOST_WORDS]
    if not words:
        return products if not text.strip() else products.none()
    if connection.vendor != "postgresql":
        return products.filter(_every_word(words))
    words = [word.replace("ё", "е") for word in words]
    found = _matching(products, "russian", " & ".join(map(_beginning, words)))
    return _mistyped(products, words) if found is None else found


def _every_word(words: Sequence[str]) -> Q:
    wanted = Q()
    for word in words:
        wanted &= Q(search_text__contains=word)
    return wanted


def _mistyped(products: QuerySet[Product], words: Sequence[str]) -> QuerySet[Product]:
    """Products with all that the words may mean, else with any of it."""
    meant = ["(" + " | ".join(map(_beginning, stems)) + ")" for stems in meanings(words)]
    for together in (" & ", " | "):
        if meant and (found := _matching(products, "simple", together.join(meant))) is not None:
            return found
    return products.none()


def _beginning(word: str) -> str:
    """The word, or one that begins with it: it holds letters, digits and `_` alone."""
    return f"'{word}':*"


def _matching(
    products: QuerySet[Product], configuration: str, query: str
) -> QuerySet[Product] | None:
    """Those that match, in the best order there is; None when there are none."""
    asked = [configuration, query]
    matches = RawSQL(f"{_VECTOR} @@ to_tsquery(%s::regconfig, %s)", asked)  # noqa: S611
    found = products.annotate(matches=matches).filter(matches=True)
    hits = found.order_by().values("pk")[: MOST_RANKED + 1].count()
    if hits > MOST_RANKED:
        return found
    rank = RawSQL(  # noqa: S611
        f"ts_rank({_VECTOR}, to_tsquery(%s::regconfig, %s))", asked, output_field=FloatField()
    )
    return found.annotate(rank=rank).order_by("-rank", "pk") if hits else None

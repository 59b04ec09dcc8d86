"""Finding products by words: forgives case, word forms and small typing errors.

On PostgreSQL by full text (its Russian configuration stems Latin words as English) and, when that
finds nothing, by trigrams; elsewhere every word must stand in a name as it is written.
"""

from __future__ import annotations

import hashlib
import re

from django.core.cache import cache
from django.db import connection, transaction
from django.db.models import FloatField, Q, QuerySet
from django.db.models.expressions import RawSQL

from catalog.models import Product

_MOST_WORDS = 10
# How much of a word's trigrams must be found: one wrong letter in six or seven passes.
_SIMILAR = 0.4
_MOST_SIMILAR = 500
# Comparing every name takes a while; whether the products may be shown is asked each time.
_KEPT = 60
# Kept by PostgreSQL from names and description: see migration 0002.
_VECTOR = '"catalog_product"."search_vector"'


def find_products(products: QuerySet[Product], text: str) -> QuerySet[Product]:
    """Those of `products` that `text` means, the best first; all when there is no word in it."""
    words = re.findall(r"\w+", text.casefold())[:_MOST_WORDS]
    if not words:
        return products if not text.strip() else products.none()
    if connection.vendor != "postgresql":
        return products.filter(_every_word(words))
    found = _by_full_text(products, words)
    return found if found.exists() else _by_trigrams(products, " ".join(words))


def _every_word(words: list[str]) -> Q:
    wanted = Q()
    for word in words:
        wanted &= Q(search_text__contains=word)
    return wanted


def _by_full_text(products: QuerySet[Product], words: list[str]) -> QuerySet[Product]:
    """Every word, or a word that begins with it."""
    query = " & ".join(f"'{word}':*" for word in words)  # words hold letters and digits alone
    matches = RawSQL(f"{_VECTOR} @@ to_tsquery('russian', %s)", [query])  # noqa: S611
    rank = RawSQL(  # noqa: S611
        f"ts_rank({_VECTOR}, to_tsquery('russian', %s))", [query], output_field=FloatField()
    )
    return (
        products.annotate(matches=matches, rank=rank).filter(matches=True).order_by("-rank", "pk")
    )


def _by_trigrams(products: QuerySet[Product], text: str) -> QuerySet[Product]:
    """Names in which some part resembles `text`, the most alike first."""
    key = f"catalog.alike.{hashlib.sha256(text.encode()).hexdigest()}"
    ids: list[int] | None = cache.get(key)
    if ids is None:
        ids = _alike(text)
        cache.set(key, ids, _KEPT)
    place = RawSQL(
        'array_position(%s::bigint[], "catalog_product"."id")', [ids], output_field=FloatField()
    )
    return products.filter(pk__in=ids).annotate(place=place).order_by("place")


def _alike(text: str) -> list[int]:
    """The ids of products with a similar name; the threshold holds for this statement alone."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('pg_trgm.word_similarity_threshold', %s, true)", [str(_SIMILAR)]
        )
        cursor.execute(
            "SELECT id, word_similarity(%s, search_text) AS likeness FROM catalog_product "
            "WHERE %s <%% search_text ORDER BY likeness DESC, id LIMIT %s",
            [text, text, _MOST_SIMILAR],
        )
        return [row[0] for row in cursor.fetchall()]

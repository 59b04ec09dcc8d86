"""What a mistyped word may mean: the words of the products' names that it nearly is.

The words and their trigram index are PostgreSQL's (migration 0008). Their number grows with the
language and not with the products, so neither does the time this takes.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection, transaction

# So many of a word's trigrams must be found before it is looked at closely.
_SIMILAR = 0.2
_LOOKED_AT = 40
_MOST_MEANINGS = 8
_NEAREST = """
SELECT asked.place, asked.stem, near.word
FROM (
    SELECT place, stem
    FROM unnest(%s::text[]) WITH ORDINALITY AS given(word, place),
         unnest(tsvector_to_array(to_tsvector('russian', given.word))) AS stem
) AS asked
LEFT JOIN LATERAL (
    SELECT known.word
    FROM catalog_searchword AS known
    WHERE known.word %% asked.stem
    GROUP BY known.word
    ORDER BY similarity(known.word, asked.stem) DESC, known.word
    LIMIT %s
) AS near ON true
ORDER BY asked.place, asked.stem
"""


def meanings(words: Sequence[str]) -> list[list[str]]:
    """For each of `words` the stems that it may mean, best first: itself when it is known.

    A word with a digit means itself; stop words and words like no other are left out. PostgreSQL
    only: two statements in a transaction, whatever the catalogue holds.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('pg_trgm.similarity_threshold', %s, true)", [str(_SIMILAR)]
        )
        cursor.execute(_NEAREST, [list(words), _LOOKED_AT])
        rows = cursor.fetchall()
    near: dict[tuple[int, str], list[str]] = {}
    for place, stem, word in rows:
        near.setdefault((place, stem), []).extend([word] if word else [])
    found = (_meant(stem, known) for (_place, stem), known in near.items())
    return [stems for stems in found if stems]


def _meant(stem: str, known: Sequence[str]) -> list[str]:
    if any(character.isdigit() for character in stem):
        return [stem]
    allowed = 0 if len(stem) < 4 else 1 if len(stem) < 6 else 2
    mistakes = {word: _mistakes(stem, word) for word in known}
    fewest = min(mistakes.values(), default=allowed + 1)
    if fewest == 0:
        return [stem]
    if fewest > allowed:
        return []
    return [word for word in known if mistakes[word] == fewest][:_MOST_MEANINGS]


def _mistakes(stem: str, word: str) -> int:
    """How many letters are wrong, missing, too many or swapped; `stem` may be a beginning."""
    return min(distance(stem, word), distance(stem, word[: max(len(stem), 4)]))


def distance(one: str, other: str) -> int:
    """Damerau and Levenshtein's, where no letter is touched twice ("optimal string alignment")."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        above, row = row, [i]
        for j, against in enumerate(other, start=1):
            cost = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (letter != against))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == against:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before = above
    return row[-1]

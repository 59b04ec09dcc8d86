"""The words that products are named by, for finding what a mistyped word may mean."""

from __future__ import annotations

from django.db import models


class SearchWord(models.Model):
    """The stem of a word in some product's name, in any language.

    PostgreSQL itself writes them whenever a product does (migration 0008): never two writers wait
    for each other, so a word may stand here twice. One that no product has any more does no harm.
    """

    word = models.TextField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.word

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _

from shop.translations import Translated

# For the conditions of other queries: the categories that are shown, as all above them are.
SHOWN_CATEGORIES = RawSQL(
    "WITH RECURSIVE shown AS ("
    " SELECT id FROM catalog_category WHERE is_active AND parent_id IS NULL"
    " UNION ALL"
    " SELECT below.id FROM catalog_category below"
    " JOIN shown ON below.parent_id = shown.id WHERE below.is_active"
    ") SELECT id FROM shown",
    (),
)


class Category(Translated):
    """A shelf of the catalogue; shelves nest."""

    translated_fields = ("name",)

    name = models.CharField(_("name"), max_length=100)
    slug = models.SlugField(_("slug"), max_length=120, unique=True)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("parent category"),
    )
    sort_order = models.IntegerField(_("sort order"), default=0)
    is_active = models.BooleanField(_("shown"), default=True)

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering = ("sort_order", "pk")
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(parent=models.F("id")), name="category_not_own_parent"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        if self.pk and self.parent_id in self.subtree_ids():
            raise ValidationError({"parent": _("A category cannot lie inside itself.")})

    def subtree_ids(self) -> set[int]:
        """The ids of this category and of all below it."""
        children: dict[int | None, list[int]] = {}
        for pk, parent_id in Category.objects.values_list("pk", "parent_id"):
            children.setdefault(parent_id, []).append(pk)
        found: set[int] = set()
        waiting = [self.pk]
        while waiting:
            pk = waiting.pop()
            if pk not in found:
                found.add(pk)
                waiting += children.get(pk, [])
        return found

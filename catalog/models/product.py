from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.models.category import Category
from catalog.models.option import OptionValue
from shop.translations import Translated

if TYPE_CHECKING:
    from django.db.models.fields.files import FieldFile


class Product(Translated):
    """What is sold; what one buys is one of its variants.

    An archived one is out of the shop until it is restored; publishing it restores it as well.
    """

    translated_fields = ("name", "description")

    category = models.ForeignKey(
        Category, models.PROTECT, related_name="products", verbose_name=_("category")
    )
    name = models.CharField(_("name"), max_length=200)
    description = models.TextField(_("description"), max_length=20_000, blank=True)
    sort_order = models.IntegerField(_("sort order"), default=0)
    is_active = models.BooleanField(_("published"), default=True)
    archived_at = models.DateTimeField(_("archived"), null=True, blank=True, editable=False)
    search_text = models.TextField(editable=False, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("product")
        verbose_name_plural = _("products")
        ordering = ("sort_order", "pk")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(is_active=False) | models.Q(archived_at=None),
                name="product_archived_is_not_published",
            ),
        ]
        indexes = [
            models.Index(
                fields=["category", "is_active", "sort_order", "id"], name="product_shelf"
            ),
            models.Index(
                fields=["sort_order", "id", "category"],
                condition=models.Q(is_active=True),
                name="product_browse",
            ),
            models.Index(
                fields=["name", "id"], condition=models.Q(is_active=True), name="product_by_name"
            ),
            models.Index(
                fields=["created_at", "id"],
                condition=models.Q(is_active=True),
                name="product_by_age",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.search_text = self.build_search_text()
        self.leave_archive_if_published()
        columns = kwargs.get("update_fields")
        if columns is not None and "is_active" in columns:
            kwargs["update_fields"] = {*columns, "archived_at"}
        super().save(*args, **kwargs)

    def leave_archive_if_published(self) -> None:
        if self.is_active:
            self.archived_at = None

    def build_search_text(self) -> str:
        """Every name of the product, case-folded: SQLite folds no Cyrillic by itself."""
        names = [self.name, *(texts.get("name", "") for texts in self.translations.values())]
        return "\n".join(names).casefold()


class ProductImage(models.Model):
    """A picture of a product, or of the variants that have one option value (a colour)."""

    product = models.ForeignKey(
        Product, models.CASCADE, related_name="images", verbose_name=_("product")
    )
    image = models.ImageField(_("image"), upload_to="products/")
    thumbnail = models.ImageField(upload_to="products/", blank=True, db_default="", editable=False)
    option_value = models.ForeignKey(
        OptionValue,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="images",
        verbose_name=_("shows the option"),
    )
    sort_order = models.IntegerField(_("sort order"), default=0)

    class Meta:
        verbose_name = _("product image")
        verbose_name_plural = _("product images")
        ordering = ("sort_order", "pk")

    def __str__(self) -> str:
        return self.image.name or ""

    @property
    def small(self) -> FieldFile:
        """The small picture, or the picture itself when none was made."""
        return self.thumbnail or self.image

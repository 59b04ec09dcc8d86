from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from shop.translations import Translated


class OptionType(Translated):
    """Something a buyer of one product chooses: its size, its colour."""

    translated_fields = ("name",)

    product = models.ForeignKey(
        "catalog.Product", models.CASCADE, related_name="options", verbose_name=_("product")
    )
    name = models.CharField(_("option"), max_length=50)
    sort_order = models.IntegerField(_("sort order"), default=0)

    class Meta:
        verbose_name = _("option")
        verbose_name_plural = _("options")
        ordering = ("sort_order", "pk")
        constraints = [
            models.UniqueConstraint(fields=["product", "name"], name="option_type_once"),
        ]

    def __str__(self) -> str:
        return self.name


class OptionValue(Translated):
    """One choice of an option: M, red."""

    translated_fields = ("value",)

    option_type = models.ForeignKey(
        OptionType, models.CASCADE, related_name="values", verbose_name=_("option")
    )
    value = models.CharField(_("value"), max_length=50)
    sort_order = models.IntegerField(_("sort order"), default=0)

    class Meta:
        verbose_name = _("option value")
        verbose_name_plural = _("option values")
        ordering = ("sort_order", "pk")
        constraints = [
            models.UniqueConstraint(fields=["option_type", "value"], name="option_value_once"),
        ]

    def __str__(self) -> str:
        return self.value

from __future__ import annotations

from decimal import Decimal
from typing import Self

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.models.category import SHOWN_CATEGORIES
from catalog.models.option import OptionType, OptionValue
from catalog.models.product import Product


class DigitalKind(models.TextChoices):
    CODES = "codes", _("A code for each piece, sold once")
    SAME = "same", _("The same text for everybody")
    FILE = "file", _("The same file for everybody")


class VariantQuerySet(models.QuerySet["ProductVariant"]):
    def with_on_shelf(self) -> Self:
        """Each with its product, and with `on_shelf` as it is at this moment."""
        found = self.select_related("product")
        return found.annotate(on_shelf=models.Q(product__category__in=SHOWN_CATEGORIES))


class ProductVariant(models.Model):
    """One combination of a product's option values: what is priced, stocked and bought.

    `stock_quantity` is what can be sold now and moves only by `services.adjust_stock`.
    `combination` names the option values (their ids, sorted), so that none exists twice;
    `services.set_variant_options` keeps it. A product without options has one variant, "".
    """

    product = models.ForeignKey(
        Product, models.CASCADE, related_name="variants", verbose_name=_("product")
    )
    sku = models.CharField(_("SKU"), max_length=64, unique=True)
    price = models.DecimalField(
        _("price"), max_digits=12, decimal_places=2, validators=[MinValueValidator(Decimal(0))]
    )
    price_before = models.DecimalField(
        _("price before"),
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("Shown struck through, for a sale."),
    )
    stock_quantity = models.IntegerField(_("in stock"), default=0, editable=False)
    is_active = models.BooleanField(_("on sale"), default=True)
    is_digital = models.BooleanField(
        _("digital"),
        default=False,
        db_default=False,
        help_text=_("Handed over in the chat as soon as it is paid: nothing is sent by post."),
    )
    digital_kind = models.CharField(
        _("what is handed over"),
        max_length=8,
        choices=DigitalKind.choices,
        default=DigitalKind.CODES,
        db_default=DigitalKind.CODES,
    )
    combination = models.CharField(max_length=200, blank=True, editable=False)
    sort_order = models.IntegerField(_("sort order"), default=0)
    on_shelf: bool
    """Whether its category and all above it are shown; only where `with_on_shelf` asked."""

    objects = VariantQuerySet.as_manager()

    class Meta:
        verbose_name = _("variant")
        verbose_name_plural = _("variants")
        ordering = ("sort_order", "pk")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(price__gte=0), name="variant_price_not_negative"
            ),
            models.CheckConstraint(
                condition=models.Q(price_before__isnull=True)
                | models.Q(price_before__gt=models.F("price")),
                name="variant_price_before_above_price",
            ),
            models.CheckConstraint(
                condition=models.Q(stock_quantity__gte=0), name="variant_stock_not_negative"
            ),
            models.UniqueConstraint(
                fields=["product", "combination"], name="variant_combination_once"
            ),
        ]
        indexes = [
            models.Index(fields=["stock_quantity"], name="variant_stock"),
            models.Index(
                fields=["price", "product"],
                condition=models.Q(is_active=True),
                name="variant_by_price",
            ),
        ]

    def __str__(self) -> str:
        return self.sku

    @property
    def is_on_sale(self) -> bool:
        """Whether buyers may have it, were there any; only where `with_on_shelf` asked."""
        return self.is_active and self.product.is_active and self.on_shelf

    @property
    def stock_is_codes(self) -> bool:
        """Whether its stock is the codes that there are, and moves with them alone."""
        return self.is_digital and self.digital_kind == DigitalKind.CODES


class VariantOption(models.Model):
    """That a variant has a value of an option; one value an option."""

    variant = models.ForeignKey(
        ProductVariant, models.CASCADE, related_name="chosen", verbose_name=_("variant")
    )
    option_type = models.ForeignKey(
        OptionType, models.CASCADE, related_name="+", verbose_name=_("option")
    )
    option_value = models.ForeignKey(
        OptionValue, models.RESTRICT, related_name="chosen", verbose_name=_("value")
    )

    class Meta:
        verbose_name = _("variant option")
        verbose_name_plural = _("variant options")
        constraints = [
            models.UniqueConstraint(
                fields=["variant", "option_type"], name="one_value_per_option_and_variant"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.option_type_id}: {self.option_value_id}"

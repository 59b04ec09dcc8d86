from __future__ import annotations

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.models import SHOWN_CATEGORIES, ProductVariant
from shop.models import Customer


class Cart(models.Model):
    """A customer's one cart, the same in the chat and the Mini App.

    `version` grows with every change, so that "confirm" can name the cart that was shown.
    """

    customer = models.OneToOneField(
        Customer,
        models.CASCADE,
        primary_key=True,
        related_name="cart",
        verbose_name=_("customer"),
    )
    version = models.PositiveIntegerField(_("version"), default=0)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)
    # What lay in it when its customer was last reminded of it; see orders/abandoned_carts.py.
    reminded_of = models.CharField(
        max_length=64, blank=True, default="", db_default="", editable=False
    )

    class Meta:
        verbose_name = _("cart")
        verbose_name_plural = _("carts")
        indexes = [models.Index(fields=["updated_at"], name="cart_by_change")]

    def __str__(self) -> str:
        return str(self.customer_id)


class CartItemQuerySet(models.QuerySet["CartItem"]):
    def with_variants(self) -> Self:
        """Each with its variant and product, and with `on_shelf` as it is at this moment."""
        found = self.select_related("variant__product")
        return found.annotate(on_shelf=models.Q(variant__product__category__in=SHOWN_CATEGORIES))


class CartItem(models.Model):
    """So many of one variant; `price` is the price the customer was last shown."""

    cart = models.ForeignKey(Cart, models.CASCADE, related_name="items", verbose_name=_("cart"))
    variant = models.ForeignKey(
        ProductVariant, models.CASCADE, related_name="+", verbose_name=_("variant")
    )
    quantity = models.PositiveIntegerField(_("quantity"))
    price = models.DecimalField(_("price shown"), max_digits=12, decimal_places=2)
    on_shelf: bool
    """Whether its category and all above it are shown; only where `with_variants` asked."""

    objects = CartItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("cart item")
        verbose_name_plural = _("cart items")
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(fields=["cart", "variant"], name="cart_item_once"),
            models.CheckConstraint(
                condition=models.Q(quantity__gte=1), name="cart_item_quantity_positive"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.variant_id} × {self.quantity}"

    @property
    def is_on_sale(self) -> bool:
        """Whether it can be had, were there any; only where `with_variants` asked."""
        return self.variant.is_active and self.variant.product.is_active and self.on_shelf

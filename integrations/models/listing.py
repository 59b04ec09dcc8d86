from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalog.models import ProductVariant, StockMovement
from integrations.models.marketplace_account import MarketplaceAccount
from integrations.models.marketplace_goods import MarketplaceSize, MarketplaceWarehouse
from integrations.models.of_seller import OfSeller
from integrations.one_stock.linked_accounts import forget_linked_accounts


class ListingLink(OfSeller):
    """That a variant of the store is a size at a marketplace: one stock for both.

    What is pushed to `warehouse` is the variant's stock less `buffer`, never below zero. With
    `dry_run` it is only counted. `difference` is what the marketplace had, when it was read back,
    less what was pushed.
    """

    seller_path: ClassVar[str] = "account__seller_id"

    account = models.ForeignKey(
        MarketplaceAccount, models.CASCADE, related_name="links", verbose_name=_("account")
    )
    variant = models.ForeignKey(
        ProductVariant, models.CASCADE, related_name="listings", verbose_name=_("variant")
    )
    size = models.ForeignKey(
        MarketplaceSize, models.CASCADE, related_name="links", verbose_name=_("at the marketplace")
    )
    warehouse = models.ForeignKey(
        MarketplaceWarehouse, models.CASCADE, related_name="links", verbose_name=_("warehouse")
    )
    buffer = models.PositiveIntegerField(
        _("kept back"), default=0, help_text=_("So many pieces are not offered there.")
    )
    dry_run = models.BooleanField(
        _("trial run"), default=True, help_text=_("Nothing is changed at the marketplace yet.")
    )
    is_active = models.BooleanField(_("active"), default=True)
    pushed_quantity = models.PositiveIntegerField(
        _("pushed"), null=True, blank=True, editable=False
    )
    pushed_at = models.DateTimeField(_("pushed at"), null=True, blank=True, editable=False)
    read_quantity = models.PositiveIntegerField(
        _("read back"), null=True, blank=True, editable=False
    )
    read_at = models.DateTimeField(_("read back at"), null=True, blank=True, editable=False)
    difference = models.IntegerField(_("difference"), null=True, blank=True, editable=False)
    error = models.CharField(_("error"), max_length=500, blank=True, editable=False)
    created_at = models.DateTimeField(_("linked"), auto_now_add=True)

    class Meta:
        verbose_name = _("linked listing")
        verbose_name_plural = _("linked listings")
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(fields=["size", "warehouse"], name="listing_linked_once"),
        ]
        indexes = [
            models.Index(
                fields=["account"],
                condition=Q(difference__isnull=False) & ~Q(difference=0),
                name="listing_differs",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.variant_id} → {self.size_id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        forget_linked_accounts()

    def clean(self) -> None:
        """A listing of the store's own account, stocked at that account's own warehouse."""
        if None in (self.account_id, self.variant_id, self.size_id, self.warehouse_id):
            return  # the form has said what is missing
        if not self.account.seller.sells_here:
            raise ValidationError(_("This account is not the store's own."))
        if self.size.product.account_id != self.account_id:
            raise ValidationError(_("This listing is of another account."))
        is_own = self.warehouse.kind == MarketplaceWarehouse.Kind.OWN
        if not is_own or self.warehouse.account_id != self.account_id:
            raise ValidationError(_("Choose one of the account's own warehouses."))
        if self.variant.stock_is_codes:
            raise ValidationError(_("Digital codes are sold in the store alone."))


class MarketplaceOrder(OfSeller):
    """An order of somebody at a marketplace for a linked listing; it moves the store's stock once.

    `taken` is what it took of the store's stock, less than `quantity` when there was not enough;
    `movement` is how, `returned_at` when it came back with a cancellation.
    """

    class State(models.TextChoices):
        NEW = "new", _("New")
        SHIPPED = "shipped", _("Shipped")
        DELIVERED = "delivered", _("Delivered")
        CANCELLED = "cancelled", _("Cancelled")

    seller_path: ClassVar[str] = "account__seller_id"

    account = models.ForeignKey(
        MarketplaceAccount, models.CASCADE, related_name="orders", verbose_name=_("account")
    )
    external_id = models.CharField(_("number"), max_length=100)
    link = models.ForeignKey(
        ListingLink,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="orders",
        verbose_name=_("listing"),
    )
    quantity = models.PositiveIntegerField(_("pieces"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.NEW)
    taken = models.PositiveIntegerField(_("taken of the stock"), default=0)
    movement = models.OneToOneField(
        StockMovement,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("stock movement"),
    )
    applied_at = models.DateTimeField(_("counted"), null=True, blank=True)
    returned_at = models.DateTimeField(_("given back"), null=True, blank=True)
    ordered_at = models.DateTimeField(_("ordered"))
    created_at = models.DateTimeField(_("first seen"), auto_now_add=True)

    class Meta:
        verbose_name = _("order at a marketplace")
        verbose_name_plural = _("orders at marketplaces")
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(
                fields=["account", "external_id"], name="marketplace_order_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["account", "id"],
                condition=Q(applied_at__isnull=True),
                name="marketplace_order_new",
            ),
        ]

    def __str__(self) -> str:
        return self.external_id

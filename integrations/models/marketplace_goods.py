from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from integrations.models.marketplace_account import MarketplaceAccount
from integrations.models.of_seller import OfSeller


class MarketplaceProduct(OfSeller):
    """A product as the marketplace knows it; read, never written to.

    `external_id` is the nmID of Wildberries, the product_id of Ozon, whose `sku` is apart. Stock is
    that of the last reading, on `day`; what else was read then stands in that day's `ProductDay`.
    `gone_at` is when the marketplace named it no more; `sold_out_since` when the last piece went.
    """

    seller_path: ClassVar[str] = "account__seller_id"

    account = models.ForeignKey(
        MarketplaceAccount, models.CASCADE, related_name="products", verbose_name=_("account")
    )
    external_id = models.BigIntegerField(_("number"))
    sku = models.BigIntegerField(_("SKU at Ozon"), null=True, blank=True)
    article = models.CharField(_("seller's article"), max_length=200, blank=True)
    brand = models.CharField(_("brand"), max_length=200, blank=True)
    subject = models.CharField(_("subject"), max_length=200, blank=True)
    name = models.CharField(_("name"), max_length=500, blank=True)
    image_url = models.CharField(_("picture"), max_length=500, blank=True)
    search_text = models.TextField(blank=True, editable=False)
    price = models.DecimalField(_("price"), max_digits=12, decimal_places=2, null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, default="RUB")
    stock = models.PositiveIntegerField(_("in stock"), default=0)
    stock_marketplace = models.PositiveIntegerField(_("at the marketplace"), default=0)
    stock_own = models.PositiveIntegerField(_("at own warehouses"), default=0)
    sold_out_since = models.DateField(_("sold out since"), null=True, blank=True)
    day = models.DateField(_("as of"), null=True, blank=True)
    gone_at = models.DateTimeField(_("gone since"), null=True, blank=True)
    created_at = models.DateTimeField(_("first seen"), auto_now_add=True)

    class Meta:
        verbose_name = _("product at a marketplace")
        verbose_name_plural = _("products at marketplaces")
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(
                fields=["account", "external_id"], name="marketplace_product_once"
            ),
        ]
        indexes = [
            models.Index(fields=["account", "stock"], name="marketplace_product_stock"),
        ]

    def __str__(self) -> str:
        return self.article or str(self.external_id)

    def words(self) -> str:
        """What a search looks through; whoever writes in bulk keeps it as `search_text`."""
        words = (self.article, self.name, self.brand, self.subject, self.external_id, self.sku)
        return " ".join(str(word) for word in words if word).casefold()


class MarketplaceSize(OfSeller):
    """What is stocked of a product: a size of Wildberries (`external_id` is its chrtId), the offer
    of Ozon (its product_id, with `offer_id`)."""

    seller_path: ClassVar[str] = "product__account__seller_id"

    product = models.ForeignKey(
        MarketplaceProduct, models.CASCADE, related_name="sizes", verbose_name=_("product")
    )
    external_id = models.BigIntegerField(_("number"))
    offer_id = models.CharField(_("offer"), max_length=200, blank=True)
    name = models.CharField(_("size"), max_length=64, blank=True)
    barcodes = models.JSONField(_("barcodes"), default=list, blank=True)
    stock_own = models.PositiveIntegerField(_("at own warehouses"), default=0)
    gone_at = models.DateTimeField(_("gone since"), null=True, blank=True)

    class Meta:
        verbose_name = _("size at a marketplace")
        verbose_name_plural = _("sizes at marketplaces")
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(
                fields=["product", "external_id"], name="marketplace_size_once"
            ),
        ]
        indexes = [models.Index(fields=["external_id"], name="marketplace_size_number")]

    def __str__(self) -> str:
        return " ".join(word for word in (str(self.product), self.name) if word)

    @property
    def key(self) -> str:
        """By what its stock is read and written: chrtId at Wildberries, the SKU at Ozon."""
        return str(self.external_id if self.product.sku is None else self.product.sku)


class MarketplaceWarehouse(OfSeller):
    """Where goods lie: at the marketplace (known by its name), or the seller's own (by its number).

    `key` is that name or number. The key of the row is short, since every day's figures carry it.
    """

    class Kind(models.TextChoices):
        MARKETPLACE = "marketplace", _("The marketplace's")
        OWN = "own", _("The seller's own")

    seller_path: ClassVar[str] = "account__seller_id"

    id = models.AutoField(primary_key=True)
    account = models.ForeignKey(
        MarketplaceAccount, models.CASCADE, related_name="warehouses", verbose_name=_("account")
    )
    kind = models.CharField(_("whose"), max_length=12, choices=Kind.choices)
    key = models.CharField(_("number"), max_length=120)
    name = models.CharField(_("name"), max_length=200)
    gone_at = models.DateTimeField(_("gone since"), null=True, blank=True)

    class Meta:
        verbose_name = _("warehouse")
        verbose_name_plural = _("warehouses")
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(
                fields=["account", "kind", "key"], name="marketplace_warehouse_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name

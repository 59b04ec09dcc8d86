from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.models.variant import ProductVariant

ORDER_REASONS = ("order_placed", "order_cancelled", "order_edited")


class StockMovement(models.Model):
    """One change of a variant's stock. Never edited: a mistake is mended by another movement."""

    class Reason(models.TextChoices):
        INITIAL = "initial", _("Opening stock")
        RECEIVED = "received", _("Goods received")
        CORRECTION = "correction", _("Correction")
        ORDER_PLACED = "order_placed", _("Order placed")
        ORDER_CANCELLED = "order_cancelled", _("Order cancelled")
        ORDER_EDITED = "order_edited", _("Order edited")
        RETURNED = "returned", _("Returned by the customer")
        IMPORT = "import", _("Import")
        MARKETPLACE_ORDER = "marketplace_order", _("Sold at a marketplace")
        MARKETPLACE_CANCELLED = "marketplace_cancelled", _("Cancelled at a marketplace")
        CODES = "codes", _("Codes uploaded or withdrawn")

    variant = models.ForeignKey(
        ProductVariant, models.CASCADE, related_name="movements", verbose_name=_("variant")
    )
    quantity = models.IntegerField(_("change"))
    stock_after = models.IntegerField(_("stock after"))
    reason = models.CharField(_("reason"), max_length=32)
    actor = models.CharField(_("by whom or what"), max_length=100, blank=True)
    reference = models.CharField(_("reference"), max_length=64, blank=True)
    created_at = models.DateTimeField(_("time"), auto_now_add=True)

    class Meta:
        verbose_name = _("stock movement")
        verbose_name_plural = _("stock movements")
        ordering = ("-pk",)
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(quantity=0), name="stock_movement_moves_something"
            ),
            models.CheckConstraint(
                condition=models.Q(stock_after__gte=0), name="stock_movement_not_below_zero"
            ),
        ]

        indexes = [
            models.Index(
                fields=["reference"],
                condition=models.Q(reason__in=ORDER_REASONS),
                name="movement_of_order",
            ),
            models.Index(fields=["created_at"], name="movement_by_time"),
            models.Index(
                fields=["reason", "-id"],
                condition=~models.Q(reason="order_placed"),
                name="movement_by_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.variant_id}: {self.quantity:+d}"

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from integrations.models.of_seller import OfSeller
from integrations.models.seller import Seller


class SellerNotice(OfSeller):
    """What a seller was told, once a day of each kind about each thing (`key`: `account:5`).

    `day` is of the seller's clock, `context` the facts of the words.
    """

    class Kind(models.TextChoices):
        SYNC_FAILED = "sync_failed", _("A sync failed")
        KEY_EXPIRED = "key_expired", _("A key stopped working")
        LOW_STOCK = "low_stock", _("Low stock")
        PRICE_CHANGED = "price_changed", _("Changed prices")
        STOCK_DIFFERS = "stock_differs", _("Stock differs")
        PAY_SOON = "pay_soon", _("To be paid soon")
        STOPPED = "stopped", _("Syncing stopped")
        PAID_TWICE = "paid_twice", _("Paid twice")

    seller = models.ForeignKey(
        Seller, models.CASCADE, related_name="notices", verbose_name=_("seller")
    )
    kind = models.CharField(_("what"), max_length=16, choices=Kind.choices)
    key = models.CharField(max_length=64, blank=True)
    day = models.DateField(_("day"))
    context = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(_("time"), auto_now_add=True)

    class Meta:
        verbose_name = _("notice to a seller")
        verbose_name_plural = _("notices to sellers")
        default_permissions = ("view",)
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(
                fields=["seller", "kind", "key", "day"], name="seller_told_once_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.day}"

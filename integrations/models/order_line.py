from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from integrations.models.marketplace_account import MarketplaceAccount
from integrations.models.marketplace_goods import MarketplaceWarehouse
from integrations.models.of_seller import OfSeller

LINES_KEPT_DAYS = 62


class OrderLine(OfSeller):
    """A line that somebody ordered at a marketplace, as it was last told: the figures of days are
    counted from these. It names nobody. Thinned after `LINES_KEPT_DAYS`.

    `number` is the product's NM ID at Wildberries, its SKU at Ozon; `day` is one of Moscow's.
    """

    class State(models.IntegerChoices):
        ORDERED = 0, _("Ordered")
        ON_ITS_WAY = 1, _("On its way")
        RECEIVED = 2, _("Received")
        CANCELLED = 3, _("Cancelled")

    seller_path: ClassVar[str] = "account__seller_id"

    account = models.ForeignKey(
        MarketplaceAccount,
        models.CASCADE,
        related_name="order_lines",
        db_index=False,
        verbose_name=_("account"),
    )
    external_id = models.CharField(_("number"), max_length=180)
    number = models.BigIntegerField(_("product"))
    warehouse = models.ForeignKey(
        MarketplaceWarehouse,
        models.CASCADE,
        related_name="order_lines",
        db_index=False,
        verbose_name=_("warehouse"),
    )
    is_own = models.BooleanField(_("from an own warehouse"))
    state = models.PositiveSmallIntegerField(_("state"), choices=State.choices)
    quantity = models.PositiveIntegerField(_("pieces"))
    price = models.DecimalField(_("price"), max_digits=12, decimal_places=2, null=True)
    ordered_at = models.DateTimeField(_("ordered"))
    day = models.DateField(_("day"))

    class Meta:
        verbose_name = _("line ordered at a marketplace")
        verbose_name_plural = _("lines ordered at marketplaces")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["account", "external_id"], name="order_line_once"),
        ]
        indexes = [models.Index(fields=["account", "day"], name="order_line_day")]

    def __str__(self) -> str:
        return self.external_id

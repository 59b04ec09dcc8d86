from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from integrations.models.marketplace_account import MarketplaceAccount
from integrations.models.of_seller import OfSeller


class SellerSheet(OfSeller):
    """The Google Sheet of an account, made on first request and shared with the seller.

    `columns` are the keys of warehouses in the order in which they stand, whether they are still
    there or not; `written_hash` tells what was written last. `wanted_at` asks for a refresh, which
    whoever holds the lease does.
    """

    seller_path: ClassVar[str] = "account__seller_id"

    account = models.OneToOneField(
        MarketplaceAccount, models.CASCADE, related_name="sheet", verbose_name=_("account")
    )
    spreadsheet_id = models.CharField(_("number at Google"), max_length=100, blank=True)
    url = models.CharField(_("address"), max_length=300, blank=True)
    shared_with = models.EmailField(_("shared with"), blank=True)
    columns = models.JSONField(default=list, blank=True, editable=False)
    auto_sync = models.BooleanField(_("refreshed after each sync"), default=True)
    written_hash = models.CharField(max_length=64, blank=True, editable=False)
    written_rows = models.PositiveIntegerField(_("products"), default=0, editable=False)
    refreshed_at = models.DateTimeField(_("refreshed"), null=True, blank=True, editable=False)
    wanted_at = models.DateTimeField(_("asked for"), null=True, blank=True, editable=False)
    lease = models.CharField(max_length=32, blank=True, editable=False)
    leased_until = models.DateTimeField(null=True, blank=True, editable=False)
    failures = models.PositiveSmallIntegerField(_("failed in a row"), default=0, editable=False)
    error = models.CharField(_("error"), max_length=500, blank=True, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("seller's sheet")
        verbose_name_plural = _("sellers' sheets")
        ordering = ("pk",)
        indexes = [
            models.Index(
                fields=["wanted_at"],
                condition=Q(wanted_at__isnull=False),
                name="seller_sheet_wanted",
            ),
        ]

    def __str__(self) -> str:
        return self.url or f"#{self.pk}"

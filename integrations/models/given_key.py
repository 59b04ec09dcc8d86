from __future__ import annotations

import json
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from integrations.models.marketplace_account import Marketplace, MarketplaceAccount
from integrations.models.of_seller import OfSeller
from integrations.models.seller import SellerMember
from shop.crypto import EncryptedTextField


class GivenKey(OfSeller):
    """A key that a member gave in the chat and that nobody has checked yet; gone when it was.

    Without `sealed` it is the key that `account` has which is to be checked again. `taken_at` is
    when somebody began to.
    """

    seller_path: ClassVar[str] = "member__seller_id"

    member = models.ForeignKey(
        SellerMember, models.CASCADE, related_name="+", verbose_name=_("member")
    )
    marketplace = models.CharField(_("marketplace"), max_length=16, choices=Marketplace.choices)
    account = models.ForeignKey(
        MarketplaceAccount,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("account"),
    )
    sealed = EncryptedTextField(blank=True, editable=False)
    taken_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("given"), auto_now_add=True)

    class Meta:
        verbose_name = _("key to be checked")
        verbose_name_plural = _("keys to be checked")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.marketplace} #{self.pk}"

    @property
    def plain(self) -> dict[str, str]:
        """As `MarketplaceCredentials.plain`."""
        found: dict[str, str] = json.loads(self.sealed)
        return found

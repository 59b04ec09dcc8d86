from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from integrations.models.of_seller import OfSeller
from integrations.models.seller import SellerMember


class SellerCode(OfSeller):
    """By which a member who is known to the bot gets a log-in of the API, or the other way about.

    Known by its hash, good once and for minutes; a newer one ends the older.
    """

    class Purpose(models.TextChoices):
        LOG_IN = "log_in", _("A log-in of the API")
        TELEGRAM = "telegram", _("The bot")

    seller_path: ClassVar[str] = "member__seller_id"

    member = models.ForeignKey(
        SellerMember, models.CASCADE, related_name="codes", verbose_name=_("member")
    )
    purpose = models.CharField(_("for what"), max_length=8, choices=Purpose.choices)
    code_hash = models.CharField(_("SHA-256 of the code"), max_length=64, unique=True)
    expires_at = models.DateTimeField(_("expires"))

    class Meta:
        verbose_name = _("one-time code of a member")
        verbose_name_plural = _("one-time codes of members")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["member", "purpose"], name="seller_code_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id}: {self.purpose}"

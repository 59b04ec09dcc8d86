from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Customer(models.Model):
    """A person who shops, known by their Telegram id."""

    id = models.BigIntegerField(_("Telegram id"), primary_key=True)
    full_name = models.CharField(_("full name"), max_length=200, blank=True)
    username = models.CharField(_("username"), max_length=64, blank=True)
    phone_number = models.CharField(_("phone number"), max_length=20, blank=True)
    shipping_address = models.CharField(_("delivery address"), max_length=500, blank=True)
    telegram_language = models.CharField(_("language in Telegram"), max_length=16, blank=True)
    chosen_language = models.CharField(_("chosen language"), max_length=8, blank=True)
    referred_by = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="friends",
        verbose_name=_("invited by"),
    )
    referral_code = models.CharField(
        _("code of their link"), max_length=16, null=True, blank=True, unique=True, editable=False
    )
    blocked_at = models.DateTimeField(_("blocked the bot at"), null=True, blank=True)
    created_at = models.DateTimeField(_("first seen"), auto_now_add=True, db_index=True)

    class Meta:
        verbose_name = _("customer")
        verbose_name_plural = _("customers")
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(referred_by=models.F("id")), name="customer_not_own_friend"
            ),
        ]

    def __str__(self) -> str:
        return self.full_name or (f"@{self.username}" if self.username else str(self.pk))

    @property
    def language(self) -> str:
        """The language to write in: their choice, else Telegram's, else English, else the store's."""
        languages = settings.STORE_LANGUAGES
        for code in (self.chosen_language, self.telegram_language.partition("-")[0], "en"):
            if code in languages:
                return code
        return languages[0]

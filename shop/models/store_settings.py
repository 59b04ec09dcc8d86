from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from shop.translations import Translated

_CACHE_KEY = "shop.store_settings"
_CACHE_SECONDS = 30


class StoreSettings(Translated):
    """What the shop owner sets in the admin: one row, first filled from the environment."""

    translated_fields = ("name", "welcome")

    name = models.CharField(_("store name"), max_length=64)
    welcome = models.TextField(
        _("welcome text"), max_length=1000, blank=True, help_text=_("Shown on /start.")
    )
    currency = models.CharField(_("currency"), max_length=3)
    staff_chat_id = models.BigIntegerField(
        _("staff chat id"),
        null=True,
        blank=True,
        help_text=_("Add the bot to the staff group and send /chatid there to learn it."),
    )
    support_contact = models.CharField(
        _("support contact"), max_length=64, blank=True, help_text=_("A @username or a phone.")
    )
    low_stock_threshold = models.PositiveIntegerField(_("low stock is at most"), default=3)

    payment_methods_off = models.JSONField(
        _("ways to pay that are switched off"), default=list, blank=True
    )
    wallet_on = models.BooleanField(
        _("customers have a balance"),
        default=True,
        help_text=_("They can top it up and pay with it."),
    )
    top_up_least = models.DecimalField(
        _("least to top up by"), max_digits=10, decimal_places=2, default=Decimal(20)
    )
    top_up_most = models.DecimalField(
        _("most to top up by"), max_digits=10, decimal_places=2, default=Decimal(10000)
    )
    invoice_seconds = models.PositiveIntegerField(
        _("top-up invoices are valid, seconds"),
        default=1800,
        db_default=1800,
        validators=[MinValueValidator(60), MaxValueValidator(86_400)],
    )
    receipt_vat_code = models.PositiveSmallIntegerField(
        _("VAT code of receipts"),
        default=0,
        help_text=_("As YooKassa numbers them, 1 to 12 (54-ФЗ). At 0 no receipts are asked for."),
        validators=[MaxValueValidator(12)],
    )
    telegram_receipts = models.BooleanField(
        _("receipts for Telegram's invoices"),
        default=False,
        db_default=False,
        help_text=_(
            "Only where YooKassa stands behind them: it is told the lines and the VAT code."
        ),
    )
    digital_any_way = models.BooleanField(
        _("digital goods are paid any way"),
        default=False,
        db_default=False,
        help_text=_(
            "Telegram asks that digital goods sold inside it be paid in Stars alone; selling them "
            "otherwise may cost you the bot. Never on delivery."
        ),
    )
    unpaid_hours = models.PositiveIntegerField(
        _("unpaid orders live, hours"),
        default=0,
        db_default=0,
        validators=[MaxValueValidator(24 * 90)],
        help_text=_(
            "An order that is to be paid online is cancelled after so long without payment, its "
            "stock returned. 0: never. Orders paid on delivery are not touched."
        ),
    )
    star_rate = models.DecimalField(
        _("worth of a Telegram Star"),
        max_digits=10,
        decimal_places=4,
        default=Decimal(0),
        validators=[MinValueValidator(0)],
        help_text=_("In the store's currency. At 0 nobody pays in Stars."),
    )

    class Meta:
        verbose_name = _("store settings")
        verbose_name_plural = _("store settings")
        constraints = [
            models.CheckConstraint(condition=models.Q(pk=1), name="store_settings_single_row"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        cache.delete(_CACHE_KEY)

    @classmethod
    def current(cls) -> StoreSettings:
        """The settings in force; a change reaches every process within 30 seconds."""
        found: StoreSettings | None = cache.get(_CACHE_KEY)
        if found is None:
            found, _created = cls.objects.get_or_create(pk=1, defaults=cls.first_values())
            cache.set(_CACHE_KEY, found, _CACHE_SECONDS)
        return found

    @staticmethod
    def first_values() -> dict[str, Any]:
        return {
            "name": settings.STORE_NAME,
            "currency": settings.STORE_CURRENCY,
            "staff_chat_id": settings.TELEGRAM_STAFF_CHAT_ID,
        }

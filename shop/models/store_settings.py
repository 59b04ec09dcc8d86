from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from shop.models.opening import Opening
from shop.models.seller import SellerDetails
from shop.money import is_currency
from shop.translations import Translated

_CACHE_KEY = "shop.store_settings"
_CACHE_SECONDS = 30
_CHANNEL = re.compile(r"@[A-Za-z]\w{3,31}|https://t\.me/\+?[\w-]{4,48}", re.ASCII)


def validate_currency(code: str) -> None:
    if not is_currency(code.strip().upper()):
        raise ValidationError(_("There is no such currency. Write its code, like RUB."))


def validate_channel(text: str) -> None:
    if not _CHANNEL.fullmatch(text):
        raise ValidationError(_("Write the channel as @mystore or https://t.me/mystore."))


class StoreSettings(SellerDetails, Opening, Translated):
    """What the shop owner sets in the admin: one row, first filled from the environment."""

    translated_fields = ("name", "welcome", "rules", "closed_text")

    name = models.CharField(
        _("store name"), max_length=64, help_text=_("As customers and invoices name it.")
    )
    welcome = models.TextField(
        _("welcome text"), max_length=1000, blank=True, help_text=_("Shown on /start.")
    )
    rules = models.TextField(
        _("rules"),
        max_length=1500,
        blank=True,
        default="",
        db_default="",
        help_text=_("Delivery, payment, what is customary: shown in Help."),
    )
    currency = models.CharField(
        _("currency"),
        max_length=3,
        validators=[validate_currency],
        help_text=_("Three letters: RUB, USD, KZT. Orders keep the one they were placed in."),
    )
    staff_chat_id = models.BigIntegerField(
        _("staff chat id"),
        null=True,
        blank=True,
        help_text=_("Add the bot to the staff group and send /chatid there to learn it."),
    )
    support_contact = models.CharField(
        _("support contact"), max_length=64, blank=True, help_text=_("A @username or a phone.")
    )
    news_channel = models.CharField(
        _("news channel"),
        max_length=64,
        blank=True,
        default="",
        db_default="",
        validators=[validate_channel],
        help_text=_("A public channel, like @mystore: Help gets a button to it."),
    )
    low_stock_threshold = models.PositiveIntegerField(
        _("low stock is at most"),
        default=3,
        help_text=_("So many pieces or fewer are shown as low on the front page."),
    )
    least_order = models.DecimalField(
        _("minimum order"),
        max_digits=12,
        decimal_places=2,
        default=0,
        db_default=0,
        validators=[MinValueValidator(0)],
        help_text=_("Orders of less are refused, saying how much is missing. 0: any will do."),
    )
    most_pieces = models.PositiveIntegerField(
        _("most pieces of a product"),
        default=0,
        db_default=0,
        validators=[MaxValueValidator(1000)],
        help_text=_("In one order of a customer, all its variants together. 0: no limit."),
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

    summary_at = models.TimeField(
        _("daily summary at"),
        null=True,
        blank=True,
        help_text=_("When the staff chat is told of yesterday's sales. Empty: never."),
    )
    second_factor_required = models.BooleanField(
        _("a second factor is compulsory"),
        default=False,
        db_default=False,
        help_text=_("Staff without one are led to set it up, and can do nothing else before."),
    )

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
    star_rate = models.DecimalField(
        _("worth of a Telegram Star"),
        max_digits=10,
        decimal_places=4,
        default=Decimal(0),
        validators=[MinValueValidator(0)],
        help_text=_("In the store's currency. At 0 nobody pays in Stars."),
    )

    referral_percent = models.DecimalField(
        _("percent of a friend's orders"),
        max_digits=5,
        decimal_places=2,
        default=Decimal(0),
        validators=[MinValueValidator(0), MaxValueValidator(100)],
        help_text=_(
            "Goes to the balance of whoever invited the friend, once the order is paid and "
            "delivered. At 0 customers invite nobody."
        ),
    )
    referral_top_ups = models.BooleanField(
        _("reward friends' top-ups as well"),
        default=False,
        help_text=_("What an order is then paid with from the balance is not rewarded again."),
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

    @property
    def referrals_on(self) -> bool:
        """Whether customers invite friends: they are rewarded with a balance, so there must be one."""
        return self.wallet_on and self.referral_percent > 0

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

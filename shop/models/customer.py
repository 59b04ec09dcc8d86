from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shop.models.tag import Tag


class CustomerQuerySet(models.QuerySet["Customer"]):
    def speaking(self, language: str) -> Self:
        """Those whom the store writes to in `language`: what `Customer.language` says, as SQL."""
        languages: list[str] = settings.STORE_LANGUAGES
        chose_none = ~Q(chosen_language__in=languages)
        found = Q(chosen_language=language) | chose_none & _in_telegram(language)
        if language == fallback_language():
            known = Q(pk__in=[])
            for code in languages:
                known |= _in_telegram(code)
            found |= chose_none & ~known
        return self.filter(found)


class Customer(models.Model):
    """A person who shops, known by their Telegram id.

    `orders_count`, `spent` (in the store's currency) and `last_order_at` are of the orders that
    were not cancelled; `first_order_at` is of all in the store's currency, as the figures of the
    months in which customers came are. `orders.customer_figures` keeps them.
    """

    id = models.BigIntegerField(_("Telegram id"), primary_key=True)
    full_name = models.CharField(_("full name"), max_length=200, blank=True)
    username = models.CharField(_("username"), max_length=64, blank=True)
    phone_number = models.CharField(_("phone number"), max_length=20, blank=True)
    shipping_address = models.CharField(_("delivery address"), max_length=500, blank=True)
    telegram_language = models.CharField(_("language in Telegram"), max_length=16, blank=True)
    chosen_language = models.CharField(_("chosen language"), max_length=8, blank=True)
    wants_reminders = models.BooleanField(
        _("agreed to reminders"), default=False, db_default=False, editable=False
    )
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
    tracking_off_at = models.DateTimeField(_("left analytics at"), null=True, blank=True)
    created_at = models.DateTimeField(_("first seen"), auto_now_add=True, db_index=True)
    tags = models.ManyToManyField(Tag, related_name="customers", blank=True, verbose_name=_("tags"))
    orders_count = models.PositiveIntegerField(_("orders"), default=0, db_default=0, editable=False)
    spent = models.DecimalField(
        _("spent"), max_digits=14, decimal_places=2, default=0, db_default=0, editable=False
    )
    first_order_at = models.DateTimeField(_("first order"), null=True, editable=False)
    last_order_at = models.DateTimeField(_("last order"), null=True, editable=False)

    objects = CustomerQuerySet.as_manager()

    class Meta:
        verbose_name = _("customer")
        verbose_name_plural = _("customers")
        indexes = [
            models.Index(fields=["spent", "id"], name="customer_by_spent"),
            models.Index(fields=["first_order_at"], name="customer_by_first_order"),
            models.Index(fields=["last_order_at"], name="customer_by_last_order"),
        ]
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
        for code in (self.chosen_language, self.telegram_language.partition("-")[0]):
            if code in languages:
                return code
        return fallback_language()


def fallback_language() -> str:
    """For those whose language the store does not speak."""
    languages: list[str] = settings.STORE_LANGUAGES
    return "en" if "en" in languages else languages[0]


def _in_telegram(code: str) -> Q:
    return Q(telegram_language=code) | Q(telegram_language__startswith=f"{code}-")

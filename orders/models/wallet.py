from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from orders.models.order import Order
from shop.models import Customer


class Wallet(models.Model):
    """What a customer has with the store, per currency: the sum of its entries, never below zero."""

    customer = models.ForeignKey(
        Customer, models.PROTECT, related_name="wallets", verbose_name=_("customer")
    )
    currency = models.CharField(_("currency"), max_length=3)
    balance = models.DecimalField(_("balance"), max_digits=14, decimal_places=2, default=Decimal(0))

    class Meta:
        verbose_name = _("wallet")
        verbose_name_plural = _("wallets")
        constraints = [
            models.UniqueConstraint(fields=["customer", "currency"], name="wallet_once"),
            models.CheckConstraint(condition=Q(balance__gte=0), name="wallet_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id}: {self.balance} {self.currency}"


class WalletEntry(models.Model):
    """A movement of a wallet. Never edited; `reference` keeps the same thing from counting twice."""

    class Kind(models.TextChoices):
        TOP_UP = "top_up", _("Top-up")
        PAYMENT = "payment", _("Paid for an order")
        REFUND = "refund", _("Refund")
        REWARD = "reward", _("Reward for a friend")
        REWARD_TAKEN_BACK = "reward_back", _("Reward taken back")
        CORRECTION = "correction", _("Correction")

    wallet = models.ForeignKey(
        Wallet, models.PROTECT, related_name="entries", verbose_name=_("wallet")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=2)
    balance_after = models.DecimalField(_("balance after"), max_digits=14, decimal_places=2)
    order = models.ForeignKey(
        Order, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("order")
    )
    reference = models.CharField(_("reference"), max_length=80, unique=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    actor = models.CharField(_("by whom"), max_length=100)
    created_at = models.DateTimeField(_("time"), auto_now_add=True)

    class Meta:
        verbose_name = _("wallet entry")
        verbose_name_plural = _("wallet entries")
        ordering = ("-pk",)
        constraints = [
            models.CheckConstraint(condition=~Q(amount=0), name="wallet_entry_not_zero"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.amount}"

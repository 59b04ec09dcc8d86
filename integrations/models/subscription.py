from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from integrations.models.of_seller import OfSeller
from integrations.models.seller import Seller
from shop.translations import Translated

GRACE = timedelta(days=7)


class Provider(models.TextChoices):
    """By what a subscription is paid."""

    STRIPE = "stripe", "Stripe"
    STARS = "stars", "Telegram Stars"
    HAND = "hand", _("By hand")


class Plan(Translated):
    """What a seller may have for how much a month. While no plan is on offer, all is free.

    `syncs_per_day` bounds the schedule and what is asked for by hand.
    """

    translated_fields: ClassVar[tuple[str, ...]] = ("name",)

    code = models.SlugField(_("code"), max_length=32, unique=True)
    name = models.CharField(_("name"), max_length=100)
    price = models.DecimalField(_("price a month"), max_digits=12, decimal_places=2)
    currency = models.CharField(_("currency"), max_length=3)
    stars = models.PositiveIntegerField(
        _("Stars a month"), default=0, help_text=_("0: it cannot be paid by Stars.")
    )
    stripe_price_id = models.CharField(
        _("price at Stripe"),
        max_length=100,
        blank=True,
        help_text=_("The id of a monthly price, “price_…”. Empty: it cannot be paid by Stripe."),
    )
    trial_days = models.PositiveSmallIntegerField(_("days of trial"), default=14)
    accounts_limit = models.PositiveIntegerField(_("accounts"), default=1)
    products_limit = models.PositiveIntegerField(_("products"), default=1_000)
    syncs_per_day = models.PositiveSmallIntegerField(_("syncs a day"), default=4)
    is_active = models.BooleanField(_("on offer"), default=True)
    sort_order = models.IntegerField(_("sort order"), default=0)

    class Meta:
        verbose_name = _("plan")
        verbose_name_plural = _("plans")
        ordering = ("sort_order", "pk")
        constraints = [
            models.CheckConstraint(condition=Q(price__gte=0), name="plan_price_not_negative"),
            models.CheckConstraint(condition=Q(stars__lte=10_000), name="plan_stars_allowed"),
        ]

    def __str__(self) -> str:
        return self.name


class Subscription(OfSeller):
    """What a seller has paid for, until when. Its payments are a ledger; nothing is ever deleted.

    `paid_until` is the end of the trial, or of what was paid; then comes `GRACE`, then syncing
    stops. `warned_for` is the end that the seller was warned of. `external_id` is the provider's
    number of what is being renewed, `payer` its customer.
    """

    class State(models.TextChoices):
        TRIAL = "trial", _("Trial")
        ACTIVE = "active", _("Active")
        GRACE = "grace", _("Unpaid, still works")
        STOPPED = "stopped", _("Stopped")

    LIVE = (State.TRIAL, State.ACTIVE, State.GRACE)

    seller = models.OneToOneField(
        Seller, models.CASCADE, related_name="subscription", verbose_name=_("seller")
    )
    plan = models.ForeignKey(
        Plan, models.PROTECT, related_name="subscriptions", verbose_name=_("plan")
    )
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.TRIAL)
    provider = models.CharField(_("paid by"), max_length=8, choices=Provider.choices, blank=True)
    external_id = models.CharField(_("provider's number"), max_length=255, blank=True)
    payer = models.CharField(_("payer at the provider"), max_length=255, blank=True)
    paid_until = models.DateTimeField(_("until"))
    renews = models.BooleanField(_("renews by itself"), default=False)
    ended_at = models.DateTimeField(_("stopped at"), null=True, blank=True)
    warned_for = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(pgettext_lazy("subscription", "since"), auto_now_add=True)

    class Meta:
        verbose_name = _("subscription")
        verbose_name_plural = _("subscriptions")
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "external_id"],
                condition=~Q(external_id=""),
                name="subscription_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["paid_until"], condition=~Q(state="stopped"), name="subscription_due"
            ),
        ]

    def __str__(self) -> str:
        return str(self.seller)

    @property
    def works(self) -> bool:
        return self.state in self.LIVE

    @property
    def is_renewing(self) -> bool:
        """Whether the next payment comes by itself; in the grace period it has not come."""
        return self.renews and self.state in (self.State.TRIAL, self.State.ACTIVE)

    @property
    def grace_until(self) -> datetime:
        return self.paid_until + GRACE


class SubscriptionPayment(OfSeller):
    """Money for a subscription, once per (provider, external id); a refund is a negative row."""

    seller_path: ClassVar[str] = "subscription__seller_id"

    subscription = models.ForeignKey(
        Subscription, models.PROTECT, related_name="payments", verbose_name=_("subscription")
    )
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="+", verbose_name=_("plan"))
    provider = models.CharField(_("paid by"), max_length=8, choices=Provider.choices)
    external_id = models.CharField(_("provider's number"), max_length=255)
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=2)
    currency = models.CharField(_("currency"), max_length=5)
    paid_until = models.DateTimeField(_("until"), null=True, blank=True)
    actor = models.CharField(_("by whom"), max_length=100, blank=True)
    created_at = models.DateTimeField(_("time"), auto_now_add=True)

    class Meta:
        verbose_name = _("payment for a subscription")
        verbose_name_plural = _("payments for subscriptions")
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "external_id"], name="subscription_payment_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"

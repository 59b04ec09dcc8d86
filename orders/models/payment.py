from __future__ import annotations

import uuid
from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from orders.models.order import Order
from shop.models import Customer


def new_key() -> str:
    """A key of our own: what the far side is given to tell one attempt from another."""
    return uuid.uuid4().hex


class Payment(models.Model):
    """One attempt to pay for an order, or to top a wallet up: asked for, then paid, or given up.

    `amount` is what it settles, in `currency`, the order's; `charged_amount` what the customer pays,
    in `charged_currency` (Stars have a rate). `key` is ours, `external_id` the provider's; a
    success told again under the same (provider, external_id) is the same payment.
    """

    class Status(models.TextChoices):
        ASKED = "asked", _("Waiting for payment")
        PAID = "paid", _("Paid")
        CLOSED = "closed", _("Not paid")

    order = models.ForeignKey(
        Order,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="payments",
        verbose_name=_("order"),
        help_text=_("Empty for money that tops the customer's wallet up."),
    )
    customer = models.ForeignKey(
        Customer, models.PROTECT, related_name="payments", verbose_name=_("customer")
    )
    provider = models.CharField(_("paid by"), max_length=32)
    key = models.CharField(_("key"), max_length=32, unique=True, default=new_key, editable=False)
    external_id = models.CharField(_("provider's number"), max_length=255, blank=True)
    status = models.CharField(
        _("status"), max_length=8, choices=Status.choices, default=Status.ASKED
    )
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=2)
    currency = models.CharField(_("currency"), max_length=3)
    charged_amount = models.DecimalField(_("charged"), max_digits=14, decimal_places=2)
    charged_currency = models.CharField(_("charged in"), max_length=5)
    refunded_amount = models.DecimalField(
        _("refunded"), max_digits=14, decimal_places=2, default=Decimal(0)
    )
    waived_amount = models.DecimalField(
        _("given back for good"),
        max_digits=14,
        decimal_places=2,
        default=Decimal(0),
        db_default=Decimal(0),
        help_text=_("What the order needed of that which was refunded: it is not asked for again."),
    )
    needs_hand = models.BooleanField(
        _("waits for somebody"),
        default=False,
        db_default=False,
        help_text=_("Money that the order does not need and that could not go back by itself."),
    )
    url = models.URLField(_("payment page"), max_length=1000, blank=True)
    expires_at = models.DateTimeField(_("open until"), null=True, blank=True)
    checked_at = models.DateTimeField(_("asked the provider"), null=True, blank=True)
    paid_at = models.DateTimeField(_("paid at"), null=True, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "external_id"],
                condition=~Q(external_id=""),
                name="payment_once",
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="payment_amount_positive"),
            models.CheckConstraint(
                condition=Q(refunded_amount__gte=0, refunded_amount__lte=F("amount")),
                name="payment_refunded_within_amount",
            ),
        ]
        indexes = [
            models.Index(fields=["created_at"], condition=Q(status="asked"), name="payment_open"),
            models.Index(
                fields=["created_at"], condition=Q(needs_hand=True), name="payment_needs_hand"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.provider} {self.external_id or self.key}"

    @property
    def order_or_error(self) -> Order:
        """The order that it pays for; ValueError for a top-up."""
        if self.order is None:
            raise ValueError(f"payment {self.key} is for no order")
        return self.order

    @property
    def refundable(self) -> Decimal:
        """What could still be given back, in the order's currency."""
        return self.amount - self.refunded_amount if self.status == self.Status.PAID else Decimal(0)


class Refund(models.Model):
    """Money on its way back: written first, then done by the provider, then settled by its answer."""

    class Status(models.TextChoices):
        ASKED = "asked", _("On its way")
        DONE = "done", _("Refunded")
        FAILED = "failed", _("Refused")

    payment = models.ForeignKey(
        Payment, models.PROTECT, related_name="refunds", verbose_name=_("payment")
    )
    key = models.CharField(_("key"), max_length=32, unique=True, default=new_key, editable=False)
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=2)
    status = models.CharField(
        _("status"), max_length=8, choices=Status.choices, default=Status.ASKED
    )
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    goods = models.JSONField(
        _("goods"),
        default=list,
        db_default=models.Value([], models.JSONField()),
        blank=True,
        help_text=_("The pieces that it is for, as its receipt names them; none for the order."),
    )
    actor = models.CharField(_("by whom"), max_length=100)
    external_id = models.CharField(_("provider's number"), max_length=255, blank=True)
    error = models.CharField(_("why it was refused"), max_length=500, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    class Meta:
        verbose_name = _("refund")
        verbose_name_plural = _("refunds")
        ordering = ("-pk",)
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="refund_amount_positive"),
        ]
        indexes = [
            models.Index(fields=["created_at"], condition=Q(status="asked"), name="refund_open"),
        ]

    def __str__(self) -> str:
        return f"{self.amount} {self.status}"


class LedgerPosition(models.Model):
    """How far the books of a provider have been compared with ours."""

    provider = models.CharField(_("paid by"), max_length=32, primary_key=True)
    position = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.provider}: {self.position}"


class PaymentStep(models.Model):
    """What was said between the store and a provider about a payment, secrets masked; append-only."""

    class Kind(models.TextChoices):
        CREATE = "create", _("Asked to be paid")
        NOTICE = "notice", _("Told by the provider")
        FETCH = "fetch", _("Asked about it")
        REFUND = "refund", _("Asked to refund")

    payment = models.ForeignKey(
        Payment, models.CASCADE, related_name="steps", verbose_name=_("payment")
    )
    kind = models.CharField(_("step"), max_length=8, choices=Kind.choices)
    succeeded = models.BooleanField(_("succeeded"))
    answer = models.JSONField(_("answer"), default=dict)
    created_at = models.DateTimeField(_("time"), auto_now_add=True)

    class Meta:
        verbose_name = _("payment step")
        verbose_name_plural = _("payment steps")
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.kind} {self.payment_id}"

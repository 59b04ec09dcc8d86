from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from orders.models.order import Order
from orders.models.payment import Payment
from shop.models import Customer


class Reward(models.Model):
    """What a customer has for a friend's order or top-up, at the percentage of that day.

    `amount` was put into the wallet, `taken_back` of it left again when the friend's money went
    back; `missing` is what should have been, the wallet being empty. `moves` counts the entries made.
    """

    referrer = models.ForeignKey(
        Customer, models.PROTECT, related_name="rewards", verbose_name=_("customer")
    )
    friend = models.ForeignKey(Customer, models.PROTECT, related_name="+", verbose_name=_("friend"))
    order = models.OneToOneField(
        Order,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="reward",
        verbose_name=_("order"),
    )
    payment = models.OneToOneField(
        Payment,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="reward",
        verbose_name=_("top-up"),
    )
    percent = models.DecimalField(_("percent"), max_digits=5, decimal_places=2)
    with_balance = models.BooleanField(
        default=True,
        editable=False,
        help_text="Whether what the order was paid with from the balance counts.",
    )
    currency = models.CharField(_("currency"), max_length=3)
    amount = models.DecimalField(_("reward"), max_digits=14, decimal_places=2, default=Decimal(0))
    taken_back = models.DecimalField(
        _("taken back"), max_digits=14, decimal_places=2, default=Decimal(0)
    )
    missing = models.DecimalField(
        _("could not be taken back"), max_digits=14, decimal_places=2, default=Decimal(0)
    )
    moves = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("reward for a friend")
        verbose_name_plural = _("rewards for friends")
        ordering = ("-pk",)
        constraints = [
            models.CheckConstraint(
                condition=Q(order__isnull=False, payment__isnull=True)
                | Q(order__isnull=True, payment__isnull=False),
                name="reward_for_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(taken_back__gte=0, missing__gte=0, amount__gte=0)
                & Q(taken_back__lte=F("amount")),
                name="reward_taken_back_within_amount",
            ),
            models.CheckConstraint(
                condition=~Q(referrer=F("friend")), name="reward_not_for_oneself"
            ),
        ]
        indexes = [models.Index(fields=["referrer", "-id"], name="reward_of_customer")]

    def __str__(self) -> str:
        return f"{self.referrer_id}: {self.amount}"

    @property
    def due(self) -> Decimal:
        """What of it was earned: what could not be taken back is not."""
        return self.kept - self.missing

    @property
    def kept(self) -> Decimal:
        """What of it stays with the customer."""
        return self.amount - self.taken_back

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class DayFigure(models.Model):
    """What one day of the store's time zone comes to in one respect; `orders.figures` keeps them.

    A page that sums a year reads a few thousand of these instead of a million orders.
    """

    class Kind(models.TextChoices):
        ORDERS = "orders", _("orders by status")  # key: the status
        PRODUCT = "product", _("pieces sold by product")  # key: the product's id
        COHORT = "cohort", _("orders by cohort")  # key: year and month of the first order
        NEWCOMERS = "newcomers", _("first orders by cohort")  # key: the same
        PEOPLE = "people", _("people seen")  # key: how far they came
        TOP = "top", _("best products of a period")  # key: the period's name and the product

    day = models.DateField(_("day"))
    kind = models.CharField(_("figure"), max_length=16, choices=Kind.choices)
    key = models.CharField(_("of what"), max_length=32, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    number = models.PositiveBigIntegerField(_("number"))
    amount = models.DecimalField(_("amount"), max_digits=18, decimal_places=2, default=0)

    class Meta:
        verbose_name = _("figure of a day")
        verbose_name_plural = _("figures of days")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "day", "currency", "key"], name="day_figure_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.kind} {self.key}"


class FiguresState(models.Model):
    """How far the figures of days follow the orders: one row."""

    time_zone = models.CharField(max_length=64, blank=True)
    last_order_id = models.BigIntegerField(default=0)
    followed_until = models.DateTimeField(null=True)
    steps = models.PositiveBigIntegerField(default=0)
    # Days that are still to be counted: {"sales": ["2026-03-10"], "people": […]}
    pending = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("state of the figures")
        verbose_name_plural = _("state of the figures")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(condition=models.Q(pk=1), name="figures_state_single_row"),
        ]

    def __str__(self) -> str:
        return str(self.followed_until)

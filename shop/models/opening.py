from __future__ import annotations

from datetime import date, datetime

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shop.hours import WeekHours


class Opening(models.Model):
    """When somebody is there to look after orders, and whether orders are taken at all.

    Outside the hours orders are taken, with a word on when they will be seen to; in holiday mode
    they are refused until `closed_until`.
    """

    hours = models.JSONField(_("working hours"), default=dict, db_default={}, blank=True)
    is_closed = models.BooleanField(
        _("holiday mode"),
        default=False,
        db_default=False,
        help_text=_("Customers can look around and fill their carts, but not order."),
    )
    closed_until = models.DateField(
        _("opens again on"),
        null=True,
        blank=True,
        help_text=_(
            "From this day on orders are taken again by themselves. Empty: until you switch it off."
        ),
    )
    closed_text = models.TextField(
        _("what customers are told"),
        max_length=500,
        blank=True,
        default="",
        db_default="",
        help_text=_("Shown while the holiday mode lasts. Empty: a short word of ours."),
    )

    class Meta:
        abstract = True

    @property
    def week(self) -> WeekHours:
        return WeekHours.read(self.hours)

    def refuses_orders(self, now: datetime | None = None) -> bool:
        """Whether the holiday mode is in force."""
        return self.is_closed and (self.closed_until is None or _today(now) < self.closed_until)


def _today(now: datetime | None) -> date:
    return timezone.localdate(now, timezone.get_default_timezone())

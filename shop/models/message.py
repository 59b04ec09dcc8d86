from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from shop.models.customer import Customer
from shop.models.outbox import Event


class CustomerMessage(models.Model):
    """What somebody of the staff wrote to a customer through the bot, apart from any order.

    How far it got is what the deliveries of `outbox_event` say.
    """

    customer = models.ForeignKey(
        Customer, models.CASCADE, related_name="messages", verbose_name=_("customer")
    )
    text = models.TextField(_("text"))
    actor = models.CharField(_("by whom"), max_length=100)
    outbox_event = models.OneToOneField(
        Event,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("outbox event"),
    )
    created_at = models.DateTimeField(_("time"), auto_now_add=True)

    class Meta:
        verbose_name = _("message to a customer")
        verbose_name_plural = _("messages to customers")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.customer_id}: {self.created_at:%Y-%m-%d %H:%M}"

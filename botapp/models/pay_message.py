from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from orders.models import Order, Payment
from orders.services.check_invoice import can_be_paid
from orders.services.payment_status import owed
from shop.models import Customer


class PayMessage(models.Model):
    """A message in the chat with a button to pay by; it goes when there is nothing to pay by it.

    It is for a payment, or for an order whose way to pay is still to be chosen.
    """

    customer = models.ForeignKey(
        Customer, models.CASCADE, related_name="+", verbose_name=_("customer")
    )
    order = models.ForeignKey(
        Order, models.CASCADE, null=True, related_name="+", verbose_name=_("order")
    )
    payment = models.ForeignKey(
        Payment, models.CASCADE, null=True, related_name="+", verbose_name=_("payment")
    )
    message_id = models.BigIntegerField(_("message"))
    is_invoice = models.BooleanField(_("an invoice of Telegram's"), default=False)

    class Meta:
        verbose_name = _("message to pay by")
        verbose_name_plural = _("messages to pay by")

    def __str__(self) -> str:
        return str(self.message_id)

    @property
    def is_open(self) -> bool:
        """Whether there is still something to pay by it."""
        if self.payment is not None:
            return can_be_paid(self.payment)
        return self.order is not None and owed(self.order) > 0

    @property
    def is_receipt(self) -> bool:
        """Whether it is an invoice that was paid: Telegram itself shows the receipt instead."""
        paid = self.payment is not None and self.payment.status == Payment.Status.PAID
        return self.is_invoice and paid

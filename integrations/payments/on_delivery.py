"""Cash or transfer when the parcel comes: nothing to do before; staff mark it paid."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from orders.payments import ON_DELIVERY, How, Provider


class OnDelivery(Provider):
    name = ON_DELIVERY
    title = _("On delivery")
    how = How.LATER
    refunds = False

    def is_on(self, currency: str) -> bool:
        return True

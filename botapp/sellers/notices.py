"""What sellers are told unasked: a failed sync, a key that stopped working, low stock, …"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from botapp.screen import Screen
from botapp.sellers.screens import notices as screens
from botapp.sending import Outgoing, send_all
from botapp.settle import mark_blocked
from integrations.models import SellerMember, SellerNotice
from integrations.sellers.scope import Right
from integrations.sellers.tell_seller import EVENT
from shop.errors import DeliveryError
from shop.models import Delivery
from shop.outbox import Subscriber


class SellerNotices(Subscriber):
    """Tells those of a seller's members who can do something about it."""

    name = "seller_notices"
    events = frozenset({EVENT})

    def deliver(self, deliveries: Sequence[Delivery]) -> Mapping[int, DeliveryError | None]:
        wanted = [delivery.event.payload["notice_id"] for delivery in deliveries]
        notices = SellerNotice.objects.select_related("seller").in_bulk(wanted)
        people = _people({notice.seller_id for notice in notices.values()})
        outgoing = []
        for delivery in deliveries:
            notice = notices.get(delivery.event.payload["notice_id"])
            for member in people.get(notice.seller_id, []) if notice else []:
                if member.customer is not None and notice is not None:
                    screen: Screen = screens.told(notice, member.customer.language)
                    outgoing.append(Outgoing(delivery.pk, member.customer.pk, screen))
        outcome, blocked = send_all(outgoing, deliveries)
        for customer_id in blocked:
            mark_blocked(customer_id)
        return outcome


def _people(sellers: set[int]) -> dict[int, list[SellerMember]]:
    found: dict[int, list[SellerMember]] = {}
    members = SellerMember.objects.select_related("customer").filter(
        seller__in=sellers,
        seller__closed_at=None,
        is_active=True,
        role__in=Right.CHANGE.value,
        customer__isnull=False,
        customer__blocked_at=None,
    )
    for member in members.order_by("pk"):
        found.setdefault(member.seller_id, []).append(member)
    return found

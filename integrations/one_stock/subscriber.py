"""Marketplaces are told of every change of stock, an account by itself."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Mapping, Sequence

from integrations.marketplaces.errors import MarketplaceError
from integrations.models import MarketplaceAccount
from integrations.one_stock.level_stock import push_stock
from integrations.one_stock.linked_accounts import linked_accounts
from shop.errors import DeliveryError
from shop.models import Delivery
from shop.outbox import Subscriber

_SECONDS = 12.0  # then no further account is begun: the lease is 30


class MarketplaceStock(Subscriber):
    """Pushes the stock of now, whatever the event said: many changes are one call, none is old."""

    name = "marketplace_stock"
    events = frozenset({"stock_changed"})

    def targets(self, event_name: str) -> Sequence[str]:
        return linked_accounts() if event_name in self.events else ()

    def deliver(self, deliveries: Sequence[Delivery]) -> Mapping[int, DeliveryError | None]:
        by_account: defaultdict[str, list[Delivery]] = defaultdict(list)
        for delivery in sorted(deliveries, key=lambda delivery: delivery.attempts):
            by_account[delivery.target].append(delivery)  # whoever fails again and again waits
        known = MarketplaceAccount.objects.select_related("seller", "credentials")
        accounts = {str(one.pk): one for one in known.filter(pk__in=by_account)}
        outcome: dict[int, DeliveryError | None] = {}
        until = time.monotonic() + _SECONDS
        for target, waiting in by_account.items():
            if time.monotonic() > until:
                failure: DeliveryError | None = DeliveryError("no time was left", retry_after=0)
            else:
                failure = _push(accounts.get(target), waiting)
            outcome |= {delivery.pk: failure for delivery in waiting}
        return outcome


def _push(account: MarketplaceAccount | None, waiting: Sequence[Delivery]) -> DeliveryError | None:
    if account is None:
        return None
    try:
        push_stock(account, {delivery.event.payload["variant_id"] for delivery in waiting})
    except MarketplaceError as failure:
        return failure
    return None

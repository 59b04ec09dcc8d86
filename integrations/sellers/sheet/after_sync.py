from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils import timezone

from integrations.models import SellerSheet
from integrations.sellers.ask_for_sync import wake
from integrations.sellers.news import SYNC_FINISHED
from integrations.sellers.want_sheet import TASK
from shop.errors import DeliveryError
from shop.models import Delivery
from shop.outbox import Subscriber


class SheetRefreshes(Subscriber):
    """Has the sheet of an account refreshed when the account was read."""

    name = "seller_sheets"
    events = frozenset({SYNC_FINISHED})

    def deliver(self, deliveries: Sequence[Delivery]) -> Mapping[int, DeliveryError | None]:
        for account_id in {delivery.event.payload["account_id"] for delivery in deliveries}:
            refresh_after_sync(account_id)
        return {}


@transaction.atomic
def refresh_after_sync(account_id: int) -> None:
    """Ask for the account's sheet to be refreshed, if there is one that follows syncs."""
    sheets = SellerSheet.objects.select_for_update().filter(account=account_id, auto_sync=True)
    sheet = sheets.first()
    if sheet is None:
        return
    sheet.wanted_at = timezone.now()
    sheet.save(update_fields=["wanted_at"])
    transaction.on_commit(lambda: wake(TASK, sheet.pk))

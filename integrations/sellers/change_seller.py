from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from integrations.models import Seller

CHANGEABLE = frozenset(
    {
        "company_name", "email", "phone", "time_zone", "language", "low_stock_at",
        "notify_sync_failed", "notify_key_expired", "notify_low_stock", "notify_price_change",
    }
)  # fmt: skip


@transaction.atomic
def change_seller(*, seller: Seller, changes: Mapping[str, object]) -> None:
    """Change what the seller decides (`CHANGEABLE`, checked by the caller). By another clock their
    own schedules are due at other moments."""
    if not changes:
        return
    if unknown := set(changes) - CHANGEABLE:
        raise ValueError(f"not the seller's to change: {sorted(unknown)}")
    for name, value in changes.items():
        setattr(seller, name, value)
    seller.save(update_fields=sorted(changes))
    if "time_zone" not in changes:
        return
    for account in seller.accounts.select_for_update().filter(next_sync_at__isnull=False):
        account.next_sync_at = account.due_after(timezone.now())
        account.save(update_fields=["next_sync_at"])

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from integrations.models import MarketplaceAccount
from integrations.sellers.allowance import allowance
from shop.errors import ErrorCode, StoreError


@transaction.atomic
def change_schedule(
    *,
    account: MarketplaceAccount,
    schedule: MarketplaceAccount.Schedule,
    times: Sequence[str] = (),
) -> None:
    """Sync the account by another schedule; `times` are `["09:00", …]` of the seller's clock, for
    their own one. Raises StoreError(SYNC_LIMIT) for more times than the plan allows (`limit`)."""
    own = schedule == MarketplaceAccount.Schedule.OWN
    kept = sorted(set(times)) if own else []
    limit = allowance(account.seller).syncs_per_day
    if limit is not None and len(kept) > limit:
        raise StoreError(ErrorCode.SYNC_LIMIT, limit=limit)
    account = MarketplaceAccount.objects.select_for_update().get(pk=account.pk)
    account.schedule, account.sync_times = schedule, kept
    account.next_sync_at = account.due_after(timezone.now()) if account.has_key else None
    account.save(update_fields=["schedule", "sync_times", "next_sync_at"])

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from integrations.models import MarketplaceAccount, SellerSheet
from integrations.sellers.allowance import demand_working
from integrations.sellers.ask_for_sync import wake

TASK = "integrations.refresh_sheet"


@transaction.atomic
def want_sheet(*, account: MarketplaceAccount) -> SellerSheet:
    """Ask for the account's sheet to be made or refreshed; a worker is woken at commit.

    All of it is written, also what somebody has overwritten there meanwhile. What was asked for
    before, and waits after a failure, is tried at once. Raises StoreError(SUBSCRIPTION_STOPPED).
    """
    demand_working(account.seller)
    sheet, _created = SellerSheet.objects.select_for_update().get_or_create(account=account)
    # Always the moment of now: who refreshes it at this moment may have read older figures.
    sheet.wanted_at, sheet.written_hash = timezone.now(), ""
    if not sheet.lease:
        sheet.leased_until = None
    sheet.save(update_fields=["wanted_at", "written_hash", "leased_until"])
    transaction.on_commit(lambda: wake(TASK, sheet.pk))
    return sheet

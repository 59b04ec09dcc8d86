from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from integrations.models import MarketplaceAccount, SellerSheet
from integrations.sellers.allowance import demand_working
from integrations.sellers.start_sync import wake

TASK = "integrations.refresh_sheet"


@transaction.atomic
def want_sheet(*, account: MarketplaceAccount) -> SellerSheet:
    """Ask for the account's sheet to be made or refreshed; a worker is woken at commit.

    Asking while one is asked for asks once. Raises StoreError(SUBSCRIPTION_STOPPED).
    """
    demand_working(account.seller)
    sheet, _created = SellerSheet.objects.select_for_update().get_or_create(account=account)
    if sheet.wanted_at is None:
        sheet.wanted_at = timezone.now()
        sheet.save(update_fields=["wanted_at"])
    transaction.on_commit(lambda: wake(TASK, sheet.pk))
    return sheet

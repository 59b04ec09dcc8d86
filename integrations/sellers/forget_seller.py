from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from integrations.models import (
    GivenKey,
    MarketplaceAccount,
    MarketplaceCredentials,
    RawAnswer,
    Seller,
    SellerCode,
    SellerInvite,
    SellerMember,
    SellerRefreshToken,
    SellerSheet,
    Subscription,
)
from integrations.sellers.subscriptions.leave import leave


@transaction.atomic
def forget_seller(seller: Seller) -> None:
    """Make a company nameless and end its access: keys, log-ins and members go, and what it pays is
    renewed no more. Repeatable.

    Figures of goods and what was paid stay; they name nobody.
    """
    SellerRefreshToken.objects.filter(member__seller=seller).delete()
    SellerInvite.objects.filter(seller=seller).delete()
    SellerCode.objects.filter(member__seller=seller).delete()
    SellerMember.objects.filter(seller=seller).update(
        customer=None, name="", email="", password="", is_active=False
    )
    GivenKey.objects.filter(member__seller=seller).delete()
    MarketplaceCredentials.objects.filter(account__seller=seller).delete()
    RawAnswer.objects.filter(account__seller=seller).delete()
    # A worker takes the sheets away from whomever they were shared with.
    SellerSheet.objects.filter(account__seller=seller).update(
        shared_with="", auto_sync=False, wanted_at=timezone.now()
    )
    MarketplaceAccount.objects.filter(seller=seller).update(
        name="", hint="", state=MarketplaceAccount.State.PAUSED, next_sync_at=None
    )
    held = Subscription.objects.select_for_update().filter(seller=seller).first()
    if held is not None:
        if held.renews:
            leave(seller.pk, held.provider, held.external_id, held.payer)
        held.renews, held.payer = False, ""
        held.save(update_fields=["renews", "payer"])
    Seller.objects.filter(pk=seller.pk).update(
        company_name="", email="", phone="", closed_at=timezone.now()
    )

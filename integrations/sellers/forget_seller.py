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
)


@transaction.atomic
def forget_seller(seller: Seller) -> None:
    """Make a company nameless and end its access: keys, log-ins and members go. Repeatable.

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
    Seller.objects.filter(pk=seller.pk).update(
        company_name="", email="", phone="", closed_at=timezone.now()
    )

"""Keys that were given in the chat: kept sealed until a worker, outside any transaction, has tried
them at the marketplace."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from integrations.models import GivenKey, Marketplace, MarketplaceAccount, SellerMember
from integrations.sellers.check_account import check_account
from integrations.sellers.connect_account import connect_account
from integrations.sellers.scope import Right, demand
from shop.crypto import can_keep_secrets
from shop.errors import ErrorCode, StoreError

KEPT = timedelta(hours=1)
_ONE_TRIES = timedelta(seconds=60)


def give_key(
    *,
    member: SellerMember,
    marketplace: Marketplace,
    credentials: Mapping[str, str] | None,
    account: MarketplaceAccount | None = None,
) -> GivenKey:
    """Keep `credentials` (None: the key that `account` has) until they are tried.

    Raises StoreError: ROLE_TOO_LOW, SECRETS_OFF.
    """
    demand(member, Right.CHANGE)
    if not can_keep_secrets():
        raise StoreError(ErrorCode.SECRETS_OFF)
    sealed = json.dumps(dict(credentials), sort_keys=True) if credentials else ""
    return GivenKey.objects.create(
        member=member, marketplace=marketplace, account=account, sealed=sealed
    )


def take_key(given_id: int) -> GivenKey | None:
    """The key, for whoever tries it now; None when it was tried, dropped, or is being tried."""
    now = timezone.now()
    free = Q(taken_at__isnull=True) | Q(taken_at__lt=now - _ONE_TRIES)
    if not GivenKey.objects.filter(free, pk=given_id).update(taken_at=now):
        return None
    found = GivenKey.objects.select_related("member__seller", "member__customer", "account")
    return found.filter(pk=given_id).first()


def try_key(given: GivenKey) -> MarketplaceAccount:
    """Try it at the marketplace, and keep it if it works: the account it is of.

    Never called inside a transaction. Raises as `connect_account` does.
    """
    member = given.member
    demand(member, Right.CHANGE)
    if not given.sealed and given.account is not None:
        return check_account(given.account)
    return connect_account(
        seller=member.seller,
        marketplace=Marketplace(given.marketplace),
        credentials=given.plain,
        account=given.account,
        actor=f"seller:{member.pk}",
    )


def forget_given_keys() -> int:
    """Drop keys that nobody has tried within `KEPT`; how many."""
    gone, _by_model = GivenKey.objects.filter(created_at__lt=timezone.now() - KEPT).delete()
    return gone

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress

from django.db import transaction
from django.utils import timezone

from integrations.marketplaces.errors import MarketplaceError
from integrations.marketplaces.facts import AccountFacts, Credentials
from integrations.marketplaces.registry import marketplace as marketplace_of
from integrations.models import (
    Marketplace,
    MarketplaceAccount,
    MarketplaceCredentials,
    Seller,
    SyncRun,
)
from integrations.models.marketplace_account import hint_of
from integrations.sellers.allowance import allowance
from integrations.sellers.ask_for_sync import begin_run
from integrations.sync import lease
from shop.crypto import can_keep_secrets
from shop.errors import ErrorCode, StoreError

LONGEST_KEY = 4_096
_SECONDS = 20.0  # how long the check may wait for its turn


def connect_account(
    *,
    seller: Seller,
    marketplace: Marketplace,
    credentials: Mapping[str, str],
    account: MarketplaceAccount | None = None,
    actor: str,
) -> MarketplaceAccount:
    """Check a key by a real call, keep it, and begin the first sync; the account it is of.

    `credentials` are `{"token"}` of Wildberries, `{"client_id", "api_key"}` of Ozon; without
    `account` it is the seller's account of that cabinet, or a new one. Never called inside a
    transaction. Raises StoreError and changes nothing: SECRETS_OFF, KEY_REFUSED (`reason`,
    `missing` rights), MARKETPLACE_UNAVAILABLE (`retry_after`), OTHER_CABINET (the account has
    another one's history), PLAN_LIMIT.
    """
    if not can_keep_secrets():
        raise StoreError(ErrorCode.SECRETS_OFF)
    facts = check_key(marketplace, credentials)
    with transaction.atomic():
        Seller.objects.select_for_update().get(pk=seller.pk)
        found = _account_for(seller, marketplace, _cabinet(facts), account)
        _keep(found, credentials, facts)
        with suppress(StoreError):  # who may not sync now has a good key all the same
            begin_run(account=found, trigger=SyncRun.Trigger.CONNECTED, actor=actor)
    return found


def check_key(marketplace: Marketplace, credentials: Mapping[str, str]) -> AccountFacts:
    """What a real call with the key tells. Raises KEY_REFUSED and MARKETPLACE_UNAVAILABLE."""
    known = marketplace_of(marketplace)
    try:
        with known.open(Credentials.of(credentials), patience=_SECONDS) as opened:
            return opened.check()
    except MarketplaceError as error:
        if not error.permanent:
            wait = round(error.retry_after) if error.retry_after else None
            raise StoreError(ErrorCode.MARKETPLACE_UNAVAILABLE, retry_after=wait) from error
        raise StoreError(
            ErrorCode.KEY_REFUSED, reason=error.code.value, missing=list(error.missing)
        ) from error


def forget_key(account: MarketplaceAccount) -> None:
    """Take the key out of the database; what was read stays. Repeatable."""
    with transaction.atomic():
        MarketplaceCredentials.objects.filter(account=account).delete()
        lease.cancel(account.pk)
        MarketplaceAccount.objects.filter(pk=account.pk).update(
            hint="",
            state=MarketplaceAccount.State.PAUSED,
            next_sync_at=None,
            key_expires_at=None,
        )


def _cabinet(facts: AccountFacts) -> str:
    # A key that tells nothing of its owner is known by itself: that is no cabinet.
    return "" if facts.who.startswith("key-") else facts.who


def _account_for(
    seller: Seller, marketplace: Marketplace, cabinet: str, given: MarketplaceAccount | None
) -> MarketplaceAccount:
    mine = MarketplaceAccount.objects.filter(seller=seller, marketplace=marketplace)
    same = mine.filter(cabinet_id=cabinet).first() if cabinet else None
    if given is not None:
        given = mine.get(pk=given.pk)
        if same is not None and same != given:
            raise StoreError(ErrorCode.OTHER_CABINET, account_id=same.pk)
        if cabinet and given.cabinet_id and given.cabinet_id != cabinet:
            raise StoreError(ErrorCode.OTHER_CABINET)
    found = given or same or mine.filter(cabinet_id="", credentials=None).first()
    if found is None or not found.has_key:
        _demand_room(seller)
    found = found or MarketplaceAccount(seller=seller, marketplace=marketplace)
    found.cabinet_id = cabinet or found.cabinet_id
    return found


def _demand_room(seller: Seller) -> None:
    limit = allowance(seller).accounts
    with_key = MarketplaceAccount.objects.filter(seller=seller, credentials__isnull=False)
    if limit is not None and with_key.count() >= limit:
        raise StoreError(ErrorCode.PLAN_LIMIT, what="accounts", limit=limit)


def _keep(account: MarketplaceAccount, credentials: Mapping[str, str], facts: AccountFacts) -> None:
    now = timezone.now()
    account.hint = hint_of(credentials)
    account.state = MarketplaceAccount.State.OK
    account.key_expires_at = facts.expires_at
    account.checked_at = now
    account.last_error, account.failures = "", 0
    account.next_sync_at = account.due_after(now)
    is_new = not account.has_key or account.credentials.plain != dict(credentials)
    account.save()
    if is_new:
        lease.cancel(account.pk)
    kept = MarketplaceCredentials(account=account)
    kept.plain = dict(credentials)
    MarketplaceCredentials.objects.update_or_create(
        account=account, defaults={"sealed": kept.sealed}
    )

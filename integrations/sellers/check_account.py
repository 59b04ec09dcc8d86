from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from integrations.models import Marketplace, MarketplaceAccount, MarketplaceCredentials
from integrations.sellers.connect_account import check_key
from shop.errors import ErrorCode, StoreError

State = MarketplaceAccount.State


def check_account(account: MarketplaceAccount) -> MarketplaceAccount:
    """Try the key that an account has by a real call, and note what came of it, unless the key was
    replaced or removed meanwhile.

    Never called inside a transaction. Raises StoreError: ACCOUNT_WITHOUT_KEY, KEY_REFUSED (the
    account is marked so), MARKETPLACE_UNAVAILABLE (nothing is changed).
    """
    account = MarketplaceAccount.objects.select_related("credentials", "seller").get(pk=account.pk)
    if not account.has_key:
        raise StoreError(ErrorCode.ACCOUNT_WITHOUT_KEY, account_id=account.pk)
    try:
        facts = check_key(Marketplace(account.marketplace), account.credentials.plain)
    except StoreError as error:
        if error.code == ErrorCode.KEY_REFUSED:
            _note(account, state=State.EXPIRED, last_error=str(error.context.get("reason", "")))
        raise
    _note(account, state=State.OK, last_error="", key_expires_at=facts.expires_at)
    account.refresh_from_db()
    return account


@transaction.atomic
def _note(checked: MarketplaceAccount, **changes: object) -> None:
    account = MarketplaceAccount.objects.select_for_update().get(pk=checked.pk)
    same = MarketplaceCredentials.objects.filter(
        account=account, changed_at=checked.credentials.changed_at
    )
    if not same.exists():
        return
    now = timezone.now()
    for name, value in changes.items():
        setattr(account, name, value)
    account.checked_at = now
    if account.state == State.EXPIRED:
        account.last_error_at = now
    else:
        account.failures = 0
        account.next_sync_at = account.next_sync_at or account.due_after(now)
    account.save()

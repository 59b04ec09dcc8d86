"""What sellers are told of, once a day of each kind about each account: event `seller_notice`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from integrations.models import MarketplaceAccount, SellerNotice
from integrations.sellers.tell_seller import tell_seller


def tell(account: MarketplaceAccount, kind: SellerNotice.Kind, context: Mapping[str, Any]) -> bool:
    """Tell the seller, unless they do not want to know or have been told today; whether it was told.

    The event's payload names the notice, the seller and the kind; the words are the bot's.
    """
    facts = {"account_id": account.pk, "account": str(account), **context}
    return tell_seller(seller=account.seller, kind=kind, key=f"account:{account.pk}", context=facts)

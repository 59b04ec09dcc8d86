"""Which listings follow the store's stock, and what each of them should say now."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import QuerySet

from integrations.marketplaces.registry import marketplace
from integrations.models import ListingLink, MarketplaceAccount


def live_links() -> QuerySet[ListingLink]:
    """The links that are switched on, of accounts of the store itself that have a key."""
    return ListingLink.objects.filter(
        is_active=True,
        account__seller__sells_here=True,
        account__seller__closed_at=None,
        account__credentials__isnull=False,
    )


def links_of(
    account: MarketplaceAccount, variant_ids: Collection[int] | None = None
) -> list[ListingLink]:
    """The account's links with the stock of now, in order; of these variants, or of all."""
    links = live_links().filter(account=account)
    if variant_ids is not None:
        links = links.filter(variant__in=variant_ids)
    return list(
        links.select_related("account", "variant", "size__product", "warehouse").order_by("pk")
    )


def wanted(link: ListingLink) -> int:
    """How many pieces the listing should offer: what the store has, less what is kept back, and no
    more than the marketplace takes."""
    return _free(link) - over_the_most(link)


def over_the_most(link: ListingLink) -> int:
    """Pieces that are not offered because the marketplace takes no more of them."""
    most = marketplace(link.account.marketplace).most_pieces
    return 0 if most is None else max(0, _free(link) - most)


def _free(link: ListingLink) -> int:
    return max(0, link.variant.stock_quantity - link.buffer)

"""The listings of an account are brought to the store's stock."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from django.utils import timezone

from integrations.marketplaces.base import Account
from integrations.marketplaces.errors import MarketplaceError, Trouble
from integrations.marketplaces.facts import Credentials, Written
from integrations.marketplaces.registry import marketplace
from integrations.models import ListingLink, MarketplaceAccount, SellerNotice
from integrations.one_stock.links import links_of, wanted
from integrations.one_stock.take_orders import take_orders
from integrations.sync.notices import tell

_ROUNDS = 5
_LOOK_BACK = timedelta(days=3)  # how long an order may still be cancelled without being seen late


@dataclass
class Levelled:
    """What came of it: listings looked at, that differed, that say the right thing now."""

    looked_at: int = 0
    differed: int = 0
    put_right: int = 0
    orders: int = 0


def push_stock(account: MarketplaceAccount, variant_ids: Collection[int]) -> Levelled:
    """Tell the account's listings of these variants what the store has now.

    Orders are read first: a piece sold there and not yet counted here must not be offered again.
    Never called inside a transaction. Raises MarketplaceError, with `retry_after` where a listing
    takes no change yet.
    """
    with _open(account) as opened:
        done = Levelled(orders=take_orders(account, opened, since=None))
        too_soon = _write_what_is(opened, lambda: links_of(account, variant_ids), done)
    _come_back(too_soon)
    return done


def level_account(account: MarketplaceAccount) -> Levelled:
    """Look at every listing of the account, and write those that differ; the seller is told once a
    day when some differ all the same. Raises MarketplaceError."""
    with _open(account) as opened:
        since = timezone.now() - _LOOK_BACK
        done = Levelled(orders=take_orders(account, opened, since=since))
        differing: list[ListingLink] = []
        for warehouse_id, links in _by_warehouse(links_of(account)):
            found = opened.read_stock(warehouse_id, [link.size.key for link in links])
            _note_read(links, found, timezone.now())
            done.looked_at += len(links)
            differing += [link for link in links if link.difference]
        done.differed = len(differing)
        chosen = {link.pk for link in differing if not link.dry_run}
        variant_ids = {link.variant_id for link in differing}

        def fresh() -> list[ListingLink]:
            return [link for link in links_of(account, variant_ids) if link.pk in chosen]

        too_soon = _write_what_is(opened, fresh, done)
    _come_back(too_soon)
    if ListingLink.objects.filter(pk__in=chosen).exclude(difference=0).exists():
        tell(account, SellerNotice.Kind.STOCK_DIFFERS, {})
    return done


def _open(account: MarketplaceAccount) -> AbstractContextManager[Account]:
    if account.state in (account.State.PAUSED, account.State.EXPIRED) or not account.has_key:
        raise MarketplaceError(
            Trouble.KEY_EXPIRED, "the account has no working key", permanent=True
        )
    return marketplace(account.marketplace).open(Credentials.of(account.credentials.plain))


def _write_what_is(
    opened: Account, fresh: Callable[[], Sequence[ListingLink]], done: Levelled
) -> list[float]:
    """Write the links that `fresh` finds; seconds after which some take a change.

    The stock is looked at again after writing, so that of two who write at once the one who read
    the older number mends it.
    """
    told: dict[int, int] = {}
    too_soon: list[float] = []
    for _round in range(_ROUNDS):
        todo = [link for link in fresh() if told.get(link.pk) != wanted(link)]
        if not todo:
            break
        told |= {link.pk: wanted(link) for link in todo}
        too_soon += _write(opened, todo, done)
    return too_soon


def _write(opened: Account, links: Sequence[ListingLink], done: Levelled) -> list[float]:
    """Write the listings, of those on trial only look; seconds after which some take a change."""
    too_soon: list[float] = []
    for warehouse_id, group in _by_warehouse(links):
        trial = [link for link in group if link.dry_run]
        live = [link for link in group if not link.dry_run]
        if trial:
            found = opened.read_stock(warehouse_id, [link.size.key for link in trial])
            _note_read(trial, found, timezone.now())
        if live:
            asked = {link.size.key: wanted(link) for link in live}
            written = opened.write_stock(warehouse_id, asked)
            _note_written(live, written, timezone.now())
            done.put_right += sum(one.succeeded for one in written.values())
            too_soon += [one.retry_after for one in written.values() if one.retry_after]
    return too_soon


def _by_warehouse(links: Sequence[ListingLink]) -> list[tuple[str, list[ListingLink]]]:
    ordered = sorted(links, key=lambda link: (link.warehouse_id, link.pk))
    groups = groupby(ordered, key=lambda link: link.warehouse.key)
    return [(key, list(group)) for key, group in groups]


def _note_read(links: Sequence[ListingLink], found: Mapping[str, int], now: datetime) -> None:
    """Keep what the marketplace says; a size that it never stocked has none."""
    for link in links:
        link.read_quantity = found.get(link.size.key, 0)
        link.read_at = now
        link.difference = link.read_quantity - wanted(link)
    ListingLink.objects.bulk_update(links, ["read_quantity", "read_at", "difference"])


def _note_written(
    links: Sequence[ListingLink], written: Mapping[str, Written], now: datetime
) -> None:
    for link in links:
        one = written[link.size.key]
        link.error = one.error
        link.read_quantity, link.read_at = one.found, now
        link.difference = (one.found or 0) - one.wanted
        if one.succeeded:
            link.pushed_quantity, link.pushed_at = one.wanted, now
    fields = ["error", "read_quantity", "read_at", "difference", "pushed_quantity", "pushed_at"]
    ListingLink.objects.bulk_update(links, fields)


def _come_back(too_soon: Sequence[float]) -> None:
    if too_soon:
        raise MarketplaceError(
            Trouble.BUSY, "a listing was changed a moment ago", retry_after=max(too_soon)
        )

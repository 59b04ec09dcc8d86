"""What sells at a marketplace leaves the store's ledger, each order line once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from catalog.models import StockMovement
from catalog.services.adjust_stock import lock_variants, move_locked_stock
from integrations.marketplaces.base import Account
from integrations.marketplaces.errors import MarketplaceError, Trouble
from integrations.marketplaces.facts import Cursor, OwnOrder
from integrations.models import ListingLink, MarketplaceAccount, MarketplaceOrder
from integrations.one_stock.links import links_of
from shop import outbox

log = structlog.get_logger(__name__)

OVERSOLD = "marketplace_oversold"
_OVERLAP = timedelta(hours=1)  # a marketplace may list an order later than another
_State = MarketplaceOrder.State

Place = tuple[str, str]  # the key of a size, the key of a warehouse


def take_orders(account: MarketplaceAccount, opened: Account, *, since: datetime | None) -> int:
    """Read the account's orders, and move the store's stock by those not yet known; how many moved.

    Without `since`, from an hour before the newest known one. Raises MarketplaceError; what was
    read before that is kept.
    """
    places = {_place(link): link for link in links_of(account)}
    if not places:
        return 0
    begin = since or _newest(account) or min(link.created_at for link in places.values())
    moved, cursor = 0, None
    while True:
        page = opened.orders_since(begin, cursor)
        moved += sum(_take(account, line, link) for line, link in _of_links(page.items, places))
        if page.cursor is None:
            return moved
        cursor = _next(cursor, page.cursor, page.wait)


def _next(before: Cursor | None, cursor: Cursor, wait: float) -> Cursor:
    if wait:
        raise MarketplaceError(Trouble.BUSY, "the rest of the orders comes later", retry_after=wait)
    if cursor == before:
        raise MarketplaceError(Trouble.BROKEN_ANSWER, "the list of orders comes to no end")
    return cursor


def _newest(account: MarketplaceAccount) -> datetime | None:
    known = MarketplaceOrder.objects.filter(account=account)
    newest: datetime | None = known.aggregate(newest=Max("ordered_at"))["newest"]
    return newest - _OVERLAP if newest else None


def _of_links(
    lines: Iterable[OwnOrder], places: Mapping[Place, ListingLink]
) -> Iterable[tuple[OwnOrder, ListingLink]]:
    """The lines that concern a link, and were ordered after it was made."""
    for line in lines:
        link = places.get((line.key, line.warehouse_id))
        if link is not None and line.ordered_at >= link.created_at:
            yield line, link


def _place(link: ListingLink) -> Place:
    return link.size.key, link.warehouse.key


@transaction.atomic
def _take(account: MarketplaceAccount, line: OwnOrder, link: ListingLink) -> bool:
    """Count one line; whether the store's stock moved.

    Repeatable: the row says what it took and whether that was given back.
    """
    fresh = MarketplaceOrder(
        account=account,
        external_id=line.id,
        link=link,
        quantity=line.quantity,
        ordered_at=line.ordered_at,
    )
    MarketplaceOrder.objects.bulk_create([fresh], ignore_conflicts=True)
    order = MarketplaceOrder.objects.select_for_update().get(account=account, external_id=line.id)
    moved = False
    if order.applied_at is None:
        order.applied_at = timezone.now()
        if not (line.is_cancelled or link.dry_run):
            moved = _take_from_stock(order, link)
    if line.is_cancelled and order.state != _State.CANCELLED:
        order.state = _State.CANCELLED
        moved = _give_back(order, link) or moved
    order.save()
    return moved


def _take_from_stock(order: MarketplaceOrder, link: ListingLink) -> bool:
    """Take what there is; what was sold there and is not here, somebody has to see to."""
    locked = lock_variants([link.variant_id])
    variant = locked[link.variant_id]
    order.taken = min(order.quantity, variant.stock_quantity)
    if order.taken < order.quantity:
        missing = order.quantity - order.taken
        log.warning("one_stock.oversold", order=order.external_id, sku=variant.sku, missing=missing)
        outbox.publish(
            OVERSOLD,
            {
                "marketplace": link.account.get_marketplace_display(),
                "order": order.external_id,
                "sku": variant.sku,
                "missing": missing,
            },
        )
    if not order.taken:
        return False
    [order.movement] = move_locked_stock(
        locked,
        {variant.pk: -order.taken},
        reason=StockMovement.Reason.MARKETPLACE_ORDER,
        actor=str(link.account),
        reference=_reference(order),
    )
    return True


def _give_back(order: MarketplaceOrder, link: ListingLink) -> bool:
    """Return what a cancelled order took, to the variant that it took it from."""
    if not order.taken or order.returned_at is not None:
        return False
    order.returned_at = timezone.now()
    variant_id = order.movement.variant_id if order.movement else link.variant_id
    move_locked_stock(
        lock_variants([variant_id]),
        {variant_id: order.taken},
        reason=StockMovement.Reason.MARKETPLACE_CANCELLED,
        actor=str(link.account),
        reference=_reference(order),
    )
    return True


def _reference(order: MarketplaceOrder) -> str:
    return f"marketplace-order:{order.pk}"

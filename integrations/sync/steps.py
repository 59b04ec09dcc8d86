"""The steps of a reading: what each asks a marketplace for, and what becomes of a page of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from integrations.marketplaces.facts import Cursor, Order, OwnStock, Page, Product
from integrations.models import OrderLine, SyncRun
from integrations.models.order_line import LINES_KEPT_DAYS
from integrations.sync import count, parts
from integrations.sync.goods import keep_products, mark_gone
from integrations.sync.lines import keep_lines
from integrations.sync.metrics import WINDOW, day_of, window
from integrations.sync.work import Work

_KOPECK = Decimal("0.01")
_REACH_BACK = timedelta(days=LINES_KEPT_DAYS - 2)
_OVERLAP = timedelta(days=2)  # orders change at the marketplace before they are told as changed


@dataclass(frozen=True)
class Step:
    """`read` asks for a page, outside any transaction; `keep` writes it inside one.

    An optional step that a key has no right to is left out of the run.
    """

    name: str
    read: Callable[[Work, Cursor | None], Page[Any]]
    keep: Callable[[Work, Page[Any]], None]
    is_optional: bool = False


def steps_of(run: SyncRun) -> Sequence[Step]:
    """What a run does, in this order."""
    return _FULL if run.kind == SyncRun.Kind.FULL else _STOCK_ALONE


def _read_products(work: Work, cursor: Cursor | None) -> Page[Product]:
    return work.market.products(cursor)


def _keep_products(work: Work, page: Page[Product]) -> None:
    work.note(keep_products(work.account, page.items))
    ids = [int(card.id) for card in page.items if card.id.isdecimal()]
    parts.keep(work.run, "products", work.page, ids)
    prices = [[card.id, str(card.price.quantize(_KOPECK))] for card in page.items if card.price]
    parts.keep(work.run, "prices", work.page, prices)
    if page.cursor is None and (seen := set(parts.rows(work.run, "products"))):
        mark_gone(work.account, seen)


def _read_figures(work: Work, cursor: Cursor | None) -> Page[Any]:
    if not work.numbers:
        return Page([])
    return work.market.figures(window(work.day), cursor, work.numbers)


def _read_remains(work: Work, cursor: Cursor | None) -> Page[Any]:
    if not work.numbers:
        return Page([])
    return work.market.remains(cursor, work.numbers)


def _read_own_stocks(work: Work, cursor: Cursor | None) -> Page[Any]:
    return work.market.own_stocks(work.keys, cursor)


def _keep_own_stocks(work: Work, page: Page[OwnStock]) -> None:
    _keep_part("own_stocks")(work, page)
    for key, name in {(stock.warehouse_id, stock.warehouse) for stock in page.items}:
        work.warehouses.own(key, name)  # orders will name them


def _keep_part(name: str) -> Callable[[Work, Page[Any]], None]:
    def keep(work: Work, page: Page[Any]) -> None:
        if page.items:
            parts.keep(work.run, name, work.page, page.items)

    return keep


def _read_orders(work: Work, cursor: Cursor | None) -> Page[Order]:
    return work.market.orders(datetime.fromisoformat(_since(work)), cursor)


def _since(work: Work) -> str:
    """From when on orders are asked for: all of the window, or what may have changed since.

    After a long pause that is longer ago than the window, so that no day is left without orders.
    """
    if "since" not in work.place:
        begun = work.begun_at
        whole, last = begun - timedelta(days=WINDOW + 1), _last_reading(work)
        since = whole if last is None else last - _OVERLAP
        if not work.market.tells_changes or not _has_lines(work):
            since = min(since, whole)
        work.place["since"] = max(since, begun - _REACH_BACK).isoformat()
    return str(work.place["since"])


def _has_lines(work: Work) -> bool:
    return OrderLine.objects.filter(account=work.account).exists()


def _last_reading(work: Work) -> datetime | None:
    """When the run began whose orders were all read. Runs are thinned; the account remembers."""
    done = SyncRun.objects.filter(
        account=work.account, kind=SyncRun.Kind.FULL, state=SyncRun.State.DONE
    )
    runs = list(done.order_by("-pk")[:10])
    if not runs:
        return work.account.last_success_at
    return next((run.started_at for run in runs if _has_orders(run)), None)


def _has_orders(run: SyncRun) -> bool:
    return "orders" not in run.cursor.get("skipped", {})


def _keep_orders(work: Work, page: Page[Order]) -> None:
    kept, days = keep_lines(work.account, page.items, work.warehouses)
    work.note(kept)
    window_opens = timezone.now().date() - timedelta(days=WINDOW + 2)
    # A day that began before is not all here, unless it was read in its time.
    first_whole = day_of(datetime.fromisoformat(_since(work))) + timedelta(days=1)
    earliest = min(window_opens, first_whole)
    changed = {*work.place.get("days", ()), *(str(day) for day in days if day >= earliest)}
    work.place["days"] = sorted(changed)


_PRODUCTS = Step("products", _read_products, _keep_products)
_FIGURES = Step("figures", _read_figures, _keep_part("figures"), is_optional=True)
_REMAINS = Step("remains", _read_remains, _keep_part("remains"), is_optional=True)
_OWN_STOCKS = Step("own_stocks", _read_own_stocks, _keep_own_stocks, is_optional=True)
_ORDERS = Step("orders", _read_orders, _keep_orders, is_optional=True)
_COUNT = Step("count", count.read, count.keep)

_FULL = (_PRODUCTS, _FIGURES, _REMAINS, _OWN_STOCKS, _ORDERS, _COUNT)
_STOCK_ALONE = (_REMAINS, _OWN_STOCKS, _COUNT)

"""The documented limits of the methods that the store calls, per seller.

https://dev.wildberries.ru/knowledge-base/articles/019d49a1-28ca-7735-bf2f-98210695abc7 and the
descriptions of the methods. A "base" token, which every seller can make, is far tighter.
"""

from __future__ import annotations

from dataclasses import dataclass

from integrations.marketplaces.limits import Bucket

_MINUTE, _HOUR = 60.0, 3600.0
_CARDS = Bucket("wb.cards", burst=5, interval=0.6)
# 20 at once are allowed; two are left to calls that several workers make in the same moment.
_STOCKS = Bucket("wb.stocks", burst=18, interval=0.2, of_refusal=10)
_WAREHOUSES = Bucket("wb.warehouses", burst=18, interval=0.2, of_refusal=10)
_FBS_ORDERS = Bucket("wb.fbs_orders", burst=18, interval=0.2, of_refusal=10)


@dataclass(frozen=True)
class Limits:
    """A bucket for each group of methods that is counted together."""

    funnel: Bucket
    create_remains: Bucket
    remains_status: Bucket
    download_remains: Bucket
    orders: Bucket
    cards: Bucket = _CARDS
    stocks: Bucket = _STOCKS
    warehouses: Bucket = _WAREHOUSES
    fbs_orders: Bucket = _FBS_ORDERS


USUAL = Limits(
    funnel=Bucket("wb.funnel", burst=3, interval=20),
    create_remains=Bucket("wb.remains.create", burst=5, interval=_MINUTE),
    remains_status=Bucket("wb.remains.status", burst=5, interval=5),
    download_remains=Bucket("wb.remains.download", burst=1, interval=_MINUTE),
    orders=Bucket("wb.orders", burst=10, interval=_MINUTE),
)
OF_BASE_TOKENS = Limits(
    funnel=Bucket("wb.funnel", burst=1, interval=_HOUR / 2),
    create_remains=Bucket("wb.remains.create", burst=1, interval=_HOUR / 4),
    remains_status=Bucket("wb.remains.status", burst=1, interval=_HOUR / 4),
    download_remains=Bucket("wb.remains.download", burst=1, interval=_HOUR / 4),
    orders=Bucket("wb.orders", burst=1, interval=3 * _HOUR),
)

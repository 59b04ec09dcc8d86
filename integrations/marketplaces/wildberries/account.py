"""A seller's account at Wildberries. https://dev.wildberries.ru/openapi/api-information"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

import httpx

from integrations import http
from integrations.marketplaces import base
from integrations.marketplaces.calls import PATIENCE, Caller, Keep, broken
from integrations.marketplaces.errors import MarketplaceError, Trouble
from integrations.marketplaces.facts import (
    AccountFacts,
    Credentials,
    Cursor,
    Figures,
    Order,
    OwnOrder,
    OwnStock,
    OwnWarehouse,
    Page,
    Period,
    Product,
    Remains,
    Written,
)
from integrations.marketplaces.limits import Limiter
from integrations.marketplaces.wildberries import parsing, report, stock
from integrations.marketplaces.wildberries.addresses import url
from integrations.marketplaces.wildberries.limits import OF_BASE_TOKENS, USUAL
from integrations.marketplaces.wildberries.token import Token, read

_CARDS_A_PAGE = 100
_PRODUCTS_A_PAGE = 1000
_FBS_ORDERS_A_PAGE = 1000
_FBS_ORDERS_REACH_BACK = timedelta(days=29)  # 30 calendar days at most
_ORDERS_KEPT = timedelta(days=89)
# "About 80,000" rows may come in one answer; so few are certainly all there are.
_ORDERS_CERTAINLY_ALL = 50_000


class Wildberries:
    """https://dev.wildberries.ru"""

    kind: ClassVar[str] = "wildberries"
    label: ClassVar[str] = "Wildberries"
    needs_client_id: ClassVar[bool] = False
    most_pieces: ClassVar[int | None] = stock.MOST_PIECES

    @contextmanager
    def open(
        self, credentials: Credentials, *, keep: Keep | None = None, patience: float = PATIENCE
    ) -> Iterator[WildberriesAccount]:
        token = read(credentials.key)
        with http.client() as opened:
            caller = Caller(
                http=opened,
                limiter=Limiter(f"wb:{token.who}"),
                headers={"Authorization": credentials.key},
                secrets=(credentials.key,),
                failure_of=lambda response, said: _failure(token, response, said),
                keep=keep,
                patience=patience,
            )
            yield WildberriesAccount(caller, token)

    def check(self, credentials: Credentials) -> AccountFacts:
        return base.check(self, credentials)


class WildberriesAccount:
    tells_changes: ClassVar[bool] = True
    tells_states: ClassVar[bool] = False

    def __init__(self, caller: Caller, token: Token) -> None:
        self._call = caller
        self._token = token
        self._limits = OF_BASE_TOKENS if token.is_base else USUAL

    def check(self) -> AccountFacts:
        """What the token says is looked at first, so that a useless one costs no call."""
        token = self._token
        if token.is_test:
            raise MarketplaceError(Trouble.RIGHTS_MISSING, "a token of the sandbox", permanent=True)
        if token.expires_at is not None and token.expires_at <= datetime.now(UTC):
            raise MarketplaceError(Trouble.KEY_EXPIRED, "the token has expired", permanent=True)
        if token.missing:
            raise MarketplaceError(
                Trouble.RIGHTS_MISSING,
                f"the token lacks {', '.join(token.missing)}",
                permanent=True,
                missing=token.missing,
            )
        self._cards({"limit": 1})
        return AccountFacts(token.who, token.expires_at, token.is_read_only)

    def products(self, cursor: Cursor | None = None) -> Page[Product]:
        asked = dict(cursor or {})
        answer = self._cards({**asked, "limit": _CARDS_A_PAGE})
        found = parsing.products(answer)
        given = answer.get("cursor") or {}
        following = {name: given.get(name) for name in ("updatedAt", "nmID")}
        if len(found) < _CARDS_A_PAGE or None in following.values():
            return Page(found)
        if following == asked:
            raise broken("the list of cards comes to no end")
        return Page(found, following)

    def _cards(self, cursor: Mapping[str, Any]) -> dict[str, Any]:
        # From the oldest change on: a card that is changed meanwhile comes again, and none is missed.
        body = {
            "settings": {
                "sort": {"ascending": True},
                "filter": {"withPhoto": -1},
                "cursor": dict(cursor),
            }
        }
        address = url("content-api", "/content/v2/get/cards/list")
        answer = self._call.json(self._limits.cards, "POST", address, json=body)
        if not isinstance(answer, dict):
            raise broken("the list of cards is no object")
        return answer

    def figures(
        self, period: Period, cursor: Cursor | None = None, numbers: Sequence[str] = ()
    ) -> Page[Figures]:
        offset = int((cursor or {}).get("offset", 0))
        chosen = [int(number) for number in numbers[offset : offset + _PRODUCTS_A_PAGE]]
        body = {
            "selectedPeriod": {"start": str(period.start), "end": str(period.end)},
            "nmIds": chosen,
            "brandNames": [],
            "subjectIds": [],
            "tagIds": [],
            "skipDeletedNm": True,
            "orderBy": {"field": "openCard", "mode": "desc"},
            "limit": _PRODUCTS_A_PAGE,
            "offset": 0 if chosen else offset,
        }
        address = url("seller-analytics-api", "/api/analytics/v3/sales-funnel/products")
        found = parsing.figures(self._call.json(self._limits.funnel, "POST", address, json=body))
        following = offset + _PRODUCTS_A_PAGE
        has_more = following < len(numbers) if numbers else len(found) == _PRODUCTS_A_PAGE
        return Page(found, {"offset": following} if has_more else None)

    def remains(self, cursor: Cursor | None = None, numbers: Sequence[str] = ()) -> Page[Remains]:
        return report.remains(self._call, self._limits, cursor or {})

    def own_warehouses(self) -> Sequence[OwnWarehouse]:
        address = url("marketplace-api", "/api/v3/warehouses")
        answer = self._call.json(self._limits.warehouses, "GET", address)
        return parsing.own_warehouses([] if answer is None else answer)

    def own_stocks(self, keys: Sequence[str], cursor: Cursor | None = None) -> Page[OwnStock]:
        """The warehouses are asked for first; each page is one of them and a thousand sizes."""
        if cursor is None:
            places = [[place.id, place.name] for place in self.own_warehouses()]
            return Page([], {"places": places, "offset": 0} if places and keys else None)
        places, offset = list(cursor["places"]), int(cursor["offset"])
        (place_id, place), chosen = places[0], keys[offset : offset + stock.MOST]
        amounts = self.read_stock(place_id, chosen)
        found = [OwnStock(key, place_id, place, amount) for key, amount in amounts.items()]
        offset += stock.MOST
        if offset >= len(keys):
            places, offset = places[1:], 0
        return Page(found, {"places": places, "offset": offset} if places else None)

    def orders(self, since: datetime, cursor: Cursor | None = None) -> Page[Order]:
        earliest = datetime.now(UTC) - _ORDERS_KEPT
        begun = max(since, earliest).astimezone(parsing.MOSCOW)
        date_from = str((cursor or {}).get("date_from") or begun.strftime("%Y-%m-%dT%H:%M:%S"))
        address = url("statistics-api", "/api/v1/supplier/orders")
        answer = self._call.json(
            self._limits.orders, "GET", address, params={"dateFrom": date_from, "flag": 0}
        )
        found = parsing.orders([] if answer is None else answer)
        last = max((str(row.get("lastChangeDate", "")) for row in answer or ()), default="")
        if last <= date_from or (self._token.is_base and len(found) < _ORDERS_CERTAINLY_ALL):
            return Page(found)
        return Page(found, {"date_from": last})

    def orders_since(self, since: datetime, cursor: Cursor | None = None) -> Page[OwnOrder]:
        begun = max(since, datetime.now(UTC) - _FBS_ORDERS_REACH_BACK)
        following = int((cursor or {}).get("next", 0))
        address = url("marketplace-api", "/api/v3/orders")
        asked = {
            "limit": _FBS_ORDERS_A_PAGE,
            "next": following,
            "dateFrom": int(begun.timestamp()),
        }
        answer = self._call.json(self._limits.fbs_orders, "GET", address, params=asked)
        found = parsing.own_orders(answer, set())
        if not found:
            return Page([])
        statuses = self._call.json(
            self._limits.fbs_orders,
            "POST",
            f"{address}/status",
            json={"orders": [int(order.order_id) for order in found]},
        )
        found = parsing.own_orders(answer, parsing.cancelled_orders(statuses))
        given = answer.get("next")
        if len(found) < _FBS_ORDERS_A_PAGE or not given or given == following:
            return Page(found)
        return Page(found, {"next": given})

    def read_stock(self, warehouse_id: str, keys: Sequence[str]) -> Mapping[str, int]:
        return stock.read(self._call, self._limits, _stocks_url(warehouse_id), keys)

    def write_stock(
        self, warehouse_id: str, quantities: Mapping[str, int]
    ) -> Mapping[str, Written]:
        return stock.write(self._call, self._limits, _stocks_url(warehouse_id), quantities)


def _stocks_url(warehouse_id: str) -> str:
    return url("marketplace-api", f"/api/v3/stocks/{int(warehouse_id)}")


def _failure(token: Token, response: httpx.Response, said: str) -> MarketplaceError:
    """What a 3xx or 4xx means; a warehouse that is being changed (409) can be written to later."""
    if response.status_code == 409 and "StoreIsProcessing" in response.text:
        return MarketplaceError(Trouble.UNAVAILABLE, said, retry_after=10.0)
    has_expired = token.expires_at is not None and token.expires_at <= datetime.now(UTC)
    code = {
        401: Trouble.KEY_EXPIRED
        if has_expired or "expired" in response.text.lower()
        else Trouble.KEY_REFUSED,
        402: Trouble.PAYMENT_REQUIRED,
        403: Trouble.RIGHTS_MISSING,
        404: Trouble.NOT_THERE,
    }.get(response.status_code, Trouble.REFUSED)
    return MarketplaceError(code, said, permanent=True)

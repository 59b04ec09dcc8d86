"""A seller's account at Ozon. https://docs.ozon.ru/api/seller/"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
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
from integrations.marketplaces.limits import Bucket, Limiter
from integrations.marketplaces.ozon import cards, limits, parsing, postings, stock
from integrations.marketplaces.ozon.addresses import url

_AMOUNTS_A_PAGE = 1000
_POSTINGS_A_PAGE = 100
_REMAINS_A_PAGE = 100
_FIGURES_A_PAGE = 1000
_WAREHOUSES_A_PAGE = 200
_METRICS = ["hits_view_pdp", "hits_tocart", "ordered_units"]


class Ozon:
    """https://seller.ozon.ru"""

    kind: ClassVar[str] = "ozon"
    label: ClassVar[str] = "Ozon"
    needs_client_id: ClassVar[bool] = True
    most_pieces: ClassVar[int | None] = None

    @contextmanager
    def open(
        self, credentials: Credentials, *, keep: Keep | None = None, patience: float = PATIENCE
    ) -> Iterator[OzonAccount]:
        with http.client() as opened:
            caller = Caller(
                http=opened,
                limiter=Limiter(f"ozon:{credentials.client_id}"),
                headers={"Client-Id": credentials.client_id, "Api-Key": credentials.key},
                secrets=(credentials.key,),
                failure_of=_failure,
                keep=keep,
                patience=patience,
            )
            yield OzonAccount(caller, credentials.client_id)

    def check(self, credentials: Credentials) -> AccountFacts:
        return base.check(self, credentials)


class OzonAccount:
    tells_changes: ClassVar[bool] = False
    tells_states: ClassVar[bool] = True

    def __init__(self, caller: Caller, client_id: str) -> None:
        self._call = caller
        self._client_id = client_id

    def check(self) -> AccountFacts:
        if not self._client_id.isdecimal():
            raise MarketplaceError(
                Trouble.KEY_REFUSED, "a client id consists of digits", permanent=True
            )
        cards.listed(self._call, "", 1)
        return AccountFacts(self._client_id)

    def products(self, cursor: Cursor | None = None) -> Page[Product]:
        return cards.page(self._call, str((cursor or {}).get("last_id", "")))

    def figures(
        self, period: Period, cursor: Cursor | None = None, numbers: Sequence[str] = ()
    ) -> Page[Figures]:
        """Views and carts; Ozon gives them to sellers with Premium only, and refuses others."""
        offset = int((cursor or {}).get("offset", 0))
        asked = {
            "date_from": str(period.start),
            "date_to": str(period.end),
            "dimension": ["sku"],
            "metrics": _METRICS,
            "sort": [{"key": "ordered_units", "order": "DESC"}],
            "limit": _FIGURES_A_PAGE,
            "offset": offset,
        }
        found = parsing.figures(self._post("/v1/analytics/data", asked, limits.ANALYTICS))
        has_more = len(found) == _FIGURES_A_PAGE
        return Page(found, {"offset": offset + _FIGURES_A_PAGE} if has_more else None)

    def remains(self, cursor: Cursor | None = None, numbers: Sequence[str] = ()) -> Page[Remains]:
        offset = int((cursor or {}).get("offset", 0))
        chosen = list(numbers[offset : offset + _REMAINS_A_PAGE])
        if not chosen:
            return Page([])
        found = parsing.remains(self._post("/v1/analytics/stocks", {"skus": chosen}))
        offset += _REMAINS_A_PAGE
        return Page(found, {"offset": offset} if offset < len(numbers) else None)

    def own_warehouses(self) -> Sequence[OwnWarehouse]:
        found: list[OwnWarehouse] = []
        cursor = ""
        while True:
            asked = {"limit": _WAREHOUSES_A_PAGE, "cursor": cursor}
            answer = self._post("/v2/warehouse/list", asked)
            found += parsing.own_warehouses(answer)
            following = str(answer.get("cursor") or "")
            if answer.get("has_next") is not True or following in ("", cursor):
                return found
            cursor = following

    def own_stocks(self, keys: Sequence[str], cursor: Cursor | None = None) -> Page[OwnStock]:
        """A thousand products a page; those that lie in several warehouses are asked for again."""
        given = str((cursor or {}).get("cursor", ""))
        asked = {"filter": {"visibility": "ALL"}, "limit": _AMOUNTS_A_PAGE, "cursor": given}
        answer = self._post("/v4/product/info/stocks", asked)
        found = self._placed(parsing.own_amounts(answer))
        following = str(answer.get("cursor") or "")
        is_last = len(answer.get("items") or ()) < _AMOUNTS_A_PAGE or not following
        if following == given and not is_last:
            raise broken("the list of stocks comes to no end")
        return Page(found, None if is_last else {"cursor": following})

    def _placed(self, amounts: Sequence[parsing.OwnAmount]) -> list[OwnStock]:
        there = [amount for amount in amounts if amount.free or amount.warehouse_ids]
        places = stock.read(self._call, list(dict.fromkeys(amount.sku for amount in there)))
        named = [
            OwnStock(place.sku, place.warehouse_id, place.warehouse, place.free) for place in places
        ]
        known = {place.sku for place in places}
        return named + [
            OwnStock(amount.sku, place_id, place_id, amount.free)
            for amount in there
            if amount.sku not in known
            for place_id in amount.warehouse_ids[:1]
        ]

    def orders(self, since: datetime, cursor: Cursor | None = None) -> Page[Order]:
        """The seller's own shipments first, then Ozon's."""
        asked = cursor or {"scheme": "fbs", "cursor": "", "to": datetime.now(UTC).isoformat()}
        is_own = asked["scheme"] == "fbs"
        path = "/v4/posting/fbs/list" if is_own else "/v3/posting/fbo/list"
        answer = self._postings(path, since, asked)
        found = postings.orders(answer, is_own=is_own)
        following = _following(answer, asked)
        if following is None and is_own:
            following = {**asked, "scheme": "fbo", "cursor": ""}
        return Page(found, following)

    def orders_since(self, since: datetime, cursor: Cursor | None = None) -> Page[OwnOrder]:
        asked = cursor or {"cursor": "", "to": datetime.now(UTC).isoformat()}
        answer = self._postings("/v4/posting/fbs/list", since, asked)
        return Page(postings.own_orders(answer), _following(answer, asked))

    def _postings(self, path: str, since: datetime, asked: Cursor) -> dict[str, Any]:
        return self._post(
            path,
            {
                "filter": {"since": since.isoformat(), "to": asked["to"]},
                "sort_dir": "ASC",
                "limit": _POSTINGS_A_PAGE,
                "cursor": asked["cursor"],
                "with": {"analytics_data": True},
            },
        )

    def read_stock(self, warehouse_id: str, keys: Sequence[str]) -> Mapping[str, int]:
        return {
            place.sku: place.free
            for place in stock.read(self._call, keys)
            if place.warehouse_id == warehouse_id
        }

    def write_stock(
        self, warehouse_id: str, quantities: Mapping[str, int]
    ) -> Mapping[str, Written]:
        return stock.write(self._call, warehouse_id, quantities)

    def _post(self, path: str, body: Any, bucket: Bucket = limits.GENERAL) -> dict[str, Any]:
        answer = self._call.json(bucket, "POST", url(path), json=body)
        if not isinstance(answer, dict):
            raise broken(f"{path} answered with something else")
        return answer


def _following(answer: Mapping[str, Any], asked: Cursor) -> Cursor | None:
    following = str(answer.get("cursor") or "")
    if answer.get("has_next") is not True or not following:
        return None
    if following == asked["cursor"]:
        raise broken("the list of shipments comes to no end")
    return {**asked, "cursor": following}


def _failure(response: httpx.Response, said: str) -> MarketplaceError:
    """What a 3xx or 4xx means. Ozon tells a bad key by its words more than by its status."""
    status, words = response.status_code, response.text.casefold()
    if status == 409:
        return MarketplaceError(Trouble.UNAVAILABLE, said, retry_after=5.0)
    names_key = "api-key" in words or "client-id" in words
    if "role" in words and status in (401, 403):
        code = Trouble.RIGHTS_MISSING
    elif (status == 401 or names_key) and ("expired" in words or "deactivated" in words):
        code = Trouble.KEY_EXPIRED
    elif status == 401 or names_key:
        code = Trouble.KEY_REFUSED
    else:
        code = {403: Trouble.RIGHTS_MISSING, 404: Trouble.NOT_THERE}.get(status, Trouble.REFUSED)
    return MarketplaceError(code, said, permanent=True)

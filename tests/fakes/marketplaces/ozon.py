"""Ozon on this machine, as its description says."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tests.fakes.far_side import FarSide, Request
from tests.fakes.marketplaces.goods import OWN, Goods, Ordered
from tests.fakes.marketplaces.limiting import Enforced
from tests.fakes.marketplaces.ozon_rows import TYPES, details, posting, remains_rows, stock_row
from tests.fakes.marketplaces.spec import Spec

# path → (burst, seconds between calls); for the rest fifty a second are borne.
_LIMITS = {"/v1/analytics/data": (1, 60.0), "/v2/products/stocks": (80, 0.75)}
_USUAL = (50, 0.02)
_PAIR = 30.0
Answer = tuple[int, Any]


@dataclass
class Shop:
    """What the fake knows of a client id and its key."""

    key: str
    goods: Goods
    has_premium: bool = True
    lacks: frozenset[str] = frozenset()  # paths that the key has no role for
    is_deaf: bool = False  # takes stocks, and changes nothing
    updated_at: dict[tuple[int, int], float] = field(default_factory=dict)


class FakeOzon(FarSide):
    """`shops` by client id. Set `OZON_URL` to `url`."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self.shops: dict[str, Shop] = {}
        self.enforced = Enforced(clock)
        self.spec = Spec("ozon/ozon-seller-openapi-2.1.min.json")
        self.change: Callable[[str, Any], Any] = lambda path, answer: answer
        self._routes: dict[str, Callable[[Shop, Any], Answer]] = {
            "/v3/product/list": self._list,
            "/v3/product/info/list": self._details,
            "/v4/product/info/attributes": self._attributes,
            "/v1/description-category/tree": self._tree,
            "/v4/product/info/stocks": self._stocks,
            "/v1/product/info/stocks-by-warehouse/fbs": self._by_warehouse,
            "/v2/warehouse/list": self._warehouses,
            "/v1/analytics/stocks": self._remains,
            "/v1/analytics/data": self._figures,
            "/v4/posting/fbs/list": self._fbs,
            "/v3/posting/fbo/list": self._fbo,
            "/v2/products/stocks": self._update,
        }

    def take(self, request: Request) -> tuple[int, bytes, dict[str, str]]:
        path, act = request.path, self._routes.get(request.path)
        client_id = request.headers.get("client-id", "")
        shop = self.shops.get(client_id)
        if act is None or request.method != "POST":
            return 404, b'{"code": 5, "message": "not found", "details": []}', {}
        if shop is None or request.headers.get("api-key") != shop.key:
            return 403, b'{"code": 7, "message": "Invalid Api-Key, please contact support"}', {}
        group = path if path in _LIMITS else "general"
        bucket = self.enforced.bucket(client_id, group, *_LIMITS.get(path, _USUAL))
        if wait := self.enforced.take(client_id, group, bucket):
            said = b'{"code": 8, "message": "You have reached request rate limit per second"}'
            return 429, said, {"Retry-After": str(int(wait) + 1)}
        if path in shop.lacks:
            said = b'{"code": 7, "message": "Api-Key is missing a required role for method"}'
            return 403, said, {}
        body = json.loads(request.body) if request.body else None
        self.spec.look_at_request("POST", path, request.query, body)
        status, answer = act(shop, body)
        if status < 300:
            answer = self.change(path, answer)
            self.spec.look_at_answer("POST", path, status, answer)
        return status, json.dumps(answer).encode(), {}

    def _list(self, shop: Shop, body: Any) -> Answer:
        after = int(body.get("last_id") or 0)
        rows = [item for item in shop.goods.items if item.id > after][: body["limit"]]
        items = [
            {"product_id": item.id, "offer_id": item.article, "archived": item.is_archived}
            for item in rows
        ]
        last = str(rows[-1].id) if rows else ""
        return 200, {"result": {"items": items, "last_id": last, "total": len(shop.goods.items)}}

    def _details(self, shop: Shop, body: Any) -> Answer:
        ids, skus = set(map(str, body.get("product_id", ()))), set(map(str, body.get("sku", ())))
        rows = [i for i in shop.goods.items if str(i.id) in ids or str(i.number) in skus]
        return 200, {"items": [details(item) for item in rows]}

    def _attributes(self, shop: Shop, body: Any) -> Answer:
        asked = set(map(str, body["filter"]["product_id"]))
        rows = [item for item in shop.goods.items if str(item.id) in asked]
        result = [
            {
                "id": item.id,
                "offer_id": item.article,
                "attributes": [
                    {"id": 9048, "complex_id": 0, "values": [{"value": "модель"}]},
                    {
                        "id": 85,
                        "complex_id": 0,
                        "values": [{"dictionary_value_id": 1, "value": item.brand}],
                    },
                ],
            }
            for item in rows
        ]
        return 200, {"result": result, "total": len(result), "last_id": ""}

    def _tree(self, shop: Shop, body: Any) -> Answer:
        types = [
            {"type_id": number, "type_name": name, "children": []} for name, number in TYPES.items()
        ]
        inner = {"description_category_id": 2, "category_name": "Вещи", "children": types}
        outer = {"description_category_id": 1, "category_name": "Всё", "children": [inner]}
        return 200, {"result": [outer]}

    def _stocks(self, shop: Shop, body: Any) -> Answer:
        after = int(body.get("cursor") or 0)
        rows = [item for item in shop.goods.items if item.id > after][: body["limit"]]
        items = [
            {
                "product_id": item.id,
                "offer_id": item.article,
                "stocks": [
                    stock_row(item, "fbs", item.own, item.reserved),
                    stock_row(item, "fbo", item.at_marketplace, {}),
                ],
            }
            for item in rows
        ]
        cursor = str(rows[-1].id) if rows else ""
        return 200, {"items": items, "cursor": cursor, "total": len(shop.goods.items)}

    def _by_warehouse(self, shop: Shop, body: Any) -> Answer:
        asked = set(map(str, body["sku"]))
        rows = [
            {
                "sku": item.number,
                "offer_id": item.article,
                "product_id": item.id,
                "present": present + item.reserved.get(place, 0),
                "reserved": item.reserved.get(place, 0),
                "warehouse_id": place,
                "warehouse_name": OWN[place],
            }
            for item in shop.goods.items
            if str(item.number) in asked
            for place, present in item.own.items()
        ]
        return 200, {"result": rows}

    def _warehouses(self, shop: Shop, body: Any) -> Answer:
        rows = [
            {"warehouse_id": place, "name": name, "status": "created"}
            for place, name in OWN.items()
        ]
        return 200, {"warehouses": rows, "cursor": "", "has_next": False}

    def _remains(self, shop: Shop, body: Any) -> Answer:
        if len(body["skus"]) > 100:
            return 400, {"code": 3, "message": "skus: value must contain at most 100 items"}
        asked = set(map(str, body["skus"]))
        rows = [
            row
            for item in shop.goods.items
            if str(item.number) in asked
            for row in remains_rows(item)
        ]
        return 200, {"items": rows}

    def _figures(self, shop: Shop, body: Any) -> Answer:
        if not shop.has_premium:
            return 400, {"code": 3, "message": "metrics are not available without Premium"}
        by_name = {
            "hits_view_pdp": lambda item: item.opens,
            "hits_tocart": lambda item: item.carts,
            "ordered_units": lambda item: ordered[item.number],
        }
        ordered = Counter(line.item.number for line in shop.goods.orders)
        rows = shop.goods.items[body["offset"] : body["offset"] + body["limit"]]
        found = [
            {
                "dimensions": [{"id": str(item.number), "name": item.title}],
                "metrics": [by_name[name](item) for name in body["metrics"]],
            }
            for item in rows
        ]
        return 200, {"result": {"data": found, "totals": []}, "timestamp": "2026-11-27 00:00:00"}

    def _fbs(self, shop: Shop, body: Any) -> Answer:
        return self._postings(shop, body, (o for o in shop.goods.orders if o.own_warehouse))

    def _fbo(self, shop: Shop, body: Any) -> Answer:
        return self._postings(shop, body, (o for o in shop.goods.orders if not o.own_warehouse))

    def _postings(self, shop: Shop, body: Any, orders: Iterable[Ordered]) -> Answer:
        since = datetime.fromisoformat(body["filter"]["since"])
        until = datetime.fromisoformat(body["filter"]["to"])
        rows = sorted((o for o in orders if since <= o.at <= until), key=lambda o: o.at)
        start = int(body.get("cursor") or 0)
        page = rows[start : start + body["limit"]]
        end = start + len(page)
        return 200, {
            "postings": [posting(line) for line in page],
            "cursor": str(end),
            "has_next": end < len(rows),
        }

    def _update(self, shop: Shop, body: Any) -> Answer:
        if len(body["stocks"]) > 100:
            return 400, {"code": 3, "message": "too many stocks"}
        return 200, {"result": [self._update_one(shop, row) for row in body["stocks"]]}

    def _update_one(self, shop: Shop, row: Any) -> dict[str, Any]:
        pair, now = (row["product_id"], row["warehouse_id"]), self.enforced.clock()
        found = next((item for item in shop.goods.items if item.id == pair[0]), None)
        code = ""
        if found is None or pair[1] not in OWN:
            code = "NOT_FOUND"
        elif now - shop.updated_at.get(pair, -_PAIR) < _PAIR - 1e-9:
            code = "TOO_MANY_REQUESTS"
            self.enforced.exceeded.append((shop.key, f"pair {pair}"))
        else:
            shop.updated_at[pair] = now
            if not shop.is_deaf:
                found.own[pair[1]] = row["stock"]
        return {
            "product_id": pair[0],
            "offer_id": found.article if found else "",
            "warehouse_id": pair[1],
            "updated": not code,
            "errors": [{"code": code, "message": code.lower()}] if code else [],
        }

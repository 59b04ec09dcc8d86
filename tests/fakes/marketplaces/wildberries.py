"""Wildberries on this machine, as its descriptions and the notes of late 2026 say."""

from __future__ import annotations

import json
import re
import time
import uuid
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from tests.fakes.far_side import FarSide, Request
from tests.fakes.marketplaces.goods import OWN, Goods
from tests.fakes.marketplaces.limiting import Enforced
from tests.fakes.marketplaces.spec import Spec
from tests.fakes.marketplaces.wildberries_rows import (
    card,
    card_place,
    funnel_row,
    order_row,
    remains_row,
    task_row,
)

_MOSCOW = ZoneInfo("Europe/Moscow")
_MOST_ROWS = 80_000
# group → (burst, seconds between calls) of an ordinary token, and of a "base" one.
_LIMITS = {
    "funnel": ((3, 20.0), (1, 1800.0)),
    "create": ((5, 60.0), (1, 900.0)),
    "status": ((5, 5.0), (1, 900.0)),
    "download": ((1, 60.0), (1, 900.0)),
    "orders": ((10, 60.0), (1, 10_800.0)),
    "cards": ((5, 0.6), (5, 0.6)),
    "stocks": ((20, 0.2), (20, 0.2)),
    "warehouses": ((20, 0.2), (20, 0.2)),
    "fbs": ((20, 0.2), (20, 0.2)),
}
_TENFOLD = {"stocks", "warehouses", "fbs"}
Answer = tuple[int, Any]


@dataclass
class Shop:
    """What the fake knows of a token. `task_takes` is how many seconds a report takes."""

    goods: Goods
    is_base: bool = False
    lacks: frozenset[str] = frozenset()  # hosts that the token has no right to
    is_deaf: bool = False  # takes stocks, and changes nothing
    task_takes: float = 4.0
    tasks: dict[str, float] = field(default_factory=dict)


class FakeWildberries(FarSide):
    """`shops` by token. Set `WILDBERRIES_URL_TEMPLATE` to `template`."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self.shops: dict[str, Shop] = {}
        self.enforced = Enforced(clock)
        self.spec = Spec(
            *(f"wildberries/{name}.yaml" for name in ("02-products", "03-orders-fbs")),
            *(f"wildberries/{name}.yaml" for name in ("11-analytics", "12-reports")),
        )
        self.change: Callable[[str, Any], Any] = lambda path, answer: answer
        self.refused_sizes: dict[int, str] = {}
        self._routes: list[tuple[str, str, str, str, Callable[..., Answer]]] = [
            ("POST", "content-api", r"/content/v2/get/cards/list", "cards", self._cards),
            (
                "POST",
                _ANALYTICS,
                r"/api/analytics/v3/sales-funnel/products",
                "funnel",
                self._funnel,
            ),
            ("GET", _ANALYTICS, r"/api/v1/warehouse_remains", "create", self._create),
            ("GET", _ANALYTICS, _TASK + "status", "status", self._status),
            ("GET", _ANALYTICS, _TASK + "download", "download", self._download),
            ("GET", "statistics-api", r"/api/v1/supplier/orders", "orders", self._orders),
            ("GET", "marketplace-api", r"/api/v3/warehouses", "warehouses", self._warehouses),
            ("POST", "marketplace-api", r"/api/v3/stocks/(\d+)", "stocks", self._read_stocks),
            ("PUT", "marketplace-api", r"/api/v3/stocks/(\d+)", "stocks", self._write_stocks),
            ("GET", "marketplace-api", r"/api/v3/orders", "fbs", self._fbs_orders),
            ("POST", "marketplace-api", r"/api/v3/orders/status", "fbs", self._fbs_status),
        ]

    @property
    def template(self) -> str:
        return self.url + "/{api}"

    def take(self, request: Request) -> tuple[int, bytes, dict[str, str]]:
        api, _, path = request.path.lstrip("/").partition("/")
        path = f"/{path}"
        for method, host, pattern, group, act in self._routes:
            found = re.fullmatch(pattern, path)
            if found and method == request.method and host == api:
                return self._limited(request, api, path, group, found.groups(), act)
        return 404, b'{"title": "path not found", "status": 404}', {}

    def _limited(
        self, request: Request, api: str, path: str, group: str, parts: Any, act: Any
    ) -> tuple[int, bytes, dict[str, str]]:
        shop = self.shops.get(request.headers.get("authorization", ""))
        if shop is None:
            body = {"title": "unauthorized", "detail": "token problem", "status": 401}
            return 401, json.dumps(body).encode(), {}
        usual, base = _LIMITS[group]
        burst, interval = base if shop.is_base else usual
        account = request.headers["authorization"]
        bucket = self.enforced.bucket(account, group, burst, interval)
        if wait := self.enforced.take(account, group, bucket):
            headers = {
                "X-Ratelimit-Retry": f"{wait:.3f}",
                "X-Ratelimit-Limit": str(burst),
                "X-Ratelimit-Reset": f"{bucket.until_full():.3f}",
            }
            if group in _TENFOLD:
                bucket.fine(10, self.enforced.clock())
            return 429, json.dumps(_TOO_MANY).encode(), headers
        if api in shop.lacks:
            return 403, b'{"title": "access denied", "status": 403}', {}
        body = json.loads(request.body) if request.body else None
        self.spec.look_at_request(request.method, path, request.query, body)
        status, answer = act(shop, *parts, query=request.query, body=body)
        if 400 <= status < 500 and group in _TENFOLD:
            bucket.fine(9, self.enforced.clock())
        if status < 300:
            answer = self.change(path, answer)
            self.spec.look_at_answer(request.method, path, status, answer)
        left = {"X-Ratelimit-Remaining": str(max(0, int(bucket.tokens)))}
        return status, b"" if answer is None else json.dumps(answer).encode(), left

    def _cards(self, shop: Shop, *, query: Any, body: Any) -> Answer:
        settings = body["settings"]
        cursor, ascending = settings["cursor"], settings.get("sort", {}).get("ascending", False)
        rows = sorted(shop.goods.items, key=card_place, reverse=not ascending)
        if "updatedAt" in cursor:
            last = (cursor["updatedAt"], cursor["nmID"])
            after = [row for row in rows if card_place(row) > last]
            before = [row for row in rows if card_place(row) < last]
            rows = after if ascending else before
        page = rows[: min(cursor.get("limit", 10), 100)]
        given: dict[str, Any] = {"total": len(page)}
        if page:
            given |= dict(zip(("updatedAt", "nmID"), card_place(page[-1]), strict=True))
        return 200, {"cards": [card(item) for item in page], "cursor": given}

    def _funnel(self, shop: Shop, *, query: Any, body: Any) -> Answer:
        chosen = set(body.get("nmIds") or ())
        rows = [item for item in shop.goods.items if not chosen or item.number in chosen]
        offset, limit = body.get("offset", 0), body.get("limit", 50)
        period = body["selectedPeriod"]
        ordered = Counter(line.item.number for line in shop.goods.orders)
        lost = Counter(line.item.number for line in shop.goods.orders if line.is_cancelled)
        page = [
            funnel_row(item, period, ordered[item.number], lost[item.number])
            for item in rows[offset : offset + limit]
        ]
        return 200, {"data": {"products": page}}

    def _create(self, shop: Shop, *, query: Any, body: Any) -> Answer:
        task = str(uuid.uuid4())
        shop.tasks[task] = self.enforced.clock() + shop.task_takes
        return 200, {"data": {"taskId": task}}

    def _status(self, shop: Shop, task: str, *, query: Any, body: Any) -> Answer:
        if task not in shop.tasks:
            return 404, {"title": "Not Found", "detail": "not found"}
        is_done = self.enforced.clock() >= shop.tasks[task]
        return 200, {"data": {"id": task, "status": "done" if is_done else "processing"}}

    def _download(self, shop: Shop, task: str, *, query: Any, body: Any) -> Answer:
        if self.enforced.clock() < shop.tasks.get(task, float("inf")):
            return 404, {"title": "Not Found", "detail": "not found"}
        return 200, [remains_row(item) for item in shop.goods.items]

    def _orders(self, shop: Shop, *, query: Any, body: Any) -> Answer:
        since = datetime.fromisoformat(query["dateFrom"]).replace(tzinfo=_MOSCOW)
        rows = sorted(
            (line for line in shop.goods.orders if line.changed_at.replace(microsecond=0) >= since),
            key=lambda line: line.changed_at,
        )
        return 200, [order_row(line) for line in rows[:_MOST_ROWS]]

    def _warehouses(self, shop: Shop, *, query: Any, body: Any) -> Answer:
        common = {"officeId": 15, "cargoType": 1, "deliveryType": 1}
        state = {"isDeleting": False, "isProcessing": False}
        return 200, [{"id": one, "name": name, **common, **state} for one, name in OWN.items()]

    def _read_stocks(self, shop: Shop, warehouse: str, *, query: Any, body: Any) -> Answer:
        asked = set(body.get("chrtIds", ()))
        rows = [
            {"chrtId": item.size, "amount": item.own[int(warehouse)]}
            for item in shop.goods.items
            if item.size in asked and int(warehouse) in item.own
        ]
        return 200, {"stocks": rows}

    def _write_stocks(self, shop: Shop, warehouse: str, *, query: Any, body: Any) -> Answer:
        rows = body.get("stocks", ())
        refused = [row for row in rows if row.get("chrtId") in self.refused_sizes]
        if refused:
            why = self.refused_sizes[refused[0]["chrtId"]]
            return 409, [{"code": why, "message": why, "data": refused}]
        sizes = {item.size: item for item in shop.goods.items}
        for row in rows:  # names that are unknown change nothing
            if row.get("chrtId") in sizes and "amount" in row and not shop.is_deaf:
                sizes[row["chrtId"]].own[int(warehouse)] = row["amount"]
        return 204, None

    def _fbs_orders(self, shop: Shop, *, query: Any, body: Any) -> Answer:
        since = datetime.fromtimestamp(int(query.get("dateFrom", 0)), UTC)
        own = [line for line in shop.goods.orders if line.own_warehouse and line.at >= since]
        own = sorted(own, key=lambda line: line.at)
        start, limit = int(query["next"]), int(query["limit"])
        page = own[start : start + limit]
        following = start + len(page) if len(page) == limit else 0
        rows = [task_row(line) for line in page]
        return 200, {"next": following, "orders": rows}

    def _fbs_status(self, shop: Shop, *, query: Any, body: Any) -> Answer:
        known = {line.task: line for line in shop.goods.orders}
        states = {
            "cancelled": ("new", "canceled_by_client"),
            "delivered": ("complete", "sold"),
            "delivering": ("complete", "sorted"),
        }
        rows = []
        for one in body["orders"]:
            if one in known:
                supplier, wb = states.get(known[one].status, ("new", "waiting"))
                rows.append({"id": one, "supplierStatus": supplier, "wbStatus": wb})
        return 200, {"orders": rows}


_ANALYTICS = "seller-analytics-api"
_TASK = r"/api/v1/warehouse_remains/tasks/([0-9a-f-]+)/"
_TOO_MANY = {
    "title": "too many requests",
    "detail": "limited by c122a060",
    "code": "07e4668e",
    "requestId": "9d3c02cc",
    "origin": "s2s-api-auth",
    "status": 429,
    "statusText": "Too Many Requests",
    "timestamp": "2026-09-30T06:52:38Z",
}

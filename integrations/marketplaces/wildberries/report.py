"""The report of what lies in the warehouses of Wildberries: ordered, waited for, fetched.

https://dev.wildberries.ru/openapi/reports#tag/warehousesInventoryReport
"""

from __future__ import annotations

from typing import Any

from integrations.marketplaces.calls import Caller, broken
from integrations.marketplaces.errors import MarketplaceError, Trouble
from integrations.marketplaces.facts import Cursor, Page, Remains
from integrations.marketplaces.wildberries import parsing
from integrations.marketplaces.wildberries.addresses import url
from integrations.marketplaces.wildberries.limits import Limits

_MOST_STARTS, _MOST_LOOKS = 3, 120
_GROUPED = {
    "locale": "ru",
    "groupByNm": "true",
    "groupBySa": "true",
    "groupByBrand": "true",
    "groupBySubject": "true",
}


def remains(call: Caller, limits: Limits, cursor: Cursor) -> Page[Remains]:
    """One step of the report; the page of the last step holds all of it."""
    task = cursor.get("task")
    if not task:
        return _create(call, limits, int(cursor.get("starts", 0)))
    address = url("seller-analytics-api", f"/api/v1/warehouse_remains/tasks/{task}")
    try:
        if cursor.get("is_ready"):
            answer = call.json(limits.download_remains, "GET", f"{address}/download")
            return Page(parsing.remains([] if answer is None else answer))
        return _look(call, limits, cursor, address)
    except MarketplaceError as failure:
        if failure.code is not Trouble.NOT_THERE:
            raise
        return _begin_anew(cursor)  # reports are thrown away after a while


def _create(call: Caller, limits: Limits, starts: int) -> Page[Remains]:
    if starts >= _MOST_STARTS:
        raise MarketplaceError(Trouble.UNAVAILABLE, "no report of the warehouses gets ready")
    answer = call.json(
        limits.create_remains,
        "GET",
        url("seller-analytics-api", "/api/v1/warehouse_remains"),
        params=_GROUPED,
    )
    data: Any = answer.get("data") if isinstance(answer, dict) else None
    task = data.get("taskId") if isinstance(data, dict) else None
    if not isinstance(task, str) or not task or "/" in task:
        raise broken("a report of the warehouses without its task")
    cursor = {"task": task, "starts": starts + 1, "looks": 0}
    return Page([], cursor, wait=_pause(limits))


def _look(call: Caller, limits: Limits, cursor: Cursor, address: str) -> Page[Remains]:
    answer = call.json(limits.remains_status, "GET", f"{address}/status")
    data: Any = answer.get("data") if isinstance(answer, dict) else None
    status = data.get("status") if isinstance(data, dict) else None
    if status == "done":
        return Page([], {**cursor, "is_ready": True})
    if status in ("purged", "canceled"):
        return _begin_anew(cursor)
    looks = int(cursor.get("looks", 0)) + 1
    if looks >= _MOST_LOOKS:
        raise MarketplaceError(Trouble.UNAVAILABLE, "the report of the warehouses takes too long")
    return Page([], {**cursor, "looks": looks}, wait=_pause(limits))


def _begin_anew(cursor: Cursor) -> Page[Remains]:
    return Page([], {"task": "", "starts": int(cursor.get("starts", 1))})


def _pause(limits: Limits) -> float:
    """So long until a look is worth its token: where looks are rare, the first must find it ready."""
    return limits.remains_status.interval if limits.remains_status.burst > 1 else 60.0

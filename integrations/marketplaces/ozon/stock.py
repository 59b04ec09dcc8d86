"""What can be sold from a seller's own warehouse at Ozon, read and written by SKU.

https://docs.ozon.ru/api/seller/#operation/ProductAPI_ProductsStocksV2: 100 products in a warehouse
a request, each of them once in 30 seconds. What is written is what is free: without the reserved.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from integrations.marketplaces.calls import Caller
from integrations.marketplaces.facts import Written
from integrations.marketplaces.ozon import limits, parsing
from integrations.marketplaces.ozon.addresses import url
from integrations.marketplaces.ozon.parsing import PlaceAmount

_READ_AT_ONCE, _WRITTEN_AT_ONCE, _DETAILS_AT_ONCE = 500, 100, 1000
_TOO_SOON = "TOO_MANY_REQUESTS"


def read(call: Caller, skus: Sequence[str]) -> list[PlaceAmount]:
    """What can be sold of each SKU in each of the seller's warehouses."""
    address = url("/v1/product/info/stocks-by-warehouse/fbs")
    found: list[PlaceAmount] = []
    for start in range(0, len(skus), _READ_AT_ONCE):
        asked = {"sku": list(skus[start : start + _READ_AT_ONCE])}
        found += parsing.place_amounts(call.json(limits.GENERAL, "POST", address, json=asked))
    return found


def write(call: Caller, warehouse_id: str, quantities: Mapping[str, int]) -> dict[str, Written]:
    """Set what is free of each SKU, and say of each what was found afterwards."""
    wanted = {sku: max(0, amount) for sku, amount in quantities.items()}
    before = read(call, list(wanted))
    free = {place.sku: place.free for place in before if place.warehouse_id == warehouse_id}
    ids = _product_ids(call, list(wanted), before)
    written: dict[str, Written] = {}
    todo: dict[str, int] = {}
    for sku, amount in wanted.items():
        if free.get(sku) == amount:
            written[sku] = Written(sku, amount, amount)
        elif sku not in ids:
            written[sku] = Written(sku, amount, free.get(sku), error="unknown")
        elif wait := call.limiter.take(limits.of_pair(warehouse_id, sku)):
            written[sku] = Written(sku, amount, free.get(sku), "too_soon", retry_after=wait)
        else:
            todo[sku] = amount
    skus = list(todo)
    for start in range(0, len(skus), _WRITTEN_AT_ONCE):
        part = {sku: todo[sku] for sku in skus[start : start + _WRITTEN_AT_ONCE]}
        written.update(_write_part(call, warehouse_id, part, ids))
    return written


def _write_part(
    call: Caller, warehouse_id: str, part: Mapping[str, int], ids: Mapping[str, str]
) -> dict[str, Written]:
    rows = [
        {"product_id": int(ids[sku]), "stock": amount, "warehouse_id": int(warehouse_id)}
        for sku, amount in part.items()
    ]
    address = url("/v2/products/stocks")
    answer = call.json(limits.STOCK_UPDATES, "POST", address, json={"stocks": rows})
    errors = parsing.updates(answer)
    found = {
        place.sku: place.free
        for place in read(call, list(part))
        if place.warehouse_id == warehouse_id
    }
    written = {}
    for sku, amount in part.items():
        error = errors.get(ids[sku], "")
        pair = limits.of_pair(warehouse_id, sku)
        if error == _TOO_SOON:  # somebody else writes too
            call.limiter.pause(pair, pair.interval)
        there = found.get(sku, 0 if amount == 0 else None)
        written[sku] = Written(
            sku,
            amount,
            there,
            error="" if there == amount else error or "not_changed",
            retry_after=pair.interval if error == _TOO_SOON else None,
        )
    return written


def _product_ids(
    call: Caller, skus: Sequence[str], places: Sequence[PlaceAmount]
) -> dict[str, str]:
    """SKU → product id; asked for where nothing was ever stocked."""
    ids = {place.sku: place.product_id for place in places if place.product_id}
    missing = [sku for sku in skus if sku not in ids]
    for start in range(0, len(missing), _DETAILS_AT_ONCE):
        asked = {"sku": missing[start : start + _DETAILS_AT_ONCE]}
        address = url("/v3/product/info/list")
        answer = call.json(limits.GENERAL, "POST", address, json=asked)
        ids |= {one.product.number: one.product.id for one in parsing.details(answer)}
    return ids

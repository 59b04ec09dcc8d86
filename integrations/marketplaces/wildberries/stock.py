"""What can be sold from a seller's own warehouse, read and written by chrtId.

https://dev.wildberries.ru/openapi/work-with-products#tag/Ostatki-na-skladah-prodavca

Names that Wildberries does not know are answered 204 and change nothing: what was written is
always read back.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence

from integrations.marketplaces.calls import Caller
from integrations.marketplaces.errors import MarketplaceError, Trouble
from integrations.marketplaces.facts import Written
from integrations.marketplaces.wildberries import parsing
from integrations.marketplaces.wildberries.limits import Limits

MOST = 1000  # sizes in a request
MOST_PIECES = 100_000
_READ_AGAIN_AFTER = 0.5  # seconds, where the first look found the old amount
_sleep = time.sleep


def read(call: Caller, limits: Limits, url: str, keys: Sequence[str]) -> dict[str, int]:
    """What can be sold of each size; those never stocked are left out."""
    found: dict[str, int] = {}
    for start in range(0, len(keys), MOST):
        asked = {"chrtIds": [int(key) for key in keys[start : start + MOST]]}
        found.update(parsing.stocks(call.json(limits.stocks, "POST", url, json=asked)))
    return found


def write(
    call: Caller, limits: Limits, url: str, quantities: Mapping[str, int]
) -> dict[str, Written]:
    """Set the amounts, at most 100,000 each, and say of each what was found afterwards."""
    wanted = {key: min(max(0, amount), MOST_PIECES) for key, amount in quantities.items()}
    keys, written = list(wanted), dict[str, Written]()
    for start in range(0, len(keys), MOST):
        part = {key: wanted[key] for key in keys[start : start + MOST]}
        written.update(_write_part(call, limits, url, part))
    return written


def _write_part(
    call: Caller, limits: Limits, url: str, wanted: Mapping[str, int]
) -> dict[str, Written]:
    refused = _put(call, limits, url, wanted)
    rest = {key: amount for key, amount in wanted.items() if key not in refused}
    if refused and rest:  # whether the others were taken is not said: they are sent once more
        refused |= _put(call, limits, url, rest)
    found = read(call, limits, url, list(wanted))
    if any(found.get(key, 0) != amount for key, amount in rest.items()):
        _sleep(_READ_AGAIN_AFTER)
        found = read(call, limits, url, list(wanted))
    return {
        key: _written(key, amount, found.get(key), refused.get(key, ""))
        for key, amount in wanted.items()
    }


def _written(key: str, amount: int, found: int | None, error: str) -> Written:
    found = 0 if found is None and amount == 0 else found
    return Written(key, amount, found, error="" if found == amount else error or "not_changed")


def _put(call: Caller, limits: Limits, url: str, wanted: Mapping[str, int]) -> dict[str, str]:
    """The sizes that were refused, and why; a refusal that names none is raised."""
    body = {"stocks": [{"chrtId": int(key), "amount": amount} for key, amount in wanted.items()]}
    try:
        call.json(limits.stocks, "PUT", url, json=body)
    except MarketplaceError as failure:
        if failure.code is not Trouble.REFUSED:
            raise
        refused = parsing.refused_sizes(_json(failure.answer))
        named = {key: why for key, why in refused.items() if key in wanted}
        if not named:
            raise
        return named
    return {}


def _json(body: bytes) -> object:
    try:
        return json.loads(body)
    except ValueError:
        return None

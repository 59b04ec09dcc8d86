"""Acts as events of Google Analytics 4.

Names and parameters: https://developers.google.com/analytics/devguides/collection/ga4/reference/events
Limits: https://developers.google.com/analytics/devguides/collection/protocol/ga4/sending-events#limitations
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

from integrations.analytics.acts import Act, Item, Kind
from integrations.analytics.ids import google_client_id

BACKDATING = timedelta(hours=72)
NAMES = {
    Kind.VIEWED: "view_item",
    Kind.ADDED: "add_to_cart",
    Kind.CHECKOUT: "begin_checkout",
    Kind.PURCHASED: "purchase",
    Kind.REFUNDED: "refund",
}
MOST_EVENTS = 25
MOST_BYTES = 130_000
_LONGEST_VALUE = 100
_MOST_CATEGORIES = 5
# A chat cannot tell how long somebody looks; without some time the live reports show nobody.
_ENGAGEMENT_MSEC = 100


def bodies(customer_id: int, acts: Sequence[Act]) -> Iterator[tuple[tuple[int, ...], bytes]]:
    """Requests that tell of all the customer's `acts`, each with the deliveries it stands for."""
    head = f'{{"client_id":"{google_client_id(customer_id)}","events":['
    room = MOST_BYTES - len(head) - len("]}")
    ids: list[int] = []
    events: list[str] = []
    size = 0

    def body() -> tuple[tuple[int, ...], bytes]:
        return tuple(ids), f"{head}{','.join(events)}]}}".encode()

    for act in acts:
        event = _written(event_of(act))
        if len(event.encode()) >= room:
            event = _written(event_of(act, in_full=False))
        length = len(event.encode()) + 1
        if events and (len(events) == MOST_EVENTS or size + length >= room):
            yield body()
            ids, events, size = [], [], 0
        ids.append(act.delivery_id)
        events.append(event)
        size += length
    if events:
        yield body()


def event_of(act: Act, *, in_full: bool = True) -> dict[str, Any]:
    """The act as Google wants it; goods have no names unless `in_full`.

    Google drops a second `purchase` with the same `transaction_id`; of other events it counts a
    repeat, which `event_id` tells from another event in an export of the raw data.
    """
    params: dict[str, Any] = {
        "session_id": str(act.visit),
        "engagement_time_msec": _ENGAGEMENT_MSEC,
        "event_id": str(act.event_id),
        "currency": act.currency,
        "value": _number(act.value),
    }
    if act.order_id is not None:
        params["transaction_id"] = str(act.order_id)
    if act.items:
        params["items"] = [_item(item, in_full=in_full) for item in act.items]
    event: dict[str, Any] = {"name": NAMES[act.kind], "params": params}
    if not act.is_older_than(BACKDATING):
        event["timestamp_micros"] = round(act.at.timestamp() * 1_000_000)
    return event


def _written(event: dict[str, Any]) -> str:
    return json.dumps(event, ensure_ascii=False, separators=(",", ":"))


def _item(item: Item, *, in_full: bool) -> dict[str, Any]:
    said: dict[str, Any] = {
        "item_id": item.product_id,
        "price": _number(item.price),
        "quantity": item.quantity,
    }
    if not in_full:
        return said
    if item.name:
        said["item_name"] = item.name[:_LONGEST_VALUE]
    if item.variant:
        said["item_variant"] = item.variant[:_LONGEST_VALUE]
    for place, name in enumerate(item.category[:_MOST_CATEGORIES], start=1):
        said["item_category" if place == 1 else f"item_category{place}"] = name[:_LONGEST_VALUE]
    return said


def _number(amount: Decimal) -> float:
    """Money as JSON's number; the one way that Google takes it, and what it is written from."""
    return float(amount)

"""Acts as hits of Yandex.Metrika.

https://yandex.ru/dev/metrika/ru/data-import/measurement-upload
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from django.conf import settings

from integrations.analytics.acts import Act, Item, Kind
from integrations.analytics.ids import metrika_client_id

BACKDATING = timedelta(hours=12)
# The goals of a counter are named so; the two that have no action of e-commerce are goals alone.
GOALS = {
    Kind.VIEWED: "view_item",
    Kind.ADDED: "add_to_cart",
    Kind.CHECKOUT: "begin_checkout",
    Kind.PURCHASED: "purchase",
    Kind.REFUNDED: "refund",
}
_ACTIONS = {Kind.VIEWED: "detail", Kind.ADDED: "add", Kind.PURCHASED: "purchase"}
_REFERRER = "https://t.me/"
_TITLE = "Telegram"

Hit = dict[str, str]


def pages_of(act: Act) -> tuple[str, ...]:
    """Names of the pages of which one is to be shown before the act: the visit's first, or a view's."""
    visit = f"metrika.visit.{act.customer_id}.{act.visit}"
    return (f"metrika.view.{act.event_id}", visit) if act.kind is Kind.VIEWED else (visit,)


def page_of(act: Act) -> Hit:
    """The page on which the act happens."""
    title = act.items[0].name if act.kind is Kind.VIEWED else ""
    hit = {"t": "pageview", "dl": _address(act), "dr": _REFERRER, "dt": title or _TITLE}
    return {**_common(act), **hit}


def event_of(act: Act) -> Hit:
    """The act itself: a goal, and an action of e-commerce if there is one for it."""
    hit = {
        **_common(act),
        "t": "event",
        "dl": _address(act),
        "ea": GOALS[act.kind],
        "ev": str(act.value),
        "cu": act.currency,
    }
    if act.kind in _ACTIONS:
        hit["pa"] = _ACTIONS[act.kind]
        hit |= _products(act.items)
    if act.kind is Kind.PURCHASED:
        hit |= {"ti": str(act.order_id), "tr": str(act.value)}
    return hit


def _common(act: Act) -> Hit:
    hit = {
        "tid": settings.METRIKA_COUNTER_ID,
        "cid": metrika_client_id(act.customer_id),
        "ms": settings.METRIKA_TOKEN,
    }
    if not act.is_older_than(BACKDATING):
        hit["et"] = str(int(act.at.timestamp()))
    return hit


def _address(act: Act) -> str:
    """A page of the chat has none: the product's name in reports, or the shop's door."""
    page = f"product/{act.items[0].product_id}" if act.kind is Kind.VIEWED else ""
    return f"{settings.PUBLIC_URL}/{page}"


def _products(items: Sequence[Item]) -> Hit:
    return {
        f"pr{place}{name}": value
        for place, item in enumerate(items, start=1)
        for name, value in _product(item)
    }


def _product(item: Item) -> Iterator[tuple[str, str]]:
    yield "id", item.product_id
    yield "nm", item.name or item.product_id
    if item.category:
        yield "ca", "/".join(item.category)
    if item.variant:
        yield "va", item.variant
    yield "pr", str(item.price)
    yield "qt", str(item.quantity)

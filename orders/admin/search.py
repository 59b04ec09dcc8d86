"""Finding orders as staff ask for them: `#56`, a name, a phone however written, an SKU."""

from __future__ import annotations

import re

from django.db.models import Q, QuerySet

from orders.models import Order, OrderItem
from shop.admin.ways import TRIGRAM, containing, found_any_way, looked_up

_LARGEST_ID = 2**63 - 1


def find_orders(orders: QuerySet[Order], text: str, *, by_contact: bool) -> QuerySet[Order]:
    """The orders that `text` may mean; names and phones count only when `by_contact`."""
    text = text.strip()
    if not text:
        return orders
    if number := re.fullmatch(r"[#№]\s*(\d+)", text):
        return orders.filter(pk=_id(number[1]))
    coded = OrderItem.objects.filter(containing("sku", text))
    ways = [Q(pk__in=looked_up(coded.values_list("order", flat=True)))]
    if by_contact:
        ways.append(_of_person(text))
    if text.isdecimal():
        ways.append(Q(pk=_id(text)))
    return found_any_way(orders, ways, "-created_at", "-pk")


def _of_person(text: str) -> Q:
    found = _named(text)
    digits = re.sub(r"\D", "", text)
    if len(digits) >= 4:
        # The last ten, so that 8 912 … finds +7 912 …
        found |= Q(phone_number__contains=digits[-10:])
    return found


def _named(text: str) -> Q:
    """SQLite folds the case of no Cyrillic letter: the usual spellings are tried in turn."""
    found = Q()
    for spelling in sorted({text, text.lower(), text.title(), text.upper()}):
        if len(text) < TRIGRAM:
            found |= Q(full_name__istartswith=spelling) | Q(full_name__icontains=f" {spelling}")
        else:
            found |= Q(full_name__icontains=spelling)
    return found


def _id(digits: str) -> int:
    return min(int(digits[:20]), _LARGEST_ID)

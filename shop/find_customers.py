"""Finding customers as staff ask for them: a name, `@username`, a phone however written, an id."""

from __future__ import annotations

import re

from django.db.models import Q, QuerySet

from shop.models import Customer


def find_customers(customers: QuerySet[Customer], text: str) -> QuerySet[Customer]:
    """Those whom `text` may mean; every word of a name must be there."""
    term = text.strip().removeprefix("@")
    if not term:
        return customers
    found = Q(username__icontains=term) | _named(term)
    digits = re.sub(r"\D", "", term)
    if len(digits) >= 4 and not re.search(r"[^\d\s()+-]", term):
        # The last ten, so that 8 912 … finds +7 912 …
        found |= Q(phone_number__contains=digits[-10:])
    if term.isascii() and term.isdecimal() and len(term) <= 18:
        found |= Q(pk=int(term))
    return customers.filter(found)


def _named(term: str) -> Q:
    """SQLite folds the case of no Cyrillic letter: the usual spellings are tried in turn."""
    named = Q()
    for word in term.split()[:5]:
        spelled = Q()
        for spelling in sorted({word, word.lower(), word.title()}):
            spelled |= Q(full_name__icontains=spelling)
        named &= spelled
    return named

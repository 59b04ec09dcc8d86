"""Putting tags on customers and taking them off."""

from __future__ import annotations

from collections.abc import Iterable

from shop.models import Customer, Tag
from shop.transactions import transactional

_TAGGED = Customer.tags.through


def tag_named(name: str) -> Tag | None:
    """The tag of this name, however its letters are cased; None when there is none."""
    wanted = " ".join(name.split()).casefold()
    return next((tag for tag in Tag.objects.all() if tag.name.casefold() == wanted), None)


@transactional
def tag_customers(*, customers: Iterable[int], tag: Tag) -> int:
    """Put `tag` on the customers with these ids; how many had it not."""
    ids = sorted(set(customers))
    had = set(_tagged(ids, tag).values_list("customer_id", flat=True))
    fresh = [_TAGGED(customer_id=pk, tag_id=tag.pk) for pk in ids if pk not in had]
    _TAGGED.objects.bulk_create(fresh, ignore_conflicts=True, batch_size=2_000)
    return len(fresh)


@transactional
def untag_customers(*, customers: Iterable[int], tag: Tag) -> int:
    """Take `tag` off the customers with these ids; how many had it."""
    count, _by_model = _tagged(customers, tag).delete()
    return int(count)


def _tagged(customers: Iterable[int], tag: Tag):  # type: ignore[no-untyped-def]  # a made model
    return _TAGGED.objects.filter(tag=tag, customer__in=list(customers))

"""The conditions of a segment in one line."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from orders.models import Segment
from shop.admin.base import money, staff_language


def conditions_in_words(segment: Segment) -> str:
    """`from Clothing · spent from 5 000 ₽ · not for 60 days · RU`; its tags are prefetched."""
    return " · ".join(_parts(segment)) or _("all customers")


def _parts(segment: Segment) -> Iterator[str]:
    if segment.category is not None:
        yield _("bought from “%(category)s”") % {
            "category": segment.category.text_of("name", staff_language())
        }
    if segment.spent_from is not None:
        yield _("spent from %(sum)s") % {"sum": money(segment.spent_from)}
    if segment.spent_to is not None:
        yield _("spent up to %(sum)s") % {"sum": money(segment.spent_to)}
    yield from _counts(segment)
    yield from (tag.name for tag in segment.tags.all())
    if segment.language:
        yield segment.language.upper()
    if segment.blocked == Segment.Blocked.YES:
        yield _("blocked the bot")
    elif segment.blocked == Segment.Blocked.NO:
        yield _("can be written to")


def _counts(segment: Segment) -> Iterator[str]:
    if segment.orders_from is not None:
        yield _("orders from %(n)d") % {"n": segment.orders_from}
    if segment.orders_to is not None:
        yield _("orders up to %(n)d") % {"n": segment.orders_to}
    if segment.ordered_within is not None:
        yield _("ordered in the last %(n)d days") % {"n": segment.ordered_within}
    if segment.not_ordered_for is not None:
        yield _("not for %(n)d days") % {"n": segment.not_ordered_for}

"""What the list of customers can be narrowed to."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import DropdownFilter

from orders.models import Segment
from orders.people_seen import CARTED, OPENED, ORDERED, seen_between
from shop.admin.filters import AmountFilter, DaysFilter, OneOf, not_offered
from shop.models import Customer, Tag
from shop.periods import EARLIEST, LATEST

_DAYS = {"7": _("In the last 7 days"), "30": _("In the last 30 days")}
_QUIET = {"30": _("Not for 30 days"), "60": _("Not for 60 days"), "180": _("Not for 180 days")}


class _ByKey(DropdownFilter):  # type: ignore[misc]  # unfold is untyped
    def has_output(self) -> bool:
        """Also when the last of what is offered is gone and its address is still asked for."""
        return bool(self.lookup_choices or self.value())

    def key(self, request: HttpRequest) -> int | None:
        asked = self.value() or ""
        if asked.isdecimal() and len(asked) <= 18:
            return int(asked)
        if asked:
            not_offered(request, asked, self.title)
        return None


class SegmentFilter(_ByKey):
    title = _("segment")
    parameter_name = "segment"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(str(segment.pk), segment.name) for segment in Segment.objects.all()[:200]]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Customer]) -> QuerySet[Customer]:
        key = self.key(request)
        if key is None:
            return queryset
        segment = Segment.objects.filter(pk=key).first()
        return queryset & segment.customers() if segment else queryset.none()


class TagFilter(_ByKey):
    title = _("tag")
    parameter_name = "tag"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(str(tag.pk), tag.name) for tag in Tag.objects.all()[:500]]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Customer]) -> QuerySet[Customer]:
        key = self.key(request)
        if key is None:
            return queryset
        tagged = Customer.tags.through.objects.filter(customer=OuterRef("pk"), tag=key)
        return queryset.filter(Exists(tagged))


class LanguageFilter(OneOf, DropdownFilter):  # type: ignore[misc]
    title = _("language")
    parameter_name = "language"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(code, code.upper()) for code in settings.STORE_LANGUAGES]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Customer]) -> QuerySet[Customer]:
        language = self.value()
        return queryset & Customer.objects.speaking(language) if language else queryset


class SeenFilter(OneOf, DropdownFilter):  # type: ignore[misc]
    """Who got how far in a period: `carted.2026-10-01.2026-10-31`, as the front page asks for it."""

    title = _("got as far as")
    parameter_name = "seen"
    _STEPS: ClassVar[dict[str, Any]] = {
        OPENED: _("Opened the shop"),
        CARTED: _("Added to the cart"),
        ORDERED: _("Ordered"),
    }

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        asked = _asked_days(self._asked(request))
        if asked is None or asked[0] not in self._STEPS:
            return []
        step, first, last = asked
        days = f"{date_format(first, 'j M Y')} – {date_format(last, 'j M Y')}"
        return [(self._asked(request), f"{self._STEPS[step]}, {days}")]

    def _asked(self, request: HttpRequest) -> str:
        return str(request.GET.get(self.parameter_name, ""))

    def queryset(self, request: HttpRequest, queryset: QuerySet[Customer]) -> QuerySet[Customer]:
        asked = _asked_days(self.value() or "")
        if asked is None:
            return queryset
        step, first, last = asked
        return queryset.filter(seen_between(first, last, step))


def _asked_days(text: str) -> tuple[str, date, date] | None:
    step, _dot, days = text.partition(".")
    try:
        first, last = (date.fromisoformat(day) for day in days.split("."))
    except ValueError:
        return None
    return (step, first, last) if EARLIEST <= first <= last <= LATEST else None


class LastOrderFilter(OneOf, DropdownFilter):  # type: ignore[misc]
    title = _("last order")
    parameter_name = "last_order"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            *((f"in{days}", words) for days, words in _DAYS.items()),
            *((f"not{days}", words) for days, words in _QUIET.items()),
            ("never", _("Never ordered")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Customer]) -> QuerySet[Customer]:
        asked = self.value() or ""
        now = timezone.now()
        if asked == "never":
            return queryset.filter(last_order_at=None)
        if asked.removeprefix("in") in _DAYS:
            days = int(asked.removeprefix("in"))
            return queryset.filter(last_order_at__gte=now - timedelta(days=days))
        if asked.removeprefix("not") in _QUIET:
            days = int(asked.removeprefix("not"))
            return queryset.filter(last_order_at__lt=now - timedelta(days=days))
        return queryset


class BlockedFilter(OneOf):
    title = _("blocked the bot")
    parameter_name = "blocked"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("Yes")), ("no", _("No"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if not self.value():
            return queryset
        return queryset.filter(blocked_at__isnull=self.value() == "no")


CUSTOMER_FILTERS: tuple[Any, ...] = (
    SegmentFilter,
    TagFilter,
    ("orders_count", AmountFilter),
    ("spent", AmountFilter),
    LastOrderFilter,
    LanguageFilter,
    BlockedFilter,
    ("created_at", DaysFilter),
    ("first_order_at", DaysFilter),
    SeenFilter,
)

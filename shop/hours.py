"""The hours of a week in the store's time zone: open now, open next, and in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.utils import timezone
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

Span = tuple[time, time]
MIDNIGHT = time(0)
_ON_DAY = (
    gettext_noop("on Monday at %(time)s"),
    gettext_noop("on Tuesday at %(time)s"),
    gettext_noop("on Wednesday at %(time)s"),
    gettext_noop("on Thursday at %(time)s"),
    gettext_noop("on Friday at %(time)s"),
    gettext_noop("on Saturday at %(time)s"),
    gettext_noop("on Sunday at %(time)s"),
)
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class WeekHours:
    """From when to when on each weekday, 0 being Monday; a day that is missing is a day off.

    Midnight as an end means the end of the day. Without any day nothing is said of hours: the
    store is always there.
    """

    days: Mapping[int, Span]

    @classmethod
    def read(cls, kept: Mapping[str, Sequence[str]]) -> WeekHours:
        """From what a JSON column keeps: `{"0": ["09:00", "18:00"]}`."""
        return cls(
            {
                int(day): (time.fromisoformat(opens), time.fromisoformat(closes))
                for day, (opens, closes) in sorted(kept.items())
            }
        )

    def kept(self) -> dict[str, Any]:
        return {
            str(day): [f"{opens:%H:%M}", f"{closes:%H:%M}"]
            for day, (opens, closes) in self.days.items()
        }

    def __bool__(self) -> bool:
        return bool(self.days)

    def is_open(self, now: datetime | None = None) -> bool:
        moment = _local(now)
        span = self.days.get(moment.weekday())
        if span is None:
            return not self.days
        opens, closes = span
        return opens <= moment.time() and (closes == MIDNIGHT or moment.time() < closes)

    def opens_next(self, now: datetime | None = None) -> datetime | None:
        """The next moment at which it opens, in the store's time zone; None when it never does."""
        moment = _local(now)
        for ahead in range(8):
            day = moment.date() + ahead * _DAY
            span = self.days.get(day.weekday())
            if span is None:
                continue
            opens = timezone.make_aware(
                datetime.combine(day, span[0]), timezone.get_default_timezone()
            )
            if opens > moment:
                return opens
        return None

    def lines(self) -> list[str]:
        """The week in words of the language in force, days of the same hours together."""
        found: list[str] = []
        first = 0
        while first < 7 and self.days:
            last = first
            while last < 6 and self.days.get(last + 1) == self.days.get(first):
                last += 1
            found.append(f"{_days(first, last)}: {_span(self.days.get(first))}")
            first = last + 1
        return found


def when_words(moment: datetime, now: datetime | None = None) -> str:
    """A moment of the coming week as people say it: `today at 09:00`, `on Monday at 09:00`."""
    there = _local(moment)
    words = {"time": f"{there:%H:%M}"}
    ahead = (there.date() - _local(now).date()).days
    if ahead == 0:
        return _("today at %(time)s") % words
    if ahead == 1:
        return _("tomorrow at %(time)s") % words
    return _(_ON_DAY[there.weekday()]) % words


def _local(moment: datetime | None) -> datetime:
    return timezone.localtime(moment, timezone.get_default_timezone())


def _days(first: int, last: int) -> str:
    if first == last:
        return str(WEEKDAYS_ABBR[first])
    return f"{WEEKDAYS_ABBR[first]}–{WEEKDAYS_ABBR[last]}"


def _span(span: Span | None) -> str:
    if span is None:
        return _("day off")
    opens, closes = span
    until = "24:00" if closes == MIDNIGHT else f"{closes:%H:%M}"
    return f"{opens:%H:%M}–{until}"

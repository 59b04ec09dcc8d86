"""Periods of whole days in the store's time zone, as reports and their pickers name them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

TODAY = "today"
YEAR = "year"
CUSTOM = "custom"
# Name → how many days, today included.
LENGTHS = {TODAY: 1, "7": 7, "30": 30, "90": 90, YEAR: 365}
USUAL = "30"
LONGEST = 3660
# Other days are slips of the keyboard, or made to break something.
EARLIEST, LATEST = date(1990, 1, 1), date(2200, 12, 31)
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Period:
    """The days from `first` to `last`, both included; `name` is a key of LENGTHS or CUSTOM."""

    first: date
    last: date
    name: str = CUSTOM

    @classmethod
    def named(cls, name: str, today: date | None = None) -> Period:
        """The last so many days up to today."""
        today = today or timezone.localdate(timezone=timezone.get_default_timezone())
        return cls(today - (LENGTHS[name] - 1) * _DAY, today, name)

    @classmethod
    def month(cls, day: date, later: int = 0) -> Period:
        """The month that `day` is in, or the one so many months later."""
        first, after = (_first_of_month(day, later + further) for further in (0, 1))
        return cls(first, after - _DAY)

    @classmethod
    def asked(cls, query: Mapping[str, str], today: date | None = None) -> Period:
        """What `period`, or `from` and `to`, ask for; the usual one when they say nothing usable.

        An end left open is today; days given the wrong way round are turned.
        """
        today = today or timezone.localdate(timezone=timezone.get_default_timezone())
        first, last = _day(query.get("from")), _day(query.get("to"))
        if first or last:
            first, last = sorted((first or min(last or today, today), last or today))
            return cls(max(first, last - (LONGEST - 1) * _DAY), last)
        name = query.get("period", "")
        return cls.named(name if name in LENGTHS else USUAL, today)

    def __len__(self) -> int:
        return (self.last - self.first).days + 1

    def __iter__(self) -> Iterator[date]:
        return (self.first + place * _DAY for place in range(len(self)))

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    @property
    def before(self) -> Period:
        """The period of the same length that ended the day before."""
        length = timedelta(days=len(self))
        return Period(self.first - length, self.last - length)

    @property
    def start(self) -> datetime:
        return start_of(self.first)

    @property
    def end(self) -> datetime:
        """The first moment after it."""
        return start_of(self.last + _DAY)

    @property
    def query(self) -> dict[str, str]:
        """What asks for this period in an address."""
        if self.name == CUSTOM:
            return {"from": self.first.isoformat(), "to": self.last.isoformat()}
        return {"period": self.name}


def start_of(day: date) -> datetime:
    """Midnight of the day where the store is."""
    return timezone.make_aware(datetime.combine(day, time.min), timezone.get_default_timezone())


def _first_of_month(day: date, later: int) -> date:
    months = day.year * 12 + day.month - 1 + later
    return date(months // 12, months % 12 + 1, 1)


def _day(text: str | None) -> date | None:
    try:
        day = date.fromisoformat((text or "").strip())
    except ValueError:
        return None
    return day if EARLIEST <= day <= LATEST else None

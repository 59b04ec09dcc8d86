"""When people order: a growing shop with busy weekends and evenings, over two months."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from random import Random

from django.utils import timezone

DAYS = 60
_HOUR = timedelta(hours=1)
_WEEKDAYS = (0.92, 0.86, 0.9, 0.97, 1.1, 1.32, 1.22)  # Monday first
_HOURS = (
    2, 1, 1, 1, 1, 1, 2, 4, 7, 10, 13, 15, 17, 16, 15, 15, 16, 18, 21, 24, 25, 22, 15, 7,
)  # fmt: skip
_OPENS, _CLOSES = 9, 21


def opening(now: datetime) -> datetime:
    """The morning on which the demo store's first goods came: ten days before the first order."""
    return _midnight(now, DAYS + 9) + 10 * _HOUR


def order_times(count: int, now: datetime) -> Iterator[datetime]:
    """`count` moments of the last two months up to `now`, in order."""
    weights = [_weight(day, now) for day in range(DAYS)]
    whole, passed, given = sum(weights), 0.0, 0
    for day, weight in enumerate(weights):
        passed += weight
        share = round(count * passed / whole) - given
        given += share
        yield from _times_of(day, share, now)


def at_work(moment: datetime) -> datetime:
    """The moment, or the next one at which somebody is in the shop."""
    hour = moment.astimezone(timezone.get_default_timezone()).hour
    if hour < _OPENS:
        return moment + (_OPENS - hour) * _HOUR
    if hour >= _CLOSES:
        return moment + (24 + _OPENS - hour) * _HOUR
    return moment


def _midnight(now: datetime, days_ago: int) -> datetime:
    day = timezone.localtime(now).date() - timedelta(days=days_ago)
    return timezone.make_aware(datetime.combine(day, time.min))


def _weight(day: int, now: datetime) -> float:
    start = _midnight(now, DAYS - 1 - day)
    luck = Random(day).uniform(0.85, 1.15)  # noqa: S311 - no secret
    growth = 0.6 + 0.9 * day / DAYS
    return growth * _WEEKDAYS[start.weekday()] * luck * sum(_hours(start, now))


def _hours(start: datetime, now: datetime) -> list[float]:
    """How much is ordered in each hour of a day, counting no more of it than has passed."""
    passed = (now - start) / _HOUR
    return [each * min(1.0, max(0.0, passed - hour)) for hour, each in enumerate(_HOURS)]


def _times_of(day: int, count: int, now: datetime) -> Iterator[datetime]:
    if not count:
        return
    rng = Random(f"times/{day}")  # noqa: S311 - no secret
    start = _midnight(now, DAYS - 1 - day)
    end = (now - start) / _HOUR
    hours = rng.choices(range(24), _hours(start, now), k=count)
    for moment in sorted(hour + rng.random() * min(1.0, end - hour) for hour in hours):
        yield start + moment * _HOUR

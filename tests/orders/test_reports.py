"""The store's figures: by day in its own time zone, kept in step with the orders."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from botapp.models import Session
from orders.cohorts import cohorts
from orders.figures.fresh import keep_fresh
from orders.models import DayFigure, FiguresState, Order
from orders.reports import compared, read_days, stats, top_products
from orders.services.change_status import change_status
from shop.models import Customer
from shop.periods import LONGEST, Period
from tests.factories import fill_cart, make_customer, make_order, make_variant

pytestmark = pytest.mark.django_db

MOSCOW = ZoneInfo("Europe/Moscow")
NOON = datetime(2026, 3, 10, 12, tzinfo=MOSCOW)
DAY = date(2026, 3, 10)
MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))


def order_at(
    moment: datetime, price: str = "100", *, customer: Customer | None = None, currency: str = ""
) -> Order:
    """An order of one piece, as if it had been placed then."""
    order = make_order(customer, {make_variant(price): 1})
    changed = {"created_at": moment, "updated_at": moment}
    Order.objects.filter(pk=order.pk).update(
        **changed, **({"currency": currency} if currency else {})
    )
    Customer.objects.filter(pk=order.customer_id, created_at__gt=moment).update(created_at=moment)
    return Order.objects.get(pk=order.pk)


def test_a_day_begins_at_the_stores_midnight() -> None:
    order_at(datetime(2026, 3, 9, 20, 59, tzinfo=ZoneInfo("UTC")), "1")  # 23:59 in Moscow
    order_at(datetime(2026, 3, 9, 21, 0, tzinfo=ZoneInfo("UTC")), "10")
    order_at(datetime(2026, 3, 10, 20, 59, tzinfo=ZoneInfo("UTC")), "100")
    order_at(datetime(2026, 3, 10, 21, 0, tzinfo=ZoneInfo("UTC")), "1000")

    found = stats(Period(DAY, DAY))

    assert (found.totals.orders, found.totals.revenue) == (2, Decimal(110))
    assert found.totals.average == Decimal(55)
    assert (found.before.orders, found.before.revenue) == (1, Decimal(1))


def test_cancelled_orders_are_no_revenue() -> None:
    order_at(NOON, "100")
    cancelled = order_at(NOON, "40")
    keep_fresh()

    change_status(order=cancelled, to="cancelled", actor="staff:anna")
    found = stats(MARCH)

    assert (found.totals.orders, found.totals.revenue) == (1, Decimal(100))
    assert found.totals.cancelled == 1
    assert found.by_status["cancelled"] == 1
    assert [product.revenue for product in found.top_products] == [Decimal(100)]


def test_currencies_do_not_mix() -> None:
    order_at(NOON, "100")
    order_at(NOON, "7", currency="USD")

    assert stats(MARCH).totals.revenue == Decimal(100)
    assert stats(MARCH, "USD").totals.revenue == Decimal(7)
    assert stats(MARCH, "EUR").totals.orders == 0
    assert [each.revenue for each in top_products(MARCH, "USD")] == [Decimal(7)]
    assert read_days(DAY, DAY).currencies == ["RUB", "USD"]
    assert [each.revenue for each in cohorts("USD", MARCH.last)] == [Decimal(7)]


def test_figures_follow_new_orders_and_edited_totals() -> None:
    first = order_at(NOON, "100")
    assert stats(MARCH).totals.revenue == Decimal(100)

    order_at(NOON, "50")  # written with times of the past, as an import would
    assert stats(MARCH).totals.revenue == Decimal(150)

    Order.objects.filter(pk=first.pk).update(total_amount=30, updated_at=timezone.now())
    assert stats(MARCH).totals.revenue == Decimal(80)


def test_nothing_is_counted_again_when_nothing_changed() -> None:
    order_at(NOON)
    keep_fresh()
    before = FiguresState.objects.get()

    with CaptureQueriesContext(connection) as caught:
        keep_fresh()

    assert len(caught) == 2
    assert FiguresState.objects.get().followed_until == before.followed_until


def test_another_time_zone_counts_everything_anew(settings: object) -> None:
    order_at(datetime(2026, 3, 9, 22, 0, tzinfo=ZoneInfo("UTC")))
    keep_fresh()
    assert set(DayFigure.objects.filter(kind="orders").values_list("day", flat=True)) == {DAY}

    settings.TIME_ZONE = "UTC"  # type: ignore[attr-defined]
    timezone.get_default_timezone.cache_clear()
    try:
        keep_fresh()
    finally:
        timezone.get_default_timezone.cache_clear()

    assert set(DayFigure.objects.filter(kind="orders").values_list("day", flat=True)) == {
        DAY - timedelta(days=1)
    }


def test_a_running_day_is_compared_with_yesterday_up_to_this_hour() -> None:
    yesterday = NOON - timedelta(days=1)
    order_at(yesterday - timedelta(hours=2), "10")
    order_at(yesterday + timedelta(hours=2), "1000")
    order_at(NOON - timedelta(hours=1), "20")
    keep_fresh()
    today = Period(DAY, DAY, "today")
    days = read_days(today.before.first, DAY)

    assert compared(days, [today], NOON)[0].revenue == Decimal(10)
    assert compared(days, [today], NOON + timedelta(days=1))[0].revenue == Decimal(1010)


def test_people_count_once_a_day_by_how_far_they_came() -> None:
    """One ordered (twice), one filled a cart, one looked around, one was there long ago."""
    buyer, chooser, looker = (make_customer() for _ in range(3))
    old = make_customer()
    Customer.objects.filter(pk=old.pk).update(created_at=NOON)
    for customer in (buyer, looker):
        Session.objects.create(customer=customer)
    fill_cart(chooser, {make_variant(): 1})
    for _ in range(2):
        make_order(buyer)

    now = stats(Period.named("today")).totals

    assert (now.customers, now.opened, now.carted, now.ordered) == (3, 3, 2, 1)
    assert now.conversion == Decimal(1) / 3
    assert stats(Period(DAY, DAY)).totals.opened == 1


def test_cohorts_are_by_the_month_of_the_first_order() -> None:
    loyal, once = make_customer(), make_customer()
    order_at(datetime(2026, 1, 31, 23, tzinfo=MOSCOW), "100", customer=loyal)
    order_at(datetime(2026, 1, 15, tzinfo=MOSCOW), "60", customer=once)
    order_at(datetime(2026, 3, 5, tzinfo=MOSCOW), "40", customer=loyal)
    order_at(datetime(2026, 3, 6, tzinfo=MOSCOW), "5")
    keep_fresh()

    march, january = cohorts("RUB", date(2026, 3, 31))

    assert (january.month, january.customers, january.orders) == (date(2026, 1, 1), 2, 3)
    assert january.revenue == Decimal(200)
    assert january.lifetime == [Decimal(80), Decimal(80), Decimal(100)]
    assert (march.customers, march.value) == (1, Decimal(5))


def test_periods_are_asked_for_by_name_or_by_days() -> None:
    today = date(2026, 3, 10)

    assert Period.asked({"period": "7"}, today) == Period(date(2026, 3, 4), today, "7")
    assert Period.asked({}, today) == Period.named("30", today)
    assert Period.asked({"period": "nonsense", "from": "??"}, today) == Period.named("30", today)
    turned = Period.asked({"from": "2026-03-09", "to": "2026-02-01"}, today)
    assert (turned.first, turned.last) == (date(2026, 2, 1), date(2026, 3, 9))
    assert turned.query == {"from": "2026-02-01", "to": "2026-03-09"}
    assert Period.asked({"from": "2026-03-01"}, today).last == today
    assert len(Period.asked({"from": "1990-01-01", "to": "2200-01-01"}, today)) == LONGEST
    assert Period(today, today).before == Period(date(2026, 3, 9), date(2026, 3, 9))

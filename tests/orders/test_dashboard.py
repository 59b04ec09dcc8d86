"""The front page says what needs somebody now, and shows each role its own part."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from decimal import Decimal
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.db import connection
from django.db.models import F
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.module_loading import import_string

from catalog.services.adjust_stock import adjust_stock
from orders.admin.dashboard_reading import Change
from orders.customer_figures import recount_all
from orders.figures import fresh, stale
from orders.models import Cart, DayFigure, FiguresState, Order
from orders.services.change_status import change_status
from orders.tasks import refresh_figures
from shop.admin.dashboard import BasePanel
from shop.models import Customer, Delivery
from shop.periods import Period
from shop.roles import ANALYST, MANAGER, SUPPORT, WAREHOUSE
from tests.factories import make_customer, make_order, make_variant
from tests.staff import staff_client

pytestmark = pytest.mark.django_db

MOST_QUERIES = 25
TITLES = {
    "New orders", "Long unpaid", "To ship", "Sold out", "Low stock", "Failed deliveries",
}  # fmt: skip


def page(client: Client, **query: str) -> str:
    response = client.get(reverse("admin:index"), query)
    assert response.status_code == 200
    return str(response.content.decode())


def tiles(client: Client) -> dict[str, tuple[int, str]]:
    """Label → the number and the address of each tile."""
    response = client.get(reverse("admin:index"))
    return {str(tile.label): (tile.number, tile.url) for tile in response.context["tiles"]}


def headings(text: str) -> set[str]:
    return set(re.findall(r"<h2>(.*?)</h2>", text))


def listed(client: Client, url: str) -> set[int]:
    response = client.get(url)
    assert response.status_code == 200
    return {row.pk for row in response.context["cl"].result_list}


def aged(order: Order, **age: float) -> Order:
    then = timezone.now() - timedelta(**age)
    Order.objects.filter(pk=order.pk).update(created_at=then, updated_at=then)
    return order


def test_what_waits_is_counted_and_leads_to_its_list() -> None:
    client = staff_client()
    new = aged(make_order(), hours=5)
    unpaid = aged(make_order(), days=3)
    change_status(order=unpaid, to="confirmed", actor="staff:anna")
    Order.objects.filter(pk=aged(make_order(), days=3).pk).update(status="cancelled")
    Order.objects.filter(pk=aged(make_order(), days=3).pk).update(
        status="shipped", unclaimed_amount=F("total_amount")
    )

    found = tiles(client)

    assert {label: number for label, (number, _url) in found.items()} == {
        "New orders": 1, "Long unpaid": 1, "To ship": 1, "Sold out": 0, "Low stock": 0,
        "Failed deliveries": 0,
    }  # fmt: skip
    assert listed(client, found["New orders"][1]) == {new.pk}
    assert listed(client, found["Long unpaid"][1]) == {unpaid.pk}
    assert listed(client, found["To ship"][1]) == {unpaid.pk}
    assert "The oldest waits 5\xa0hours" in page(client)


def test_who_must_pay_within_the_hour_is_told_apart() -> None:
    client = staff_client()
    soon, later = make_order(), make_order()
    Order.objects.filter(pk=soon.pk).update(pay_by=timezone.now() + timedelta(minutes=20))
    Order.objects.filter(pk=later.pk).update(pay_by=timezone.now() + timedelta(hours=5))

    number, url = tiles(client)["About to expire"]

    assert number == 1
    assert listed(client, url) == {soon.pk}
    assert "the first in 19\xa0minutes" in page(client)


def test_who_came_and_filled_a_cart_is_a_list_behind_its_figure() -> None:
    client = staff_client()
    buyer = make_order().customer
    long_ago = make_order()
    aged(long_ago, days=60)
    looker = make_customer()
    Customer.objects.filter(pk=long_ago.customer_id).update(
        created_at=timezone.now() - timedelta(days=60)
    )
    Cart.objects.filter(customer=long_ago.customer_id).update(
        updated_at=timezone.now() - timedelta(days=60)
    )

    text = page(client, period="7")

    links = dict(
        re.findall(
            r'<a href="([^"]*seen=(?:opened|carted)[^"]*)">\s*<span class="board-name">(.*?)<', text
        )
    )
    urls = {name: url.replace("&amp;", "&") for url, name in links.items()}
    assert listed(client, urls["Opened the shop"]) == {buyer.pk, looker.pk}
    assert listed(client, urls["Added to the cart"]) == {buyer.pk}


def test_a_cohort_leads_to_its_customers_and_to_what_they_ordered() -> None:
    client = staff_client(ANALYST)
    loyal, new = make_customer(), make_customer()
    first, second, other = (make_order(customer) for customer in (loyal, loyal, new))
    last_month = Period.month(timezone.localdate(), -1)
    Order.objects.filter(pk=first.pk).update(created_at=last_month.end - timedelta(minutes=1))
    recount_all()

    row = page(client).split('is-cohorts">')[1].split("<tr>")[-1]
    customers, _same, orders, _revenue, _value, month_0, month_1 = (
        url.replace("&amp;", "&") for url in re.findall('href="(.*?)"', row)
    )

    assert listed(client, customers) == {loyal.pk}
    assert listed(client, orders) == {first.pk, second.pk}
    assert listed(client, month_0) == {first.pk}
    assert listed(client, month_1) == {first.pk, second.pk}
    assert other.pk in listed(client, reverse("admin:orders_order_changelist"))


def test_what_hardly_moved_is_no_minus_nothing() -> None:
    assert Change(Decimal("-0.3")).text == "0%"
    assert Change(Decimal("0.4")).text == "0%"
    assert Change(Decimal("-0.6")).text == "−1%"


def test_stock_that_runs_out_and_failed_deliveries() -> None:
    client = staff_client()
    low, out = make_variant(stock=2, sku="LOW-1"), make_variant(stock=5, sku="OUT-1")
    adjust_stock(variant=out, quantity=-5, reason="correction")
    order = make_order()
    Delivery.objects.filter(event__payload__order_id=order.pk).update(status=Delivery.Status.PARKED)
    parked = Delivery.objects.filter(status=Delivery.Status.PARKED).count()

    found = tiles(client)

    assert (found["Low stock"][0], found["Sold out"][0]) == (1, 1)
    assert listed(client, found["Low stock"][1]) == {low.product_id}
    assert listed(client, found["Sold out"][1]) == {out.product_id}
    assert parked > 0
    assert found["Failed deliveries"][0] == parked
    assert len(listed(client, found["Failed deliveries"][1])) == parked
    assert "LOW-1" in page(client)


def test_figures_with_a_comparison_and_a_link_to_the_orders() -> None:
    client = staff_client()
    orders = [make_order(wanted={make_variant("100"): 1}) for _ in range(3)]
    aged(orders[2], days=10)
    Order.objects.filter(pk=make_order().pk).update(status="cancelled")

    text = page(client, period="7")

    cards = re.findall(
        r'<a class="board-card is-link" href="(.*?)".*?<strong.*?>(.*?)</strong>', text, re.S
    )
    assert [number for _url, number in cards[:3]] == ["₽200", "2", "₽100"]
    assert "+100%" in text
    assert "before: ₽100" in text
    assert listed(client, cards[0][0].replace("&amp;", "&")) == {orders[0].pk, orders[1].pk}


def test_the_period_stays_in_the_links() -> None:
    client = staff_client()
    make_order()

    text = page(client, **{"from": "2026-01-01", "to": "2026-01-31", "by": "week"})

    assert 'value="2026-01-01"' in text
    months = re.search(r'href="(\?[^"]*by=month[^"]*)"', text)
    assert months is not None
    query = parse_qs(urlsplit(months[1].replace("&amp;", "&")).query)
    assert query == {"from": ["2026-01-01"], "to": ["2026-01-31"], "by": ["month"]}
    assert "?by=week&amp;period=today" in text or "?period=today&amp;by=week" in text


@pytest.mark.parametrize("step", ["day", "week", "month"])
def test_the_chart_adds_up_whatever_the_step(step: str) -> None:
    client = staff_client()
    for days in (0, 1, 8, 40):
        aged(make_order(wanted={make_variant("100"): 1}), days=days)

    text = page(client, period="90", by=step)

    found = re.search(r'id="chart-sales" type="application/json">(.*?)</script>', text)
    assert found is not None
    chart = json.loads(found[1])
    assert sum(chart["datasets"][0]["values"]) == 400
    assert sum(chart["datasets"][2]["values"]) == 4
    assert len(chart["labels"]) == len(chart["urls"]) == len(chart["datasets"][1]["values"])


def test_several_currencies_are_chosen_between() -> None:
    client = staff_client()
    make_order(wanted={make_variant("100"): 1})
    assert 'aria-label="Currency"' not in page(client)
    order = make_order(wanted={make_variant("7"): 1})
    Order.objects.filter(pk=order.pk).update(currency="USD", updated_at=timezone.now())

    assert "₽100" in page(client)
    dollars = page(client, currency="USD")

    assert "$7" in dollars
    assert "currency__exact=USD" in dollars


def test_each_role_sees_its_own_part() -> None:
    make_order()
    expected = {
        MANAGER: ({"New orders", "Long unpaid", "To ship", "Sold out", "Low stock"}, True),
        SUPPORT: ({"New orders", "Long unpaid", "To ship"}, False),
        WAREHOUSE: ({"To ship", "Sold out", "Low stock"}, False),
        ANALYST: ({"New orders", "Long unpaid", "To ship", "Sold out", "Low stock"}, True),
    }
    for role, (shown, sees_figures) in expected.items():
        User.objects.filter(username="anna").delete()
        client = staff_client(role)
        text = page(client)
        assert set(tiles(client)) == shown, role
        assert ("Top products" in headings(text)) is sees_figures, role
        assert ("Revenue" in text) is sees_figures, role
        assert ('class="board-picker"' in text) is sees_figures, role
        assert ("To ship, the oldest first" in headings(text)) is (role == WAREHOUSE)


def test_the_analyst_sees_no_names() -> None:
    order = make_order()

    text = page(staff_client(ANALYST))

    assert str(order) in text
    assert "John Doe" not in text


def test_russian_and_an_empty_store() -> None:
    """No order, no customer, no product: six zeros and no error."""
    text = page(staff_client(language="ru"))

    assert re.findall(r'board-tile-number">(.*?)<', text) == ["0"] * 6


@pytest.mark.parametrize("role", ["", MANAGER, WAREHOUSE])
def test_few_queries_whatever_the_data(role: str) -> None:
    client = staff_client(role)
    for days in range(40):
        aged(make_order(), days=days)
    page(client)  # counts the days that went by before anybody looked
    make_order()

    with CaptureQueriesContext(connection) as caught:
        page(client, period="90")

    assert 5 < len(caught) <= MOST_QUERIES


def test_every_panel_of_the_registry_is_one() -> None:
    panels = [import_string(path) for path in settings.DASHBOARD_PANELS]
    assert all(issubclass(panel, BasePanel) for panel in panels)


def test_a_large_store_leaves_the_counting_to_a_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages show what the worker counted last, and ask for more."""
    asked: list[str] = []
    monkeypatch.setattr(fresh, "LARGE", 0)
    monkeypatch.setattr(fresh.current_app, "send_task", lambda name, **_options: asked.append(name))
    client = staff_client()
    make_order(wanted={make_variant("100"): 1})

    assert "The figures are being counted" in page(client)
    assert asked == ["orders.refresh_figures"]
    refresh_figures()

    text = page(client, period="7")
    assert "The figures are being counted" not in text
    assert "as of" in text
    assert "₽100" in text
    assert headings(text) >= {"Top products"}
    assert DayFigure.objects.filter(kind="top", key__startswith="7:").count() == 1


def test_a_worker_goes_on_where_it_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    for days in (0, 1, 2):
        aged(make_order(), days=days)
    monkeypatch.setattr(stale, "_ORDERS_AT_ONCE", 1)

    assert fresh.refresh(seconds=0) is False
    state = FiguresState.objects.get()
    assert (state.steps, len(state.pending["sales"])) == (1, 2)
    assert fresh.refresh(seconds=60) is True

    assert FiguresState.objects.get().pending == {}
    assert DayFigure.objects.filter(kind="orders").count() == 3

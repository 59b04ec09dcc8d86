"""A customer who does not want to be counted is not, from that moment on."""

from __future__ import annotations

import pytest
from django.utils import timezone

from botapp.actions import SwitchTracking
from shop.models import Customer, Delivery, Event
from shop.privacy import erase_customer, export_customer
from tests.botapp.conftest import chat  # noqa: F401  # a fixture
from tests.botapp.ways import labels, start
from tests.factories import make_customer, make_shirt
from tests.fakes.metrika import OAUTH_TOKEN
from tests.integrations.analytics.telling import FOLLOWERS, act, buy, cancel, tell, view

pytestmark = pytest.mark.django_db


@pytest.fixture
def shirt():
    return make_shirt()["TS-R-M"]


def leave(customer):
    customer.tracking_off_at = timezone.now()
    customer.save()


def written():
    return Delivery.objects.filter(subscriber__in=FOLLOWERS).count()


def test_whoever_left_leaves_no_rows(google, yandex, shirt, settings):
    settings.METRIKA_OAUTH_TOKEN = OAUTH_TOKEN
    customer = make_customer()
    leave(customer)
    view(customer, shirt)
    act("cart_item_added", customer, shirt)
    order = buy(customer, shirt)
    cancel(order)
    assert written() == 0
    assert sorted(Event.objects.values_list("name", flat=True)) == [
        "order_placed", "order_status_changed",
    ]  # fmt: skip
    assert not Event.objects.filter(payload__has_key="visit").exists()


def test_what_waits_when_somebody_leaves_is_never_sent(google, yandex, shirt):
    customer, other = make_customer(), make_customer()
    view(customer, shirt)
    buy(customer, shirt)
    buy(other, shirt)
    leave(customer)
    tell()
    assert [event["name"] for event in google.events] == ["purchase"]
    assert yandex.told == ["pageview", "purchase"]
    assert set(Delivery.objects.filter(subscriber__in=FOLLOWERS).values_list("status")) == {
        ("done",)
    }


def test_what_waits_when_somebody_is_forgotten_is_never_sent(google, yandex, shirt):
    customer = make_customer()
    view(customer, shirt)
    buy(customer, shirt)
    assert written() == 4
    erase_customer(customer.pk)
    tell()
    assert (google.requests, yandex.requests) == ([], [])
    assert not Delivery.objects.filter(lane=customer.pk).exists()


def test_the_choice_is_part_of_what_is_held_of_a_person():
    customer = make_customer()
    [held] = export_customer(customer.pk)["customer"]
    assert held["tracking_off_at"] is None
    leave(customer)
    [held] = export_customer(customer.pk)["customer"]
    assert held["tracking_off_at"] is not None


def test_leaving_and_coming_back_in_the_chat(chat, google, yandex):  # noqa: F811
    anna = chat.person()
    start(chat, anna)
    chat.press(anna, "Help", "Privacy")
    assert "Google Analytics, Яндекс Метрика" in anna.screen.text
    assert "You take part in analytics." in anna.screen.text
    assert labels(anna) == ["🔕 Leave analytics", "⬅️ Back", "🏠 Main Menu"]

    chat.press(anna, "Leave analytics")
    assert Customer.objects.get().tracking_off_at is not None
    assert "You do not take part in analytics." in anna.screen.text
    assert labels(anna)[0] == "🔔 Take part in analytics"

    chat.press(anna, "Take part in analytics", "Back")
    assert Customer.objects.get().tracking_off_at is None
    assert "How to order" in anna.screen.text


def test_a_second_press_of_an_old_button_keeps_the_first_moment(chat):  # noqa: F811
    anna = chat.person()
    start(chat, anna)
    chat.press(anna, "Help", "Privacy")
    screen = anna.screen.id
    chat.press(anna, "Leave analytics")
    left = Customer.objects.get().tracking_off_at
    assert left is not None
    anna.press_data(screen, SwitchTracking(0).pack())
    chat.settle()
    assert Customer.objects.get().tracking_off_at == left


def test_a_shop_without_analytics_says_so(chat):  # noqa: F811
    anna = chat.person()
    start(chat, anna)
    chat.press(anna, "Help", "Privacy")
    assert "The shop uses no analytics at the moment." in anna.screen.text
    assert "Google" not in anna.screen.text

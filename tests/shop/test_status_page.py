"""The owner sees what works, and tries it by a button."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from shop.integrations import Integration, IntegrationError, heard, integrations
from shop.models import Delivery, Event, IntegrationState
from shop.roles import ANALYST, MANAGER, SUPPORT, WAREHOUSE
from shop.tasks import heartbeat
from tests.staff import staff_client

pytestmark = pytest.mark.django_db

PAGE = "admin:shop_integrationstate_changelist"


class Courier(Integration):
    name = "courier"
    label = "Courier"
    needs = ("COURIER_KEY",)
    answer: str | Exception = "12 parcels"

    def test(self) -> str:
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


@pytest.fixture
def courier(settings, monkeypatch: pytest.MonkeyPatch) -> Courier:
    settings.COURIER_KEY = "key"
    settings.INTEGRATIONS = [*settings.INTEGRATIONS, f"{__name__}.Courier"]
    integrations.cache_clear()
    yield integrations()["courier"]  # type: ignore[misc]
    integrations.cache_clear()


def press(staff: Client, name: str = "courier") -> str:
    address = reverse("admin:shop_integrationstate_test", args=[name])
    return staff.post(address, follow=True).content.decode()


def badge_of(staff: Client, name: str) -> str:
    cards = staff.get(reverse(PAGE)).context["cards"]
    return next(str(card.badge[1]) for card in cards if card.integration.name == name)


def test_a_test_that_passes_is_noted(courier: Courier) -> None:
    staff = staff_client(MANAGER)
    assert badge_of(staff, "courier") == "Not tried yet"

    assert "Courier: 12 parcels" in press(staff)

    state = IntegrationState.objects.get(pk="courier")
    assert state.succeeded_at is not None
    assert badge_of(staff, "courier") == "Works"


@pytest.mark.parametrize("failure", [IntegrationError("wrong key"), RuntimeError("wrong key")])
def test_a_test_that_fails_is_told_and_noted(courier: Courier, failure: Exception) -> None:
    staff = staff_client(MANAGER)
    press(staff)
    courier.answer = failure

    assert "wrong key" in press(staff)

    assert "wrong key" in IntegrationState.objects.get(pk="courier").error
    assert badge_of(staff, "courier") == "Trouble"
    courier.answer = "fine"
    press(staff)
    assert badge_of(staff, "courier") == "Works"


def test_one_that_is_off_says_what_it_lacks(courier: Courier, settings) -> None:
    settings.COURIER_KEY = ""
    staff = staff_client(MANAGER)

    page = staff.get(reverse(PAGE)).content.decode()
    press(staff)

    assert "COURIER_KEY" in page
    assert badge_of(staff, "courier") == "Off"
    assert not IntegrationState.objects.filter(pk="courier").exists()


def test_successes_are_written_once_a_minute_and_failures_always() -> None:
    heard("courier")
    first = IntegrationState.objects.get().succeeded_at
    heard("courier")
    assert IntegrationState.objects.get().succeeded_at == first

    heard("courier", error="down")
    heard("courier")

    state = IntegrationState.objects.get()
    assert first is not None
    assert state.succeeded_at is not None
    assert state.succeeded_at > first
    assert not state.is_failing


def test_worker_and_clock_are_alive_while_they_are_heard_of() -> None:
    staff = staff_client(MANAGER)
    assert badge_of(staff, "worker") == "Silent"

    heartbeat(by_clock=True)
    assert (badge_of(staff, "worker"), badge_of(staff, "beat")) == ("Works", "Works")

    long_ago = timezone.now() - timedelta(minutes=4)
    IntegrationState.objects.update(succeeded_at=long_ago)
    assert (badge_of(staff, "worker"), badge_of(staff, "beat")) == ("Silent", "Silent")
    heartbeat()
    assert badge_of(staff, "beat") == "Silent"


def test_the_outbox_says_when_something_waits_too_long() -> None:
    staff = staff_client(MANAGER)
    assert badge_of(staff, "outbox") == "Works"
    Delivery.objects.create(
        event=Event.objects.create(name="x"),
        subscriber="s",
        due_at=timezone.now() - timedelta(minutes=6),
    )

    assert badge_of(staff, "outbox") == "Trouble"
    assert "Waiting: 1, the oldest for" in press(staff, "outbox")


@pytest.mark.parametrize("name", ["database", "cache"])
def test_parts_of_the_store_can_be_tried(name: str) -> None:
    press(staff_client(MANAGER), name)

    assert IntegrationState.objects.get(pk=name).succeeded_at is not None


@pytest.mark.parametrize("role", [SUPPORT, WAREHOUSE, ANALYST])
def test_it_is_for_owners_and_managers(courier: Courier, role: str) -> None:
    staff = staff_client(role)

    assert staff.get(reverse(PAGE)).status_code == 403
    address = reverse("admin:shop_integrationstate_test", args=["courier"])
    assert staff.post(address).status_code == 403
    assert not IntegrationState.objects.exists()


def test_a_look_tries_nothing(courier: Courier) -> None:
    staff = staff_client(MANAGER)
    address = reverse("admin:shop_integrationstate_test", args=["courier"])

    assert staff.get(address).status_code == 405
    assert staff.post(reverse("admin:shop_integrationstate_test", args=["none"])).status_code == 404
    assert not IntegrationState.objects.filter(pk="courier").exists()

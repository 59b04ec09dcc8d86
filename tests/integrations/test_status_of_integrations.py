"""The status page knows how Google Analytics, Metrika, Google Sheets and webhooks fare."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache

from catalog.files.problems import FileError
from integrations.sheets.client import GoogleClient
from integrations.sheets.service import GoogleSheets
from orders.models import Order
from shop.errors import DeliveryError
from shop.integrations import IntegrationError, integrations, try_out
from shop.models import IntegrationState
from tests.factories import make_customer, make_order, make_variant
from tests.fakes import metrika
from tests.fakes.far_side import Trouble
from tests.integrations.analytics.conftest import _relay_asleep, google, yandex  # noqa: F401
from tests.integrations.analytics.telling import deliver, tell
from tests.integrations.sheets.conftest import google as sheets  # noqa: F401
from tests.webhooks import conftest as webhooks

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_was_heard() -> None:
    cache.clear()


def buy() -> Order:
    return make_order(make_customer(), {make_variant(): 1})


def state(name: str) -> IntegrationState:
    return IntegrationState.objects.get(pk=name)


@pytest.mark.parametrize("name", ["ga4", "metrika", "sheets"])
def test_without_its_settings_it_is_off(name: str, settings: Any) -> None:
    assert not integrations()[name].is_on()
    assert integrations()[name].missing()


def test_google_is_heard_of_when_told_and_when_it_failed(google: Any) -> None:  # noqa: F811
    assert integrations()["ga4"].is_on()
    buy()
    tell()
    assert state("ga4").succeeded_at
    assert state("ga4").failed_at is None

    google.trouble = lambda request: Trouble.ERROR
    buy()
    tell()
    assert state("ga4").failed_at > state("ga4").succeeded_at
    assert "answered 500" in state("ga4").error


def test_google_is_tried_by_asking_what_is_wrong(google: Any) -> None:  # noqa: F811
    ga4 = integrations()["ga4"]
    assert "DebugView" in try_out(ga4)
    assert google.events == []  # nothing was counted
    google.found = [{"description": "Measurement id is not of this world"}]
    with pytest.raises(IntegrationError, match="not of this world"):
        try_out(ga4)
    assert "not of this world" in state("ga4").error
    google.trouble = lambda request: Trouble.RESET
    with pytest.raises(IntegrationError, match="no answer"):
        try_out(ga4)


def test_metrika_is_heard_of_and_tried_by_its_counter(
    yandex: metrika.Metrika,  # noqa: F811
    settings: Any,
) -> None:
    part = integrations()["metrika"]
    assert part.is_on()
    with pytest.raises(IntegrationError, match="METRIKA_OAUTH_TOKEN"):
        try_out(part)
    settings.METRIKA_OAUTH_TOKEN = metrika.OAUTH_TOKEN
    assert "Shop" in try_out(part)
    assert yandex.hits == []

    IntegrationState.objects.all().delete()
    cache.clear()
    order = buy()
    tell()
    assert state("metrika").succeeded_at
    yandex.trouble = lambda request: Trouble.BUSY if "upload" in request.path else None
    deliver(order)
    tell()
    assert "answered 429" in state("metrika").error

    settings.METRIKA_OAUTH_TOKEN = "another"
    yandex.trouble = lambda request: None
    with pytest.raises(IntegrationError, match="403"):
        try_out(part)


def test_sheets_are_tried_by_one_that_is_not_there(sheets: Any) -> None:  # noqa: F811
    part = integrations()["sheets"]
    assert part.is_on()
    assert GoogleSheets().share_with() in try_out(part)
    sheets.next("403 SERVICE_DISABLED")
    with pytest.raises(IntegrationError):
        try_out(part)
    sheets.next("500")
    with pytest.raises(IntegrationError, match="500"):
        try_out(part)


def test_sheets_are_heard_of_but_not_for_a_sheet_that_is_not_shared(sheets: Any) -> None:  # noqa: F811
    address = "https://docs.google.com/spreadsheets/d/sheet-of-goods/edit#gid=0"
    sheets.book()
    sheets.next("403")
    with pytest.raises(FileError):
        GoogleSheets().read(address)
    assert not IntegrationState.objects.filter(pk="sheets").exists()
    sheets.next("500")
    with pytest.raises(DeliveryError):
        GoogleSheets().read(address)
    assert "500" in state("sheets").error
    GoogleClient().request("get", "https://sheets.googleapis.com/v4/spreadsheets/sheet-of-goods")
    assert state("sheets").succeeded_at


def test_webhooks_are_heard_of(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from cryptography.fernet import Fernet

    from tests.fakes.receiver import Receiver

    settings.FIELD_ENCRYPTION_KEYS = [Fernet.generate_key().decode()]
    settings.WEBHOOKS_ALLOW_PRIVATE = True
    monkeypatch.setattr("shop.outbox.waking.wake_relay", lambda subscribers: None)
    with Receiver() as there:
        webhooks.make_endpoint(there.url, "order_placed")
        buy()
        webhooks.deliver()
        assert state("webhooks").succeeded_at
        there.mode = 500
        buy()
        webhooks.deliver()
    assert "500" in state("webhooks").error

"""A store whose analytics is switched on, and the services that are told."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from shop import outbox
from tests.fakes import ga4, metrika


@pytest.fixture(autouse=True)
def _relay_asleep(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox.waking, "wake_relay", lambda subscribers: None)


@pytest.fixture
def google(settings: Any) -> Iterator[ga4.GoogleAnalytics]:
    settings.GA4_MEASUREMENT_ID, settings.GA4_API_SECRET = ga4.MEASUREMENT_ID, ga4.API_SECRET
    with ga4.GoogleAnalytics() as server:
        settings.GA4_URL = server.url
        yield server


@pytest.fixture
def yandex(settings: Any) -> Iterator[metrika.Metrika]:
    """Metrika's hits; conversions are off until the test gives `METRIKA_OAUTH_TOKEN`."""
    settings.METRIKA_COUNTER_ID, settings.METRIKA_TOKEN = metrika.COUNTER_ID, metrika.TOKEN
    with metrika.Metrika() as server:
        settings.METRIKA_URL = settings.METRIKA_API_URL = server.url
        yield server

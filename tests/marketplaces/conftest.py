"""Both marketplaces on this machine, on a clock that passes when somebody waits."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from integrations.marketplaces import calls, limits
from integrations.marketplaces.wildberries import stock
from tests.fakes.marketplaces import FakeOzon, FakeWildberries
from tests.fakes.marketplaces.limiting import Clock


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[Clock]:
    found = Clock()
    monkeypatch.setattr(limits._memory, "clock", found)
    monkeypatch.setattr(calls, "_sleep", found.sleep)
    monkeypatch.setattr(stock, "_sleep", found.sleep)
    limits.forget_all()
    yield found
    limits.forget_all()


@pytest.fixture
def wildberries(clock: Clock, settings: Any) -> Iterator[FakeWildberries]:
    """Checked at the end: nothing was asked or answered otherwise than described."""
    with FakeWildberries(clock) as fake:
        settings.WILDBERRIES_URL_TEMPLATE = fake.template
        yield fake
    assert fake.spec.wrong == []


@pytest.fixture
def ozon(clock: Clock, settings: Any) -> Iterator[FakeOzon]:
    """Checked at the end: nothing was asked or answered otherwise than described."""
    with FakeOzon(clock) as fake:
        settings.OZON_URL = fake.url
        yield fake
    assert fake.spec.wrong == []

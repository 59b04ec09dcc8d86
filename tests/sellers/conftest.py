from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest

from integrations.sellers import want_sheet
from integrations.sync import open_run as engine
from shop import throttle
from tests.fakes.subscriber import Listener, listen


@pytest.fixture(autouse=True)
def _nobody_asked_before() -> Iterator[None]:
    throttle.forget_all()
    yield
    throttle.forget_all()


@pytest.fixture(autouse=True)
def told(monkeypatch: pytest.MonkeyPatch) -> Listener:
    """Whoever is told what sellers are told."""
    listener = Listener("seller_notice")
    listen(monkeypatch, listener)
    return listener


@pytest.fixture(autouse=True)
def woken(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """The tasks that workers were asked to do."""
    asked: list[tuple[Any, ...]] = []

    def wake(task: str, *arguments: int) -> None:
        asked.append((task, *arguments))

    monkeypatch.setattr(engine, "wake", partial(wake, "integrations.sync_marketplace"))
    monkeypatch.setattr(want_sheet, "wake", wake)
    return asked

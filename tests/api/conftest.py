from collections.abc import Iterator
from typing import Any

import pytest

from shop import throttle
from tests.api.clients import API_KEY, OTHER_KEY
from tests.fakes.subscriber import listen


@pytest.fixture(autouse=True)
def _store(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Trusted keys are known, nobody has asked before, and nothing leaves."""
    settings.BOT_API_KEYS = [API_KEY, OTHER_KEY]
    listen(monkeypatch)
    throttle.forget_all()
    yield
    throttle.forget_all()

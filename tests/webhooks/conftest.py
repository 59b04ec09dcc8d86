from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from cryptography.fernet import Fernet

from integrations.models import WebhookEndpoint
from integrations.webhooks import sending
from integrations.webhooks.targets import forget
from shop import outbox
from tests.fakes.receiver import Receiver

EndpointMaker = Callable[..., WebhookEndpoint]


@pytest.fixture(autouse=True)
def _inside(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Secrets can be kept, the receiver on this machine may be reached, patience is short."""
    settings.FIELD_ENCRYPTION_KEYS = [Fernet.generate_key().decode()]
    settings.WEBHOOKS_ALLOW_PRIVATE = True
    monkeypatch.setattr(sending, "SECONDS", 0.5)
    monkeypatch.setattr(outbox.waking, "wake_relay", lambda subscribers: None)


@pytest.fixture
def there() -> Iterator[Receiver]:
    with Receiver() as found:
        yield found


@pytest.fixture
def endpoint(db: None, there: Receiver) -> WebhookEndpoint:
    """The receiver, told of everything."""
    return make_endpoint(there.url)


def make_endpoint(url: str, *events: str, **columns: Any) -> WebhookEndpoint:
    named = list(events) or [
        "order_placed", "order_status_changed", "stock_changed", "stock_low",
    ]  # fmt: skip
    made = WebhookEndpoint.objects.create(url=url, events=named, **columns)
    forget()  # on_commit never comes in a test's transaction
    return made


def deliver() -> None:
    """What a worker would do for webhooks, once."""
    outbox.deliver_to("webhooks")

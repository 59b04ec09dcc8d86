"""The API's description says what webhooks bring, and it is what they bring."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from integrations.models import WebhookEndpoint
from integrations.webhooks.events import KINDS
from tests.factories import make_customer, make_order
from tests.fakes.receiver import Receiver
from tests.webhooks.conftest import deliver

pytestmark = pytest.mark.django_db


def test_every_event_is_described_with_the_fields_that_it_has(
    endpoint: WebhookEndpoint, there: Receiver, client: Client
) -> None:
    make_order(make_customer())
    deliver()
    description = json.loads(client.get("/api/schema").content)
    assert set(description["webhooks"]) == set(KINDS)
    sent = next(got for got in there.requests if got.json["type"] == "order_placed")

    schemas = description["components"]["schemas"]
    order = schemas["WebhookOrder"]["properties"]

    assert set(sent.json) == set(schemas["Webhook_order_placed"]["properties"])
    assert set(sent.json["data"]["order"]) == set(order) - {"contact"}
    line = schemas["WebhookOrderLine"]["properties"]
    assert set(sent.json["data"]["order"]["items"][0]) == set(line)

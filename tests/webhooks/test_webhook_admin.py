"""An Owner keeps webhooks in the admin; a manager sees what was sent; nobody else anything."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.urls import reverse

from integrations.models import WebhookAttempt, WebhookEndpoint
from shop.crypto import EncryptionError
from shop.roles import MANAGER, SUPPORT
from tests.fakes.receiver import Receiver, is_signed
from tests.staff import staff_client
from tests.webhooks.conftest import make_endpoint

pytestmark = pytest.mark.django_db
LIST = "admin:integrations_webhookendpoint_changelist"
LOG = "admin:integrations_webhookattempt_changelist"


def fields(url: str, **changes: Any) -> dict[str, Any]:
    return {
        "url": url,
        "description": "CRM",
        "events": ["order_placed"],
        "is_active": "on",
    } | changes


def page(name: str, endpoint: WebhookEndpoint) -> str:
    return reverse(f"admin:integrations_webhookendpoint_{name}", args=[endpoint.pk])


def column(endpoint: WebhookEndpoint) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM integrations_webhookendpoint")
        return str(cursor.fetchone()[0])


def test_an_owner_adds_one_and_is_shown_its_secret_there_alone(there: Receiver) -> None:
    owner = staff_client()
    answer = owner.post(
        reverse("admin:integrations_webhookendpoint_add"), fields("https://crm.example/hook")
    )
    endpoint = WebhookEndpoint.objects.get()
    assert endpoint.secret in answer.content.decode()
    assert "no-cache" in answer.headers["Cache-Control"]
    assert endpoint.events == ["order_placed"]
    assert endpoint.secret not in owner.get(page("change", endpoint)).content.decode()
    assert endpoint.secret not in column(endpoint)
    log = owner.get(reverse("admin:shop_auditentry_changelist")).content.decode()
    assert "<b>Order placed</b>" in log


def test_the_secret_is_revealed_and_renewed_by_post_alone(there: Receiver) -> None:
    owner = staff_client()
    endpoint = make_endpoint(there.url)
    for name in ("secret", "rotate", "test"):
        assert owner.get(page(name, endpoint)).status_code == 405
    assert endpoint.secret in owner.post(page("secret", endpoint)).content.decode()

    renewed = owner.post(page("rotate", endpoint)).content.decode()

    old = endpoint.secret
    endpoint.refresh_from_db()
    assert endpoint.secret != old
    assert endpoint.secret in renewed
    assert old not in renewed


def test_a_test_is_sent_at_once_and_its_outcome_told(there: Receiver) -> None:
    owner = staff_client()
    endpoint = make_endpoint(there.url)
    told = owner.post(page("test", endpoint), follow=True).content.decode()
    assert "It answered 200 in" in told
    got = there.requests[0]
    assert got.json["type"] == "test"
    assert is_signed(got, endpoint.secret)
    assert WebhookAttempt.objects.get().event_name == "test"

    there.mode = 500
    assert "counts as a failure" in owner.post(page("test", endpoint), follow=True).content.decode()
    WebhookEndpoint.objects.update(url="http://127.0.0.1:9/")
    assert "did not arrive" in owner.post(page("test", endpoint), follow=True).content.decode()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"url": "https://10.0.0.1/"}, "is not an address of the public internet"),
        ({"url": "http://crm.example/"}, "Only https://"),
        ({"events": []}, "This field is required"),
        ({"events": ["unheard_of"]}, "is not one of the available choices"),
    ],
)
def test_what_cannot_be_is_refused_in_words(
    changes: dict[str, Any], words: str, settings: Any
) -> None:
    settings.WEBHOOKS_ALLOW_PRIVATE = False
    answer = staff_client().post(
        reverse("admin:integrations_webhookendpoint_add"), fields("https://c.example/") | changes
    )
    assert words in answer.content.decode()
    assert not WebhookEndpoint.objects.exists()


def test_without_keys_it_says_what_is_missing(settings: Any) -> None:
    settings.FIELD_ENCRYPTION_KEYS = []
    answer = staff_client().post(
        reverse("admin:integrations_webhookendpoint_add"), fields("https://c.example/")
    )
    assert "FIELD_ENCRYPTION_KEYS is empty" in answer.content.decode()
    assert not WebhookEndpoint.objects.exists()


def test_a_lost_key_breaks_no_page_and_is_said(there: Receiver, settings: Any) -> None:
    endpoint = make_endpoint(there.url)
    settings.FIELD_ENCRYPTION_KEYS = ["dGhpcyBpcyBhbm90aGVyIGtleSBvZiAzMiBieXRlcyE="]
    owner = staff_client()
    assert owner.get(reverse(LIST)).status_code == 200
    assert owner.get(page("change", endpoint)).status_code == 200
    WebhookAttempt.objects.create(endpoint_id=endpoint.pk, event_name="order_placed")
    log = owner.get(reverse(LOG), {"endpoint": endpoint.pk})
    assert log.context["cl"].result_count == 1
    assert owner.get(reverse(LOG), {"endpoint": endpoint.pk + 1}).context["cl"].result_count == 0
    told = owner.post(page("test", endpoint), follow=True).content.decode()
    assert "A stored secret cannot be read" in told
    assert there.requests == []
    with pytest.raises(EncryptionError):
        WebhookEndpoint.objects.get()


def test_switching_it_on_again_forgives_the_past(there: Receiver) -> None:
    endpoint = make_endpoint(there.url, is_active=False, description="CRM")
    WebhookEndpoint.objects.update(
        switched_off_at="2026-01-01T00:00:00Z", failing_since="2026-01-01T00:00:00Z"
    )
    owner = staff_client()
    assert "it takes nothing any more" in owner.get(page("change", endpoint)).content.decode()
    owner.post(page("change", endpoint), fields(there.url))
    endpoint.refresh_from_db()
    assert endpoint.is_active
    assert (endpoint.switched_off_at, endpoint.failing_since) == (None, None)


def test_one_that_was_used_can_be_deleted_with_its_log(there: Receiver) -> None:
    endpoint = make_endpoint(there.url)
    WebhookAttempt.objects.create(endpoint=endpoint, event_name="order_placed")
    staff_client().post(page("delete", endpoint), {"post": "yes"})
    assert not WebhookEndpoint.objects.exists()
    assert not WebhookAttempt.objects.exists()


@pytest.mark.parametrize(("role", "log"), [(MANAGER, 200), (SUPPORT, 403)])
def test_others_keep_no_webhooks_and_a_manager_sees_the_log(
    role: str, log: int, there: Receiver
) -> None:
    endpoint = make_endpoint(there.url)
    attempt = WebhookAttempt.objects.create(endpoint=endpoint, event_name="order_placed")
    somebody = staff_client(role)
    secret = endpoint.secret
    assert somebody.get(reverse(LIST)).status_code == 403
    assert somebody.get(page("change", endpoint)).status_code == 403
    for name in ("secret", "rotate", "test"):
        assert somebody.post(page(name, endpoint)).status_code == 403
    assert somebody.get(reverse(LOG)).status_code == log
    one = reverse("admin:integrations_webhookattempt_change", args=[attempt.pk])
    assert somebody.get(one).status_code == log
    endpoint.refresh_from_db()
    assert endpoint.secret == secret
    assert there.requests == []

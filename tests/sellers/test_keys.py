"""Keys of marketplaces: unreadable in the database, and turned over to a new key by a command."""

from __future__ import annotations

from io import StringIO

import pytest
from cryptography.fernet import Fernet
from django.core.management import CommandError, call_command
from django.db import connection

from integrations.models import MarketplaceCredentials, WebhookEndpoint
from integrations.models.marketplace_account import hint_of
from shop.models import AuditEntry
from tests.audit.entries import Log
from tests.sellers.world import TOKEN, make_account

pytestmark = pytest.mark.django_db


def sealed() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT sealed FROM integrations_marketplacecredentials")
        return cursor.fetchone()[0]


def rotate() -> str:
    out = StringIO()
    call_command("rotate_keys", stdout=out, stderr=out)
    return out.getvalue()


def test_the_database_cannot_read_it() -> None:
    account = make_account()
    assert "secret-of-the-seller" not in sealed()
    assert MarketplaceCredentials.objects.get().plain == {"token": TOKEN}
    assert account.hint == "1234"


def test_the_log_of_changes_says_only_that_it_changed() -> None:
    log = Log()
    account = make_account()
    (entry,) = log.of("integrations.marketplacecredentials")
    assert entry.changes == {"sealed": ["•••", "•••"]}
    assert entry.part_of == f"integrations.marketplaceaccount:{account.pk}"


def test_a_short_key_gives_no_hint() -> None:
    assert hint_of({"client_id": "123", "api_key": "0123456789abcdef"}) == "cdef"
    assert hint_of({"client_id": "123", "api_key": "0123"}) == ""


def test_a_new_key_takes_over_everything(settings) -> None:
    old, new = (Fernet.generate_key().decode() for _ in range(2))
    settings.FIELD_ENCRYPTION_KEYS = [old]
    make_account()
    endpoint = WebhookEndpoint.objects.create(url="https://example.com", events=[])
    before, logged = sealed(), AuditEntry.objects.count()
    settings.FIELD_ENCRYPTION_KEYS = [new, old]

    said = rotate()

    assert "integrations.MarketplaceCredentials.sealed: 1 of 1" in said
    assert "integrations.WebhookEndpoint.secret: 1 of 1" in said
    assert AuditEntry.objects.count() == logged
    assert sealed() != before
    settings.FIELD_ENCRYPTION_KEYS = [new]
    assert MarketplaceCredentials.objects.get().plain == {"token": TOKEN}
    assert WebhookEndpoint.objects.get().secret == endpoint.secret
    assert "integrations.MarketplaceCredentials.sealed: 0 of 1" in rotate()


def test_a_lost_key_is_told_and_nothing_is_spoilt(settings) -> None:
    make_account()
    before = sealed()
    settings.FIELD_ENCRYPTION_KEYS = [Fernet.generate_key().decode()]
    with pytest.raises(CommandError, match="keep the old keys"):
        rotate()
    assert sealed() == before


def test_without_a_key_it_says_how_to_make_one(settings) -> None:
    settings.FIELD_ENCRYPTION_KEYS = []
    with pytest.raises(CommandError, match="FIELD_ENCRYPTION_KEYS"):
        rotate()

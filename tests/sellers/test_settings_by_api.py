"""A seller's settings and keys: changed by those who may, a key only after a real call."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest
from django.utils import timezone

from integrations.marketplaces.errors import MarketplaceError, Trouble
from integrations.models import (
    MarketplaceAccount,
    MarketplaceCredentials,
    SellerNotice,
    Subscription,
    SyncRun,
)
from integrations.sellers.connect_account import forget_key
from integrations.sync import ending, lease
from integrations.sync.run import work_at
from shop.models import AuditEntry
from tests.api.clients import details_of, error_of
from tests.audit.entries import Log
from tests.sellers.clients import KeyDesk, member_api, wildberries_token
from tests.sellers.world import at, make_account, make_member, make_plan

pytestmark = pytest.mark.django_db

GOOD, OTHER, BAD = wildberries_token(), wildberries_token("cabinet-2"), wildberries_token("bad-one")
OZON = {"marketplace_type": "ozon", "client_id": "123456", "api_key": "good-key-of-ozon-0123456789"}


@pytest.fixture
def desk(settings):
    with KeyDesk(GOOD, OTHER, OZON["api_key"]) as desk:
        settings.WILDBERRIES_URL_TEMPLATE, settings.OZON_URL = desk.template, desk.url
        yield desk


@pytest.fixture
def owner():
    return make_member()


def put_key(member, **given):
    body = {"marketplace_type": "wildberries", "token": GOOD, **given}
    return member_api(member).patch("seller/tenants/me/credentials", body)


def test_settings_are_read_and_changed(owner):
    api = member_api(owner)
    before = api.get("seller/tenants/me").json()
    assert (before["company_name"], before["member"]["role"]) == ("Romashka", "owner")
    answer = api.patch(
        "seller/tenants/me",
        {
            "company_name": "  Vasilek  LLC ",
            "email": "NEW@Vasilek.example",
            "phone": "8 (495) 123-45-67",
            "time_zone": "Asia/Yekaterinburg",
            "language": "en",
            "low_stock_at": 3,
            "notifications": {"price_change": True},
        },
    )
    assert answer.status_code == 200
    changed = api.get("seller/tenants/me").json()
    assert answer.json() == changed
    assert changed["company_name"] == "Vasilek LLC"
    assert (changed["email"], changed["phone"]) == ("new@vasilek.example", "+74951234567")
    assert (changed["time_zone"], changed["language"]) == ("Asia/Yekaterinburg", "en")
    assert changed["notifications"] == {**before["notifications"], "price_change": True}
    assert changed["low_stock_at"] == 3
    assert api.patch("seller/tenants/me", {}).json() == changed


@pytest.mark.parametrize(
    "change",
    [
        {"time_zone": "Mars/Olympus"},
        {"language": "xx"},
        {"email": "no"},
        {"low_stock_at": -1},
        {"company_name": ""},
    ],
)
def test_what_is_wrong_changes_nothing(owner, change):
    api = member_api(owner)
    before = api.get("seller/tenants/me").json()
    answer = api.patch("seller/tenants/me", {"phone": "+74951234567", **change})
    assert error_of(answer) == (422, "invalid")
    assert list(details_of(answer)) == list(change)
    assert api.get("seller/tenants/me").json() == before


def test_by_another_clock_their_own_schedule_is_due_at_another_moment(owner, time_machine):
    time_machine.move_to(at("2026-11-20 12:00"), tick=False)
    account = make_account(owner.seller)
    api = member_api(owner)
    api.patch("seller/sync", {"schedule": "own", "sync_times": ["18:00"]})
    account.refresh_from_db()
    assert account.next_sync_at == at("2026-11-20 15:00")
    api.patch("seller/tenants/me", {"time_zone": "Asia/Yekaterinburg"})
    account.refresh_from_db()
    assert account.next_sync_at == at("2026-11-20 13:00")


def test_a_good_key_is_tried_kept_and_never_shown(
    owner, desk, woken, django_capture_on_commit_callbacks, caplog
):
    log = Log()
    with caplog.at_level(logging.DEBUG), django_capture_on_commit_callbacks(execute=True):
        answer = put_key(owner)
    assert answer.status_code == 200
    assert len(desk.requests) == 1
    account = MarketplaceAccount.objects.get()
    assert (account.cabinet_id, account.state) == ("cabinet-1", "ok")
    assert account.credentials.plain == {"token": GOOD}
    assert account.key_expires_at > timezone.now() + timedelta(days=179)
    assert account.next_sync_at > timezone.now()
    assert answer.json()["key_hint"] == account.hint == GOOD[-4:]
    run = SyncRun.objects.get()
    assert (run.trigger, run.state, run.actor) == ("connected", "waiting", f"seller:{owner.pk}")
    assert woken == [("integrations.sync_marketplace", run.pk)]
    whole = member_api(owner).get("seller/tenants/me").content.decode() + answer.content.decode()
    said = whole + caplog.text
    said += str(list(AuditEntry.objects.filter(pk__gt=log.start).values()))
    assert GOOD not in said
    assert GOOD.split(".")[2] not in said
    [entry] = log.of("integrations.marketplacecredentials")
    assert entry.actor == f"seller:{owner.pk}"


@pytest.mark.parametrize(
    ("token", "reason"),
    [
        (BAD, "key_refused"),
        (wildberries_token(days=-1), "key_expired"),
        (wildberries_token(rights=0b10), "rights_missing"),
    ],
)
def test_a_bad_key_is_refused_with_the_reason_and_the_old_one_stays(owner, desk, token, reason):
    put_key(owner)
    SyncRun.objects.all().delete()
    answer = put_key(owner, token=token)
    assert error_of(answer) == (400, "key_refused")
    assert details_of(answer)["reason"] == reason
    if reason == "rights_missing":
        assert details_of(answer)["missing"] == ["Аналитика", "Маркетплейс", "Статистика"]
    assert MarketplaceCredentials.objects.get().plain == {"token": GOOD}
    assert not SyncRun.objects.exists()


def test_a_marketplace_that_is_away_is_to_be_asked_again(owner, settings):
    settings.WILDBERRIES_URL_TEMPLATE = "http://127.0.0.1:9/{api}"
    answer = put_key(owner)
    assert error_of(answer) == (503, "marketplace_unavailable")
    assert not MarketplaceAccount.objects.exists()


def test_ozon_has_two_parts(owner, desk):
    api = member_api(owner)
    answer = api.patch("seller/tenants/me/credentials", {"marketplace_type": "ozon"})
    assert error_of(answer) == (422, "invalid")
    assert set(details_of(answer)) == {"client_id", "api_key"}
    assert api.patch("seller/tenants/me/credentials", OZON).status_code == 200
    account = MarketplaceAccount.objects.get()
    assert (account.cabinet_id, account.hint) == ("123456", "6789")
    assert account.credentials.plain == {"client_id": "123456", "api_key": OZON["api_key"]}


def test_the_account_of_the_registration_gets_its_key_without_being_named(owner, desk):
    waiting = MarketplaceAccount.objects.create(
        seller=owner.seller, marketplace="wildberries", state="paused"
    )
    answer = member_api(owner).patch("seller/tenants/me/credentials", {"token": GOOD})
    assert answer.json()["id"] == waiting.pk
    assert answer.json()["state"] == "ok"


def test_a_new_key_of_the_same_cabinet_replaces_the_old_one(owner, desk):
    first = put_key(owner).json()
    again = put_key(owner).json()
    assert again["id"] == first["id"]
    assert MarketplaceAccount.objects.count() == 1
    other = put_key(owner, token=OTHER).json()
    assert other["id"] != first["id"]


def test_a_history_is_not_mixed_with_another_cabinet_s(owner, desk):
    first = put_key(owner).json()
    answer = put_key(owner, token=OTHER, account_id=first["id"])
    assert error_of(answer) == (409, "other_cabinet")
    assert MarketplaceCredentials.objects.get().plain == {"token": GOOD}


def test_without_a_key_to_encrypt_with_nothing_is_kept(owner, desk, settings):
    settings.FIELD_ENCRYPTION_KEYS = []
    assert error_of(put_key(owner)) == (400, "secrets_off")
    assert desk.requests == []
    assert not MarketplaceAccount.objects.exists()


def test_a_plan_has_so_many_accounts(owner, desk):
    plan = make_plan(accounts_limit=1)
    Subscription.objects.create(
        seller=owner.seller, plan=plan, paid_until=timezone.now() + timedelta(days=1)
    )
    put_key(owner)
    answer = put_key(owner, token=OTHER)
    assert error_of(answer) == (400, "plan_limit")
    assert details_of(answer) == {"what": "accounts", "limit": 1}
    assert MarketplaceAccount.objects.count() == 1
    assert put_key(owner).status_code == 200  # its own key may be replaced


def test_what_reads_with_the_old_key_says_nothing_of_the_new_one(owner, desk):
    put_key(owner)
    begun = lease.take(SyncRun.objects.get().pk)
    put_key(owner)  # the same: it goes on
    assert SyncRun.objects.get().state == "running"
    desk.known.add(newer := wildberries_token(days=90))
    put_key(owner, token=newer)
    ending.fail(begun, MarketplaceError(Trouble.KEY_REFUSED, "401", permanent=True))
    assert list(SyncRun.objects.order_by("pk").values_list("state", flat=True)) == [
        "cancelled",
        "waiting",
    ]
    assert MarketplaceAccount.objects.get().state == "ok"
    assert not SellerNotice.objects.exists()


def test_a_key_is_forgotten_and_the_history_stays(owner, desk):
    put_key(owner)
    account = MarketplaceAccount.objects.get()
    begun = lease.take(SyncRun.objects.get().pk)
    forget_key(account)
    forget_key(account)
    assert work_at(begun.pk) is None
    ending.fail(begun, MarketplaceError(Trouble.KEY_REFUSED, "there is no key", permanent=True))
    assert (SyncRun.objects.get().state, SellerNotice.objects.count()) == ("cancelled", 0)
    account = MarketplaceAccount.objects.get()
    assert (account.has_key, account.hint, account.state) == (False, "", "paused")
    assert account.next_sync_at is None
    assert SyncRun.objects.count() == 1

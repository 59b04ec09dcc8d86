"""Products are read, syncs started, sheets asked for: by the API."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from integrations.models import (
    MarketplaceAccount,
    MarketplaceSize,
    MarketplaceWarehouse,
    ProductDay,
    SellerSheet,
    Subscription,
    SyncRun,
    WarehouseDay,
)
from tests.api.clients import anybody, details_of, error_of
from tests.sellers.clients import member_api
from tests.sellers.world import DAY, make_account, make_listed, make_member, make_plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner():
    return make_member()


@pytest.fixture
def account(owner):
    return make_account(owner.seller)


@pytest.fixture
def api(owner):
    return member_api(owner)


def articles(answer):
    assert answer.status_code == 200, answer.content
    return [row["article"] for row in answer.json()["items"]]


def test_pages_count_themselves(api, account):
    names = [make_listed(account).article for _ in range(5)]
    first = api.get("seller/products", {"page_size": 2}).json()
    assert [row["article"] for row in first["items"]] == names[:2]
    assert {key: first[key] for key in ("total", "page", "page_size", "total_pages")} == {
        "total": 5, "page": 1, "page_size": 2, "total_pages": 3,
    }  # fmt: skip
    assert articles(api.get("seller/products", {"page_size": 2, "page": 3})) == names[4:]
    assert articles(api.get("seller/products", {"page_size": 2, "page": 4})) == []
    assert api.get("seller/products", {"page_size": 200}).status_code == 200
    for wrong in ({"page_size": 201}, {"page_size": 0}, {"page": 0}, {"page": "x"}):
        assert error_of(api.get("seller/products", wrong)) == (422, "invalid")


def test_products_are_found(api, account, owner):
    make_listed(account, article="TS-RED", name="Футболка КРАСНАЯ", brand="Ёлка", stock=0)
    make_listed(account, article="TS-BLUE", name="Футболка синяя", stock=10)
    make_listed(account, article="CUP", name="Кружка", stock=11)
    make_listed(account, article="GONE", gone_at=timezone.now())
    other = make_account(owner.seller, marketplace="ozon")
    make_listed(other, article="OZ", stock=500)

    def found(**query):
        return articles(api.get("seller/products", query))

    assert found() == ["TS-RED", "TS-BLUE", "CUP", "OZ"]
    assert found(search="красная ФУТБОЛКА") == ["TS-RED"]
    assert found(search="ёлка") == ["TS-RED"]
    assert found(search="ts-") == ["TS-RED", "TS-BLUE"]
    assert found(search="%") == []
    assert found(min_stock=10) == ["TS-BLUE", "CUP", "OZ"]
    assert found(max_stock=10) == ["TS-RED", "TS-BLUE"]
    assert found(min_stock=1, max_stock=11) == ["TS-BLUE", "CUP"]
    assert found(low_stock_only="true") == ["TS-RED", "TS-BLUE"]
    assert found(low_stock_only="false") == found()
    assert found(marketplace_type="ozon") == ["OZ"]
    assert found(account_id=other.pk) == ["OZ"]
    for wrong in ({"min_stock": "x"}, {"max_stock": -1}, {"low_stock_only": "maybe"}):
        assert error_of(api.get("seller/products", wrong)) == (422, "invalid")


def test_a_product_with_all_that_is_known(api, account):
    product = make_listed(account, stock=120, stock_marketplace=100, stock_own=20, day=DAY)
    product.price = Decimal("990")
    product.save()
    size = MarketplaceSize.objects.create(product=product, external_id=77, barcodes=["2000"])
    for ago in range(40):
        ProductDay.objects.create(
            product=product,
            date=DAY - timedelta(days=ago),
            orders=ago,
            orders_own=1,
            stock=120,
            to_client=8,
            daily_orders=Decimal("10.50"),
            turnover=Decimal("11.4"),
            buyout=Decimal("87"),
        )
    place = MarketplaceWarehouse.objects.create(
        account=account, kind="marketplace", key="Коледино", name="Коледино"
    )
    WarehouseDay.objects.create(
        product=product, warehouse=place, date=DAY, stock=100, orders=3, turnover=Decimal("9.5")
    )
    said = api.get(f"seller/products/{product.pk}").json()
    [listed] = api.get("seller/products").json()["items"]
    assert {key: said[key] for key in listed} == listed
    assert listed["stock"] == {"total": 120, "marketplace": 100, "own": 20}
    assert listed["in_transit"] == {"to_client": 8, "from_client": None, "to_warehouse": None}
    assert listed["orders"] == {
        "total": sum(range(1, 31)), "marketplace": None, "own": 30, "daily_average": "10.50",
    }  # fmt: skip
    assert (listed["price"], listed["turnover_days"]) == ("990.00", "11.4")
    assert (listed["buyout_percent"], listed["cart_conversion"]) == ("87.00", None)
    assert (listed["is_low"], listed["as_of"]) == (False, "2026-11-20")
    assert said["sizes"] == [
        {
            "id": size.pk, "external_id": 77, "offer_id": "", "name": "", "barcodes": ["2000"],
            "stock_own": 0,
        }
    ]  # fmt: skip
    assert said["warehouses"] == [
        {
            "id": place.pk, "name": "Коледино", "kind": "marketplace", "stock": 100, "orders": 3,
            "turnover_days": "9.5",
        }
    ]  # fmt: skip
    assert [row["orders"] for row in said["history"]] == list(range(30))


def test_products_cannot_be_changed(api, account):
    product = make_listed(account)
    for send in (api.post, api.put, api.patch):
        assert send(f"seller/products/{product.pk}", {"article": "x"}).status_code == 405
        assert send("seller/products", {"article": "x"}).status_code == 405
    assert api.delete(f"seller/products/{product.pk}").status_code == 405


def test_a_list_costs_the_same_however_long(api, account, django_assert_max_num_queries):
    for _ in range(30):
        product = make_listed(account, day=DAY)
        ProductDay.objects.create(product=product, date=DAY, orders=1)
    with django_assert_max_num_queries(6):
        api.get("seller/products", {"page_size": 30})


def test_syncing_now_starts_one(api, account, woken, owner, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        first = api.post("seller/sync", {})
        again = api.post("seller/sync", {"account_id": account.pk})
    assert (first.status_code, again.status_code) == (202, 202)
    assert first.json()["id"] == again.json()["id"]
    run = SyncRun.objects.get()
    assert (run.trigger, run.kind, run.actor) == ("hand", "full", f"seller:{owner.pk}")
    assert woken == [("integrations.sync_marketplace", run.pk)]
    said = api.get("seller/sync").json()
    assert said["works"] is True
    assert said["accounts"][0]["last_run"]["id"] == run.pk
    SyncRun.objects.update(state="done")
    assert api.post("seller/sync", {}).json()["id"] != run.pk
    history = api.get("seller/sync/history").json()
    assert [row["state"] for row in history["items"]] == ["waiting", "done"]
    assert history["total_pages"] == 1


def test_what_cannot_be_synced_says_why(api, account, owner):
    MarketplaceAccount.objects.update(state="expired")
    assert error_of(api.post("seller/sync", {})) == (400, "key_expired")
    MarketplaceAccount.objects.update(state="paused")
    account.credentials.delete()
    assert error_of(api.post("seller/sync", {})) == (400, "account_without_key")
    make_account(owner.seller)
    assert error_of(api.post("seller/sync", {})) == (400, "account_not_named")
    assert not SyncRun.objects.exists()


def test_a_plan_has_so_many_syncs_a_day(api, account, owner):
    plan = make_plan(syncs_per_day=2)
    Subscription.objects.create(
        seller=owner.seller, plan=plan, paid_until=timezone.now() + timedelta(days=1)
    )
    for _ in range(2):
        assert api.post("seller/sync", {}).status_code == 202
        SyncRun.objects.update(state="done")
    answer = api.post("seller/sync", {})
    assert error_of(answer) == (400, "sync_limit")
    assert details_of(answer) == {"limit": 2}
    three = {"schedule": "own", "sync_times": ["09:00", "12:00", "18:00"]}
    assert error_of(api.patch("seller/sync", three)) == (400, "sync_limit")
    two = {"schedule": "own", "sync_times": ["18:00", "09:00", "18:00"]}
    assert api.patch("seller/sync", two).json()["sync_times"] == ["09:00", "18:00"]


def test_a_plan_has_so_many_products(api, account, owner):
    plan = make_plan(products_limit=2)
    Subscription.objects.create(
        seller=owner.seller, plan=plan, paid_until=timezone.now() + timedelta(days=1)
    )
    for _ in range(2):
        make_listed(account)
    assert api.post("seller/sync", {}).status_code == 202
    SyncRun.objects.update(state="done")
    make_listed(account)
    answer = api.post("seller/sync", {})
    assert error_of(answer) == (400, "plan_limit")
    assert details_of(answer) == {"what": "products", "limit": 2}
    assert api.get("seller/products").json()["total"] == 3


def test_a_schedule(api, account):
    off = api.patch("seller/sync", {"schedule": "off"}).json()
    assert (off["schedule"], off["next_sync_at"]) == ("off", None)
    daily = api.patch("seller/sync", {"schedule": "daily", "sync_times": ["09:00"]}).json()
    assert daily["sync_times"] == []
    assert daily["next_sync_at"].endswith("T21:01:00Z")
    for wrong in (
        {"schedule": "own"},
        {"schedule": "own", "sync_times": ["24:00"]},
        {"schedule": "own", "sync_times": ["9:00"]},
        {"schedule": "hourly"},
    ):
        assert error_of(api.patch("seller/sync", wrong)) == (422, "invalid")


def test_a_sheet_is_asked_for_refreshed_and_found(
    api, account, woken, django_capture_on_commit_callbacks
):
    assert error_of(api.post("seller/sheets/refresh", {})) == (404, "not_found")
    with django_capture_on_commit_callbacks(execute=True):
        made = api.post("seller/sheets", {})
    sheet = SellerSheet.objects.get()
    assert made.status_code == 202
    assert (made.json()["url"], sheet.account_id) == ("", account.pk)
    assert made.json()["requested_at"] is not None
    assert woken == [("integrations.refresh_sheet", sheet.pk)]
    SellerSheet.objects.update(url="https://docs.google.com/spreadsheets/d/1", wanted_at=None)
    assert api.post("seller/sheets/refresh", {}).json()["requested_at"] is not None
    [found] = api.get("seller/sheets").json()["items"]
    assert found["url"] == "https://docs.google.com/spreadsheets/d/1"
    off = api.patch("seller/sheets", {"auto_sync": False})
    assert off.json()["auto_sync"] is False
    assert SellerSheet.objects.get().auto_sync is False


def test_health_is_there_for_anybody_and_says_more_to_members(api, account):
    assert anybody().get("seller/health").json() == {"status": "ok"}
    assert anybody().get("seller/health/").json() == {"status": "ok"}
    assert api.get("seller/health").json() == {
        "status": "ok",
        "accounts": [{"account_id": account.pk, "state": "ok", "last_synced_at": None}],
    }

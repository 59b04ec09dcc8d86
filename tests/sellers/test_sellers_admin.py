"""Staff see sellers, their accounts, syncs, stock and payments by their roles; a key never."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.contrib import admin
from django.urls import reverse
from django.utils import timezone

from catalog.models import ProductVariant
from integrations.admin.of_seller import OfSellerAdmin
from integrations.models import (
    ListingLink,
    MarketplaceAccount,
    MarketplaceSize,
    MarketplaceWarehouse,
    OfSeller,
    ProductDay,
    Role,
    Seller,
    SellerInvite,
    SellerMember,
    Subscription,
    SubscriptionPayment,
    SyncRun,
)
from integrations.sellers.invites import invite
from shop.roles import MANAGER, SUPPORT
from tests.factories import make_variant
from tests.sellers.world import (
    TOKEN,
    make_account,
    make_everything,
    make_listed,
    make_member,
    make_seller,
)
from tests.staff import staff_client

pytestmark = pytest.mark.django_db

PAGES = {model._meta.model_name for model in admin.site._registry if issubclass(model, OfSeller)}


@pytest.fixture
def seller():
    seller = make_seller()
    make_everything(seller)
    return seller


def page(client, model, pk=None):
    if pk is None:
        return client.get(reverse(f"admin:integrations_{model}_changelist"))
    return client.get(reverse(f"admin:integrations_{model}_change", args=[pk]))


def charts_of(answer):
    found = re.findall(
        r'<script id="(seller-[a-z]+)" type="application/json">(.*?)</script>',
        answer.content.decode(),
        re.DOTALL,
    )
    return {name: json.loads(body)["datasets"][0]["values"] for name, body in found}


def test_every_page_asks_for_rows_in_the_one_place():
    assert {
        "seller", "sellermember", "marketplaceaccount", "syncrun", "marketplaceproduct",
        "listinglink", "subscription",
    } == PAGES  # fmt: skip
    for model, page_of in admin.site._registry.items():
        if issubclass(model, OfSeller):
            assert isinstance(page_of, OfSellerAdmin)
            assert "get_queryset" not in vars(type(page_of)) or model is Seller


@pytest.mark.parametrize("model", sorted(PAGES))
def test_pages_open_and_show_no_key(seller, model):
    client = staff_client()
    [row] = admin.site._registry[
        next(m for m in admin.site._registry if m._meta.model_name == model)
    ].model.objects.all()
    for answer in (page(client, model), page(client, model, row.pk)):
        assert answer.status_code == 200
        said = answer.content.decode()
        assert TOKEN not in said
        assert "secret-of-the-seller" not in said
    assert client.get(reverse("admin:integrations_plan_changelist")).status_code == 200


def test_only_the_end_of_a_key_is_seen(seller):
    account = MarketplaceAccount.objects.get()
    said = page(staff_client(), "marketplaceaccount", account.pk).content.decode()
    assert "•••• 1234" in said


def test_charts_of_orders_stock_and_turnover(seller):
    ProductDay.objects.all().delete()
    neighbour = make_listed(make_account(make_seller("Neighbour")))
    account = MarketplaceAccount.objects.for_seller(seller).get()
    one, two = make_listed(account), make_listed(account)
    today = timezone.localdate()
    for product, orders, stock in ((one, 3, 20), (two, 1, 10), (neighbour, 900, 900)):
        ProductDay.objects.create(
            product=product, date=today, orders=orders, stock=stock, daily_orders=Decimal("1.5")
        )
    ProductDay.objects.create(product=one, date=today - timedelta(days=2), orders=7)
    ProductDay.objects.create(product=one, date=today - timedelta(days=30), orders=500)
    charts = charts_of(page(staff_client(), "seller", seller.pk))
    nothing = [None] * 27
    assert charts["seller-orders"] == [*nothing, 7.0, None, 4.0]
    assert charts["seller-stock"] == [*nothing, None, None, 30.0]
    assert charts["seller-turnover"] == [*nothing, None, None, 10.0]


def test_a_sync_with_its_durations_and_its_error(seller):
    now = timezone.now()
    run = SyncRun.objects.get()
    SyncRun.objects.update(
        state="failed",
        started_at=now,
        finished_at=now + timedelta(seconds=12.34),
        steps={"products": 1250, "stock": 310},
        error="the token has expired",
        permanent=True,
        read=17,
    )
    client = staff_client()
    for answer in (page(client, "syncrun"), page(client, "syncrun", run.pk)):
        said = answer.content.decode()
        assert "12.3 s" in said
        assert "the token has expired" in said
        assert "Romashka" in said
    assert "products: 1250 ms" in said
    found = client.get(reverse("admin:integrations_syncrun_changelist"), {"state__exact": "done"})
    assert "the token has expired" not in found.content.decode()


def test_staff_start_a_sync(seller, woken, django_capture_on_commit_callbacks):
    SyncRun.objects.all().delete()
    account = MarketplaceAccount.objects.get()
    address = reverse("admin:integrations_marketplaceaccount_sync", args=[account.pk])
    client = staff_client(MANAGER)
    assert client.get(address).status_code == 405
    with django_capture_on_commit_callbacks(execute=True):
        client.post(address)
        client.post(address)
    run = SyncRun.objects.get()
    assert (run.actor, run.trigger) == ("staff:anna", "hand")
    assert woken == [("integrations.sync_marketplace", run.pk)]


def test_support_looks_and_changes_nothing(seller):
    client = staff_client(SUPPORT)
    account = MarketplaceAccount.objects.get()
    assert page(client, "seller", seller.pk).status_code == 200
    for name, pk in (("marketplaceaccount_sync", account.pk), ("seller_forget", seller.pk)):
        assert client.post(reverse(f"admin:integrations_{name}", args=[pk])).status_code == 403
    assert (
        client.post(reverse("admin:integrations_seller_change", args=[seller.pk]), {}).status_code
        == 403
    )
    subscription = Subscription.objects.get()
    paid = reverse("admin:integrations_subscription_paid", args=[subscription.pk])
    assert client.post(paid).status_code == 403
    assert page(client, "subscription").status_code == 403
    assert page(client, "listinglink").status_code == 403
    assert SyncRun.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "links"),
    [
        ({"is_active": ""}, 0),
        ({"is_active": "on", "role": "viewer"}, 0),
        ({"is_active": "on", "name": "Anna"}, 1),
    ],
)
def test_an_owner_who_is_seen_out_or_demoted_keeps_no_link_to_come_back_by(change, links):
    owner = make_member()
    invite(member=owner, role=Role.ADMIN)
    seller = owner.seller
    form = {
        "company_name": seller.company_name, "email": seller.email, "time_zone": "Europe/Moscow",
        "language": "ru", "low_stock_at": "10", "members-TOTAL_FORMS": "1",
        "members-INITIAL_FORMS": "1", "members-0-id": owner.pk, "members-0-seller": seller.pk,
        "members-0-role": "owner",
    }  # fmt: skip
    form |= {f"members-0-{name}": value for name, value in change.items()}
    address = reverse("admin:integrations_seller_change", args=[seller.pk])
    assert staff_client().post(address, form).status_code == 302
    owner.refresh_from_db()
    assert (owner.is_active, owner.role, owner.name) == (
        bool(change["is_active"]), change.get("role", "owner"), change.get("name", ""),
    )  # fmt: skip
    assert SellerInvite.objects.count() == links


def test_a_seller_is_changed_and_forgotten_by_an_owner(seller):
    client = staff_client()
    answer = client.post(reverse("admin:integrations_seller_forget", args=[seller.pk]))
    assert answer.status_code == 302
    seller.refresh_from_db()
    assert (seller.company_name, seller.email) == ("", "")
    assert seller.closed_at is not None
    account = MarketplaceAccount.objects.get()
    assert (account.has_key, account.state) == (False, "paused")
    member = SellerMember.objects.get()
    assert (member.email, member.is_active) == ("", False)
    assert not member.refresh_tokens.exists()
    assert ProductDay.objects.count() == 1
    assert page(client, "seller", seller.pk).status_code == 200


def paid(client, subscription, **given):
    body = {"paid_until": "2030-01-31", "amount": "500.00", "key": "k1", **given}
    return client.post(
        reverse("admin:integrations_subscription_paid", args=[subscription.pk]), body
    )


def test_money_by_hand_is_noted_once(seller):
    SubscriptionPayment.objects.all().delete()
    Subscription.objects.update(state="stopped", paid_until=timezone.now() - timedelta(days=60))
    subscription = Subscription.objects.get()
    client = staff_client()
    paid(client, subscription)
    paid(client, subscription)
    subscription.refresh_from_db()
    assert (subscription.state, subscription.provider) == ("active", "hand")
    assert subscription.paid_until.isoformat() == "2030-01-31T20:59:59+00:00"
    payment = SubscriptionPayment.objects.get()
    assert (payment.amount, payment.actor) == (Decimal("500.00"), "staff:anna")
    for wrong in ({"paid_until": "2020-01-01"}, {"amount": "-1"}, {"key": ""}):
        paid(client, subscription, **wrong)
    assert SubscriptionPayment.objects.count() == 1


def link(client, **given):
    return client.post(
        reverse("admin:integrations_listinglink_add"),
        {"buffer": "2", "dry_run": "on", "is_active": "on", **given},
    )


@pytest.fixture
def store():
    made = make_seller("Store")
    made.sells_here = True
    made.save()
    return made


def offer(seller, variant, kind="own"):
    """A listing with the barcode 4600000000017, as the form names it."""
    account = make_account(seller)
    MarketplaceSize.objects.create(
        product=make_listed(account), external_id=77, barcodes=["4600000000017"]
    )
    place = MarketplaceWarehouse.objects.create(account=account, kind=kind, key="1", name="Ours")
    return {"warehouse": place.pk, "listing": "4600000000017", "sku": variant.sku}


def test_a_link_is_of_the_store_s_own_account_and_begins_dry(store):
    variant = make_variant()
    client = staff_client(MANAGER)
    own = offer(store, variant)
    for wrong in (
        offer(make_seller("Stranger"), variant),
        offer(store, variant, kind="marketplace"),
        {**own, "listing": "460"},
        {**own, "sku": "no such SKU"},
        {**own, "warehouse": ""},
        {},
    ):
        assert link(client, **wrong).status_code == 200
        assert not ListingLink.objects.exists()
    assert link(client, **own).status_code == 302
    made = ListingLink.objects.get()
    assert (made.variant, made.size.external_id) == (variant, 77)
    assert (made.dry_run, made.buffer, made.difference) == (True, 2, None)
    assert "linked already" in link(client, **{**own, "listing": "77"}).content.decode()
    ListingLink.objects.update(difference=-3, pushed_quantity=8, read_quantity=5)
    listed = page(client, "listinglink").content.decode()
    assert "-3" in listed
    assert "takes no more" not in listed
    ProductVariant.objects.update(stock_quantity=100_005)
    said = "Wildberries takes no more: 3 pieces are not offered there."
    assert said in page(client, "listinglink").content.decode()
    ListingLink.objects.update(error="not_changed")
    assert "said yes and changed nothing" in page(client, "listinglink").content.decode()
    ListingLink.objects.update(error="")
    changed = reverse("admin:integrations_listinglink_change", args=[made.pk])
    assert said in client.get(changed).content.decode()
    address = reverse("admin:integrations_listinglink_changelist")
    found = [
        client.get(address, {"differs": differs}).context["cl"].result_count
        for differs in ("yes", "no")
    ]
    assert found == [1, 0]


def test_a_link_is_switched_on_and_joins_what_it_joined(store):
    variant, other = make_variant(), make_variant()
    client = staff_client(MANAGER)
    link(client, **offer(store, variant))
    made = ListingLink.objects.get()
    address = reverse("admin:integrations_listinglink_change", args=[made.pk])
    client.post(address, {"buffer": "0", "is_active": "on", "sku": other.sku, "variant": other.pk})
    made.refresh_from_db()
    assert (made.dry_run, made.buffer, made.variant) == (False, 0, variant)


def test_listings_are_linked_by_their_sku(store):
    variant = make_variant(sku="4600000000017")
    place = offer(store, variant)["warehouse"]
    address = reverse("admin:integrations_listinglink_link_by_sku")
    client = staff_client(MANAGER)
    assert "Link by SKU" in client.get(address).content.decode()
    assert client.post(address, {"warehouse": ""}).status_code == 200
    assert not ListingLink.objects.exists()
    client.post(address, {"warehouse": place})
    made = ListingLink.objects.get()
    assert (made.variant, made.dry_run) == (variant, True)


def test_who_may_not_link_is_refused(store):
    place = offer(store, make_variant(sku="4600000000017"))["warehouse"]
    address = reverse("admin:integrations_listinglink_link_by_sku")
    assert staff_client(SUPPORT).post(address, {"warehouse": place}).status_code == 403
    assert not ListingLink.objects.exists()


def test_in_russian(seller):
    said = page(staff_client(language="ru"), "seller", seller.pk).content.decode()
    assert "Кабинеты" in said
    assert "Оборачиваемость, дней" in said


def test_fields_of_our_own_are_seen_as_fields():
    """A field without the theme's look is there and cannot be seen."""
    page = staff_client(language="ru").get(reverse("admin:integrations_listinglink_add"))
    fields = page.context["adminform"].form.fields
    for name in ("warehouse", "sku", "listing"):
        assert "border" in fields[name].widget.attrs["class"], name
    assert fields["warehouse"].label == "Склад"

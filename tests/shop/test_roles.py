"""Each role is shown what it may do, and refused the rest when it is forced."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission, User
from django.core.management import call_command
from django.core.management.sql import emit_post_migrate_signal
from django.urls import reverse

from catalog.models import Product
from orders.models import Order
from shop.models import Delivery, Event, LegalDocument, StoreSettings
from shop.roles import (
    ANALYST,
    MANAGER,
    OWNER,
    ROLES,
    SUPPORT,
    WAREHOUSE,
    sync_after_migrate,
    sync_roles,
)
from tests.factories import make_order, make_product, make_variant
from tests.staff import staff_client

pytestmark = pytest.mark.django_db

LISTS = {
    "orders_order": {MANAGER, SUPPORT, WAREHOUSE, ANALYST},
    "shop_customer": {MANAGER, SUPPORT, ANALYST},
    "shop_tag": {MANAGER, SUPPORT, ANALYST},
    "orders_segment": {MANAGER, SUPPORT, ANALYST},
    "shop_integrationstate": {MANAGER},
    "catalog_product": {MANAGER, WAREHOUSE, ANALYST},
    "catalog_category": {MANAGER, WAREHOUSE, ANALYST},
    "catalog_stockmovement": {MANAGER, WAREHOUSE, ANALYST},
    "integrations_seller": {MANAGER, SUPPORT},
    "integrations_marketplaceaccount": {MANAGER, SUPPORT},
    "integrations_syncrun": {MANAGER, SUPPORT},
    "integrations_listinglink": {MANAGER, WAREHOUSE},
    "integrations_subscription": {MANAGER},
    "shop_storesettings": set(),
    "shop_legaldocument": set(),
    "shop_delivery": set(),
    "botapp_session": set(),
    "auth_user": set(),
    "auth_group": set(),
}


def test_sync_is_repeatable_and_mends_what_somebody_changed() -> None:
    sync_roles()
    Group.objects.get(name=SUPPORT).permissions.add(Permission.objects.get(codename="delete_user"))
    Group.objects.get(name=MANAGER).permissions.clear()
    Group.objects.create(name="Our own")

    call_command("sync_roles", verbosity=0)

    assert set(Group.objects.values_list("name", flat=True)) == {OWNER, *ROLES, "Our own"}
    for name, wanted in ROLES.items():
        held = {
            f"{permission.content_type.app_label}.{permission.codename}"
            for permission in Group.objects.get(name=name).permissions.select_related(
                "content_type"
            )
        }
        assert held == wanted
    owner = Group.objects.get(name=OWNER)
    assert owner.permissions.count() == Permission.objects.count()


def test_roles_are_made_once_after_the_last_app_migrated() -> None:
    Group.objects.all().delete()

    sync_after_migrate(sender=apps.get_app_config("shop"))
    assert not Group.objects.exists()

    sync_after_migrate(sender=apps.get_app_config("botapp"))
    assert Group.objects.count() == 5


def test_migrate_leaves_the_roles_ready() -> None:
    Group.objects.all().delete()

    emit_post_migrate_signal(verbosity=0, interactive=False, db="default")

    assert set(Group.objects.values_list("name", flat=True)) == {OWNER, *ROLES}


@pytest.mark.parametrize("role", [OWNER, *ROLES])
def test_each_role_opens_its_lists_and_no_others(role: str) -> None:
    client = staff_client(role)
    StoreSettings.current()

    for name, roles in LISTS.items():
        response = client.get(reverse(f"admin:{name}_changelist"))
        allowed = role == OWNER or role in roles
        assert (response.status_code in (200, 302)) == allowed, name
        assert allowed or response.status_code == 403, name


@pytest.mark.parametrize(
    ("role", "moves"),
    [
        (OWNER, {"confirmed", "processing", "shipped", "delivered", "cancelled"}),
        (MANAGER, {"confirmed", "processing", "shipped", "delivered", "cancelled"}),
        (WAREHOUSE, {"processing", "shipped", "delivered"}),
        (SUPPORT, set()),
        (ANALYST, set()),
    ],
)
def test_who_may_move_orders_where(role: str, moves: set[str]) -> None:
    client = staff_client(role)
    before = {
        "confirmed": "pending",
        "processing": "pending",
        "shipped": "processing",
        "delivered": "shipped",
        "cancelled": "pending",
    }

    for to, old in before.items():
        order = make_order()
        Order.objects.filter(pk=order.pk).update(status=old)
        page = client.get(reverse("admin:orders_order_change", args=[order.pk])).content.decode()
        actions = client.get(reverse("admin:orders_order_changelist")).content.decode()
        response = client.post(reverse("admin:orders_order_move", args=[order.pk]), {"to": to})
        order.refresh_from_db()

        allowed = to in moves
        assert (f'name="to" value="{to}"' in page) == allowed
        assert (f'value="move_to_{to}"' in actions) == allowed
        assert response.status_code == (302 if allowed else 403)
        assert order.status == (to if allowed else old)


def test_a_list_action_that_is_not_offered_does_nothing_when_forced() -> None:
    order = make_order()
    client = staff_client(WAREHOUSE)

    client.post(
        reverse("admin:orders_order_changelist"),
        {"action": "move_to_cancelled", "_selected_action": [order.pk]},
    )

    order.refresh_from_db()
    assert order.status == "pending"
    assert order.events.count() == 1


def test_warehouse_moves_stock_but_edits_no_product() -> None:
    product = make_product("Mug")
    variant = product.variants.get()
    client = staff_client(WAREHOUSE)
    page = client.get(reverse("admin:catalog_product_change", args=[product.pk])).content.decode()

    edited = client.post(
        reverse("admin:catalog_product_change", args=[product.pk]), {"name": "Hacked"}
    )
    deleted = client.post(
        reverse("admin:catalog_product_delete", args=[product.pk]), {"post": "yes"}
    )
    client.post(
        reverse("admin:catalog_product_changelist"),
        {"action": "unpublish", "_selected_action": [product.pk]},
    )
    moved = client.post(
        reverse("admin:catalog_product_adjust_stock", args=[product.pk]),
        {"reason": "received", "note": "", f"variant_{variant.pk}": "5"},
    )

    product.refresh_from_db()
    variant.refresh_from_db()
    assert 'name="_save"' not in page
    assert (edited.status_code, deleted.status_code, moved.status_code) == (403, 403, 302)
    assert (product.name, product.is_active, variant.stock_quantity) == ("Mug", True, 15)


@pytest.mark.parametrize("role", [SUPPORT, ANALYST])
def test_stock_is_not_for_everybody(role: str) -> None:
    variant = make_variant(stock=10)
    client = staff_client(role)

    response = client.post(
        reverse("admin:catalog_product_adjust_stock", args=[variant.product_id]),
        {"reason": "received", "note": "", f"variant_{variant.pk}": "5"},
    )

    variant.refresh_from_db()
    assert response.status_code == 403
    assert variant.stock_quantity == 10


def test_analyst_sees_orders_without_the_people_in_them() -> None:
    order = make_order()
    client = staff_client(ANALYST)

    pages = [
        client.get(reverse("admin:orders_order_changelist")),
        client.get(reverse("admin:orders_order_change", args=[order.pk])),
        client.get(reverse("admin:orders_order_changelist"), {"q": "John"}),
    ]

    for page in pages:
        text = page.content.decode()
        assert page.status_code == 200
        assert "John Doe" not in text
        assert "+15551234567" not in text
        assert "Main Street" not in text
    assert f"#{order.pk}" in pages[0].content.decode()
    assert pages[2].context["cl"].result_count == 0


def test_support_reads_orders_and_customers_and_changes_nothing() -> None:
    order = make_order()
    client = staff_client(SUPPORT)
    order_page = reverse("admin:orders_order_change", args=[order.pk])
    customer_page = reverse("admin:shop_customer_change", args=[order.customer_id])

    assert "+15551234567" in client.get(order_page).content.decode()
    assert client.get(customer_page).status_code == 200
    assert client.post(order_page, {"full_name": "Other"}).status_code == 403
    assert client.post(customer_page, {"full_name": "Other"}).status_code == 403
    order.refresh_from_db()
    assert order.full_name == "John Doe"


@pytest.mark.parametrize("role", list(ROLES))
def test_only_owners_reach_settings_texts_deliveries_and_people(role: str) -> None:
    delivery = Delivery.objects.create(
        event=Event.objects.create(name="x"),
        subscriber="s",
        status="parked",
        due_at="2026-01-01T00:00Z",
    )
    StoreSettings.current()
    client = staff_client(role)
    forced = {
        reverse("admin:shop_storesettings_change", args=[1]): {"name": "Hacked"},
        reverse("admin:shop_legaldocument_add"): {"kind": "terms", "text": "Hacked"},
        reverse("admin:shop_delivery_changelist"): {
            "action": "send_again",
            "_selected_action": [delivery.pk],
        },
        reverse("admin:auth_user_add"): {"username": "mole", "password1": "x", "password2": "x"},
        reverse("admin:auth_group_add"): {"name": "mole"},
    }

    for address, fields in forced.items():
        assert client.post(address, fields).status_code == 403

    delivery.refresh_from_db()
    assert delivery.status == "parked"
    assert StoreSettings.objects.get().name != "Hacked"
    assert LegalDocument.objects.count() == 4
    assert not User.objects.filter(username="mole").exists()


def test_without_a_role_one_is_told_so() -> None:
    client = staff_client(SUPPORT)
    words = "You have no role yet"

    assert words not in client.get(reverse("admin:index")).content.decode()
    User.objects.get().groups.clear()
    assert words in client.get(reverse("admin:index")).content.decode()


def test_nobody_outside_the_staff_comes_in() -> None:
    client = staff_client(MANAGER)
    User.objects.update(is_staff=False)
    order = make_order()

    response = client.post(reverse("admin:orders_order_move", args=[order.pk]), {"to": "confirmed"})

    order.refresh_from_db()
    assert response.status_code == 302
    assert "login" in response["Location"]
    assert order.status == "pending"
    assert Product.objects.count() == 1

"""Roles and what they may do are read in the language of the page."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group, Permission
from django.utils.translation import override

from shop.admin.role_words import permission_name, role_name
from shop.roles import OWN_PERMISSIONS, ROLES, SUPPORT
from tests.staff import staff_client

pytestmark = pytest.mark.django_db


def test_our_roles_are_looked_at_and_kept() -> None:
    client = staff_client()
    support = Group.objects.get(name=SUPPORT)
    before = set(support.permissions.values_list("pk", flat=True))
    address = f"/admin/auth/group/{support.pk}/"

    page = client.get(f"{address}change/")
    assert page.status_code == 200
    assert "Order: view" in page.content.decode()
    assert client.post(f"{address}change/", {"name": "x", "permissions": []}).status_code == 403
    assert client.post(f"{address}delete/", {"post": "yes"}).status_code == 403

    support.refresh_from_db()
    assert support.name == SUPPORT
    assert set(support.permissions.values_list("pk", flat=True)) == before


def test_a_role_of_ones_own_is_made_and_given() -> None:
    client = staff_client()
    view = Permission.objects.get(codename="view_order")

    client.post("/admin/auth/group/add/", {"name": "Couriers", "permissions": [view.pk]})

    group = Group.objects.get(name="Couriers")
    assert list(group.permissions.all()) == [view]
    address = f"/admin/auth/group/{group.pk}/change/"
    client.post(address, {"name": "Riders", "permissions": [view.pk]})
    group.refresh_from_db()
    assert group.name == "Riders"


def test_every_role_and_permission_of_ours_can_be_translated() -> None:
    with override("en"):
        for name in ROLES:
            assert role_name(Group(name=name)) == name
        for permission, (_model, words) in OWN_PERMISSIONS.items():
            found = Permission.objects.get(codename=permission.split(".")[1])
            assert permission_name(found) == words
        change = Permission.objects.get(codename="change_order")
        assert permission_name(change) == "Order: change"

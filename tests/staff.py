"""People of the store's staff, logged in to the admin."""

from __future__ import annotations

from django.contrib.auth.models import Group, User
from django.test import Client

from shop.roles import sync_roles


def staff_client(role: str = "", *, language: str = "en") -> Client:
    """A browser in which somebody with the role (none: a superuser) is logged in as `anna`."""
    sync_roles()
    if role:
        user = User.objects.create_user("anna", password="pw", is_staff=True)
        user.groups.add(Group.objects.get(name=role))
    else:
        user = User.objects.create_superuser("anna", password="pw")
    client = Client(headers={"accept-language": language})
    client.force_login(user)
    return client

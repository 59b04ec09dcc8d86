from __future__ import annotations

from typing import Any

from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.core.management.base import BaseCommand

from shop.roles import sync_roles


class Command(BaseCommand):
    help = "Make the staff roles (groups) what the store's code says they are."

    def handle(self, *args: Any, **options: Any) -> None:
        for config in apps.get_app_configs():
            create_permissions(config, verbosity=0)
        for name, permissions in sync_roles().items():
            self.stdout.write(f"{name}: {permissions} permissions")

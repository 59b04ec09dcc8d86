from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from orders.demo.extras import open_extras
from orders.demo.people import FIRST_ID, LAST_ID
from orders.demo.seed import present, seed, wanted

OWNER = "owner"
OWNER_PASSWORD = "demo-owner"  # noqa: S105 - known to all on purpose, and made under DEMO alone


class Command(BaseCommand):
    help = (
        "Fill the store with a demo: products with pictures, customers and two months of orders. "
        "Run again it changes nothing, unless larger numbers are asked for."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        for name in ("products", "orders", "customers"):
            parser.add_argument(f"--{name}", type=int, help=f"at least so many {name}")

    def handle(self, *args: Any, **options: Any) -> None:
        asked = {name: options[name] for name in ("products", "orders", "customers")}
        self._check(asked)
        found = present()
        size = wanted(found, **asked)
        if size.orders > found.orders and not size.products:
            raise CommandError("Orders need products: ask for some with --products.")
        if found.products and not size.exceeds(found):
            self.stdout.write("The demo store is there already; nothing was changed.")
        else:
            tell = self.stdout.write if options["verbosity"] else lambda _line: None
            try:
                added = seed(size, now=timezone.now(), tell=tell)
            except LookupError as empty:
                raise CommandError(str(empty)) from empty
            self.stdout.write(
                self.style.SUCCESS(
                    f"Added {added.products} products, {added.customers} customers "
                    f"and {added.orders} orders."
                )
            )
        if settings.DEMO and size.products and size.customers:
            open_extras(timezone.now())
        self._owner()

    def _check(self, asked: dict[str, int | None]) -> None:
        for name, number in asked.items():
            if number is not None and number < 0:
                raise CommandError(f"--{name} cannot be less than nothing.")
        if (asked["customers"] or 0) > LAST_ID - FIRST_ID + 1:
            raise CommandError(f"--customers goes up to {LAST_ID - FIRST_ID + 1}.")

    def _owner(self) -> None:
        """The admin's log-in: made only where everything is a demo."""
        users = get_user_model()._default_manager
        address = f"{settings.PUBLIC_URL}/{settings.ADMIN_PATH}"
        if not settings.DEMO:
            self.stdout.write(
                "No admin log-in was made, since DEMO is off. Make one: manage.py createsuperuser"
            )
        elif users.filter(username=OWNER).exists():
            self.stdout.write(f"Admin: {address} (user {OWNER}, made before)")
        else:
            users.create_superuser(username=OWNER, email=None, password=OWNER_PASSWORD)
            self.stdout.write(f"Admin: {address} (user {OWNER}, password {OWNER_PASSWORD})")

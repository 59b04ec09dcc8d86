from __future__ import annotations

import os
from typing import Any

from django.contrib.auth.management.commands import createsuperuser


class Command(createsuperuser.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        """As Django's, but an e-mail address is neither asked for nor needed."""
        required = self.UserModel.REQUIRED_FIELDS
        if not (options.get("email") or os.environ.get("DJANGO_SUPERUSER_EMAIL")):
            self.UserModel.REQUIRED_FIELDS = [name for name in required if name != "email"]
        try:
            super().handle(*args, **options)
        finally:
            self.UserModel.REQUIRED_FIELDS = required

"""What the status page says of webhooks and of the scheduled jobs."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from integrations.models import WebhookEndpoint
from shop.integrations import Integration, IntegrationError
from shop.schedule import overview


class Webhooks(Integration):
    name: ClassVar[str] = "webhooks"
    label: ClassVar[Any] = gettext_lazy("Webhooks")
    icon: ClassVar[str] = "webhook"
    needs: ClassVar[tuple[str, ...]] = ("FIELD_ENCRYPTION_KEYS",)

    def glance(self) -> str:
        endpoints = list(
            WebhookEndpoint.objects.only(
                "url", "description", "is_active", "switched_off_at", "failing_since"
            )
        )
        for endpoint in endpoints:
            if endpoint.switched_off_at is not None:
                raise IntegrationError(_("“%(name)s” was switched off.") % {"name": endpoint})
            if endpoint.is_active and endpoint.failing_since is not None:
                raise IntegrationError(_("“%(name)s” does not answer.") % {"name": endpoint})
        n = sum(endpoint.is_active for endpoint in endpoints)
        return ngettext("%(n)d address is told.", "%(n)d addresses are told.", n) % {"n": n}

    def test(self) -> str:
        return self.glance()


class Jobs(Integration):
    name: ClassVar[str] = "jobs"
    label: ClassVar[Any] = gettext_lazy("Jobs")
    icon: ClassVar[str] = "schedule"

    def glance(self) -> str:
        lines = overview()
        wrong = [line for line in lines if line.trouble]
        if wrong:
            raise IntegrationError(f"{wrong[0].title}: {wrong[0].trouble}")
        n = len(lines)
        return ngettext("%(n)d job is in order.", "%(n)d jobs are in order.", n) % {"n": n}

    def test(self) -> str:
        return self.glance()

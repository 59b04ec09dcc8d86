"""The parts of the store itself on the status page: database, cache, outbox."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection
from django.db.models import Count, Min, Q
from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shop.health import check_cache
from shop.integrations import Integration, IntegrationError
from shop.models import Delivery

_LATE = timedelta(minutes=5)


class Database(Integration):
    name = "database"
    label = gettext_lazy("Database")
    icon = "database"

    def glance(self) -> str:
        if connection.vendor == "postgresql":
            return f"PostgreSQL {connection.cursor().connection.info.server_version // 10_000}"
        return _("SQLite: good for a demo, not for a live store")

    def test(self) -> str:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        return self.glance()


class Cache(Integration):
    name = "cache"
    label = gettext_lazy("Cache")
    icon = "bolt"

    def test(self) -> str:
        check_cache()
        return _("It gives back what it is given.")


class Outbox(Integration):
    """Whether what the store has to say leaves it in time."""

    name = "outbox"
    label = gettext_lazy("Outbox")
    icon = "outbox"

    def glance(self) -> str:
        late = Q(status=Delivery.Status.PENDING, due_at__lt=timezone.now() - _LATE)
        parked = Q(status=Delivery.Status.PARKED)
        found = Delivery.objects.filter(late | parked).aggregate(
            late=Count("pk", filter=late),
            oldest=Min("due_at", filter=late),
            parked=Count("pk", filter=parked),
        )
        if found["late"]:
            words = _("Waiting: %(n)d, the oldest for %(age)s. Is a worker running?")
            raise IntegrationError(words % {"n": found["late"], "age": timesince(found["oldest"])})
        if found["parked"]:
            raise IntegrationError(_("Failed for good: %(n)d.") % {"n": found["parked"]})
        return _("Nothing waits longer than it should.")

    def test(self) -> str:
        return self.glance()

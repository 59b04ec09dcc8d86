from __future__ import annotations

import json
import zoneinfo
from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from integrations.models.of_seller import OfSeller
from integrations.models.seller import Seller
from shop.crypto import EncryptedTextField

DAILY_AT = time(0, 1)
DAILY_ZONE = zoneinfo.ZoneInfo("Europe/Moscow")
_SHOWN = 4


class Marketplace(models.TextChoices):
    WILDBERRIES = "wildberries", "Wildberries"
    OZON = "ozon", "Ozon"


class MarketplaceAccount(OfSeller):
    """A seller's account at a marketplace: whether its key works, and when it is synced.

    `cabinet_id` is the marketplace's own number of the account, as its check told; `hint` the last
    letters of the key. `sync_times` are `["09:00", …]` of the seller's clock, for its own schedule;
    `next_sync_at` is when the schedule is due next.
    """

    class State(models.TextChoices):
        OK = "ok", _("Works")
        EXPIRED = "expired", _("The key does not work any more")
        FAILING = "failing", _("Fails")
        PAUSED = "paused", _("Paused")

    READABLE = (State.OK, State.FAILING)

    class Schedule(models.TextChoices):
        DAILY = "daily", _("Every day at 00:01 Moscow time")
        OWN = "own", _("At times of their own")
        OFF = "off", _("By hand only")

    seller = models.ForeignKey(
        Seller, models.CASCADE, related_name="accounts", verbose_name=_("seller")
    )
    marketplace = models.CharField(_("marketplace"), max_length=16, choices=Marketplace.choices)
    name = models.CharField(_("name"), max_length=100, blank=True)
    cabinet_id = models.CharField(
        _("number at the marketplace"), max_length=64, blank=True, editable=False
    )
    hint = models.CharField(_("key ends with"), max_length=8, blank=True, editable=False)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.OK)
    key_expires_at = models.DateTimeField(_("key expires"), null=True, blank=True, editable=False)
    checked_at = models.DateTimeField(_("key checked"), null=True, blank=True, editable=False)
    last_error = models.CharField(_("last error"), max_length=500, blank=True, editable=False)
    last_error_at = models.DateTimeField(_("last failed"), null=True, blank=True, editable=False)
    last_success_at = models.DateTimeField(_("last synced"), null=True, blank=True, editable=False)
    failures = models.PositiveSmallIntegerField(_("failed in a row"), default=0, editable=False)
    schedule = models.CharField(
        _("schedule"), max_length=8, choices=Schedule.choices, default=Schedule.DAILY
    )
    sync_times = models.JSONField(_("times"), default=list, blank=True)
    next_sync_at = models.DateTimeField(_("next sync"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("connected"), auto_now_add=True)

    class Meta:
        verbose_name = _("marketplace account")
        verbose_name_plural = _("marketplace accounts")
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(
                fields=["seller", "marketplace", "cabinet_id"],
                condition=~Q(cabinet_id=""),
                name="marketplace_cabinet_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_sync_at"],
                condition=Q(next_sync_at__isnull=False),
                name="marketplace_sync_due",
            ),
        ]

    def __str__(self) -> str:
        return self.name or f"{self.get_marketplace_display()} {self.cabinet_id}".strip()

    @property
    def has_key(self) -> bool:
        return hasattr(self, "credentials")

    def due_after(self, moment: datetime) -> datetime | None:
        """When the schedule asks for a sync next, after `moment`; None: only by hand."""
        if self.schedule == self.Schedule.OFF:
            return None
        if self.schedule == self.Schedule.DAILY:
            return next_at([DAILY_AT], DAILY_ZONE, moment)
        times = [time.fromisoformat(text) for text in self.sync_times]
        return next_at(times, self.seller.zone, moment) if times else None


class MarketplaceCredentials(OfSeller):
    """The key of an account, unreadable in the database and in a table of its own: whoever lists
    accounts cannot come by it."""

    seller_path: ClassVar[str] = "account__seller_id"

    account = models.OneToOneField(
        MarketplaceAccount,
        models.CASCADE,
        primary_key=True,
        related_name="credentials",
        verbose_name=_("account"),
    )
    sealed = EncryptedTextField(editable=False)
    changed_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("key of a marketplace account")
        verbose_name_plural = _("keys of marketplace accounts")
        default_permissions = ()

    def __str__(self) -> str:
        return f"•••• {self.account_id}"

    @property
    def plain(self) -> dict[str, str]:
        """`{"token"}` of Wildberries, `{"client_id", "api_key"}` of Ozon."""
        found: dict[str, str] = json.loads(self.sealed)
        return found

    @plain.setter
    def plain(self, credentials: Mapping[str, str]) -> None:
        self.sealed = json.dumps(dict(credentials), sort_keys=True)


def hint_of(credentials: Mapping[str, str]) -> str:
    """The last letters of the secret part, for people to tell keys apart; of a short one none."""
    secret = credentials.get("token") or credentials.get("api_key") or ""
    return secret[-_SHOWN:] if len(secret) >= _SHOWN * 4 else ""


def next_at(times: list[time], zone: zoneinfo.ZoneInfo, moment: datetime) -> datetime:
    """The first of `times` of `zone`'s clock after `moment`."""
    today = moment.astimezone(zone).date()
    days = (today + timedelta(days=ahead) for ahead in range(3))
    found = (
        datetime.combine(day, one, zone).astimezone(moment.tzinfo) for day in days for one in times
    )
    return min(one for one in found if one > moment)

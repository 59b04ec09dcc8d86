from __future__ import annotations

import zlib
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from integrations.models.marketplace_account import MarketplaceAccount
from integrations.models.of_seller import OfSeller

RAW_KEPT_DAYS = 7


class SyncRun(OfSeller):
    """One reading of an account, done in slices by whoever holds the lease (`lease`, until
    `leased_until`), so that a dead worker's run goes on elsewhere.

    `cursor` is where it stopped, `steps` how long each step took: `{"products": 1250}`,
    milliseconds. `try_at` is when it may go on; one account has one open run.
    """

    class Kind(models.TextChoices):
        FULL = "full", _("Everything")
        STOCK = "stock", _("Stock alone")

    class Trigger(models.TextChoices):
        HAND = "hand", _("By hand")
        SCHEDULE = "schedule", _("By schedule")
        CONNECTED = "connected", _("A new key")

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")
        CANCELLED = "cancelled", _("Cancelled")

    OPEN = (State.WAITING, State.RUNNING)
    seller_path: ClassVar[str] = "account__seller_id"

    account = models.ForeignKey(
        MarketplaceAccount, models.CASCADE, related_name="runs", verbose_name=_("account")
    )
    kind = models.CharField(_("what"), max_length=8, choices=Kind.choices, default=Kind.FULL)
    trigger = models.CharField(_("why"), max_length=10, choices=Trigger.choices)
    actor = models.CharField(_("by whom"), max_length=100, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.WAITING
    )
    step = models.CharField(_("step"), max_length=32, blank=True)
    cursor = models.JSONField(default=dict, blank=True)
    lease = models.CharField(max_length=32, blank=True, editable=False)
    leased_until = models.DateTimeField(null=True, blank=True, editable=False)
    try_at = models.DateTimeField(_("goes on at"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("tries"), default=0)
    read = models.PositiveIntegerField(_("read"), default=0)
    written = models.PositiveIntegerField(_("written"), default=0)
    unchanged = models.PositiveIntegerField(_("unchanged"), default=0)
    steps = models.JSONField(_("milliseconds"), default=dict, blank=True)
    error = models.CharField(_("error"), max_length=500, blank=True)
    error_code = models.CharField(max_length=64, blank=True)
    permanent = models.BooleanField(_("trying again is useless"), default=False)
    request_id = models.CharField(_("request id"), max_length=64, blank=True)
    created_at = models.DateTimeField(_("asked for"), auto_now_add=True, db_index=True)
    started_at = models.DateTimeField(_("begun"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    class Meta:
        verbose_name = _("sync")
        verbose_name_plural = _("syncs")
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(
                fields=["account"],
                condition=Q(state__in=["waiting", "running"]),
                name="sync_run_one_open",
            ),
        ]
        indexes = [models.Index(fields=["account", "-id"], name="sync_run_of")]

    def __str__(self) -> str:
        return f"#{self.pk}"

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN


class RawAnswer(OfSeller):
    """What a marketplace answered, kept for support for `RAW_KEPT_DAYS`."""

    seller_path: ClassVar[str] = "account__seller_id"

    account = models.ForeignKey(
        MarketplaceAccount, models.CASCADE, related_name="raw_answers", verbose_name=_("account")
    )
    run = models.ForeignKey(
        SyncRun,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="raw_answers",
        verbose_name=_("sync"),
    )
    endpoint = models.CharField(_("asked"), max_length=200)
    status_code = models.PositiveSmallIntegerField(_("answered"))
    duration_ms = models.PositiveIntegerField(_("milliseconds"), default=0)
    packed = models.BinaryField(_("answer"))
    size = models.PositiveIntegerField(_("bytes"), default=0)
    created_at = models.DateTimeField(_("time"), auto_now_add=True, db_index=True)

    class Meta:
        verbose_name = _("answer of a marketplace")
        verbose_name_plural = _("answers of marketplaces")
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.endpoint} {self.status_code}"

    @property
    def body(self) -> bytes:
        return zlib.decompress(self.packed)

    @body.setter
    def body(self, body: bytes) -> None:
        self.packed, self.size = zlib.compress(body), len(body)

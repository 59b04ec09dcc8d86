"""Exports: one on its way to a file or a spreadsheet, those that run by schedule, what may leave."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class What(models.TextChoices):
    """What an export holds; see orders/exports/kinds.py."""

    ORDERS = "orders", _("Orders")
    ITEMS = "items", _("Items of orders")
    CUSTOMERS = "customers", _("Customers")
    PRODUCTS = "products", _("Products")


class Target(models.TextChoices):
    """Where it goes. A file is there as XLSX and as CSV, whichever one downloads."""

    FILE = "file", _("A file")
    NEW_SHEET = "new", _("A new Google Sheet")
    NEW_TAB = "tab", _("A new tab of a Google Sheet")
    APPEND = "append", _("Below the rows of a Google Sheet")


TO_SHEETS = (Target.NEW_SHEET, Target.NEW_TAB, Target.APPEND)


class ExportSchedule(models.Model):
    """An export that is made every day or week at an hour of the store's time zone.

    `done_until` is the last day that its exports have covered: days are neither left out nor
    taken twice. `owner` is whose rights it has.
    """

    class Every(models.TextChoices):
        DAY = "day", _("Every day: the day before")
        WEEK = "week", _("Every Monday: the week before")

    name = models.CharField(_("name"), max_length=100)
    what = models.CharField(_("what"), max_length=10, choices=What.choices, default=What.ORDERS)
    filters = models.JSONField(default=dict, editable=False)
    contact = models.BooleanField(_("with names and contacts"), default=False)
    target = models.CharField(
        _("where to"), max_length=8, choices=Target.choices, default=Target.FILE
    )
    address = models.CharField(_("address of the sheet"), max_length=300, blank=True)
    every = models.CharField(_("when"), max_length=4, choices=Every.choices, default=Every.DAY)
    hour = models.PositiveSmallIntegerField(
        _("at what hour"), default=6, validators=[MaxValueValidator(23)]
    )
    is_active = models.BooleanField(_("switched on"), default=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        editable=False,
        related_name="+",
        verbose_name=_("whose"),
    )
    done_until = models.DateField(null=True, editable=False)
    created_at = models.DateTimeField(_("made"), auto_now_add=True)

    class Meta:
        verbose_name = _("export by schedule")
        verbose_name_plural = _("exports by schedule")
        ordering = ("name", "pk")

    def __str__(self) -> str:
        return self.name


class ExportRun(models.Model):
    """One export: its rows are gathered, and for a spreadsheet written to it.

    Work is done in slices by whoever holds the lease (`lease`, until `leased_until`), so that a
    dead worker's run goes on elsewhere. `cursor` is where gathering stopped, `progress` how many
    rows of the stage are done. `first_row` is how many rows of data stood in the tab before ours.
    `address` is the spreadsheet written to, `place` that which was asked for. `refusal` is
    `[code, details]`, worded by catalog/files/words.py.
    """

    class Stage(models.TextChoices):
        GATHERING = "gathering", _("Gathering")
        WRITING = "writing", _("Writing to Google Sheets")
        DONE = "done", _("Done")
        CANCELLED = "cancelled", _("Cancelled")
        FAILED = "failed", _("Failed")

    what = models.CharField(_("what"), max_length=10, choices=What.choices)
    filters = models.JSONField(default=dict)
    contact = models.BooleanField(_("with names and contacts"), default=False)
    target = models.CharField(
        _("where to"), max_length=8, choices=Target.choices, default=Target.FILE
    )
    place = models.CharField(max_length=300, blank=True)
    address = models.CharField(_("sheet"), max_length=300, blank=True)
    schedule = models.ForeignKey(
        ExportSchedule, models.SET_NULL, null=True, blank=True, related_name="runs"
    )
    due_day = models.DateField(null=True, editable=False)
    stage = models.CharField(
        _("state"), max_length=10, choices=Stage.choices, default=Stage.GATHERING
    )
    actor = models.CharField(_("by whom"), max_length=100)
    heading = models.JSONField(default=list)
    gathered = models.BooleanField(default=False)
    total = models.PositiveIntegerField(_("rows"), default=0)
    progress = models.PositiveIntegerField(default=0)
    cursor = models.BigIntegerField(null=True)
    first_row = models.PositiveIntegerField(null=True)
    refusal = models.JSONField(null=True)
    failures = models.PositiveSmallIntegerField(default=0)
    lease = models.CharField(max_length=32, blank=True)
    leased_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField(_("begun"), auto_now_add=True)
    finished_at = models.DateTimeField(_("finished"), null=True)

    class Meta:
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(
                fields=["schedule", "due_day"], name="export_once_per_schedule_and_day"
            ),
        ]
        indexes = [models.Index(fields=["stage", "leased_until"], name="export_run_waiting")]

    def __str__(self) -> str:
        return f"{self.get_what_display()} #{self.pk}"

    @property
    def is_working(self) -> bool:
        return self.stage in WORKING

    @property
    def days(self) -> str:
        """`2026-11-01 – 2026-11-21`, one day alone, an end left open; empty for all days."""
        first, last = self.filters.get("first", ""), self.filters.get("last", "")
        return first if first == last else f"{first} – {last}".strip()

    @property
    def to_sheet(self) -> bool:
        return self.target in TO_SHEETS


WORKING = (ExportRun.Stage.GATHERING, ExportRun.Stage.WRITING)


class ExportChunk(models.Model):
    """Rows of an export as they were gathered: compressed lines of JSON, the first being `start`."""

    run = models.ForeignKey(ExportRun, models.CASCADE, related_name="chunks")
    start = models.PositiveIntegerField()
    count = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        ordering = ("start",)
        constraints = [
            models.UniqueConstraint(fields=["run", "start"], name="export_chunk_once"),
        ]

    def __str__(self) -> str:
        return f"{self.run_id}.{self.start}"


class SheetPermission(models.Model):
    """Whether names and contacts may leave for Google Sheets: one row, the Owner's alone."""

    contacts_allowed = models.BooleanField(
        _("names and contacts may be exported to Google Sheets"), default=False
    )
    changed_by = models.CharField(_("by whom"), max_length=100, blank=True, editable=False)
    changed_at = models.DateTimeField(_("when"), auto_now=True)

    class Meta:
        verbose_name = _("personal data in Google Sheets")
        verbose_name_plural = _("personal data in Google Sheets")
        constraints = [
            models.CheckConstraint(condition=models.Q(pk=1), name="sheet_permission_single_row"),
        ]

    def __str__(self) -> str:
        return str(self._meta.verbose_name)

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.pk = 1
        super().save(*args, **kwargs)

    @classmethod
    def current(cls) -> SheetPermission:
        found, _created = cls.objects.get_or_create(pk=1)
        return found

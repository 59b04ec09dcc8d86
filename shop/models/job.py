from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class ScheduledJob(models.Model):
    """How a scheduled job last went; `shop.schedule` keeps one row for each.

    `day` is the last day for which a daily job has been done, `asked_at` when a worker was last
    asked to do it.
    """

    class Status(models.TextChoices):
        NEVER = "never", _("Not yet")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")

    name = models.CharField(_("job"), max_length=100, primary_key=True)
    status = models.CharField(
        _("status"), max_length=8, choices=Status.choices, default=Status.NEVER
    )
    started_at = models.DateTimeField(_("last run"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    duration_ms = models.PositiveIntegerField(_("milliseconds"), default=0)
    result = models.CharField(_("result"), max_length=500, blank=True)
    error = models.TextField(_("error"), blank=True)
    failed_at = models.DateTimeField(_("last failure"), null=True, blank=True)
    day = models.DateField(null=True, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True)
    state = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        default_permissions = ("view",)
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Said(models.Model):
    """That something has been said on a day, and is not said again on it."""

    kind = models.CharField(max_length=32)
    key = models.CharField(max_length=64)
    day = models.DateField()

    class Meta:
        verbose_name = _("thing said once a day")
        verbose_name_plural = _("things said once a day")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["kind", "day", "key"], name="said_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key} {self.day}"

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Event(models.Model):
    """Something that became true, written in the transaction that made it so."""

    name = models.CharField(_("event"), max_length=64)
    customer_id = models.BigIntegerField(_("customer"), null=True, blank=True, db_index=True)
    payload = models.JSONField(_("payload"), default=dict)
    request_id = models.CharField(_("request id"), max_length=64, blank=True)
    created_at = models.DateTimeField(_("created"), default=timezone.now)

    class Meta:
        verbose_name = _("outbox event")
        verbose_name_plural = _("outbox events")

    def __str__(self) -> str:
        return f"{self.name} #{self.pk}"


class Delivery(models.Model):
    """What one subscriber still has to do, or has done, about one event."""

    class Status(models.TextChoices):
        PENDING = "pending", _("Waiting")
        DONE = "done", _("Sent")
        PARKED = "parked", _("Failed")

    event = models.ForeignKey(
        Event,
        models.CASCADE,
        related_name="deliveries",
        db_index=False,  # `delivery_once` begins with it
        verbose_name=_("event"),
    )
    subscriber = models.CharField(_("subscriber"), max_length=64)
    target = models.CharField(_("whom to tell"), max_length=64, blank=True)
    lane = models.BigIntegerField(
        _("lane"), null=True, blank=True, help_text=_("Of one lane, the earlier goes first.")
    )
    status = models.CharField(
        _("status"), max_length=8, choices=Status.choices, default=Status.PENDING
    )
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    due_at = models.DateTimeField(_("due"), help_text=_("A lease moves it into the future."))
    last_error = models.TextField(_("last error"), blank=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    class Meta:
        verbose_name = _("outbox delivery")
        verbose_name_plural = _("outbox deliveries")
        constraints = [
            models.UniqueConstraint(fields=["event", "subscriber", "target"], name="delivery_once"),
        ]
        indexes = [
            models.Index(
                fields=["subscriber", "due_at", "id"],
                condition=models.Q(status="pending"),
                name="delivery_due",
            ),
            models.Index(
                fields=["subscriber", "lane", "id"],
                condition=models.Q(status="pending", lane__isnull=False),
                name="delivery_lane",
            ),
            models.Index(
                fields=["-id"], condition=models.Q(status="parked"), name="delivery_parked"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subscriber}: {self.event_id}"

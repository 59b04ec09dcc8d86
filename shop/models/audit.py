from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class AuditEntry(models.Model):
    """One change of one row. Written by triggers, never by us; the database refuses to alter it.

    `changes` and `personal` are `{column: [before, after]}`, in the texts of the database.
    Erasing a person makes `personal` NULL: the one alteration that is let through.
    """

    KEPT_DAYS = 365  # not even the store itself can delete what is younger

    class Action(models.TextChoices):
        INSERT = "insert", pgettext_lazy("audit", "Added")
        UPDATE = "update", pgettext_lazy("audit", "Changed")
        DELETE = "delete", pgettext_lazy("audit", "Removed")

    class Channel(models.TextChoices):
        ADMIN = "admin", pgettext_lazy("audit", "Admin")
        API = "api", pgettext_lazy("audit", "API")
        WEB = "web", pgettext_lazy("audit", "Website")
        BOT = "bot", pgettext_lazy("audit", "Bot")
        JOB = "job", pgettext_lazy("audit", "Background job")
        SYSTEM = "system", pgettext_lazy("audit", "System")

    created_at = models.DateTimeField(_("time"))
    action = models.CharField(_("what was done"), max_length=8, choices=Action.choices)
    model = models.CharField(_("kind of object"), max_length=60)
    object_id = models.CharField(_("object"), max_length=64)
    object_name = models.CharField(_("name of the object"), max_length=200, blank=True)
    part_of = models.CharField(_("part of"), max_length=130, blank=True)
    customer_id = models.BigIntegerField(_("customer"), null=True, blank=True)
    actor = models.CharField(_("who"), max_length=150)
    channel = models.CharField(_("where"), max_length=8, choices=Channel.choices)
    reference = models.CharField(_("in the course of"), max_length=150, blank=True)
    request_id = models.CharField(_("request id"), max_length=64, blank=True)
    changes = models.JSONField(_("changes"), default=dict)
    personal = models.JSONField(_("personal data"), null=True, default=dict)

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        default_permissions = ("view",)
        indexes = [
            models.Index(fields=["created_at"], name="audit_time"),
            models.Index(fields=["model", "object_id", "-id"], name="audit_object"),
            models.Index(
                fields=["part_of", "-id"], condition=~models.Q(part_of=""), name="audit_part_of"
            ),
            models.Index(fields=["actor", "-id"], name="audit_actor"),
            models.Index(fields=["channel", "-id"], name="audit_channel"),
            models.Index(
                fields=["customer_id"],
                condition=models.Q(customer_id__isnull=False),
                name="audit_customer",
            ),
        ]

    def __str__(self) -> str:
        return self.object_name or f"#{self.object_id}"

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class UpdateClaim(models.Model):
    """That an update has taken effect, and whether its screen was shown.

    `shown_by` is until when the process that claimed it is trusted to be showing the screen.
    """

    update_id = models.BigIntegerField(_("update id"), primary_key=True)
    chat_id = models.BigIntegerField(_("chat"))
    claimed_at = models.DateTimeField(_("taken"))
    shown_by = models.DateTimeField(_("to be shown by"))
    replied_at = models.DateTimeField(_("answered"), null=True, blank=True)

    class Meta:
        verbose_name = _("update")
        verbose_name_plural = _("updates")
        indexes = [
            models.Index(
                fields=["claimed_at"],
                condition=models.Q(replied_at__isnull=True),
                name="update_not_replied",
            ),
        ]

    def __str__(self) -> str:
        return str(self.update_id)

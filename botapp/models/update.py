from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class UpdateClaim(models.Model):
    """That an update has taken effect: written in the transaction of the effect, once."""

    update_id = models.BigIntegerField(_("update id"), primary_key=True)
    claimed_at = models.DateTimeField(_("taken"), auto_now_add=True, db_index=True)

    class Meta:
        verbose_name = _("update")
        verbose_name_plural = _("updates")

    def __str__(self) -> str:
        return str(self.update_id)

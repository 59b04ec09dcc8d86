from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class IdempotencyKey(models.Model):
    """What a request with this key was answered, written in the transaction of its effects.

    `owner` is who sent it; `fingerprint` is the SHA-256 of the body.
    """

    owner = models.CharField(_("sent by"), max_length=80)
    key = models.CharField(_("key"), max_length=255)
    customer_id = models.BigIntegerField(_("customer"), null=True, blank=True, db_index=True)
    fingerprint = models.CharField(_("SHA-256 of the body"), max_length=64)
    answer = models.TextField(_("answer"), blank=True)  # JSON, to the letter
    created_at = models.DateTimeField(_("created"), auto_now_add=True, db_index=True)

    class Meta:
        verbose_name = _("idempotency key")
        verbose_name_plural = _("idempotency keys")
        constraints = [
            models.UniqueConstraint(fields=["owner", "key"], name="idempotency_key_once"),
        ]

    def __str__(self) -> str:
        return f"{self.owner}: {self.key}"

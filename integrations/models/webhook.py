from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shop.crypto import EncryptedTextField
from shop.models import Delivery

SUBSCRIBER = "webhooks"  # of the outbox
OLD_SECRET_LASTS = timedelta(days=1)


def new_secret() -> str:
    return f"whsec_{secrets.token_urlsafe(32)}"


class WebhookEndpoint(models.Model):
    """An address of the store's own programmers that is told of events; see `integrations.webhooks`.

    `failing_since` is when it stopped answering well, `paused_until` when it is tried next.
    """

    url = models.CharField(_("address"), max_length=500)
    description = models.CharField(_("description"), max_length=200, blank=True)
    events = models.JSONField(_("events"), default=list)
    with_contacts = models.BooleanField(
        _("with contacts"),
        default=False,
        help_text=_(
            "Names, phones and delivery addresses of customers go along: personal data leaves "
            "the store for this address."
        ),
    )
    is_active = models.BooleanField(_("active"), default=True)
    secret = EncryptedTextField(_("secret"), default=new_secret, editable=False)
    old_secret = EncryptedTextField(_("old secret"), blank=True, default="", editable=False)
    old_secret_until = models.DateTimeField(null=True, blank=True, editable=False)
    failing_since = models.DateTimeField(_("failing since"), null=True, blank=True, editable=False)
    paused_until = models.DateTimeField(_("tried next"), null=True, blank=True, editable=False)
    switched_off_at = models.DateTimeField(
        _("switched off by itself"), null=True, blank=True, editable=False
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.description or self.url

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        transaction.on_commit(_forget_targets)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete it with what it has not been told: nobody is there who could be."""
        untold = Delivery.objects.filter(subscriber=SUBSCRIBER, target=str(self.pk))
        untold.exclude(status=Delivery.Status.DONE).delete()
        deleted = super().delete(*args, **kwargs)
        transaction.on_commit(_forget_targets)
        return deleted

    @property
    def secrets_in_force(self) -> list[str]:
        """Those that sign now: the secret, and for a day after a rotation the one before."""
        until = self.old_secret_until
        old = self.old_secret if until is not None and timezone.now() < until else ""
        return [self.secret, *([old] if old else [])]

    def rotate_secret(self) -> None:
        """Sign by a new secret; the old one signs too for a day, so that no event is refused."""
        self.old_secret, self.old_secret_until = self.secret, timezone.now() + OLD_SECRET_LASTS
        self.secret = new_secret()
        self.save(update_fields=["secret", "old_secret", "old_secret_until"])


class WebhookAttempt(models.Model):
    """One request to an endpoint and what came of it; thinned after two weeks."""

    endpoint = models.ForeignKey(
        WebhookEndpoint, models.CASCADE, related_name="attempts", verbose_name=_("webhook")
    )
    event_id = models.BigIntegerField(_("event id"), null=True, blank=True)
    event_name = models.CharField(_("event"), max_length=64)
    request = models.TextField(_("request"), blank=True)
    status_code = models.PositiveSmallIntegerField(_("answered"), null=True, blank=True)
    answer = models.TextField(_("answer"), blank=True)
    error = models.CharField(_("error"), max_length=300, blank=True)
    duration_ms = models.PositiveIntegerField(_("milliseconds"), default=0)
    created_at = models.DateTimeField(_("time"), auto_now_add=True, db_index=True)

    class Meta:
        verbose_name = _("webhook request")
        verbose_name_plural = _("webhook requests")
        ordering = ("-pk",)
        indexes = [models.Index(fields=["endpoint", "-id"], name="webhook_attempt_of")]

    def __str__(self) -> str:
        return f"{self.event_name} #{self.event_id or '–'}"

    @property
    def succeeded(self) -> bool:
        return self.status_code is not None and 200 <= self.status_code < 300


def _forget_targets() -> None:
    # The cache is read where models are known; it knows no models by itself.
    from integrations.webhooks.targets import forget

    forget()

from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class IntegrationState(models.Model):
    """When an integration last did its work, and what last went wrong; see `shop.integrations`."""

    name = models.SlugField(_("name"), primary_key=True)
    succeeded_at = models.DateTimeField(_("last success"), null=True, blank=True)
    failed_at = models.DateTimeField(_("last failure"), null=True, blank=True)
    error = models.CharField(_("last error"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("state of an integration")
        verbose_name_plural = _("status")
        default_permissions = ("view", "change")

    def __str__(self) -> str:
        return self.name

    @property
    def is_failing(self) -> bool:
        """Whether the last thing known of it is a failure."""
        return self.failed_at is not None and (
            self.succeeded_at is None or self.failed_at > self.succeeded_at
        )

    def is_silent(self, limit: timedelta | None) -> bool:
        """Whether it should have said something for longer than `limit`, and did not."""
        if limit is None:
            return False
        return self.succeeded_at is None or timezone.now() - self.succeeded_at > limit

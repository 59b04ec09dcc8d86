from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class RefreshToken(models.Model):
    """A refresh token of the staff API, known by its hash; one log-in and its heirs are a family.

    `session_hash` is the person's `get_session_auth_hash()` at log-in: a new password ends it.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="refresh_tokens",
        verbose_name=_("user"),
    )
    family = models.UUIDField(_("family"), db_index=True)
    token_hash = models.CharField(_("SHA-256 of the token"), max_length=64, unique=True)
    session_hash = models.CharField(max_length=128, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    expires_at = models.DateTimeField(_("expires"))
    used_at = models.DateTimeField(_("used"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    class Meta:
        verbose_name = _("refresh token")
        verbose_name_plural = _("refresh tokens")
        indexes = [models.Index(fields=["expires_at"], name="refresh_token_expiry")]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.family}"

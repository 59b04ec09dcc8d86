from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from shop.models import Customer


class Session(models.Model):
    """Where a customer is in the chat: nothing of a conversation lives in a process.

    `route` is the callback data that draws the screen they see now; `step` is what free text
    would answer; `data` the answers so far. `version` grows with each update taken.
    """

    customer = models.OneToOneField(
        Customer,
        models.CASCADE,
        primary_key=True,
        related_name="session",
        verbose_name=_("customer"),
    )
    route = models.CharField(_("screen"), max_length=64, blank=True)
    step = models.CharField(_("waits for"), max_length=32, blank=True)
    data = models.JSONField(_("answers"), default=dict, blank=True)
    version = models.PositiveBigIntegerField(_("version"), default=0)
    last_text_id = models.BigIntegerField(_("last text taken"), default=0)
    screen_id = models.BigIntegerField(_("message on the screen"), null=True, blank=True)
    screen_has_photo = models.BooleanField(default=False)
    screen_is_editable = models.BooleanField(default=False)
    updated_at = models.DateTimeField(_("last seen"), auto_now=True)

    class Meta:
        verbose_name = _("chat session")
        verbose_name_plural = _("chat sessions")

    def __str__(self) -> str:
        return str(self.pk)

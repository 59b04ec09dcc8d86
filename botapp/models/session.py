from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from shop.models import Customer


class Session(models.Model):
    """Where a customer is in the chat: nothing of a conversation lives in a process.

    `route` is the callback data that draws the screen they are to see; `step` is what free
    text would answer; `data` the answers so far. `version` grows with each new screen and
    `shown_version` follows when the screen has reached Telegram; until `shown_by` the process
    that drew it is trusted to show it. `screen_id` is the message that holds the screen now;
    `target_id` the one that is to be edited into the next screen, if any. `notice` is the word
    at the screen's head, which it keeps when it is drawn again.
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
    last_text_id = models.BigIntegerField(_("last text taken"), default=0)
    version = models.PositiveBigIntegerField(_("version"), default=0)
    shown_version = models.PositiveBigIntegerField(_("version shown"), default=0)
    shown_by = models.DateTimeField(_("to be shown by"), null=True, blank=True)
    screen_id = models.BigIntegerField(_("message on the screen"), null=True, blank=True)
    notice = models.CharField(
        _("word on the screen"), max_length=300, blank=True, default="", db_default=""
    )
    target_id = models.BigIntegerField(_("message to edit"), null=True, blank=True)
    target_has_photo = models.BooleanField(_("message to edit has a photo"), default=False)
    keys_open = models.BooleanField(_("contact keyboard open"), default=False)
    updated_at = models.DateTimeField(_("last seen"), auto_now=True)

    class Meta:
        verbose_name = _("chat session")
        verbose_name_plural = _("chat sessions")
        indexes = [
            models.Index(
                fields=["updated_at"],
                condition=Q(shown_version__lt=F("version")),
                name="session_not_shown",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_shown(self) -> bool:
        return self.shown_version >= self.version

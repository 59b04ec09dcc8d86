from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class UploadedFile(models.Model):
    """The id under which a bot may send a stored file again without uploading it."""

    bot_id = models.BigIntegerField(_("bot"))
    name = models.CharField(_("file"), max_length=255)
    file_id = models.CharField(_("file id"), max_length=255)

    class Meta:
        verbose_name = _("uploaded file")
        verbose_name_plural = _("uploaded files")
        constraints = [
            models.UniqueConstraint(fields=["bot_id", "name"], name="uploaded_file_once"),
        ]

    def __str__(self) -> str:
        return self.name

from __future__ import annotations

from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


class Tag(models.Model):
    """A word that the staff put on customers, to find them again."""

    class Colour(models.TextChoices):
        """The colours of the admin's labels."""

        GREY = "default", _("Grey")
        BLUE = "info", _("Blue")
        GREEN = "success", _("Green")
        ORANGE = "warning", _("Orange")
        RED = "danger", _("Red")
        TEAL = "primary", _("Teal")

    name = models.CharField(_("name"), max_length=40)
    colour = models.CharField(
        _("colour"), max_length=16, choices=Colour.choices, default=Colour.GREY
    )

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        ordering = ("name",)
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                name="tag_once",
                violation_error_message=_("There is such a tag already."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

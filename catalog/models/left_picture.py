from __future__ import annotations

from django.db import models


class LeftPicture(models.Model):
    """A file among the products' pictures that no product shows, and since when that is known."""

    name = models.CharField(max_length=100, unique=True)
    since = models.DateTimeField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.name

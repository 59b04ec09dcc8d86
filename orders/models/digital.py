from __future__ import annotations

import uuid

from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalog.models import ProductVariant
from orders.models.order import OrderItem
from shop.crypto import EncryptedTextField

PRIVATE = "private"


def private_storage() -> Storage:
    """Where files lie that have no public address."""
    return storages[PRIVATE]


def stored_name(file: DigitalFile, name: str) -> str:
    """A name that tells nothing and never comes twice: Telegram's file ids are kept under it."""
    return f"digital/{uuid.uuid4().hex}"


class DigitalCode(models.Model):
    """A code that is sold once, unreadable in the database. Those unsold are the variant's stock,
    together with what unpaid orders have taken of it.

    `fingerprint` tells the same code uploaded twice, and nothing else of it.
    """

    variant = models.ForeignKey(
        ProductVariant, models.PROTECT, related_name="codes", verbose_name=_("variant")
    )
    code = EncryptedTextField(_("code"), editable=False)
    fingerprint = models.CharField(max_length=64, editable=False)
    item = models.ForeignKey(
        OrderItem,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="codes",
        verbose_name=_("sold in"),
    )
    uploaded_by = models.CharField(_("by whom"), max_length=100)
    created_at = models.DateTimeField(_("uploaded"), auto_now_add=True)

    class Meta:
        verbose_name = _("code")
        verbose_name_plural = _("codes")
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(fields=["variant", "fingerprint"], name="digital_code_once"),
        ]
        indexes = [
            models.Index(
                fields=["variant", "id"], condition=Q(item__isnull=True), name="digital_code_next"
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"


class DigitalText(models.Model):
    """What every buyer of a variant is given: a text, a link."""

    variant = models.OneToOneField(
        ProductVariant,
        models.CASCADE,
        primary_key=True,
        related_name="digital_text",
        verbose_name=_("variant"),
    )
    text = EncryptedTextField(_("text"))

    class Meta:
        verbose_name = _("digital text")
        verbose_name_plural = _("digital texts")

    def __str__(self) -> str:
        return str(self.variant_id)


class DigitalFile(models.Model):
    """The file that every buyer of a variant is given as a document in the chat.

    `name` is what its buyer reads, `size` is in bytes.
    """

    variant = models.OneToOneField(
        ProductVariant,
        models.CASCADE,
        primary_key=True,
        related_name="digital_file",
        verbose_name=_("variant"),
    )
    file = models.FileField(
        _("file"), storage=private_storage, upload_to=stored_name, max_length=100
    )
    name = models.CharField(_("name"), max_length=200)
    size = models.PositiveBigIntegerField(_("size"))

    class Meta:
        verbose_name = _("digital file")
        verbose_name_plural = _("digital files")

    def __str__(self) -> str:
        return self.name

from __future__ import annotations

import hashlib

from django.db import models
from django.utils.translation import gettext_lazy as _

from shop.legal_gaps import filled
from shop.models.customer import Customer
from shop.translations import Translated


class LegalDocument(Translated):
    """One published version of a legal text. A change of the text is a new version."""

    class Kind(models.TextChoices):
        POLICY = "policy", _("Privacy policy")
        TERMS = "terms", _("Terms of sale")
        OFFER = "offer", _("Public offer")
        RETURNS = "returns", _("Returns and refunds")

    translated_fields = ("text",)

    kind = models.CharField(_("document"), max_length=16, choices=Kind.choices)
    version = models.PositiveIntegerField(_("version"))
    text = models.TextField(_("text"))
    needs_consent = models.BooleanField(
        _("customers must agree to it"),
        default=True,
        db_default=True,
        help_text=_("Before their next order customers are asked to agree to this version."),
    )
    published_at = models.DateTimeField(_("published"), auto_now_add=True)

    class Meta:
        verbose_name = _("legal document")
        verbose_name_plural = _("legal documents")
        ordering = ("kind", "-version")
        constraints = [
            models.UniqueConstraint(fields=["kind", "version"], name="legal_document_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} v{self.version}"

    def text_hash(self, language: str) -> str:
        """SHA-256 (hex) of the text that a reader of `language` is shown."""
        return hashlib.sha256(self.shown_in(language).encode()).hexdigest()

    def text_in(self, language: str) -> str:
        """The text as it was written, gaps for the seller's data included."""
        return self.text_of("text", language)

    def shown_in(self, language: str) -> str:
        """The text as it is read: with what the settings say of the seller."""
        return filled(self.text_in(language), published_at=self.published_at, language=language)


class Consent(models.Model):
    """That a customer agreed to one version of one document: what, when, where (152-ФЗ, art. 9)."""

    customer = models.ForeignKey(
        Customer, models.CASCADE, related_name="consents", verbose_name=_("customer")
    )
    document = models.ForeignKey(
        LegalDocument, models.PROTECT, related_name="consents", verbose_name=_("document")
    )
    language = models.CharField(_("language shown"), max_length=8)
    text_hash = models.CharField(_("SHA-256 of the text shown"), max_length=64)
    source = models.CharField(_("given in"), max_length=16)
    given_at = models.DateTimeField(_("given"), auto_now_add=True)

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        constraints = [
            models.UniqueConstraint(fields=["customer", "document"], name="consent_once"),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id}: {self.document_id}"


class ReminderConsent(models.Model):
    """That a customer agreed to be reminded, or took it back: what they read, when, where.

    Apart from the legal texts, which nobody can order without (38-ФЗ, art. 18: advertising by
    telecommunication needs a consent of its own, and ends at once when it is taken back).
    `Customer.wants_reminders` is the newest entry.
    """

    customer = models.ForeignKey(
        Customer, models.CASCADE, related_name="reminder_consents", verbose_name=_("customer")
    )
    given = models.BooleanField(_("agreed"))
    language = models.CharField(_("language shown"), max_length=8)
    text_hash = models.CharField(_("SHA-256 of the text shown"), max_length=64)
    source = models.CharField(_("given in"), max_length=16)
    created_at = models.DateTimeField(_("time"), auto_now_add=True)

    class Meta:
        verbose_name = _("consent to reminders")
        verbose_name_plural = _("consents to reminders")
        default_permissions = ("view",)
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.customer_id}: {self.given}"

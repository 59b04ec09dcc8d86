from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from shop.legal_numbers import validate_inn, validate_ogrn


class SellerDetails(models.Model):
    """Who sells, as invoices and legal texts must name them."""

    seller_name = models.CharField(
        _("legal name"),
        max_length=200,
        blank=True,
        default="",
        db_default="",
        help_text=_("As registered: ООО «Ромашка», ИП Иванов Иван Иванович."),
    )
    seller_inn = models.CharField(
        _("INN"),
        max_length=12,
        blank=True,
        default="",
        db_default="",
        validators=[validate_inn],
        help_text=_("Taxpayer number: 10 digits of a company, 12 of a person."),
    )
    seller_ogrn = models.CharField(
        _("OGRN or OGRNIP"),
        max_length=15,
        blank=True,
        default="",
        db_default="",
        validators=[validate_ogrn],
        help_text=_("Registration number: 13 digits of a company, 15 of an entrepreneur."),
    )
    seller_address = models.CharField(
        _("legal address"),
        max_length=300,
        blank=True,
        default="",
        db_default="",
        help_text=_("Where claims on paper are to be sent."),
    )
    seller_email = models.EmailField(
        _("e-mail"),
        blank=True,
        default="",
        db_default="",
        help_text=_("For requests about personal data and for claims."),
    )
    seller_phone = models.CharField(
        _("phone"),
        max_length=32,
        blank=True,
        default="",
        db_default="",
        help_text=_("As customers should dial it."),
    )

    class Meta:
        abstract = True

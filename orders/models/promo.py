from __future__ import annotations

import unicodedata
from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.models import Category, Product, ProductVariant
from orders.models.order import Order
from orders.models.segment import Segment
from shop.models import Customer


def code_key(code: str) -> str:
    """What two spellings of the same code have in common: case, outer space, invisible marks."""
    text = unicodedata.normalize("NFKC", " ".join(code.split())).casefold()
    return "".join(char for char in text if unicodedata.category(char)[0] != "C")


class PromoCode(models.Model):
    """A word that makes an order cheaper, or adds a gift to it; for whom, for what, how often.

    `used` counts its uses that stand (`PromoUse`); it moves with them, under the lock of this row.
    """

    class Kind(models.TextChoices):
        PERCENT = "percent", _("Percent off")
        FIXED = "fixed", _("Sum off")
        GIFT = "gift", _("Free gift")

    code = models.CharField(
        _("code"), max_length=40, help_text=_("Customers may type it in any case.")
    )
    key = models.CharField(max_length=80, unique=True, editable=False)
    is_active = models.BooleanField(_("switched on"), default=True)
    note = models.CharField(
        _("note"),
        max_length=100,
        blank=True,
        db_index=True,
        help_text=_("For the staff: what it is for. Codes made together share it."),
    )

    kind = models.CharField(_("what it gives"), max_length=8, choices=Kind.choices)
    value = models.DecimalField(
        _("percent, or sum"),
        max_digits=10,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal("0.01"))],
        help_text=_("A sum is in the store's currency. Empty for a gift."),
    )
    gift = models.ForeignKey(
        ProductVariant,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("gift"),
        help_text=_("One piece is added to the order at no cost."),
    )

    category = models.ForeignKey(
        Category,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("for goods of the category"),
        help_text=_("Or of one inside it."),
    )
    product = models.ForeignKey(
        Product,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("for the product"),
    )
    segment = models.ForeignKey(
        Segment,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("for customers of the segment"),
        help_text=_("Who belongs to it when the order is placed."),
    )
    minimum_sum = models.DecimalField(
        _("for orders from"),
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0))],
        help_text=_("What all goods of the order come to before discounts."),
    )
    first_order_only = models.BooleanField(_("for the first order only"), default=False)
    stackable = models.BooleanField(
        _("goes with other codes"),
        default=False,
        help_text=_("With others for which this is switched on as well."),
    )

    starts_at = models.DateTimeField(_("in force from"), null=True, blank=True)
    ends_at = models.DateTimeField(_("in force until"), null=True, blank=True)
    total_limit = models.PositiveIntegerField(
        _("uses in all"), null=True, blank=True, help_text=_("Empty: as often as you like.")
    )
    customer_limit = models.PositiveIntegerField(
        _("uses by one customer"), null=True, blank=True, default=1
    )
    used = models.PositiveIntegerField(_("used"), default=0, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("promo code")
        verbose_name_plural = _("promo codes")
        ordering = ("-pk",)
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="gift") | Q(value__isnull=False, value__gt=0),
                name="promo_code_value_positive",
            ),
            models.CheckConstraint(
                condition=~Q(kind="percent") | Q(value__lte=100), name="promo_code_percent_at_most"
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def save(self, *args: object, **kwargs: object) -> None:
        self.code = " ".join(self.code.split())
        self.key = code_key(self.code)
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    @property
    def is_over(self) -> bool:
        return self.ends_at is not None and self.ends_at <= timezone.now()

    @property
    def is_to_come(self) -> bool:
        return self.starts_at is not None and self.starts_at > timezone.now()

    @property
    def is_used_up(self) -> bool:
        return self.total_limit is not None and self.used >= self.total_limit


class PromoUse(models.Model):
    """That an order was made with a code; released when the order is cancelled.

    `amount` is what the code took off when the order was placed, 0 for a gift.
    """

    promo = models.ForeignKey(
        PromoCode, models.PROTECT, related_name="uses", verbose_name=_("promo code")
    )
    order = models.ForeignKey(
        Order, models.CASCADE, related_name="promo_uses", verbose_name=_("order")
    )
    customer = models.ForeignKey(
        Customer, models.PROTECT, related_name="promo_uses", verbose_name=_("customer")
    )
    amount = models.DecimalField(_("discount"), max_digits=14, decimal_places=2)
    created_at = models.DateTimeField(_("used"), auto_now_add=True)
    released_at = models.DateTimeField(_("taken back"), null=True, blank=True)

    class Meta:
        verbose_name = _("use of a promo code")
        verbose_name_plural = _("uses of promo codes")
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(fields=["promo", "order"], name="promo_use_once"),
        ]
        indexes = [
            models.Index(
                fields=["promo", "customer"],
                condition=Q(released_at__isnull=True),
                name="promo_use_by_customer",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.promo_id}: {self.order_id}"

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.models import ProductVariant
from orders.models.cart import Cart
from orders.state import TRANSITIONS, OrderStatus
from shop.models import Customer, Event
from shop.translations import Translated

EDITABLE = (OrderStatus.PENDING, OrderStatus.CONFIRMED, OrderStatus.PROCESSING)
CAME_BACK_UNPAID = models.Q(unclaimed_amount__gt=0, unclaimed_amount=models.F("total_amount"))


class Order(models.Model):
    """What a customer ordered, to whom and where it goes; its number is its id.

    `total_amount` is what is to be paid: the lines less their discounts, `discount_amount` in all.
    Contact and address are the customer's words at that moment. `cart` and `cart_version`
    name the cart it was made of, so that no cart becomes two orders.
    """

    Status = OrderStatus

    class PaymentStatus(models.TextChoices):
        UNPAID = "unpaid", _("Unpaid")
        PARTIALLY_PAID = "partially_paid", _("Partially paid")
        PAID = "paid", _("Paid")
        PARTIALLY_REFUNDED = "partially_refunded", _("Partially refunded")
        REFUNDED = "refunded", _("Refunded")

    customer = models.ForeignKey(
        Customer, models.PROTECT, related_name="orders", verbose_name=_("customer")
    )
    status = models.CharField(
        _("status"), max_length=16, choices=OrderStatus.choices, default=OrderStatus.PENDING
    )
    payment_status = models.CharField(
        _("payment"),
        max_length=20,
        choices=PaymentStatus.choices,
        default=PaymentStatus.UNPAID,
    )
    pay_with = models.CharField(
        _("to be paid by"), max_length=32, default="on_delivery", db_default="on_delivery"
    )
    unclaimed_amount = models.DecimalField(
        _("came back unpaid"),
        max_digits=14,
        decimal_places=2,
        default=Decimal(0),
        db_default=Decimal(0),
        help_text=_("The worth of goods that came back before they were paid for."),
    )
    has_digital = models.BooleanField(_("with digital goods"), default=False, db_default=False)
    total_amount = models.DecimalField(_("total"), max_digits=14, decimal_places=2)
    discount_amount = models.DecimalField(
        _("discount"), max_digits=14, decimal_places=2, default=Decimal(0), db_default=Decimal(0)
    )
    currency = models.CharField(_("currency"), max_length=3)
    full_name = models.CharField(_("full name"), max_length=200)
    phone_number = models.CharField(_("phone number"), max_length=20)
    shipping_address = models.CharField(_("delivery address"), max_length=500)
    comment = models.CharField(_("comment"), max_length=1000, blank=True)
    carrier = models.CharField(_("carrier"), max_length=64, blank=True, default="", db_default="")
    tracking_number = models.CharField(
        _("tracking number"), max_length=64, blank=True, default="", db_default=""
    )
    language = models.CharField(_("customer's language"), max_length=8)
    source = models.CharField(_("ordered in"), max_length=16)
    cart = models.ForeignKey(
        Cart, models.SET_NULL, null=True, blank=True, editable=False, related_name="orders"
    )
    cart_version = models.PositiveIntegerField(null=True, blank=True, editable=False)
    pay_by = models.DateTimeField(
        _("to be paid until"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("Only of orders that are to be paid online: unpaid by then, they expire."),
    )
    remind_at = models.DateTimeField(_("to be reminded"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("placed"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("order")
        verbose_name_plural = _("orders")
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(fields=["cart", "cart_version"], name="order_once_per_cart"),
            models.CheckConstraint(
                condition=models.Q(total_amount__gte=0), name="order_total_not_negative"
            ),
            models.CheckConstraint(
                condition=models.Q(discount_amount__gte=0), name="order_discount_not_negative"
            ),
            models.CheckConstraint(
                condition=models.Q(
                    unclaimed_amount__gte=0, unclaimed_amount__lte=models.F("total_amount")
                ),
                name="order_unclaimed_within_total",
            ),
        ]
        indexes = [
            models.Index(fields=["customer", "-id"], name="order_of_customer"),
            models.Index(fields=["status", "-id"], name="order_by_status"),
            models.Index(fields=["created_at"], name="order_by_time"),
            models.Index(fields=["updated_at"], name="order_by_change"),
            models.Index(fields=["customer", "currency", "created_at"], name="order_first"),
            models.Index(
                fields=["created_at"],
                condition=models.Q(payment_status__in=("unpaid", "partially_paid"))
                & ~models.Q(status__in=("delivered", "cancelled")),
                name="order_unpaid",
            ),
            models.Index(fields=["total_amount"], name="order_by_total"),
            models.Index(
                fields=["created_at"],
                condition=models.Q(unclaimed_amount__gt=0),
                name="order_came_back",
            ),
            models.Index(
                fields=["pay_by"], condition=models.Q(pay_by__isnull=False), name="order_to_be_paid"
            ),
            models.Index(
                fields=["remind_at"],
                condition=models.Q(remind_at__isnull=False),
                name="order_to_remind",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"

    @property
    def can_be_edited(self) -> bool:
        """Whether contact and lines may still change: the goods have not left yet."""
        return self.status in EDITABLE

    @property
    def goods_amount(self) -> Decimal:
        """What the lines come to, before discounts."""
        return self.total_amount + self.discount_amount

    @property
    def came_back_unpaid(self) -> bool:
        """Whether all of it came back before it was paid for: nothing is to be paid any more."""
        return 0 < self.unclaimed_amount == self.total_amount

    @property
    def next_statuses(self) -> tuple[OrderStatus, ...]:
        """Where it may go from here by one step.

        Nowhere once it came back: "delivered" would be no news that its customer understands.
        """
        return () if self.came_back_unpaid else TRANSITIONS[self.status]

    @property
    def contact(self) -> str:
        """Name and phone in one line, as staff read them."""
        return ", ".join(part for part in (self.full_name, self.phone_number) if part)


class OrderItem(Translated):
    """A line of an order, as it was named and priced when it was ordered.

    `discount` is its share of what promo codes took off; a gift is a line at 0.
    """

    translated_fields = ("product_name", "variant_name")

    order = models.ForeignKey(Order, models.CASCADE, related_name="items", verbose_name=_("order"))
    variant = models.ForeignKey(
        ProductVariant,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="order_items",
        verbose_name=_("variant"),
    )
    sku = models.CharField(_("SKU"), max_length=64)
    product_name = models.CharField(_("product"), max_length=200)
    variant_name = models.CharField(_("variant"), max_length=200, blank=True)
    quantity = models.PositiveIntegerField(_("quantity"))
    is_digital = models.BooleanField(_("digital"), default=False, db_default=False)
    handed_over_at = models.DateTimeField(_("handed over"), null=True, blank=True)
    returned_quantity = models.PositiveIntegerField(_("returned"), default=0, db_default=0)
    price_at_purchase = models.DecimalField(_("price"), max_digits=12, decimal_places=2)
    discount = models.DecimalField(
        _("discount"), max_digits=14, decimal_places=2, default=Decimal(0), db_default=Decimal(0)
    )

    class Meta:
        verbose_name = _("order item")
        verbose_name_plural = _("order items")
        ordering = ("pk",)
        constraints = [
            models.CheckConstraint(
                condition=models.Q(quantity__gte=1), name="order_item_quantity_positive"
            ),
            models.CheckConstraint(
                condition=models.Q(discount__gte=0), name="order_item_discount_not_negative"
            ),
            models.CheckConstraint(
                condition=models.Q(returned_quantity__lte=models.F("quantity")),
                name="order_item_returned_within_quantity",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title('')} × {self.quantity}"

    @property
    def line_total(self) -> Decimal:
        """What its pieces come to, before discounts."""
        return self.price_at_purchase * self.quantity

    @property
    def to_pay(self) -> Decimal:
        """What the customer pays for it."""
        return self.line_total - self.discount

    def title(self, language: str) -> str:
        """`Classic T-Shirt (Red, M)`, or just the product when it has no options."""
        variant = self.text_of("variant_name", language)
        product = self.text_of("product_name", language)
        return f"{product} ({variant})" if variant else product


class OrderEvent(models.Model):
    """One entry of an order's timeline: what happened, by whom, when. Never edited.

    `changes` holds what was edited, before and after: `{"field": "phone_number", "old": "+7…",
    "new": "+7…"}`; for a line also its `sku` and `names` by language, `old` and `new` being
    quantities (0: it was not there), or prices. `text` is a note, or a message to the customer
    whose way to them is that of `outbox_event`.
    """

    class Kind(models.TextChoices):
        PLACED = "placed", _("Order placed")
        STATUS_CHANGED = "status_changed", _("Status changed")
        NOTE = "note", _("Note")
        MESSAGE = "message", _("Message to the customer")
        CONTACT_EDITED = "contact_edited", _("Delivery details edited")
        LINES_EDITED = "lines_edited", _("Lines edited")
        LINES_CANCELLED = "lines_cancelled", _("Lines cancelled")
        TRACKING_EDITED = "tracking_edited", _("Tracking number edited")
        PAID = "paid", _("Payment received")
        REFUND_ASKED = "refund_asked", _("Refund asked for")
        REFUNDED = "refunded", _("Money refunded")
        REFUND_FAILED = "refund_failed", _("Refund refused")
        RETURNED = "returned", _("Goods returned")
        HANDED_OVER = "handed_over", _("Digital goods handed over")

    order = models.ForeignKey(Order, models.CASCADE, related_name="events", verbose_name=_("order"))
    kind = models.CharField(_("event"), max_length=32, choices=Kind.choices)
    old_status = models.CharField(_("from"), max_length=16, blank=True, choices=OrderStatus.choices)
    new_status = models.CharField(_("to"), max_length=16, blank=True, choices=OrderStatus.choices)
    text = models.TextField(_("text"), blank=True, default="", db_default="")
    changes = models.JSONField(_("changes"), null=True, blank=True)
    outbox_event = models.ForeignKey(
        Event,
        models.SET_NULL,
        null=True,
        blank=True,
        db_index=False,  # the partial one below
        related_name="+",
        verbose_name=_("outbox event"),
    )
    actor = models.CharField(_("by whom"), max_length=100)
    created_at = models.DateTimeField(_("time"), auto_now_add=True)

    class Meta:
        verbose_name = _("order event")
        verbose_name_plural = _("order events")
        ordering = ("pk",)
        indexes = [
            models.Index(
                fields=["outbox_event"],
                condition=models.Q(outbox_event__isnull=False),
                name="order_event_sent",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.new_status}".strip()

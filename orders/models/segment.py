from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.models import Category
from orders.models.conditions import Conditions, customers_matching
from shop.models import Customer, Tag


class Segment(models.Model):
    """A saved choice of customers, always of now: who fits is looked up when it is asked.

    What takes a segment (a broadcast, a promo code) asks `customers()` and needs to know no more.
    """

    class Blocked(models.TextChoices):
        NO = "no", _("Only those who can be written to")
        YES = "yes", _("Only those who blocked the bot")
        ANY = "any", _("All")

    name = models.CharField(_("name"), max_length=100, unique=True)
    category = models.ForeignKey(
        Category,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("bought from the category"),
        help_text=_("Or from one inside it."),
    )
    spent_from = models.DecimalField(
        _("spent at least"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    spent_to = models.DecimalField(
        _("spent at most"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    orders_from = models.PositiveIntegerField(_("orders at least"), null=True, blank=True)
    orders_to = models.PositiveIntegerField(
        _("orders at most"), null=True, blank=True, help_text=_("0: those who never ordered.")
    )
    ordered_within = models.PositiveIntegerField(
        _("ordered in the last … days"), null=True, blank=True
    )
    not_ordered_for = models.PositiveIntegerField(
        _("have not ordered for … days"),
        null=True,
        blank=True,
        help_text=_("Of those who ordered before."),
    )
    tags = models.ManyToManyField(
        Tag,
        blank=True,
        related_name="segments",
        verbose_name=_("tags"),
        help_text=_("Any of these."),
    )
    language = models.CharField(_("language"), max_length=8, blank=True)
    blocked = models.CharField(
        _("can be written to"), max_length=4, choices=Blocked.choices, default=Blocked.NO
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("segment")
        verbose_name_plural = _("segments")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    def customers(self) -> models.QuerySet[Customer]:
        """The customers who fit now, each once, in no order."""
        return customers_matching(self.conditions())

    def conditions(self) -> Conditions:
        tags = frozenset(self.tags.values_list("pk", flat=True)) if self.pk else frozenset()
        return Conditions(tags=tags, **{name: getattr(self, name) for name in _PLAIN})


_PLAIN: tuple[str, ...] = (
    "category", "spent_from", "spent_to", "orders_from", "orders_to", "ordered_within",
    "not_ordered_for", "language", "blocked",
)  # fmt: skip

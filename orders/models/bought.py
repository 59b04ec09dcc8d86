from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.models import Category
from shop.models import Customer


class BoughtCategory(models.Model):
    """That a customer has an order, not cancelled, with something of a category itself.

    `orders.customer_figures` keeps these rows: to ask the orders of a large store who bought
    shoes takes seconds.
    """

    customer = models.ForeignKey(
        Customer, models.CASCADE, related_name="bought_categories", verbose_name=_("customer")
    )
    category = models.ForeignKey(
        Category,
        models.CASCADE,
        db_index=False,  # the constraint's
        related_name="+",
        verbose_name=_("category"),
    )

    class Meta:
        verbose_name = _("category bought")
        verbose_name_plural = _("categories bought")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["category", "customer"], name="bought_category_once"),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id}: {self.category_id}"

"""What every model of the sellers' world is made of: it knows by which path its seller is found."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self, TypeVar

from django.db import models

if TYPE_CHECKING:
    from integrations.models.seller import Seller

M = TypeVar("M", bound=models.Model)


class OfSellerQuerySet(models.QuerySet[M]):
    def for_seller(self, seller: Seller | int) -> Self:
        """The rows of one seller alone; `integrations.sellers.scope` is how the edges get them."""
        path: str = self.model.seller_path  # type: ignore[attr-defined]  # all are OfSeller
        return self.filter(**{path: getattr(seller, "pk", seller)})


class OfSeller(models.Model):
    """A model of the sellers' world. `seller_path` leads from a row to its seller's key.

    A test fails when a model that leads to a seller is none of these.
    """

    seller_path: ClassVar[str] = "seller_id"

    objects = OfSellerQuerySet.as_manager()

    class Meta:
        abstract = True

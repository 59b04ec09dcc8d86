"""What the pages about sellers are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from django.contrib.auth.models import PermissionsMixin
from django.db.models import QuerySet
from django.http import HttpRequest

from integrations.models import OfSeller
from integrations.sellers.scope import rows
from shop.admin.typed import ModelAdmin

M = TypeVar("M", bound=OfSeller)

if TYPE_CHECKING:
    _Base = ModelAdmin
else:

    class _Base(ModelAdmin):
        def __class_getitem__(cls, _item: object) -> type:
            return cls


class OfSellerAdmin(_Base[M]):
    """Lists what `integrations.sellers.scope` gives to this person, and nothing else."""

    related: tuple[str, ...] = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[M]:
        user: Any = request.user
        assert isinstance(user, PermissionsMixin)
        found = rows(self.model, user)
        ordering = self.get_ordering(request)
        found = found.order_by(*ordering) if ordering else found
        return found.select_related(*self.related) if self.related else found

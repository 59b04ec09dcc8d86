"""What the audit log can be narrowed to; each by an index."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.contrib.auth.models import User
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import DropdownFilter

from shop.admin.filters import DaysFilter
from shop.audit.reading import actor_name, kind_name, kinds
from shop.models import AuditEntry
from shop.periods import start_of

_DAY = timedelta(days=1)
_MOST_STAFF = 200
# Keys follow time, but for what was written at the same moment: they bound what is looked through.
_OUT_OF_TURN = 10_000


class PeriodFilter(DaysFilter):
    """From one day of the store's time zone to another, both included."""

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[AuditEntry]
    ) -> QuerySet[AuditEntry]:
        first, last = self.days(request)
        if first:
            later = AuditEntry.objects.filter(created_at__gte=start_of(first))
            oldest = later.order_by("created_at").values_list("pk", flat=True).first()
            queryset = queryset.filter(
                created_at__gte=start_of(first), pk__gte=(oldest or 0) - _OUT_OF_TURN
            )
        if last:
            earlier = AuditEntry.objects.filter(created_at__lt=start_of(last + _DAY))
            newest = earlier.order_by("-created_at").values_list("pk", flat=True).first()
            queryset = queryset.filter(
                created_at__lt=start_of(last + _DAY), pk__lte=(newest or 0) + _OUT_OF_TURN
            )
        return queryset


class ChannelFilter(DropdownFilter):  # type: ignore[misc]
    title = _("where")
    parameter_name = "channel"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(AuditEntry.Channel.choices)

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[AuditEntry]
    ) -> QuerySet[AuditEntry]:
        return queryset.filter(channel=self.value()) if self.value() else queryset


class KindFilter(DropdownFilter):  # type: ignore[misc]
    title = _("kind of object")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return kinds()

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[AuditEntry]
    ) -> QuerySet[AuditEntry]:
        return queryset.filter(model=self.value()) if self.value() else queryset


class ActorFilter(DropdownFilter):  # type: ignore[misc]
    """Staff by name; a customer or an API client by a link of the list."""

    title = _("who")
    parameter_name = "actor"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        staff = User.objects.filter(is_staff=True).order_by("username")[:_MOST_STAFF]
        actors = ["system", *(f"staff:{name}" for name in staff.values_list("username", flat=True))]
        asked = request.GET.get(self.parameter_name)
        if asked and asked not in actors:
            actors.append(asked)
        return [(actor, actor_name(actor)) for actor in actors]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[AuditEntry]
    ) -> QuerySet[AuditEntry]:
        return queryset.filter(actor=self.value()) if self.value() else queryset


class ObjectFilter(admin.SimpleListFilter):
    """One object with all that is part of it (`orders.order:56`): where "History" leads."""

    title = _("object")
    parameter_name = "object"

    def has_output(self) -> bool:
        return self.value() is not None

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        asked = request.GET.get(self.parameter_name, "")
        label, _colon, key = asked.partition(":")
        if not key:
            return []
        return [(asked, f"{kind_name(label)} {key}")]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[AuditEntry]
    ) -> QuerySet[AuditEntry]:
        asked = self.value()
        if not asked:
            return queryset
        label, _colon, key = asked.partition(":")
        return queryset.filter(Q(model=label, object_id=key) | Q(part_of=asked))

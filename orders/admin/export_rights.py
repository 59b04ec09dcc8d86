"""Who may see and make which exports: those who may have what is in them, whoever made them."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AnonymousUser, User
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from orders.exports.kinds import may_export
from orders.models.export import What

Staff = User | AnonymousUser


def may_export_anything(request: HttpRequest) -> bool:
    return any(may_export(request.user, what) for what in What)


def visible(found: QuerySet[Any], user: Staff) -> QuerySet[Any]:
    """Those exports or schedules that this person could have made themselves."""
    seen = Q(pk__in=[])
    for what in What:
        if may_export(user, what, contact=True):
            seen |= Q(what=what)
        elif may_export(user, what):
            seen |= Q(what=what, contact=False)
    return found.filter(seen)


class ForExporters:
    """Rights: those of what is exported, whoever made it."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return may_export_anything(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if obj is None:
            return may_export_anything(request)
        return may_export(request.user, obj.what, contact=obj.contact)

"""Who may, once it is known who asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rest_framework.permissions import BasePermission
from rest_framework.request import Request


class HasPrincipal(BasePermission):
    """Somebody whom one of the view's ways of authentication knows."""

    def has_permission(self, request: Request, view: Any) -> bool:
        return bool(request.user and request.user.is_authenticated)


class HasRights(BasePermission):
    """Staff whose roles give one of the rights that the view names for the method."""

    def has_permission(self, request: Request, view: Any) -> bool:
        if not (request.user and request.user.is_authenticated):
            return False
        rights: Mapping[str, Sequence[str]] = view.rights
        method = "GET" if request.method == "HEAD" else request.method or ""
        if method not in rights:
            return True  # the view itself answers 405
        return any(request.user.has_perm(right) for right in rights[method])

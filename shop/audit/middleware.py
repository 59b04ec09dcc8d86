"""Each request says who is acting: asked only when something is written."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest, HttpResponse

from shop.api.authentication import CustomerPrincipal, TrustedClient
from shop.audit.acting import Channel, acting

NOBODY = "nobody"


class Acting:
    """Middleware, below the one that knows the log-in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with acting(lambda: _who(request), channel=_where(request)):
            return self.get_response(request)


def _where(request: HttpRequest) -> Channel:
    if request.path.startswith("/api/"):
        return Channel.API
    return Channel.ADMIN if request.path.startswith(f"/{settings.ADMIN_PATH}") else Channel.WEB


def _who(request: HttpRequest) -> str:
    """The API puts whoever it recognised in the request's `user`, be it staff or not."""
    user: object = getattr(request, "user", None)
    if isinstance(user, CustomerPrincipal):
        return f"customer:{user.customer.pk}"
    if isinstance(user, TrustedClient):
        return f"client:{user.name}"
    if isinstance(user, AbstractBaseUser) and user.is_authenticated:
        return f"staff:{user.get_username()}"
    return NOBODY

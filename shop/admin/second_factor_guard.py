"""Who has a second factor shows it before anything else; who must have one sets it up first."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import urlencode
from django_otp import DEVICE_ID_SESSION_KEY

from shop import second_factor
from shop.services.staff_tokens import lacks_second_factor

CHECK, SET_UP = "second-factor-check", "second-factor"
_OPEN = {"admin:login", "admin:logout", "admin:jsi18n"}


class SecondFactorGuard:
    """Middleware: every page of the admin, however it is addressed, is behind it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: object, kwargs: object
    ) -> HttpResponse | None:
        match = request.resolver_match
        if match is None or not f"{request.path}/".startswith(f"/{settings.ADMIN_PATH}"):
            return None
        if match.view_name in _OPEN:
            return None
        lacking = what_is_lacking(request)
        if lacking is None or match.view_name == lacking:
            return None
        address = request.get_full_path() if request.method == "GET" else ""
        query = f"?{urlencode({'next': address})}" if address else ""
        response = redirect(lacking)
        response["Location"] += query
        return response


def what_is_lacking(request: HttpRequest) -> str | None:
    """The page that the person has to pass first, by the name of its address."""
    user = request.user
    if not isinstance(user, AbstractUser) or not (user.is_active and user.is_staff):
        return None
    if request.session.get(DEVICE_ID_SESSION_KEY) and getattr(user, "otp_device", None):
        return None
    if second_factor.device_of(user):
        return CHECK
    return SET_UP if lacks_second_factor(user) else None

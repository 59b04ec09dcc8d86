"""Logging staff in and out: `/api/v1/auth/…`."""

from __future__ import annotations

from django.contrib.auth import authenticate
from django.contrib.auth.models import User
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import AuthenticationFailed, Throttled
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework_simplejwt.settings import api_settings

from shop.api.documentation import answers
from shop.api.fields import Text
from shop.api.parsers import BoundedFormParser, StrictJSONParser
from shop.api.views import ApiView
from shop.services import staff_tokens
from shop.throttle import Limit, hit, take_back

COOKIE = "refresh_token"
COOKIE_PATH = "/api/v1/auth"
TAG = "Staff: log-in"


class Credentials(serializers.Serializer[None]):
    username = Text(max_length=150)
    password = Text(max_length=1024, trim_whitespace=False)


class AccessAnswer(serializers.Serializer[dict[str, str]]):
    access_token = serializers.CharField(help_text="For `Authorization: Bearer`, 15 minutes long.")
    token_type = serializers.ChoiceField(choices=["bearer"])


_ANSWER = OpenApiExample(
    "An access token",
    {
        "access_token": "eyJhbGciOiJIUzI1NiJ9.eyJ1c2VyX2lkIjoxfQ.c2lnbmF0dXJl",
        "token_type": "bearer",
    },
    response_only=True,
)


class _AuthView(ApiView):
    authentication_classes = ()
    permission_classes = ()
    max_body = 16 * 1024

    def get_authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="store"'


class TokenView(_AuthView):
    parser_classes = (StrictJSONParser, BoundedFormParser, MultiPartParser)

    @extend_schema(
        operation_id="log_in",
        tags=[TAG],
        summary="Log in",
        description=(
            "An access token in the body and a refresh token in a cookie that only "
            f"`{COOKIE_PATH}` gets. Ten failures of a name from one address, or fifty from one "
            "address, and both wait."
        ),
        request={
            "application/json": Credentials,
            "application/x-www-form-urlencoded": Credentials,
            "multipart/form-data": Credentials,
        },
        responses=answers(AccessAnswer, errors=[401, 413, 415, 422, 429]),
        examples=[
            OpenApiExample(
                "Name and password",
                {"username": "anna", "password": "correct horse battery staple"},
                request_only=True,
            ),
            _ANSWER,
        ],
    )
    def post(self, request: Request) -> Response:
        given = self.checked(Credentials)
        address = str(request.META.get("REMOTE_ADDR", ""))
        hits = [
            hit(Limit.named("log_in"), f"{address}:{given['username'].casefold()}"),
            hit(Limit.named("log_in_address"), address),
        ]
        if wait := max(one.retry_after for one in hits):
            raise Throttled(wait)
        user = authenticate(
            request._request, username=given["username"], password=given["password"]
        )
        if not isinstance(user, User) or not user.is_staff:
            raise AuthenticationFailed("No member of staff has this name and password.")
        for one in hits:
            take_back(one)
        return _with_cookie(staff_tokens.log_in(user))


class RefreshView(_AuthView):
    @extend_schema(
        operation_id="refresh_token",
        tags=[TAG],
        summary="Get the next access token",
        description=(
            "By the refresh cookie, which is replaced. A refresh token is good once: coming with "
            "a used one ends the whole log-in."
        ),
        request=None,
        responses=answers(AccessAnswer, errors=[401, 429]),
        auth=[{"refresh_cookie": []}],  # type: ignore[list-item]  # as OpenAPI has it
        examples=[_ANSWER],
    )
    def post(self, request: Request) -> Response:
        pair = staff_tokens.refresh(request.COOKIES.get(COOKIE, ""))
        if pair is None:
            raise AuthenticationFailed("The refresh token is not valid, or not any more.")
        return _with_cookie(pair)


class LogoutView(_AuthView):
    @extend_schema(
        operation_id="log_out",
        tags=[TAG],
        summary="Log out",
        description="Ends the log-in that the refresh cookie belongs to; without one, nothing.",
        request=None,
        responses=answers(None, status=204, errors=[429]),
        auth=[{"refresh_cookie": []}, {}],  # type: ignore[list-item]
    )
    def post(self, request: Request) -> Response:
        staff_tokens.revoke_family(request.COOKIES.get(COOKIE, ""))
        response = Response(status=204)
        _set_cookie(response, "", 0)
        return response


def _with_cookie(pair: staff_tokens.TokenPair) -> Response:
    response = Response({"access_token": pair.access, "token_type": "bearer"})
    _set_cookie(response, pair.refresh, int(api_settings.REFRESH_TOKEN_LIFETIME.total_seconds()))
    return response


def _set_cookie(response: Response, value: str, seconds: int) -> None:
    response.set_cookie(
        COOKIE,
        value,
        max_age=seconds,
        path=COOKIE_PATH,
        secure=True,
        httponly=True,
        samesite="Strict",
    )

"""Logging staff in and out: `/api/v1/auth/…`."""

from __future__ import annotations

from django.contrib.auth import authenticate
from django.contrib.auth.models import User
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import AuthenticationFailed, Throttled
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework_simplejwt.settings import api_settings

from shop import second_factor
from shop.api.documentation import answers
from shop.api.errors import OtpInvalid, OtpRequired, OtpSetupRequired
from shop.api.fields import Text
from shop.api.parsers import BoundedFormParser, StrictJSONParser
from shop.api.views import ApiView
from shop.log_in import TooManyAttemptsError, attempt_log_in
from shop.services import staff_tokens

COOKIE = "refresh_token"
COOKIE_PATH = "/api/v1/auth"
TAG = "Staff: log-in"


class Credentials(serializers.Serializer[None]):
    username = Text(max_length=150)
    password = Text(max_length=1024, trim_whitespace=False)
    otp = Text(
        max_length=32,
        required=False,
        allow_blank=True,
        help_text="The code of the second factor, for those who have one: `otp_required` asks for it.",
    )


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
            f"`{COOKIE_PATH}` gets. Ten failures of a name from one address, thirty of a name or "
            "fifty of an address, and they wait. Besides `unauthorized` a 401 may say "
            "`otp_required` (send the code of the second factor as `otp`), `otp_invalid`, or "
            "`otp_setup_required` (the store demands one: set it up in the admin)."
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
        try:
            attempt = attempt_log_in(given["username"], address)
        except TooManyAttemptsError as refusal:
            raise Throttled(refusal.wait) from refusal
        user = authenticate(
            request._request, username=given["username"], password=given["password"]
        )
        if not isinstance(user, User) or not user.is_staff:
            raise AuthenticationFailed(_("No member of staff has this name and password."))
        attempt.succeeded()
        _check_second_factor(user, given.get("otp", ""))
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
            raise AuthenticationFailed(_("The refresh token is not valid, or not any more."))
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


def _check_second_factor(user: User, code: str) -> None:
    """Raises what the second factor refuses, if there is or has to be one."""
    if second_factor.device_of(user) is None:
        if staff_tokens.lacks_second_factor(user):
            raise OtpSetupRequired
        return
    if not code:
        raise OtpRequired
    try:
        if second_factor.verify(user, code) is None:
            raise OtpInvalid
    except TooManyAttemptsError as refusal:
        raise Throttled(refusal.wait) from refusal


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

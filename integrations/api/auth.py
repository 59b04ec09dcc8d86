"""Sellers register, log in and out: `/api/v1/seller/auth/…`."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.exceptions import AuthenticationFailed, Throttled, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from integrations.api.answers import TokensAnswer
from integrations.api.bodies import LogIn, NewPassword, Refresh, Registration
from integrations.api.examples import TOKENS
from integrations.models import Marketplace
from integrations.sellers import tokens
from integrations.sellers.join import set_log_in
from integrations.sellers.passwords import member_by_password
from integrations.sellers.register import register_seller
from shop.api.documentation import answers
from shop.api.views import ApiView
from shop.audit import act_as
from shop.errors import ErrorCode, StoreError
from shop.log_in import TooManyAttemptsError, attempt, attempt_log_in

TAG = "Sellers: log-in"
_EXAMPLE = OpenApiExample("Tokens", TOKENS, response_only=True)


class _AuthView(ApiView):
    authentication_classes = ()
    permission_classes = ()
    max_body = 16 * 1024

    def get_authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="sellers"'

    @property
    def address(self) -> str:
        return str(self.request.META.get("REMOTE_ADDR", ""))


class RegisterView(_AuthView):
    @extend_schema(
        operation_id="seller_register",
        tags=[TAG],
        summary="Register a company that sells on a marketplace",
        description=(
            "Its first member, the owner, is logged in. The account at the marketplace waits for "
            "its key: `PATCH /api/v1/seller/tenants/me/credentials`. A log-in that exists is "
            "refused (409) as `email_taken`."
        ),
        request=Registration,
        responses=answers(TokensAnswer, status=201, errors=[409, 413, 415, 422]),
        examples=[
            OpenApiExample(
                "A company",
                {
                    "email": "owner@romashka.example",
                    "password": "correct horse battery staple",
                    "company_name": "Romashka",
                    "marketplace_type": "wildberries",
                },
                request_only=True,
            ),
            _EXAMPLE,
        ],
    )
    def post(self, request: Request) -> Response:
        given = self.checked(Registration)
        try:
            attempt(("seller_registration", self.address))
        except TooManyAttemptsError as refusal:
            raise Throttled(refusal.wait) from refusal
        try:
            member = register_seller(
                company_name=given["company_name"],
                email=given["email"],
                password=given["password"],
                phone=given.get("phone", ""),
                marketplace=Marketplace(given["marketplace_type"]),
            )
        except StoreError as refusal:
            if refusal.code == ErrorCode.TOO_WEAK:
                raise ValidationError({"password": refusal.context["reasons"]}) from refusal
            raise
        return _answer(tokens.log_in(member), status=201)


class LogInView(_AuthView):
    @extend_schema(
        operation_id="seller_log_in",
        tags=[TAG],
        summary="Log in as a member of a seller",
        description=(
            "Ten failures of an e-mail from one address, thirty of an e-mail or fifty of an "
            "address, and they wait."
        ),
        request=LogIn,
        responses=answers(TokensAnswer, errors=[401, 413, 415, 422]),
        examples=[
            OpenApiExample(
                "E-mail and password",
                {"email": "owner@romashka.example", "password": "correct horse battery staple"},
                request_only=True,
            ),
            _EXAMPLE,
        ],
    )
    def post(self, request: Request) -> Response:
        given = self.checked(LogIn)
        try:
            tried = attempt_log_in(f"seller:{given['email']}", self.address)
        except TooManyAttemptsError as refusal:
            raise Throttled(refusal.wait) from refusal
        member = member_by_password(given["email"], given["password"])
        if member is None:
            raise AuthenticationFailed(_("No member of a seller has this e-mail and password."))
        tried.succeeded()
        act_as(f"seller:{member.pk}")
        return _answer(tokens.log_in(member))


class PasswordView(_AuthView):
    @extend_schema(
        operation_id="seller_set_password",
        tags=[TAG],
        summary="Set one's log-in by a code of the bot",
        description=(
            "For who came by the bot, or has forgotten the password: *Settings → Access by the "
            "API* gives a code, good once and for 10 minutes. Every log-in of before ends. An "
            "e-mail that is another's log-in is refused (409) as `email_taken`."
        ),
        request=NewPassword,
        responses=answers(TokensAnswer, errors=[401, 409, 413, 415, 422]),
        examples=[
            OpenApiExample(
                "The first log-in",
                {
                    "code": "kJ3v0Zq8yXw5Tn2rLb7Hc1Md",
                    "email": "owner@romashka.example",
                    "password": "correct horse battery staple",
                },
                request_only=True,
            ),
            _EXAMPLE,
        ],
    )
    def post(self, request: Request) -> Response:
        given = self.checked(NewPassword)
        try:
            attempt(("seller_codes", self.address))
        except TooManyAttemptsError as refusal:
            raise Throttled(refusal.wait) from refusal
        try:
            member = set_log_in(
                code=given["code"], password=given["password"], email=given.get("email", "")
            )
        except StoreError as refusal:
            if refusal.code == ErrorCode.TOO_WEAK:
                raise ValidationError({"password": refusal.context["reasons"]}) from refusal
            if refusal.code == ErrorCode.INVALID_EMAIL:
                raise ValidationError({"email": [_("This field is required.")]}) from refusal
            raise
        if member is None:
            raise AuthenticationFailed(_("The code is not valid, or not any more."))
        return _answer(tokens.log_in(member))


class RefreshView(_AuthView):
    @extend_schema(
        operation_id="seller_refresh_token",
        tags=[TAG],
        summary="Get the next pair of tokens",
        description=(
            "A refresh token is good once, for 7 days: coming with a used one ends the whole "
            "log-in."
        ),
        request=Refresh,
        responses=answers(TokensAnswer, errors=[401, 413, 415, 422]),
        examples=[
            OpenApiExample(
                "The last refresh token",
                {"refresh_token": TOKENS["refresh_token"]},
                request_only=True,
            ),
            _EXAMPLE,
        ],
    )
    def post(self, request: Request) -> Response:
        pair = tokens.refresh(self.checked(Refresh)["refresh_token"])
        if pair is None:
            raise AuthenticationFailed(_("The refresh token is not valid, or not any more."))
        return _answer(pair)


class LogOutView(_AuthView):
    @extend_schema(
        operation_id="seller_log_out",
        tags=[TAG],
        summary="Log out",
        description="Ends the log-in that the refresh token belongs to; with another, nothing.",
        request=Refresh,
        responses=answers(None, status=204, errors=[413, 415, 422]),
        examples=[
            OpenApiExample(
                "The last refresh token",
                {"refresh_token": TOKENS["refresh_token"]},
                request_only=True,
            )
        ],
    )
    def post(self, request: Request) -> Response:
        tokens.revoke_family(self.checked(Refresh)["refresh_token"])
        return Response(status=204)


def _answer(pair: tokens.TokenPair, status: int = 200) -> Response:
    body: dict[str, Any] = {
        "access_token": pair.access,
        "refresh_token": pair.refresh,
        "token_type": "bearer",
        "expires_in": int(tokens.ACCESS_LASTS.total_seconds()),
    }
    return Response(body, status=status)

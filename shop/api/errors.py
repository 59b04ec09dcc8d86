"""Every refusal of the API in one shape: `{"error": {"code", "message", "details"}}`."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import structlog
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views import defaults
from django.views.decorators.csrf import csrf_exempt
from rest_framework import exceptions, status
from rest_framework.response import Response
from rest_framework.views import set_rollback

from shop.api.error_words import FRAMEWORK, words
from shop.api.language import language_of_words
from shop.errors import ErrorCode, StoreError, error_body

log = structlog.get_logger(__name__)

# JSON loads nothing, and belongs into no frame.
NOTHING_ELSE = "default-src 'none'; frame-ancestors 'none'"
_ROOT = "/api/"

_STATUS: Mapping[str, int] = {
    ErrorCode.ALREADY_SUBSCRIBED: status.HTTP_409_CONFLICT,
    ErrorCode.EMAIL_TAKEN: status.HTTP_409_CONFLICT,
    ErrorCode.BOT_AWAY: status.HTTP_503_SERVICE_UNAVAILABLE,
    ErrorCode.TELEGRAM_JOINED: status.HTTP_409_CONFLICT,
    ErrorCode.MARKETPLACE_UNAVAILABLE: status.HTTP_503_SERVICE_UNAVAILABLE,
    ErrorCode.OTHER_CABINET: status.HTTP_409_CONFLICT,
    ErrorCode.PROVIDER_UNAVAILABLE: status.HTTP_503_SERVICE_UNAVAILABLE,
    ErrorCode.ROLE_TOO_LOW: status.HTTP_403_FORBIDDEN,
    ErrorCode.NOT_FOUND: status.HTTP_404_NOT_FOUND,
    ErrorCode.CART_CHANGED: status.HTTP_409_CONFLICT,
    ErrorCode.CATEGORY_IN_USE: status.HTTP_409_CONFLICT,
    ErrorCode.IDEMPOTENCY_KEY_REUSED: status.HTTP_409_CONFLICT,
    ErrorCode.SKU_TAKEN: status.HTTP_409_CONFLICT,
}
_CODES: Mapping[int, str] = {
    401: "unauthorized",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    413: "body_too_large",
    415: "unsupported_media_type",
    422: "invalid",
    429: "too_many_requests",
}


class SecondFactorRefusal(exceptions.AuthenticationFailed):
    """The password was right, and is not enough; `default_code` says what is missing."""


class OtpRequired(SecondFactorRefusal):
    default_code = "otp_required"
    default_detail = FRAMEWORK[default_code]


class OtpInvalid(SecondFactorRefusal):
    default_code = "otp_invalid"
    default_detail = FRAMEWORK[default_code]


class OtpSetupRequired(SecondFactorRefusal):
    default_code = "otp_setup_required"
    default_detail = FRAMEWORK[default_code]


class BodyTooLarge(exceptions.APIException):
    status_code = 413
    default_detail = FRAMEWORK["body_too_large"]


class MalformedBody(exceptions.APIException):
    """The body cannot be read at all, so that no field can be named."""

    status_code = 422
    default_code = "malformed_body"
    default_detail = FRAMEWORK[default_code]


def handle_exception(failure: Exception, context: Mapping[str, Any]) -> Response:
    """Django REST Framework's `EXCEPTION_HANDLER`: nothing goes past it."""
    set_rollback()
    if isinstance(failure, StoreError):
        return _store_error(failure)
    if isinstance(failure, Http404):
        failure = exceptions.NotFound(words("not_found"))
    elif isinstance(failure, PermissionDenied):
        failure = exceptions.PermissionDenied(words("forbidden"))
    if isinstance(failure, exceptions.ValidationError):
        fields: dict[str, list[str]] = {}
        for path, reason in _reasons(failure.detail):
            fields.setdefault(path, []).append(reason)
        return Response(error_body("invalid", words("invalid"), fields), status=422)
    if isinstance(failure, exceptions.APIException):
        return _framework_error(failure)
    if isinstance(failure, OperationalError):
        log.error("api_database_busy", exc_info=failure)
        body = error_body("busy", words("busy"))
        return Response(body, status=503, headers={"Retry-After": "1"})
    log.error("api_failed", exc_info=failure)
    return Response(error_body("internal", words("internal")), status=500)


@csrf_exempt  # a refusal needs no proof of where it comes from
def not_found(request: HttpRequest) -> JsonResponse:
    """For every path under /api/ that is none of ours."""
    with translation.override(language_of_words(request)):
        return _plain_refusal(404, "not_found", _("There is no such address."))


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's `handler400`: a request that reached no view, for another host say."""
    if not request.path.startswith(_ROOT):
        return defaults.bad_request(request, exception)
    with translation.override(language_of_words(request)):
        return _plain_refusal(400, "invalid", words("invalid"))


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's `handler500`: what broke outside a view."""
    if not request.path.startswith(_ROOT):
        return defaults.server_error(request)
    with translation.override(language_of_words(request)):
        return _plain_refusal(500, "internal", words("internal"))


def _plain_refusal(status_code: int, code: str, message: str) -> JsonResponse:
    headers = {
        "Content-Language": translation.get_language() or "en",
        "Cache-Control": "no-store",
        "Content-Security-Policy": NOTHING_ELSE,
    }
    return JsonResponse(error_body(code, message), status=status_code, headers=headers)


def _store_error(failure: StoreError) -> Response:
    body = error_body(failure.code.value, words(failure.code.value), plain(failure.context))
    wait = failure.context.get("retry_after")
    headers = {"Retry-After": str(wait)} if wait else None
    return Response(body, status=_STATUS.get(failure.code, 400), headers=headers)


def _framework_error(failure: exceptions.APIException) -> Response:
    if isinstance(failure, exceptions.ParseError):
        failure = MalformedBody()
    headers = {}
    if auth := getattr(failure, "auth_header", None):
        headers["WWW-Authenticate"] = auth
    wait = getattr(failure, "wait", None)
    if wait is not None:
        headers["Retry-After"] = str(math.ceil(wait))
    code = _CODES.get(failure.status_code, "invalid")
    if isinstance(failure, MalformedBody | SecondFactorRefusal):
        code = failure.default_code
    return Response(error_body(code, str(failure.detail)), failure.status_code, headers=headers)


def _reasons(detail: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """`items.0.quantity` and why, for each leaf of the framework's nested details."""
    if isinstance(detail, Mapping):
        for key, inner in detail.items():
            own = path if key == "non_field_errors" and path else str(key)
            yield from _reasons(inner, own if own == path or not path else f"{path}.{own}")
    elif isinstance(detail, list):
        for place, inner in enumerate(detail):
            nested = isinstance(inner, Mapping | list)
            yield from _reasons(inner, f"{path}.{place}" if nested else path)
    else:
        yield path or "body", str(detail)


def plain(value: Any) -> Any:
    """`value` in what JSON can carry: money as text."""
    if isinstance(value, Mapping):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(inner) for inner in value]
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value

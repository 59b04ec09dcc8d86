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
from django.http import Http404, HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from rest_framework import exceptions, status
from rest_framework.response import Response
from rest_framework.views import set_rollback

from shop.errors import ErrorCode, StoreError, error_body

log = structlog.get_logger(__name__)

# Words for programmers: what customers read is made by the client, from the code.
MESSAGES: Mapping[str, str] = {
    ErrorCode.ACCOUNT_NOT_NAMED: "There are several marketplace accounts: name one.",
    ErrorCode.ACCOUNT_WITHOUT_KEY: "The marketplace account has no API key yet.",
    ErrorCode.ALREADY_SUBSCRIBED: "The subscription is being paid for already.",
    ErrorCode.CART_EMPTY: "There is nothing to order.",
    ErrorCode.CART_CHANGED: "The cart is no longer the version that was named.",
    ErrorCode.CATEGORY_IN_USE: "The category still holds products or categories.",
    ErrorCode.CONSENT_REQUIRED: "The customer has not agreed to the documents in force.",
    ErrorCode.EMAIL_TAKEN: "There is a log-in with this e-mail already.",
    ErrorCode.IDEMPOTENCY_KEY_REUSED: "This Idempotency-Key came with another body before.",
    ErrorCode.INVALID_OPTIONS: "The variants do not fit the product's options.",
    ErrorCode.INVALID_QUANTITY: "A quantity is outside its limits.",
    ErrorCode.KEY_EXPIRED: "The marketplace does not take the API key any more.",
    ErrorCode.KEY_REFUSED: "The marketplace does not take this API key.",
    ErrorCode.MARKETPLACE_UNAVAILABLE: "The marketplace does not answer now. Try again.",
    ErrorCode.NOT_FOUND: "There is no such thing here.",
    ErrorCode.ORDER_TOO_SMALL: "The order comes to less than the least one the store takes.",
    ErrorCode.OTHER_CABINET: "The API key belongs to another account of the marketplace.",
    ErrorCode.OUT_OF_STOCK: "There is less in stock than was asked for.",
    ErrorCode.PAYMENT_METHOD_OFF: "This way to pay is not available now.",
    ErrorCode.PAYMENT_NOT_NEEDED: "There is nothing left to pay.",
    ErrorCode.PLAN_LIMIT: "The plan does not allow more.",
    ErrorCode.PLAN_NOT_OFFERED: "This plan cannot be paid in this way.",
    ErrorCode.PRICE_CHANGED: "Prices are no longer what was expected.",
    ErrorCode.PRODUCT_INACTIVE: "Something that was asked for is not on sale.",
    ErrorCode.PROMO_CODE_ALONE: "The promo code does not go with others.",
    ErrorCode.PROMO_CODE_ENDED: "The promo code has ended.",
    ErrorCode.PROMO_CODE_FIRST_ORDER: "The promo code is for the first order only.",
    ErrorCode.PROMO_CODE_GIFT_GONE: "The gift of the promo code is no longer in stock.",
    ErrorCode.PROMO_CODE_MINIMUM_SUM: "The order is too small for the promo code.",
    ErrorCode.PROMO_CODE_NOT_FOR_GOODS: "The promo code is for other goods.",
    ErrorCode.PROMO_CODE_NOT_YET: "The promo code is not in force yet.",
    ErrorCode.PROMO_CODE_UNKNOWN: "There is no such promo code.",
    ErrorCode.PROMO_CODE_USED_BY_YOU: "The customer has used the promo code.",
    ErrorCode.PROMO_CODE_USED_UP: "The promo code has been used up.",
    ErrorCode.PROVIDER_UNAVAILABLE: "The payment provider does not answer now. Try again.",
    ErrorCode.ROLE_TOO_LOW: "Your role does not give you the right to do this.",
    ErrorCode.SECRETS_OFF: "The store cannot keep API keys: it has no key to encrypt them with.",
    ErrorCode.SKU_TAKEN: "Another variant has this SKU.",
    ErrorCode.STOCK_IS_CODES: "The stock of this variant is its codes.",
    ErrorCode.STOCK_NEGATIVE: "Less than nothing would be left in stock.",
    ErrorCode.STORE_CLOSED: "The store takes no orders at the moment.",
    ErrorCode.SUBSCRIPTION_STOPPED: "Syncing has stopped: the subscription is not paid.",
    ErrorCode.SYNC_LIMIT: "The plan does not allow more syncs a day.",
    ErrorCode.TOO_MANY_LINES: "There are too many lines.",
    ErrorCode.TOO_MANY_PIECES: "That is more pieces of a product than one order may have.",
    ErrorCode.TRANSITION_NOT_ALLOWED: "The order cannot go to this status from where it is.",
}
_STATUS: Mapping[str, int] = {
    ErrorCode.ALREADY_SUBSCRIBED: status.HTTP_409_CONFLICT,
    ErrorCode.EMAIL_TAKEN: status.HTTP_409_CONFLICT,
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
    default_detail = "This person has a second factor: send its code as `otp`."


class OtpInvalid(SecondFactorRefusal):
    default_code = "otp_invalid"
    default_detail = "The code is wrong, or was used before."


class OtpSetupRequired(SecondFactorRefusal):
    default_code = "otp_setup_required"
    default_detail = "The store demands a second factor: set one up in the admin first."


class BodyTooLarge(exceptions.APIException):
    status_code = 413
    default_detail = "The body is too large."


class MalformedBody(exceptions.APIException):
    """The body cannot be read at all, so that no field can be named."""

    status_code = 422
    default_code = "malformed_body"


def handle_exception(failure: Exception, context: Mapping[str, Any]) -> Response:
    """Django REST Framework's `EXCEPTION_HANDLER`: nothing goes past it."""
    set_rollback()
    if isinstance(failure, StoreError):
        return _store_error(failure)
    if isinstance(failure, Http404):
        failure = exceptions.NotFound()
    elif isinstance(failure, PermissionDenied):
        failure = exceptions.PermissionDenied()
    if isinstance(failure, exceptions.ValidationError):
        fields: dict[str, list[str]] = {}
        for path, reason in _reasons(failure.detail):
            fields.setdefault(path, []).append(reason)
        return Response(error_body("invalid", "The request is malformed.", fields), status=422)
    if isinstance(failure, exceptions.APIException):
        return _framework_error(failure)
    if isinstance(failure, OperationalError):
        log.error("api_database_busy", exc_info=failure)
        body = error_body("busy", "The store is busy. Try again.")
        return Response(body, status=503, headers={"Retry-After": "1"})
    log.error("api_failed", exc_info=failure)
    return Response(error_body("internal", "Something went wrong in the store."), status=500)


@csrf_exempt  # a refusal needs no proof of where it comes from
def not_found(request: HttpRequest, rest: str = "") -> JsonResponse:
    """For every path under /api/ that is none of ours."""
    return JsonResponse(error_body("not_found", "There is no such address."), status=404)


def _store_error(failure: StoreError) -> Response:
    message = MESSAGES.get(failure.code, "The store refuses this.")
    body = error_body(failure.code.value, message, plain(failure.context))
    wait = failure.context.get("retry_after")
    headers = {"Retry-After": str(wait)} if wait else None
    return Response(body, status=_STATUS.get(failure.code, 400), headers=headers)


def _framework_error(failure: exceptions.APIException) -> Response:
    if isinstance(failure, exceptions.ParseError):
        failure = MalformedBody("The body cannot be read.")
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

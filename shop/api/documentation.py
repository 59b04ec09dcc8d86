"""What the OpenAPI schema says of errors and of the ways to authenticate; its two pages."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.functional import lazy
from drf_spectacular.extensions import (
    OpenApiAuthenticationExtension,
    OpenApiSerializerFieldExtension,
)
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiJsonRenderer2
from drf_spectacular.utils import OpenApiExample, OpenApiResponse
from drf_spectacular.views import SpectacularSwaggerSplitView
from rest_framework import serializers

from shop.api.error_words import WORDS
from shop.errors import error_body


def _every_code() -> str:
    lines = (f"* `{code}`: {meaning}" for code, meaning in WORDS.items())
    return "\n".join(["What went wrong, for machines.", "", *lines])


class ErrorDetail(serializers.Serializer[None]):
    code = serializers.ChoiceField(
        choices=list(WORDS.items()),
        help_text=lazy(_every_code, str)(),
    )
    message = serializers.CharField(
        help_text="The same in words, in Russian or English as `Accept-Language` asks."
    )
    details = serializers.DictField(help_text="Facts to go on with; with 422 a reason per field.")


class ErrorAnswer(serializers.Serializer[None]):
    error = ErrorDetail()


_MEANINGS: Mapping[int, tuple[str, str, str, dict[str, Any]]] = {
    400: (
        "The store refuses",
        "out_of_stock",
        "There is less in stock than was asked for.",
        {"problems": [{"variant_id": 101, "requested": 2, "available": 1}]},
    ),
    401: ("Nobody known", "unauthorized", "Authentication credentials were not provided.", {}),
    403: ("Not allowed", "forbidden", "Your role does not give you the right to do this.", {}),
    404: ("Not there, or not yours", "not_found", "There is no such thing here.", {}),
    409: (
        "In conflict with what is there",
        "idempotency_key_reused",
        "This Idempotency-Key came with another body before.",
        {},
    ),
    413: ("The body is too large", "body_too_large", "The body is too large.", {}),
    415: ("Not a known kind of body", "unsupported_media_type", "Unsupported media type.", {}),
    422: (
        "Malformed, with a reason per field",
        "invalid",
        "The request is malformed.",
        {"items.0.quantity": ["Ensure this value is greater than or equal to 1."]},
    ),
    429: ("Too often: wait `Retry-After` seconds", "too_many_requests", "Wait 12 seconds.", {}),
    503: (
        "The far side does not answer: try again",
        "marketplace_unavailable",
        "The marketplace does not answer now. Try again.",
        {"retry_after": 20},
    ),
}


_DONE: Mapping[str, str] = {"200": "As asked", "201": "Made", "202": "Begun", "204": "Done"}


def answers(body: Any, *, status: int = 200, errors: Iterable[int] = ()) -> dict[int, Any]:
    """An operation's answers: the good one and the errors, each with an example."""
    found: dict[int, Any] = {status: body}
    for code in sorted({*errors, 429}):
        title, name, message, details = _MEANINGS[code]
        example = OpenApiExample(title, error_body(name, message, details), response_only=True)
        found[code] = OpenApiResponse(ErrorAnswer, description=title, examples=[example])
    return found


class _MiniAppScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "shop.api.authentication.TelegramMiniApp"
    name = "telegram_mini_app"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        return {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": (
                "`tma ` and `Telegram.WebApp.initData` as the Mini App got it. It is good for "
                "an hour (`INITDATA_TTL`)."
            ),
        }


class _TrustedKeyScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "shop.api.authentication.TrustedKey"
    name = "trusted_key"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        return {
            "type": "apiKey",
            "in": "header",
            "name": "X-Api-Key",
            "description": "One of `BOT_API_KEYS`: a client that speaks for customers.",
        }


class _StaffScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "shop.api.authentication.StaffToken"
    name = "staff"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        return {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "JWT",
            "description": "The access token of `POST /api/v1/auth/token`.",
        }


class _RowsField(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    """A list of objects with its limits, which the library leaves out."""

    target_class = "shop.api.fields.Rows"

    def map_serializer_field(self, auto_schema: Any, direction: Any) -> dict[str, Any]:
        component = auto_schema.resolve_serializer(self.target.child, direction)
        limits = {"minItems": self.target.min_length, "maxItems": self.target.max_length}
        kept = {name: limit for name, limit in limits.items() if limit is not None}
        return {"type": "array", "items": component.ref, **kept}


@functools.cache
def _schema() -> bytes:
    with translation.override("en"):
        found = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    _name_good_answers(found)
    rendered: bytes = OpenApiJsonRenderer2().render(found, renderer_context={})
    return rendered


def _name_good_answers(found: dict[str, Any]) -> None:
    """Inside an `OpenApiResponse`, which would carry it, the library knows no list from a row."""
    for methods in found["paths"].values():
        for operation in methods.values():
            for code, answer in operation["responses"].items():
                answer["description"] = answer["description"] or _DONE[code]


def schema(request: HttpRequest) -> HttpResponse:
    """The OpenAPI description, made once per process."""
    return HttpResponse(_schema(), content_type="application/json")


# Swagger's page sets styles itself and draws small pictures; all else is ours.
_OURS = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self' data:; connect-src 'self'; frame-ancestors 'none'"
)


class DocumentationPage(SpectacularSwaggerSplitView):
    """The description to be read and tried; its script and style are ours."""

    authentication_classes = ()
    permission_classes = ()
    url_name = "api-schema"
    title = "Store API"

    def finalize_response(self, request: Any, response: Any, *args: Any, **kwargs: Any) -> Any:
        final = super().finalize_response(request, response, *args, **kwargs)
        final.headers["Content-Security-Policy"] = _OURS
        return final


documentation = DocumentationPage.as_view()

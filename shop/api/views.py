"""What every view of the API is made of."""

from __future__ import annotations

import datetime
import hashlib
import time
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from django.contrib.auth.models import User
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import http_date
from rest_framework.generics import GenericAPIView
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.pagination import BasePagination
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from shop.api.authentication import (
    CustomerPrincipal,
    StaffToken,
    TelegramMiniApp,
    TrustedClient,
    TrustedKey,
)
from shop.api.errors import NOTHING_ELSE, BodyTooLarge
from shop.api.fields import LARGEST_ID
from shop.api.filters import Filters
from shop.api.language import language_of, language_of_words
from shop.api.last_modified import last_modified
from shop.api.pagination import Pages
from shop.api.parsers import StrictJSONParser
from shop.api.permissions import HasPrincipal, HasRights
from shop.api.throttles import ByAddress
from shop.models import Customer


class AlwaysJSON(BaseContentNegotiation):
    """JSON, whatever `Accept` asks for: a browser that looks in gets an answer too."""

    def select_parser(self, request: Any, parsers: Iterable[Any]) -> Any:
        from rest_framework.utils.mediatypes import media_type_matches

        return next(
            (p for p in parsers if media_type_matches(p.media_type, request.content_type)), None
        )

    def select_renderer(
        self, request: Any, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        return next(iter(renderers)), "application/json"


class ApiView(GenericAPIView[Any]):
    """A view of the API: errors in the asked language, UTC, bounded bodies, the address's limit.

    Without a queryset of its own it is a plain view.
    """

    parser_classes: Sequence[type[BaseParser]] = (StrictJSONParser,)
    renderer_classes = (JSONRenderer,)
    content_negotiation_class = AlwaysJSON
    filter_backends = (Filters,)
    pagination_class: type[BasePagination] | None = Pages
    http_method_names = ("get", "post", "put", "patch", "delete", "head")
    max_body: ClassVar[int] = 256 * 1024

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        language = language_of_words(request)
        with translation.override(language), timezone.override(datetime.UTC):
            response = super().dispatch(request, *args, **kwargs)
        if response.status_code >= 400:
            response.headers["Content-Language"] = language
        response.headers["Content-Security-Policy"] = NOTHING_ELSE
        if "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "no-store"
        return response

    def initialize_request(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Request:
        """A body that comes in chunks names no length, and would pass for none at all."""
        if "chunked" in request.headers.get("Transfer-Encoding", ""):
            request.META["CONTENT_LENGTH"] = str(self.max_body + 1)
        return super().initialize_request(request, *args, **kwargs)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """The address's limit comes first, and a body known to be too large is not read."""
        throttle = ByAddress()
        if not throttle.allow_request(request, self):
            self.throttled(request, throttle.wait())
        if "chunked" not in request.headers.get("Transfer-Encoding", ""):
            length = request.META.get("CONTENT_LENGTH") or "0"
            if not str(length).isdecimal() or int(length) > self.max_body:
                raise BodyTooLarge()
        super().initial(request, *args, **kwargs)
        if any(isinstance(value, int) and value > LARGEST_ID for value in kwargs.values()):
            raise Http404  # no row can have that id, and not every database takes it

    def checked(self, serializer_class: Any, **context: Any) -> Any:
        """The body as `serializer_class` reads it. Raises ValidationError."""
        serializer = serializer_class(
            data=self.request.data, context={**self.get_serializer_context(), **context}
        )
        serializer.is_valid(raise_exception=True)
        return serializer.validated_data


class PublicView(ApiView):
    """For everybody; answers carry ETag and Last-Modified, and 304 to whoever has them already."""

    authentication_classes = ()
    permission_classes = ()

    def finalize_response(
        self, request: Request, response: Any, *args: Any, **kwargs: Any
    ) -> Response:
        final = super().finalize_response(request, response, *args, **kwargs)
        if request.method not in ("GET", "HEAD") or final.status_code != 200:
            return final
        final.render()
        language = language_of(request)
        final.headers["ETag"] = f'"{hashlib.sha256(final.content).hexdigest()[:32]}"'
        since = last_modified(request._request, final.headers["ETag"], language)
        # No answer says that it will change only after it was given.
        final.headers["Last-Modified"] = http_date(min(since, time.time()))
        # To be asked again each time: prices and stock are never a moment old.
        final.headers["Cache-Control"] = "public, no-cache"
        final.headers["Content-Language"] = language
        patch_vary_headers(final, ["Accept-Language"])
        conditional = get_conditional_response(
            request._request, etag=final.headers["ETag"], last_modified=since, response=final
        )
        # Reading has no other preconditions: only 304 is taken from it.
        is_known = conditional is not None and conditional.status_code == 304
        return conditional if is_known else final  # type: ignore[return-value]  # it is rendered


class CustomerView(ApiView):
    """For a customer inside Telegram, about what is theirs."""

    authentication_classes = (TelegramMiniApp,)
    permission_classes = (HasPrincipal,)

    @property
    def customer(self) -> Customer:
        principal: object = self.request.user
        assert isinstance(principal, CustomerPrincipal)
        return principal.customer


class CustomerOrClientView(ApiView):
    """For a customer inside Telegram, or a trusted client in a customer's name."""

    authentication_classes = (TelegramMiniApp, TrustedKey)
    permission_classes = (HasPrincipal,)

    @property
    def principal(self) -> CustomerPrincipal | TrustedClient:
        principal: object = self.request.user
        assert isinstance(principal, CustomerPrincipal | TrustedClient)
        return principal


class StaffView(ApiView):
    """For staff. `rights` names, by method, the permissions of which one is needed."""

    authentication_classes = (StaffToken,)
    permission_classes = (HasRights,)
    rights: ClassVar[Mapping[str, Sequence[str]]] = {}

    @property
    def staff(self) -> User:
        assert isinstance(self.request.user, User)
        return self.request.user

    @property
    def actor(self) -> str:
        """How this person is named in timelines and ledgers."""
        return f"staff:{self.staff.get_username()}"

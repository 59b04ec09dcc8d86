"""Addresses that answer with and without their trailing slash, without a redirect."""

from collections.abc import Callable
from typing import Any

from django.http.response import HttpResponseBase
from django.urls import URLPattern
from django.urls.resolvers import RoutePattern


class _BothPattern(RoutePattern):
    """A route that does not care whether the path ends with a slash."""

    def match(self, path: str) -> tuple[str, tuple[Any, ...], dict[str, Any]] | None:
        return super().match(path.removesuffix("/"))


def path_both(
    route: str, view: Callable[..., HttpResponseBase], *, name: str | None = None
) -> URLPattern:
    """Like `django.urls.path`, for `route` and `route/` alike; `reverse()` gives the former."""
    return URLPattern(_BothPattern(route.rstrip("/"), name=name, is_endpoint=True), view, {}, name)

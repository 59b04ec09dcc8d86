"""In which language an answer names things, and in which it says what went wrong."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation.trans_real import parse_accept_lang_header
from rest_framework.request import Request

from shop.translations import main_language

ENGLISH = "en"


def language_of(request: Request) -> str:
    """The first of `Accept-Language` that the store has, English for whoever has others alone.

    Without any the store's main language.
    """
    wanted = _wanted(request._request)
    known = next((code for code in wanted if code in settings.STORE_LANGUAGES), None)
    if known is None and wanted and ENGLISH in settings.STORE_LANGUAGES:
        return ENGLISH
    return known or main_language()


def language_of_words(request: HttpRequest) -> str:
    """The first of `Accept-Language` that errors have words in, else English."""
    written = {code for code, _name in settings.LANGUAGES}
    return next((code for code in _wanted(request) if code in written), ENGLISH)


def _wanted(request: HttpRequest) -> list[str]:
    """Codes without their countries, the dearest first; none for `*`."""
    accepted = parse_accept_lang_header(request.headers.get("Accept-Language", "").lower()[:500])
    codes = (code.partition("-")[0] for code, weight in accepted if weight)
    return [code for code in codes if code != "*"]

"""The page itself, in the language its visitor chose or their browser asks for."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from http.cookies import CookieError, SimpleCookie

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import get_supported_language_variant, gettext, override
from django.utils.translation.trans_real import parse_accept_lang_header

from botapp.emulator.asgi import HttpRequest, HttpResponse
from botapp.emulator.words import WORDS

_PATHS = {"/emulator", "/emulator/"}
_FALLBACK = "en"


def is_document(path: str) -> bool:
    """The page, with and without its slash."""
    return path in _PATHS


def document(request: HttpRequest) -> HttpResponse:
    """The page with all its words."""
    language = chosen_language(request)
    with override(language):
        words = {word: gettext(word) for word in WORDS}
        context = {"language": language, "words": words}
        body = render_to_string("emulator/page.html", context).encode()
    headers = {
        "cache-control": "no-cache",
        "content-language": language,
        "etag": f'"{hashlib.sha256(body).hexdigest()[:16]}"',
        "vary": "accept-language, cookie",
    }
    return HttpResponse(200, body, "text/html; charset=utf-8", headers)


def chosen_language(request: HttpRequest) -> str:
    """By Django's language cookie, then by ``Accept-Language``; English for all others."""
    accepted = parse_accept_lang_header(request.headers.get("accept-language", ""))
    wishes = [code for code, _ in accepted]
    with suppress(CookieError):
        cookie = SimpleCookie(request.headers.get("cookie", "")).get(settings.LANGUAGE_COOKIE_NAME)
        if cookie:
            wishes.insert(0, cookie.value)
    for code in wishes:
        try:
            return get_supported_language_variant(code)
        except LookupError:
            continue
    return _FALLBACK

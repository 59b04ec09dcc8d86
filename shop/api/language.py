"""In which of the store's languages an answer names things."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation.trans_real import parse_accept_lang_header
from rest_framework.request import Request

from shop.translations import main_language


def language_of(request: Request) -> str:
    """The first of `Accept-Language` that the store has, else the store's main language."""
    accepted = parse_accept_lang_header(request.headers.get("Accept-Language", "").lower()[:500])
    wanted = (code.partition("-")[0] for code, _weight in accepted)
    return next((code for code in wanted if code in settings.STORE_LANGUAGES), main_language())

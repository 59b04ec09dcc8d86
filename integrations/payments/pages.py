"""Where a provider's page sends the customer back to."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import override

from shop.models import StoreSettings
from shop.views import page_language


def paid(request: HttpRequest) -> HttpResponse:
    """That the rest happens in the chat. It knows nothing of the payment: anybody may open it."""
    language = page_language(request)
    with override(language):
        name = StoreSettings.current().text_of("name", language)
        response = render(request, "shop/paid.html", {"store_name": name, "language": language})
    patch_vary_headers(response, ["Accept-Language"])
    return response

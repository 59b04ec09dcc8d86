"""The page at the root, and its icon."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.utils.cache import patch_vary_headers
from django.utils.translation import override

from shop.views import page_language


def landing(request: HttpRequest) -> HttpResponse:
    """Says what this is and leads to its parts; `?lang=` chooses the language, and is kept."""
    chosen = request.GET.get("lang", "")
    kept = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    languages: list[str] = settings.STORE_LANGUAGES
    language = next((code for code in (chosen, kept) if code in languages), page_language(request))
    context = {
        "store_name": settings.STORE_NAME,
        "admin_path": settings.ADMIN_PATH,
        "demo": settings.DEMO,
        "language": language,
        "languages": languages,
    }
    with override(language):
        response = render(request, "landing.html", context)
    patch_vary_headers(response, ["Accept-Language", "Cookie"])
    if chosen in languages:
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, chosen, 365 * 24 * 3600, samesite="Lax")
    return response


def favicon(request: HttpRequest) -> HttpResponse:
    """What browsers ask for on every page that names no icon: the admin, the API's pages."""
    return redirect(static("shop/icon.svg"), permanent=True)

"""The page at the root, and its icon."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static


def landing(request: HttpRequest) -> HttpResponse:
    """Points to the admin and, in the demo, to the chat in the browser."""
    context = {
        "store_name": settings.STORE_NAME,
        "admin_path": settings.ADMIN_PATH,
        "demo": settings.DEMO,
    }
    return render(request, "landing.html", context)


def favicon(request: HttpRequest) -> HttpResponse:
    """What browsers ask for on every page that names no icon: the admin, the API's pages."""
    return redirect(static("shop/icon.svg"), permanent=True)

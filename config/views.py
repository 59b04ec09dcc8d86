"""The page at the root: where to go from here."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def landing(request: HttpRequest) -> HttpResponse:
    """Points to the admin and, in the demo, to the chat in the browser."""
    context = {
        "store_name": settings.STORE_NAME,
        "admin_path": settings.ADMIN_PATH,
        "demo": settings.DEMO,
    }
    return render(request, "landing.html", context)
